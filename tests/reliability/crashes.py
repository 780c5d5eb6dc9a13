"""Synth, JACK server, engine and window killed again and again while music plays, and how long each recovery takes.

`python -m tests.reliability.crashes --synth 100 --jack 20 --engine 20 --hang 20 --window 20` is the whole show.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from time import perf_counter, sleep

import numpy as np

from composer.midi.priority import ask_for_priority
from composer.music.score import Note, Score, Track
from composer.playback.protocol import EngineRestarted, OutputLost, OutputOpened
from tests.end_to_end.jack import ROOT, JackRecorder, JackServer, wait_until
from tests.end_to_end.session import Session

LONGEST_STILL = 0.2  # seconds that the window may not answer
LONGEST_ENDS = 0.2  # seconds until every note is ended after the window was killed
LONGEST_NOTICE = 1.0  # seconds until it is said that a synth has gone
LONGEST_RETURN = {
    "synth": 2.0,
    "jack": 5.0,
    "engine": 5.0,
    "hang": 5.0,
}  # seconds until music after what was killed is there again
_BETWEEN_ENGINES = 16.0  # seconds: one that is replaced more than three times within half a minute is given up
_LOOP = (0, 1920)

_WINDOW = """
import sys, time
from composer.playback.client import EngineClient
from tests.reliability.crashes import music

def main():
    client = EngineClient()
    client.start()
    client.open_output(sys.argv[1])
    client.set_score(music())
    client.play(0, (0, 1920))
    time.sleep(60)

if __name__ == "__main__":
    main()
