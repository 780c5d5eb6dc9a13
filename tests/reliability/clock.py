"""A machine that sends MIDI clock for a long time: how far the notes of a piece that follows it are from its beats.

`python -m tests.reliability.clock --minutes 10` lets the machine's tempo wander, or hold its pulses back at random.
"""

import argparse
import json
import math
import sys
from collections.abc import Iterator
from random import Random
from time import perf_counter, sleep

import numpy as np

from composer.midi.jack_port import JackOutput
from composer.midi.priority import ask_for_priority
from composer.music.score import Note, Score, Track
from composer.music.time import PPQ
from composer.playback import messages
from composer.playback.protocol import ClockHeard, FollowClock, InputOpened, PlaybackStarted
from tests.end_to_end.jack import STANDSTILL, JackRecorder, JackServer, wait_until
from tests.end_to_end.session import Session

MACHINE = "machine:output · JACK"
MOST_DRIFT, MOST_P99 = 0.001, 0.010  # seconds
_PULSES = 24  # to a quarter
_STEP = _PULSES // 4  # pulses from one note to the next
_AHEAD = 0.3  # seconds by which pulses are handed to JACK
_BEFORE = 48  # pulses before the start
_SWING = 0.05  # by how much the tempo wanders, 1 being all of it
_PERIOD = 20.0  # seconds of one wandering


def beats(bpm: float, pulses: int, wanders: bool) -> Iterator[float]:
    """The seconds after the beginning at which each pulse is due."""
    seconds = 0.0
    for _ in range(pulses):
        yield seconds
        sway = _SWING * math.sin(2 * math.pi * seconds / _PERIOD) if wanders else 0.0
        seconds += 60 / (bpm * (1 + sway)) / _PULSES


def show(seconds: float, bpm: float = 120.0, wanders: bool = False, jitter: float = 0.0) -> dict[str, float]:
    """How far the notes are from the beats that they belong to, in milliseconds; `jitter` is in seconds."""
    count = int(seconds * bpm / 60 * _PULSES) // _STEP * _STEP
    notes = [Note(36 + index % 60, index * PPQ // 4, PPQ // 8) for index in range(count // _STEP)]
    random = Random(1)
    with JackServer(patience=STANDSTILL), JackRecorder() as recorder:
        machine = JackOutput("machine", "", MACHINE)
        session = Session()
        session.open(recorder.port)
        session.client.set_score(Score((Track.of(notes),)))
        session.client.set(FollowClock(MACHINE))
        wait_until(lambda: session.hears(InputOpened), "the machine's port")
        due = perf_counter() + _AHEAD + np.fromiter(beats(bpm, _BEFORE + count, wanders), float)
        for number, at in enumerate(due):
            while perf_counter() < at - _AHEAD:
                session.hears(PlaybackStarted)
                sleep(0.005)
            if number == _BEFORE:
                machine.send(messages.START, at - 0.002)
            machine.send(messages.CLOCK, at + random.uniform(0, jitter))
        wait_until(lambda: len([1 for _, is_on, *_ in recorder.notes if is_on]) >= len(notes) - 1, "the notes", 10)
        session.client.stop()
        heard = [event for event in session.heard if isinstance(event, ClockHeard) and event.bpm]
        session.close()
        machine.close()
        arrived = np.array([at for at, is_on, *_ in recorder.notes if is_on])
    off = (arrived - due[_BEFORE::_STEP][: arrived.size]) * 1000
    settled = off[8:]  # the first notes wait for the output, which wants them early
    tenth = max(settled.size // 10, 1)
    spread = np.percentile(np.abs(settled - np.median(settled)), (50, 95, 99, 100))
    return {
        "notes": len(notes),
        "arrived": arrived.size,
        "first note late, ms": round(float(off[0]), 2),
        "late, p50, ms": round(float(np.median(settled)), 2),
        **{f"off by, p{p}, ms": round(float(ms), 2) for p, ms in zip((50, 95, 99, 100), spread, strict=True)},
        "drift, ms": round(float(np.median(settled[-tenth:]) - np.median(settled[:tenth])), 2),
        "bpm told, at most off by": round(max((abs(event.bpm - bpm) for event in heard[4:]), default=0.0), 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--bpm", type=float, default=120.0)
    parser.add_argument("--wander", action="store_true", help="let the tempo rise and fall by 5 %% every 20 seconds")
    parser.add_argument("--jitter", type=float, default=0.0, help="milliseconds by which pulses come late at random")
    arguments = parser.parse_args()
    ask_for_priority()  # a machine is never late
    figures = show(arguments.minutes * 60, arguments.bpm, arguments.wander, arguments.jitter / 1000)
    print(json.dumps(figures, indent=1))
    if figures["arrived"] < figures["notes"] - 1:
        sys.exit("Notes were lost.")
    if abs(figures["drift, ms"]) > MOST_DRIFT * 1000 or figures["off by, p99, ms"] > MOST_P99 * 1000:
        sys.exit("The piece does not stay with the machine.")


if __name__ == "__main__":
    main()
