"""How long the roll takes to paint, scroll, follow the playhead and edit. Run it to get a table in Markdown.

5,000 notes in view of up to 1,000,000, painted offscreen in a window that is dressed as the program's. The control
paints as many plain rectangles in the same run, by one call of Qt for each: it tells how busy the machine was.
"""

import os
import tempfile
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, thread_time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from composer.garbage import without_garbage_collection
from composer.gui.document import Document
from composer.gui.piano_roll import PianoRoll
from composer.gui.piano_roll.geometry import Geometry
from composer.gui.piano_roll.note_index import NoteIndex
from composer.gui.style_sheet import style_sheet
from composer.gui.theme import apply_theme, current_palette
from composer.midi.files import read_score, write_score
from composer.music import edits
from composer.music.notes import Notes
from composer.music.score import Note, Score, Track

VIEW, LARGE_VIEW = (1920, 1080), (3840, 2160)  # pixels
IN_VIEW = 5_000  # notes
SPACING = 30  # ticks from one note to the next
ROUNDS = 60
STEPS, STEP = 300, 16  # of scrolling, and their pixels: ever on, to where nothing was painted before
FRAMES = 300  # of playing
SHAPES = ((100_000, 1, VIEW), (1_000_000, 16, VIEW), (1_000_000, 1, VIEW), (100_000, 1, LARGE_VIEW))  # notes, tracks


def score_of(count: int, tracks: int) -> Score:
    """Notes of random pitch and velocity, the next one always in the next track."""
    random = np.random.default_rng(1)
    starts = np.arange(count) * SPACING
    columns = (random.integers(30, 98, count), starts, random.integers(60, 360, count), random.integers(1, 128, count))
    with without_garbage_collection():  # as when a file is read
        notes = [Note(*map(int, row)) for row in zip(*columns, strict=True)]
        return Score(tuple(Track.of(notes[track::tracks]) for track in range(tracks)))


class Control(QWidget):
    """As many rectangles as notes are in view, one call of Qt for each."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.black)
        for number in range(IN_VIEW):
            place = number * 37 % self.width(), number * 15 % self.height()
            painter.fillRect(QRect(*place, 5, 13), Qt.GlobalColor.white)
        painter.end()


def timed(action: Callable[[int], object], rounds: int = ROUNDS) -> str:
    """Median and 95th percentile of what one call of `action`, given the round's number, takes; milliseconds."""
    return spread(*durations(action, rounds))


def spread(milliseconds: list[float], busy: list[float]) -> str:
    """Median and 95th percentile by the clock.

    In brackets the 95th percentile of the processor's time, which other programs on the machine disturb less.
    """
    return f"{median(milliseconds):.1f} / {quantiles(milliseconds, n=20)[-1]:.1f} ({quantiles(busy, n=20)[-1]:.1f})"


def durations(action: Callable[[int], object], rounds: int) -> tuple[list[float], list[float]]:
    """What each call of `action` takes, milliseconds: by the clock, and of the processor."""
    milliseconds, busy = [], []
    for number in range(rounds):
        begin, begin_busy = perf_counter(), thread_time()
        action(number)
        milliseconds.append((perf_counter() - begin) * 1000)
        busy.append((thread_time() - begin_busy) * 1000)
    return milliseconds, busy


