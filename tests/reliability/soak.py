"""An hour of work: looping, editing every second, generating every half minute, in the real window on a real port.

Shows that nothing is lost, nothing hangs, and memory does not grow: `python -m tests.reliability.soak --minutes 60`.
"""

import argparse
import ctypes
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp
from time import perf_counter
from typing import NamedTuple

import numpy as np

from composer.music.score import Note, Score, Track
from tests.end_to_end.jack import STANDSTILL, JackCounter, JackServer

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

LOOP = (0, 1920)  # ticks: one bar, two seconds at 120 bpm
WARM_UP = 0.25  # of the time, until memory is held against the slope
MOST_GROWTH = 1.0  # MB an hour
_TICK = 500  # milliseconds between two actions
_ACTIONS_PER_RUN = 60
_SETTLE = 3000  # milliseconds


def piece() -> Score:
    """A track that stays as it is and one that is edited."""
    untouched = [Note(40 + index, index * 120, 100) for index in range(16)]
    edited = [Note(60 + index, index * 240, 240) for index in range(8)]
    return Score((Track.of(edited), Track.of(untouched, channel=15)))


class Footprint(NamedTuple):
    """How much memory is taken at a time."""

    hours: float
    window: float  # MB that are resident, of this process
    engine: float
    anonymous: float  # MB of the window's that belong to no file
    allocated: float  # MB of them that the C library has given out: the rest is free, or Python's
    blocks: int  # that Python's own allocator has given out, each up to 512 bytes


class Soak:
    """The window at work, and what is measured meanwhile."""

    def __init__(self, minutes: float, port: str, pace: float = 1.0) -> None:
        from PySide6.QtCore import QEventLoop, QTimer

        from composer.app import open_window

        self._app, self.window = open_window("dark")
        self.window.painted.connect(self.window.begin_work)
        self._port = port
        self._actions = 0
        self.runs = 0
        self.engines: set[int] = set()  # process ids
        self.memory: list[Footprint] = []
        self.longest_gap = 0.0  # seconds between two turns of the event loop
        self._began = self._turned = perf_counter()
        self._pulse = QTimer(interval=5)
        self._pulse.timeout.connect(self._note_gap)
        self._loop = QEventLoop()
        self._alarm = QTimer(singleShot=True)
        self._alarm.timeout.connect(self._loop.quit)  # once: each connection with a slot of Qt's own leaves 64 bytes
        self._timer = QTimer(interval=round(_TICK / pace))
        self._timer.timeout.connect(self._act)
        self._minutes = minutes

    def run(self) -> None:
        """Work until the time is over, then stop playing."""
        transport, document = self.window.transport, self.window.document
        self._wait(lambda: self.window.flow.can_generate and self._port in transport.ports)
        transport.use_output(self._port)
        document.load(piece(), None)
        transport.set_loop_range(*LOOP)
        panel = self.window.generate_panel
        panel.set_options(panel.sound_options, plays_while_generating=False)  # what is made is not to end the looping
        self._wait_some(_SETTLE)
        transport.play()
        self._began = self._turned = perf_counter()
        self._timer.start()
        self._pulse.start()
        self._wait(lambda: perf_counter() - self._began > self._minutes * 60)
        self._timer.stop()
        self._pulse.stop()
        transport.stop()
        self._wait_some(_SETTLE)

    def end(self) -> None:
        """Close the window."""
        self.window.flow.discard()
        self.window.document.undo_stack.set_clean()
        self.window.close()
        self.window.end_work()

    def _act(self) -> None:
        document, flow = self.window.document, self.window.flow
        self._actions += 1
        if self._actions % _ACTIONS_PER_RUN == 0:
            flow.discard()
            self.window.actions_by_name["generate"].trigger()
            self.window.transport.play()  # generating stops it
            self.runs += 1
        elif self._actions % 2:
            score = document.score
            pitch = 50 + self._actions % 20
            notes = [Note(pitch + step % 3, step * 240, 240) for step in range(8)]
            document.apply("Edit", score.with_track(0, score.tracks[0].with_notes(notes)))
        elif document.undo_stack.can_undo:
            document.undo_stack.undo()
        if self._actions % 20 == 0:
            hours = (perf_counter() - self._began) / 3600
            self.engines.add(self._engine_pid)
            self.memory.append(footprint(hours, self._engine_pid))

    @property
    def _engine_pid(self) -> int:
        return self.window.transport._engine.engine_pid or os.getpid()

    def _note_gap(self) -> None:
        now = perf_counter()
        self.longest_gap = max(self.longest_gap, now - self._turned)
        self._turned = now

    def _wait(self, condition: Callable[[], bool]) -> None:
        while not condition():
            self._wait_some(50)

    def _wait_some(self, milliseconds: int) -> None:
        self._alarm.start(milliseconds)
        self._loop.exec()


