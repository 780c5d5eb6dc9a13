"""How long the roll takes to paint, scroll and edit. Run it to get a table in Markdown.

5,000 notes in view of up to 1,000,000, at 1920 × 1080, painted offscreen. The control paints as many plain rectangles
in the same run: it tells how busy the machine was.
"""

import os
from collections.abc import Callable
from statistics import median, quantiles
from time import perf_counter

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from composer.gui.document import Document
from composer.gui.piano_roll import PianoRoll
from composer.gui.piano_roll.geometry import Geometry
from composer.gui.theme import apply_theme
from composer.music import edits
from composer.music.score import Note, Score, Track

VIEW = 1920, 1080  # pixels
IN_VIEW = 5_000  # notes
ROUNDS = 60


def score_of(count: int) -> Score:
    """Notes of random pitch and velocity, one every 30 ticks."""
    random = np.random.default_rng(1)
    starts = np.arange(count) * 30
    columns = (random.integers(30, 98, count), starts, random.integers(60, 360, count), random.integers(1, 128, count))
    return Score((Track.of(Note(*map(int, row)) for row in zip(*columns, strict=True)),))


class Control(QWidget):
    """As many rectangles as notes are in view, one call of Qt for each."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.black)
        for number in range(IN_VIEW):
            painter.fillRect(QRect(number * 37 % VIEW[0], number * 15 % VIEW[1], 5, 13), Qt.GlobalColor.white)
        painter.end()


def timed(action: Callable[[int], object], rounds: int = ROUNDS) -> str:
    """Median and 95th percentile of what one call of `action`, given the round's number, takes; milliseconds."""
    milliseconds = []
    for number in range(rounds):
        begin = perf_counter()
        action(number)
        milliseconds.append((perf_counter() - begin) * 1000)
    return f"{median(milliseconds):.1f} / {quantiles(milliseconds, n=20)[-1]:.1f}"


def measure(count: int) -> dict[str, str]:
    """Every figure for a score of `count` notes."""
    document = Document(score_of(count))
    roll = PianoRoll(document)
    roll.resize(*VIEW)
    roll.show()
    QApplication.processEvents()
    grid, state = roll._note_grid, roll._state
    pixels_per_tick = grid.width() / (IN_VIEW * 30)
    middle = count * 15
    state.geometry = Geometry(middle, 20, pixels_per_tick, 12)

    def repaint(_: int = 0) -> None:
        grid.refresh()
        grid.repaint()

    def scroll(number: int) -> None:
        state.geometry = state.geometry.scrolled(16 if number % 2 else -16, 0)
        grid.repaint()

    def move_playhead(number: int) -> None:
        roll.set_playhead(middle + 3000 + number * 40)
        QApplication.processEvents()

    def edit(number: int) -> None:
        note = Note(60, middle + number, 120)
        state.commit("Draw note", edits.add(document.score, 0, [note]))
        grid.repaint()

    figures = {
        "full repaint": timed(repaint),
        "scroll step": timed(scroll),
        "playhead step": timed(move_playhead),
        "draw a note": timed(edit, 20),
    }
    roll.zoom_to_fit()
    figures["repaint of everything"] = timed(repaint, 20)
    roll.close()
    control = Control()
    control.resize(*VIEW)
    control.show()
    QApplication.processEvents()
    figures["control: plain rectangles"] = timed(lambda _: control.repaint())
    control.close()
    return figures


def main() -> None:
    app = QApplication.instance() or QApplication([])
    apply_theme(app, "dark")
    results = {count: measure(count) for count in (20_000, 100_000, 1_000_000)}
    heads = " | ".join(f"{count:,} notes" for count in results)
    print(f"| p50 / p95, ms ({VIEW[0]} × {VIEW[1]}, {IN_VIEW:,} notes in view) | {heads} |")
    print("|---" * (len(results) + 1) + "|")
    for name in next(iter(results.values())):
        print(f"| {name} | " + " | ".join(figures[name] for figures in results.values()) + " |")


if __name__ == "__main__":
    main()
