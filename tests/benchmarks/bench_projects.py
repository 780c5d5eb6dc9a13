"""What autosave, saving and opening cost the hand: the GUI thread's share of an edit, and the window's longest pauses.

Run with ``python -m tests.benchmarks.bench_projects``.
"""

import gc
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QElapsedTimer, QEventLoop, QTimer
from PySide6.QtGui import QGuiApplication

from composer.app import SWITCH_INTERVAL
from composer.gui.autosave import Autosave
from composer.gui.document import Document
from composer.gui.waiting import result_of
from composer.music import edits
from composer.music.score import Note, Score, Track
from composer.storage.project import Project
from composer.storage.project_file import read_project, write_project
from tests.reliability.kills_while_editing import Piece

EDITS = 300
PAUSE = 15  # milliseconds between two edits: a key that is held down repeats half as fast
SIZES = (20_000, 100_000)


def piece_of(notes: int) -> Score:
    """A track as dense as piano music."""
    random = Random(notes)
    drawn = (Note(random.randrange(21, 109), tick * 60, random.randrange(30, 900)) for tick in range(notes))
    return Score((Track.of(drawn),))


def edit_milliseconds(score: Score, folder: Path | None) -> list[float]:
    """The GUI thread's time for each of some drawn notes; with `folder`, autosave copies every one of them."""
    document, random = Document(score), Random(1)
    autosave = None
    if folder:
        piece = Piece(document)
        autosave = Autosave(piece, folder, lambda: True, piece)
        autosave.begin()
    loop, taken = QEventLoop(), []
    for _ in range(EDITS):
        after = edits.add(document.score, 0, [Note(60, random.randrange(score.end), 120)]).score
        began = perf_counter()
        document.apply("Draw note", after)
        taken.append((perf_counter() - began) * 1000)
        QTimer.singleShot(PAUSE, loop.quit)
        loop.exec()
    if autosave:
        autosave.end()
    return taken


def longest_pause(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds that `work` takes in the background, and the longest pause of the event loop meanwhile in ms."""
    clock, gaps = QElapsedTimer(), [0]
    timer = QTimer(interval=1)
    timer.timeout.connect(lambda: gaps.append(clock.restart()))
    clock.start()
    timer.start()
    began = perf_counter()
    result_of(work)
    return perf_counter() - began, max(gaps)


def main() -> None:
    """Print one table."""
    sys.setswitchinterval(SWITCH_INTERVAL)
    _application = QGuiApplication([])
    print("| notes | an edit, p50 / p95 (ms) | with autosave | save (s), longest pause (ms) | open |")
    print("|---|---|---|---|---|")
    for notes in SIZES:
        score = piece_of(notes)
        with TemporaryDirectory() as name:
            folder = Path(name)
            plain, copied = edit_milliseconds(score, None), edit_milliseconds(score, folder / "sessions")
            gc.collect()  # the documents that were edited above are not to be let go of meanwhile
            path = folder / "tune.composer"
            saved = longest_pause(partial(write_project, Project(score), path))
            opened = longest_pause(partial(read_project, path))
        edit, with_copy = (f"{median(times):.2f} / {quantiles(times, n=20)[-1]:.2f}" for times in (plain, copied))
        both = (f"{seconds:.2f}, {pause:.0f}" for seconds, pause in (saved, opened))
        print(f"| {notes:,} | {edit} | {with_copy} | {' | '.join(both)} |")


if __name__ == "__main__":
    main()