def footprint(hours: float, engine: int) -> Footprint:
    """That of this process, and of the engine's."""
    window = os.getpid()
    anonymous = resident_mb(window, ("RssAnon",))
    blocks = sys.getallocatedblocks()
    return Footprint(hours, resident_mb(window), resident_mb(engine), anonymous, allocated_mb(), blocks)


class _MallInfo(ctypes.Structure):
    """What mallinfo2 of the GNU C library returns."""

    _names = ("arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost")
    _fields_ = tuple((name, ctypes.c_size_t) for name in _names)


def allocated_mb() -> float:
    """What the C library has given out; not a number where it does not say."""
    try:
        mallinfo = ctypes.CDLL(None).mallinfo2
    except AttributeError:
        return float("nan")
    mallinfo.restype = _MallInfo
    told = mallinfo()
    return (told.hblkhd + told.uordblks) / 1e6  # mapped each by itself, and in the heaps


def resident_mb(pid: int, kinds: tuple[str, ...] = ("RssAnon", "RssFile")) -> float:
    """A process's own resident memory: without JACK's, of which every client maps all.

    Pages of files come and go as the kernel likes, without the program's asking.
    """
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    sizes = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines) if " kB" in rest}
    return sum(sizes[kind] for kind in kinds) / 1000


def slope(hours: np.ndarray, megabytes: np.ndarray) -> float:
    """MB an hour, after the warm-up."""
    is_warm = hours >= hours[-1] * WARM_UP
    return float(np.polyfit(hours[is_warm], megabytes[is_warm], 1)[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--pace", type=float, default=1.0, help="how many times as often everything is done")
    parser.add_argument("--json", type=Path, help="file for the figures")
    arguments = parser.parse_args()
    home = mkdtemp(prefix="composer-soak-")
    os.environ.update(XDG_CONFIG_HOME=home, XDG_DATA_HOME=home, XDG_STATE_HOME=home)
    with JackServer(patience=STANDSTILL), JackCounter() as counter:
        soak = Soak(arguments.minutes, counter.port, arguments.pace)
        soak.run()
        heard = counter.heard()
        soak.end()
    hours, window, engine, anonymous, allocated, blocks = map(np.array, zip(*soak.memory, strict=True))
    figures = {
        "minutes": arguments.minutes,
        "runs of the generator": soak.runs,
        "notes begun": sum(heard["beginnings"].values()),
        "notes ended": sum(heard["ends"].values()),
        "notes left sounding": len(heard["held"]),
        "xruns": heard["xruns"],
        "engines replaced": len(soak.engines) - 1,
        "longest gap of the window, ms": round(soak.longest_gap * 1000),
        "window, MB": [round(window[0], 1), round(window[-1], 1)],
        "engine, MB": [round(engine[0], 1), round(engine[-1], 1)],
        "window, MB an hour": round(slope(hours, window), 2),
        "window without files, MB an hour": round(slope(hours, anonymous), 2),
        "given out by the C library, MB an hour": round(slope(hours, allocated), 2),
        "given out by Python, blocks an hour": round(slope(hours, blocks)),
        "engine, MB an hour": round(slope(hours, engine), 2),
    }
    print(json.dumps(figures, indent=1))
    if arguments.json:
        arguments.json.write_text(json.dumps(figures | {"memory": soak.memory}, indent=1))
    is_whole = heard["beginnings"] == heard["ends"] and not heard["held"]
    sys.exit(0 if is_whole else "Notes were lost.")


if __name__ == "__main__":
    main()
