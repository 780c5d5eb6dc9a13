"""Actions in the middle of dense playing, each of which has to leave silence behind.

`python -m tests.reliability.silence --times 1000` does so many random ones on a real port and tells how long notes
went on sounding after each. Beside it runs a control: for each action that took too long it is told for how long a
processor could not be used then, and how often JACK said that a client was late.
"""

import argparse
import random
import sys
from collections.abc import Callable
from dataclasses import replace
from time import perf_counter, sleep

import numpy as np

from composer.midi.priority import ask_for_priority
from composer.music.score import Note, Score, Track
from composer.playback.protocol import Fault, OutputOpened
from tests.end_to_end.jack import JackRecorder, JackServer, wait_until
from tests.end_to_end.session import Session
from tests.reliability.stillness import Stillness, Xruns

LONGEST = 0.05  # seconds that a note may sound after the action
EMPTY_FROM = 200_000  # tick
QUIET = 480  # ticks
_TICKS_PER_SECOND = 960
_SOME = 40  # messages
_BEFORE = 0.02  # seconds before an action in which a standstill still delays it
_REPORTED = 0.5  # seconds after which a processor that stood still has said so
_LISTEN = 0.1  # seconds; what begins in it, after the longest time, is a fault too


def dense_piece() -> Score:
    """Four channels of long chords under fast notes, then nothing until a note at the end."""
    drones = [Note(36 + pitch, tick, 5000) for tick in range(0, EMPTY_FROM - 5000, 5000) for pitch in range(0, 24, 3)]
    runs = [Note(64 + step % 24, step * 20, 30) for step in range(EMPTY_FROM // 20 - 2)]
    last = [Note(60, 2 * EMPTY_FROM, 480)]
    return Score(tuple(Track.of(notes, channel=channel) for channel, notes in enumerate((drones, runs, last))))


class Stage:
    """An engine that plays to two recorders."""

    def __init__(
        self,
        first: JackRecorder,
        second: JackRecorder,
        stillness: Stillness,
        xruns: Xruns,
        random_: random.Random,
    ) -> None:
        self.recorders = [first, second]
        self.used = 0
        self.random = random_
        self.piece = dense_piece()
        self.late: list[str] = []  # actions that took too long, in words
        self.beyond_control = 0.0  # seconds: the longest that notes sounded while every processor ran
        self.stillness, self.xruns = stillness, xruns
        self.session = Session()
        self.session.open(first.port)

    @property
    def recorder(self) -> JackRecorder:
        """The one that is played to."""
        return self.recorders[self.used]

    def seconds_to_silence(self, name: str) -> float:
        """Play from somewhere, do what `name` says, and return for how long notes went on sounding."""
        recorder = self.recorder
        recorder.lines.clear()
        self.session.client.set_score(self.piece)
        start = self.random.randrange(0, EMPTY_FROM - 20_000)
        self.session.client.play(start)
        self.session.heard.clear()
        wait_until(lambda: self.session.hears(Fault) or len(recorder.lines) > _SOME, "notes")
        sleep(self.random.uniform(0, 0.05))
        acted_at = getattr(self, f"do_{name}")(start)
        sleep(max(acted_at - perf_counter(), 0) + _LISTEN)
        wait_until(lambda: not sounding(list(recorder.lines)), f"silence after {name}", patience=3)
        seconds = max(last_end(list(recorder.lines)) - acted_at, 0.0)
        still = 0.0
        if seconds > LONGEST:
            sleep(_REPORTED)
            still = self.stillness.most(acted_at - _BEFORE, acted_at + seconds)
            late = self.xruns.count(acted_at - _LISTEN, acted_at + seconds)
            self.late.append(
                f"{name}: {seconds * 1000:.0f} ms, of which a processor stood still for {still * 1000:.0f} ms; "
                f"{late} times a client was late"
            )
        self.beyond_control = max(self.beyond_control, seconds - still)
        return seconds

    def do_stop(self, _start: int) -> float:
        return timed(self.session.client.stop)

    def do_panic(self, _start: int) -> float:
        return timed(self.session.client.panic)

    def do_seek(self, _start: int) -> float:
        return timed(lambda: self.session.client.seek(EMPTY_FROM + 10))

    def do_mute(self, _start: int) -> float:
        muted = Score(tuple(replace(track, is_muted=True) for track in self.piece.tracks))
        return timed(lambda: self.session.client.set_score(muted))

    def do_delete(self, _start: int) -> float:
        return timed(lambda: self.session.client.set_score(Score((Track.of([Note(60, 2 * EMPTY_FROM, 480)]),))))

    def do_loop(self, start: int) -> float:
        """The turn of a loop, which ends all that sounds; nothing begins in the quarter that it turns back to."""
        self.session.client.set_score(quiet_loop(start))
        began = perf_counter()
        self.session.client.play(start, loop=(start, start + QUIET + 240))
        return began + (QUIET + 240) / _TICKS_PER_SECOND

    def do_switch(self, _start: int) -> float:
        self.used = 1 - self.used
        at = timed(lambda: self.session.client.open_output(self.recorder.port))
        self.session.wait_for(OutputOpened)
        self.session.client.stop()
        return at

    def do_quit(self, _start: int) -> float:
        at = timed(self.session.close)
        self.session = Session()
        self.session.open(self.recorder.port)
        return at


def quiet_loop(start: int) -> Score:
    """From `start` on nothing, then notes that would last beyond the loop."""
    return Score((Track.of([Note(pitch, start + QUIET, 480_000) for pitch in range(40, 60)]),))


def timed(act: Callable[[], object]) -> float:
    """Do it; returns when it was asked for."""
    at = perf_counter()
    act()
    return at


def sounding(lines: list[str]) -> set[str]:
    """The notes that these lines of a recorder leave sounding."""
    return _played(lines)[0]


def last_end(lines: list[str]) -> float:
    """When the last note began, or ended that sounded: ends are repeated when JACK says that somebody was late."""
    return _played(lines)[1]


def _played(lines: list[str]) -> tuple[set[str], float]:
    """What sounds after these lines, and when a note began or ended last."""
    held: set[str] = set()
    last = 0.0
    for line in lines:
        seconds, _, message = line.partition(" ")
        kind, key = message[:1], message[1:4]  # in hexadecimal digits: one of the channel, two of the pitch
        if kind == "9" or (kind == "8" and key in held):
            last = float(seconds)
            (held.add if kind == "9" else held.discard)(key)
    return held, last


ACTIONS = ("stop", "panic", "seek", "mute", "delete", "loop", "switch", "quit")


def show(times: int, rng_seed: int = 1) -> tuple[dict[str, list[float]], Stage]:
    """Seconds to silence of `times` random actions, by action; and the stage, which knows which took too long."""
    random_ = random.Random(rng_seed)
    taken: dict[str, list[float]] = {name: [] for name in ACTIONS}
    with (
        JackServer(),
        JackRecorder("first") as first,
        JackRecorder("second") as second,
        Stillness() as stillness,
        Xruns() as xruns,
    ):
        stage = Stage(first, second, stillness, xruns, random_)
        for number in range(times):
            name = ACTIONS[number] if number < len(ACTIONS) else random_.choice(ACTIONS)
            taken[name].append(stage.seconds_to_silence(name))
        stage.session.close()
    return taken, stage


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=1000)
    parser.add_argument("--rng-seed", type=int, default=1, help="which random actions")
    arguments = parser.parse_args()
    ask_for_priority()  # what waits for the engine is not to be in its way
    taken, stage = show(arguments.times, arguments.rng_seed)
    for name, seconds in taken.items():
        if seconds:
            p50, p99, worst = np.percentile(seconds, (50, 99, 100)) * 1000
            print(f"{name}: {len(seconds)} times, silent after {p50:.1f} ms, p99 {p99:.1f}, worst {worst:.1f}")
    within = arguments.times - len(stage.late)
    print(f"{within} of {arguments.times} silent within {LONGEST * 1000:.0f} ms", *stage.late, sep="\n")
    beyond = f"{stage.beyond_control * 1000:.1f} ms"
    print(f"the longest, without the time in which a processor stood still: {beyond}")
    sys.exit(f"Notes sounded for {beyond}." if stage.beyond_control > LONGEST else 0)


if __name__ == "__main__":
    main()
