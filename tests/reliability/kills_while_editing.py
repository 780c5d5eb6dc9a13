"""Nothing is lost by a kill: a scripted hand edits, is killed at a random moment, and its piece is recovered.

The hand writes a journal of what it has done. Whatever the recovered piece lacks of that has been lost; it must not be
more than the edit that was in flight.
"""

import argparse
import os
import signal
import struct
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from PySide6.QtCore import QCoreApplication, QObject, Signal

from composer.app import SWITCH_INTERVAL
from composer.gui.autosave import Autosave
from composer.gui.document import Document
from composer.storage.project import Project
from composer.storage.recovery import crashed_sessions
from tests.reliability.scripted_editing import ScriptedHand

LONGEST_PAUSE = 0.06  # seconds between two edits: a hand as fast as a key that is held down
LONGEST_LIFE = 1.0  # seconds until the kill
MOST_LOST = 5.0  # seconds of editing: what is allowed at the very most

_ENTRY = struct.Struct("<qd")  # number of the edit, when it was done


class Piece(QObject):
    """As much of the window as autosave needs."""

    takes_changed = Signal()

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.document = document

    def project(self) -> Project:
        return Project(self.document.score, self.document.history)


def edit_until_killed(rng_seed: int, folder: Path) -> None:
    """Never returns."""
    hand, pauses = ScriptedHand(rng_seed), Random(rng_seed)
    piece = Piece(hand.document)
    autosave = Autosave(piece, folder, lambda: hand.document.is_modified or bool(hand.document.history.steps), piece)
    autosave.begin()
    sys.setswitchinterval(SWITCH_INTERVAL)
    journal = os.open(folder / "journal", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    number = 0
    while True:
        hand.act()
        number += 1
        os.write(journal, _ENTRY.pack(number, time.monotonic()))
        time.sleep(pauses.random() * LONGEST_PAUSE)


def lost_edits(rng_seed: int, folder: Path) -> tuple[int, float]:
    """How many journaled edits the recovered piece lacks (-1: it even has the next one), and the seconds they span."""
    entries = list(_ENTRY.iter_unpack((folder / "journal").read_bytes())) if (folder / "journal").exists() else []
    done = len(entries)
    found = crashed_sessions(folder)
    if not found:  # killed before the first transaction
        return done, entries[-1][1] - entries[0][1] if entries else 0.0
    [crashed] = found
    assert crashed.project is not None, f"seed {rng_seed}: {crashed.problem}"
    project, hand = crashed.project, ScriptedHand(rng_seed)
    start, states = hand.document.score, [hand.state()]
    for _ in range(done + 1):
        hand.act()
        states.append(hand.state())
    recovered = project.score, project.history.position, len(project.history.steps)
    there = max((number for number, state in enumerate(states) if state == recovered), default=None)
    assert there is not None, f"seed {rng_seed}: the recovered piece was never there"
    assert project.history.start(project.score) == start, f"seed {rng_seed}: undo does not lead to the start"
    lost = done - there
    return lost, entries[-1][1] - entries[there][1] if lost > 0 else 0.0


def in_killed_process(work: Callable[[], None], seconds: float) -> None:
    """Do `work` in a process of its own that is killed without warning after `seconds`."""
    process = os.fork()
    if process == 0:
        try:
            work()
        finally:
            os._exit(1)
    time.sleep(seconds)
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)


def show(kills: int, first_seed: int = 0) -> str:
    """Kill that often; one line about what was lost. Raises AssertionError when something is lost that must not be."""
    lost_counts: Counter[int] = Counter()
    edits, longest = 0, 0.0
    for rng_seed in range(first_seed, first_seed + kills):
        with TemporaryDirectory() as name:
            folder = Path(name)
            life = Random(f"life {rng_seed}").random() * LONGEST_LIFE
            in_killed_process(lambda seed=rng_seed, folder=folder: edit_until_killed(seed, folder), life)
            lost, seconds = lost_edits(rng_seed, folder)
            journal = folder / "journal"
            edits += journal.stat().st_size // _ENTRY.size if journal.exists() else 0
        assert seconds <= MOST_LOST, f"seed {rng_seed}: {seconds:.1f} s of editing are lost"
        lost_counts[max(lost, 0)] += 1
        longest = max(longest, seconds)
    lost = ", ".join(f"{many} edits lost: {times} times" for many, times in sorted(lost_counts.items()))
    return f"{kills} kills during {edits} edits, all recovered; {lost}; at most {longest * 1000:.0f} ms of editing."


def main() -> None:
    """Full size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    _application = QCoreApplication([])  # the documents' signals need one
    print(show(arguments.kills, arguments.seed))


if __name__ == "__main__":
    main()