def measure(count: int, tracks: int, view: tuple[int, int]) -> dict[str, str]:
    """Every figure for a score of `count` notes in a roll of `view` pixels."""
    score = score_of(count, tracks)
    document = Document(score)
    roll = PianoRoll(document)
    roll.resize(*view)
    roll.show()
    process = QApplication.processEvents
    process()
    grid, state = roll._note_grid, roll._state
    middle = count * SPACING // 2
    place = Geometry(middle, 20, grid.width() / (IN_VIEW * SPACING), 12)
    state.geometry = place

    def repaint(_: int = 0) -> None:
        grid.refresh()
        process()

    def scroll(_: int = 0) -> None:
        state.geometry = state.geometry.scrolled(STEP, 0)
        process()

    def move_playhead(number: int) -> None:
        roll.set_playhead(middle + 3000 + number * 40)
        process()

    def edit(number: int) -> None:
        state.commit("Draw note", edits.add(document.score, 0, [Note(60, middle + number, 120)]))
        state.index(0)

    def undo(_: int) -> None:
        document.undo_stack.undo()
        state.index(0)

    def draw(number: int) -> None:
        edit(number + 1000)
        process()

    control = Control()
    control.resize(*view)
    control.show()
    process()
    for _ in range(ROUNDS):  # the first ones of a process take a tenth longer
        repaint()
        scroll()
    scrolling = durations(scroll, STEPS)
    state.geometry = place
    figures = {
        "full repaint": timed(repaint),
        "scroll step": spread(*scrolling),
        f"longest of {STEPS} scroll steps": f"{max(scrolling[0]):.1f} ({max(scrolling[1]):.1f})",
        "playhead step": timed(move_playhead),
        "control: plain rectangles": timed(lambda _: control.repaint()),
        "draw a note, arrays ready": timed(edit, 20),
        "undo it, arrays ready": timed(undo, 20),
        "draw a note, painted": timed(draw, 20),
    }
    roll.set_playhead(middle)
    roll.set_playing(True)
    frames, busy = durations(lambda number: (roll.set_playhead(middle + number * 60), process()), FRAMES)
    figures["frame of playing: p95 / longest"] = (
        f"{quantiles(frames, n=20)[-1]:.1f} / {max(frames):.1f} ({max(busy):.1f})"
    )
    roll.zooming.zoom_to_fit()
    process()
    figures["repaint with all notes in view"] = timed(repaint, 20)
    roll.close()
    control.close()
    fresh = [Notes(track.notes) for track in score.tracks]
    tracemalloc.start()
    indices = [index_of(notes) for notes in fresh]
    figures["index, bytes a note"] = f"{tracemalloc.get_traced_memory()[0] / sum(map(len, indices)):.0f}"
    tracemalloc.stop()
    fresh = [Notes(track.notes) for track in score.tracks]
    begin = perf_counter()
    indices = [index_of(notes) for notes in fresh]
    figures["index made, ms"] = f"{(perf_counter() - begin) * 1000:.0f}"
    return figures


def index_of(notes: Notes) -> NoteIndex:
    """The index of notes of which nothing is known yet, everything found out."""
    index = NoteIndex(notes)
    assert index.lowest <= index.highest
    return index


def opening(count: int) -> str:
    """Milliseconds to read a .mid of `count` notes, and from then to the painted roll."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.mid"
        write_score(score_of(count, 1), path)
        document = Document()
        roll = PianoRoll(document)
        roll.resize(*VIEW)
        roll.show()
        QApplication.processEvents()
        begin = perf_counter()
        score = read_score(path)
        read = perf_counter()
        document.load(score, path)
        roll.show_beginning()
        QApplication.processEvents()
        painted = perf_counter()
        roll.close()
    return f"{(read - begin) * 1000:.0f} to read, {(painted - read) * 1000:.0f} to paint"


def main() -> None:
    app = QApplication([])
    apply_theme(app, "dark")
    app.setStyleSheet(style_sheet(current_palette()))
    results = {
        f"{count:,} notes, {tracks} track{'s' * (tracks > 1)}, {view[0]} × {view[1]}": measure(count, tracks, view)
        for count, tracks, view in SHAPES
    }
    print(f"{IN_VIEW:,} notes in view\n")
    print(f"| p50 / p95 (p95 of processor time), ms | {' | '.join(results)} |")
    print("|---" * (len(results) + 1) + "|")
    for name in next(iter(results.values())):
        print(f"| {name} | " + " | ".join(figures[name] for figures in results.values()) + " |")
    print(f"\nOpening 100,000 notes, ms: {opening(100_000)}")


if __name__ == "__main__":
    main()