"""


def music() -> Score:
    """A chord that lasts and notes over it."""
    drone = [Note(pitch, 0, 1900) for pitch in (40, 47, 52)]
    return Score((Track.of([*drone, *(Note(60 + step, step * 120, 110) for step in range(16))]),))


class Stage:
    """A session at work, asked as often as a window asks, and the longest that it ever took to answer."""

    def __init__(self, port: str) -> None:
        self.session = Session()
        self.session.open(port)
        self.session.client.set_score(music())
        self.session.client.play(0, loop=_LOOP)
        self.longest_still = 0.0
        self.replaced = 0  # engines

    def wait(self, condition: Callable[[], bool], what: str) -> None:
        """Go on asking the engine until `condition` holds."""

        def turn() -> bool:
            began = perf_counter()
            events = self.session.client.poll()
            self.session.heard += events
            self.replaced += sum(isinstance(event, EngineRestarted) for event in events)
            self.longest_still = max(self.longest_still, perf_counter() - began)
            sleep(0.01)
            return condition()

        try:
            wait_until(turn, what)
        except AssertionError as error:
            raise AssertionError(f"{error}; the last that was heard: {self.session.heard[-4:]}") from error

    def hear(self, kind: type) -> None:
        """Wait until the engine has said something of this kind."""
        self.wait(lambda: any(isinstance(event, kind) for event in self.session.heard), kind.__name__)


def kill_synth(times: int, report: dict[str, list[float]]) -> float:
    """Seconds until a synth is missed, and from its return until it plays; returns how long the window was still."""
    with JackServer(is_patient=False):
        synth = JackRecorder("synth")
        stage = Stage(synth.port)
        for _ in range(times):
            stage.wait(lambda synth=synth: bool(synth.lines[1:]), "music")
            stage.session.heard.clear()
            gone_at = perf_counter()
            synth.crash()
            stage.hear(OutputLost)
            report["synth is missed"].append(perf_counter() - gone_at)
            synth = JackRecorder("synth")
            back_at = perf_counter()
            stage.wait(lambda synth=synth: bool(synth.sounding), "music on the new synth")
            report["synth"].append(perf_counter() - back_at)
        stage.session.close()
        synth.crash()
    report["engines replaced"].append(stage.replaced)
    return stage.longest_still


def kill_jack(times: int, report: dict[str, list[float]]) -> float:
    """The same for the JACK server, which takes the synth with it."""
    server = JackServer(is_patient=False)
    synth = JackRecorder("synth")
    stage = Stage(synth.port)
    for _ in range(times):
        stage.wait(lambda synth=synth: bool(synth.lines[1:]), "music")
        stage.session.heard.clear()
        server.crash()
        stage.hear(OutputLost)
        synth.crash()
        server, synth = JackServer(names=[server.name], is_patient=False), JackRecorder("synth")
        back_at = perf_counter()
        stage.wait(lambda synth=synth: bool(synth.sounding), "music on the new server")
        report["jack"].append(perf_counter() - back_at)
    stage.session.close()
    synth.crash()
    server.crash()
    report["engines replaced"].append(stage.replaced)
    return stage.longest_still


def kill_engine(times: int, report: dict[str, list[float]]) -> float:
    """Seconds from the death of an engine until the next one plays."""
    return max(end_engines(share, report["engine"], signal.SIGKILL, kind) for kind, share in halves(times))


def hang_engine(times: int, report: dict[str, list[float]]) -> float:
    """The same of an engine that hangs."""
    return max(end_engines(share, report["hang"], signal.SIGSTOP, kind) for kind, share in halves(times))


def halves(times: int) -> tuple[tuple[bool, int], tuple[bool, int]]:
    """How often with a JACK server that waits for its clients, and how often with one that does not."""
    return (True, (times + 1) // 2), (False, times // 2)


def end_engines(times: int, seconds: list[float], how: signal.Signals, is_patient: bool) -> float:
    """Do so to one engine after the other; returns for how long the window was still."""
    with JackServer(is_patient=is_patient), JackRecorder("synth") as synth:
        stage = Stage(synth.port)
        for number in range(times):
            if number:
                until = perf_counter() + _BETWEEN_ENGINES
                stage.wait(lambda until=until: perf_counter() > until, "the next time")
            stage.wait(lambda: bool(synth.lines[1:]), "music")
            stage.session.heard.clear()
            pid = stage.session.client.engine_pid
            assert pid is not None
            os.kill(pid, how)
            killed_at = perf_counter()
            stage.hear(EngineRestarted)
            stage.hear(OutputOpened)
            synth.lines.clear()
            stage.wait(lambda: bool(synth.sounding), "music from the new engine")
            seconds.append(perf_counter() - killed_at)
        stage.session.close()
    return stage.longest_still


def kill_window(times: int, report: dict[str, list[float]]) -> float:
    """Seconds from the death of a window until its engine has ended every note."""
    with JackServer(is_patient=False), JackRecorder("synth") as synth:
        for _ in range(times):
            synth.lines.clear()
            window = subprocess.Popen([sys.executable, "-c", _WINDOW, synth.port], cwd=ROOT)
            wait_until(lambda: len(synth.sounding) > 3, "music")
            window.kill()
            killed_at = perf_counter()
            window.wait()
            wait_until(lambda: not synth.sounding, "silence")
            ends = [seconds for seconds, is_beginning, _, _ in synth.notes if not is_beginning]
            report["window"].append(max(max(ends) - killed_at, 0.0))
    return 0.0


SHOWS = {
    "synth": kill_synth,
    "jack": kill_jack,
    "engine": kill_engine,
    "hang": hang_engine,
    "window": kill_window,
}


def show(times: dict[str, int]) -> tuple[dict[str, list[float]], float]:
    """The seconds of every recovery, and the longest that a window would have been still."""
    report: dict[str, list[float]] = {name: [] for name in (*SHOWS, "synth is missed", "engines replaced")}
    still = [kill(times[name], report) for name, kill in SHOWS.items() if times[name]]
    return report, max(still, default=0.0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, times in (("synth", 100), ("jack", 20), ("engine", 20), ("hang", 20), ("window", 20)):
        parser.add_argument(f"--{name}", type=int, default=times)
    arguments = parser.parse_args()
    ask_for_priority()  # as on a machine that has nothing else to do
    report, longest_still = show(vars(arguments))
    replaced = int(sum(report.pop("engines replaced")))
    figures = {
        name: {
            "times": len(seconds),
            "p50, s": float(np.median(seconds)).__round__(3),
            "worst, s": round(max(seconds), 3),
        }
        for name, seconds in report.items()
        if seconds
    }
    print(
        json.dumps(
            {
                **figures,
                "engines replaced though none was killed": replaced,
                "window still, at most, s": round(longest_still, 3),
            },
            indent=1,
        )
    )
    limits = {**LONGEST_RETURN, "synth is missed": LONGEST_NOTICE, "window": LONGEST_ENDS}
    late = [name for name, seconds in report.items() if seconds and max(seconds) > limits[name]]
    if late or longest_still > LONGEST_STILL:
        sys.exit(f"Too slow: {', '.join(late) or 'the window'}.")


if __name__ == "__main__":
    main()
