"""A keyboard that plays at known times: when its notes are recorded, and how long until they are heard.

`python -m tests.reliability.played --notes 10000` sends so many through real ports.
"""

import argparse
import json
import sys
from time import perf_counter, sleep

import numpy as np

from composer.midi.jack_port import JackOutput
from composer.midi.priority import ask_for_priority
from composer.music.score import Score
from composer.music.time import TempoMap
from composer.playback.protocol import InputOpened, OpenInput, Played, PlayheadMoved, SetInstrument
from composer.playback.recorder import Recorder
from tests.end_to_end.jack import STANDSTILL, JackRecorder, JackServer
from tests.end_to_end.session import Session

KEYS = "keys:output · JACK"
NOTES_PER_SECOND = 100
MOST_P50, MOST_P99 = 0.001, 0.003  # seconds by which a recorded note may be off
LONGEST_WAY = 0.010  # seconds from the key to the synth
_PATIENCE = 20.0  # seconds for the last notes
_AHEAD = 0.5  # seconds before the first note
_SECONDS_PER_TICK = 60 / 125 / 480


def show(notes: int) -> dict[str, float]:
    """How far recorded notes are off, and how late they are heard, in milliseconds."""
    random = np.random.default_rng(2)
    gaps = random.uniform(0.5, 1.5, notes) / NOTES_PER_SECOND
    with JackServer(patience=STANDSTILL), JackRecorder() as synth:
        keys = JackOutput("keys", "", KEYS)
        session = Session()
        session.open(synth.port)
        session.client.set_score(Score(tempo_map=TempoMap.constant(125)))
        session.client.set(OpenInput(KEYS))
        session.client.set(SetInstrument(0))
        assert session.wait_for(InputOpened) == InputOpened(KEYS)
        session.client.play(0, end=1 << 40)
        began = tick_origin(session)
        sent = perf_counter() + _AHEAD + np.cumsum(gaps)
        recorder = Recorder()
        for index, at in enumerate(sent):
            pitch = 36 + index % 60
            while perf_counter() < at - 0.1:
                take(session, recorder)
                sleep(0.005)
            keys.send(bytes((0x90, pitch, 64)), at)
            keys.send(bytes((0x80, pitch, 0)), at + 0.004)
        deadline = perf_counter() + _PATIENCE
        while len(recorder.notes) < notes and perf_counter() < deadline:
            take(session, recorder)
            sleep(0.005)
        session.close()
        keys.close()
        sounded = np.array([at for at, is_beginning, *_ in synth.notes if is_beginning])
    figures: dict[str, float] = {"sent": notes, "recorded": len(recorder.notes), "heard": sounded.size}
    if not len(recorder.notes) == sounded.size == notes:
        return figures
    recorded = began + np.sort([note.start for note in recorder.notes]) * _SECONDS_PER_TICK
    off, way = np.abs(recorded - sent), sounded - sent
    return {
        **figures,
        **{f"off by, p{p}, ms": round(float(np.percentile(off, p)) * 1000, 3) for p in (50, 95, 99, 100)},
        **{f"heard after, p{p}, ms": round(float(np.percentile(way, p)) * 1000, 3) for p in (50, 95, 99, 100)},
    }


def take(session: Session, recorder: Recorder) -> None:
    """Give the recorder what was played."""
    session.heard.clear()
    session.hears(Played)
    for event in session.heard:
        if isinstance(event, Played):
            for _, tick, message in event.messages:
                recorder.add(tick or 0.0, message)


def tick_origin(session: Session) -> float:
    """The seconds of `perf_counter` at tick 0, from where the engine says that the playhead is."""
    origins: list[float] = []
    while len(origins) < 50:
        session.heard.clear()
        session.wait_for(PlayheadMoved)
        moves = [event for event in session.heard if isinstance(event, PlayheadMoved)]
        origins += [move.at_seconds - (move.tick + 0.5) * _SECONDS_PER_TICK for move in moves]
    return float(np.median(origins))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=int, default=10_000)
    ask_for_priority()  # a keyboard is never late
    figures = show(parser.parse_args().notes)
    print(json.dumps(figures, indent=1))
    if not figures["sent"] == figures["recorded"] == figures["heard"]:
        sys.exit("Notes were lost.")
    if figures["off by, p50, ms"] > MOST_P50 * 1000 or figures["off by, p99, ms"] > MOST_P99 * 1000:
        sys.exit("Notes are recorded at other times than they were played.")
    if figures["heard after, p99, ms"] > LONGEST_WAY * 1000:
        sys.exit("Notes are heard too late.")


if __name__ == "__main__":
    main()
