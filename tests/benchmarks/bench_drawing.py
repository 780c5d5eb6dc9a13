"""How long the roll takes to paint, scroll and edit. Run it to get a table in Markdown.

5,000 notes in view of 100,000 and of 1,000,000, at 1920 × 1080, painted offscreen.
"""

import os
from collections.abc import Callable
from statistics import quantiles
from time import perf_counter

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtWidgets import QApplication

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


def p95_milliseconds(action: Callable[[int], object], rounds: int = ROUNDS) -> float:
    """95th percentile of what one call of `action`, given the round's number, takes."""
    seconds = []
    for number in range(rounds):
        begin = perf_counter()
        action(number)
        seconds.append(perf_counter() - begin)
    return quantiles(seconds, n=20)[-1] * 1000


def measure(count: int) -> dict[str, float]:
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
        "full repaint": p95_milliseconds(repaint),
        "scroll step": p95_milliseconds(scroll),
        "playhead step": p95_milliseconds(move_playhead),
        "draw a note": p95_milliseconds(edit, 20),
    }
    roll.zoom_to_fit()
    figures["repaint of everything"] = p95_milliseconds(repaint, 20)
    roll.close()
    return figures


def main() -> None:
    app = QApplication.instance() or QApplication([])
    apply_theme(app, "dark")
    results = {count: measure(count) for count in (100_000, 1_000_000)}
    print(
        f"| p95, ms ({VIEW[0]} × {VIEW[1]}, {IN_VIEW:,} notes in view) | " + " | ".join(f"{n:,} notes" for n in results)
    )
    print("|---" * (len(results) + 1) + "|")
    for name in next(iter(results.values())):
        print(f"| {name} | " + " | ".join(f"{figures[name]:.1f}" for figures in results.values()) + " |")


if __name__ == "__main__":
    main()
