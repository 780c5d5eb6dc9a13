"""Continuations of held-out pieces as piano rolls on one page, to be looked at: `python -m tests.continuations CORPUS`.

The first eight bars of one test piece of each of ten styles, continued for sixteen bars, once in the piece's own style
and once in another. Writes docs/continuations/*.mid and docs/continuations/page.png; the words are in
docs/continuations.md.
"""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QGuiApplication, QImage, QPainter

from composer.generation.options import SamplingOptions
from composer.generation.registry import load
from composer.gui.palette import LIGHT
from composer.midi.files import read_score, write_score
from composer.music.score import Note, Score
from composer.music.seed import seed_up_to
from composer.music.take import keep
from composer.training.corpus import entries

SEED_BARS, BARS = 8, 16
OTHER_STYLES = {
    "pop": "ragtime",
    "song": "folk",
    "romantic piano": "pop",
    "classical piano": "march",
    "chamber": "string quartet",
    "string quartet": "chorale",
    "guitar": "classical piano",
    "chorale": "organ",
    "hymn": "song",
    "folk": "game",
}
TARGET = Path(__file__).parents[1] / "docs" / "continuations"
FREE = ("PD", "CC0", "Public Domain", "CC BY", "CC-BY", "MIT")  # how the licences begin under which music is shown here

_WIDTH, _HEIGHT, _GAP, _TITLE = 760, 230, 16, 20  # pixels


class Continuation(NamedTuple):
    """What is drawn in one place of the page."""

    title: str
    score: Score
    seed_end: int  # tick


def main() -> None:
    """Make the files and the page."""
    TARGET.mkdir(parents=True, exist_ok=True)
    QGuiApplication(sys.argv[:1])
    made = list(_continuations(Path(sys.argv[1])))
    _page(made).save(str(TARGET / "page.png"))


def _continuations(corpus: Path) -> Iterator[Continuation]:
    continuer = load()
    for style, path in _seeds(corpus).items():
        score = read_score(path)
        seed = seed_up_to(score, score.meter_map.bar_start(SEED_BARS))
        for chosen in (style, OTHER_STYLES[style]):
            options = SamplingOptions(bars=BARS, style=chosen, rng_seed=1)
            notes = [note for batch in continuer.continue_from(seed, options) for note in batch]
            whole = keep(seed.score, notes)
            write_score(whole, TARGET / f"{style} as {chosen}.mid".replace(" ", "-"))
            print(f"{style} as {chosen}: {path.relative_to(corpus)}, {len(notes)} notes", flush=True)
            yield Continuation(f"{style} · continued as {chosen}", whole, seed.end)


def _seeds(corpus: Path) -> dict[str, Path]:
    """For each style the first test piece, in order of the path, that is free, long enough, and no mere exercise."""
    licences = {}
    for index in corpus.rglob("index.csv"):
        with index.open(newline="", encoding="utf-8") as file:
            licences |= {index.parent / row["file"]: row.get("licence") or "" for row in csv.DictReader(file)}
    chosen: dict[str, Path] = {}
    for entry in sorted(entries(corpus), key=lambda entry: entry.path):
        style = entry.style
        is_wanted = entry.split == "test" and style in OTHER_STYLES and style not in chosen
        if is_wanted and _is_free(licences.get(entry.path, "")) and _is_long_enough(entry.path):
            chosen[style] = entry.path
    return {style: chosen[style] for style in OTHER_STYLES if style in chosen}


def _is_free(licence: str) -> bool:
    return licence.startswith(FREE) and "corpus terms" not in licence


def _is_long_enough(path: Path) -> bool:
    score = read_score(path)
    end = score.meter_map.bar_start(SEED_BARS)
    return score.end > end and seed_up_to(score, end).score.note_count >= 4 * SEED_BARS


def _page(made: list[Continuation]) -> QImage:
    rows = -(-len(made) // 2)
    size = 2 * _WIDTH + 3 * _GAP, rows * (_HEIGHT + _TITLE + _GAP) + _GAP
    image = QImage(*size, QImage.Format.Format_RGB32)
    image.fill(LIGHT.window)
    painter = QPainter(image)
    painter.setFont(QFont(painter.font().family(), 10))
    for number, each in enumerate(made):
        x = _GAP + number % 2 * (_WIDTH + _GAP)
        y = _GAP + number // 2 * (_HEIGHT + _TITLE + _GAP)
        painter.setPen(LIGHT.text)
        painter.drawText(QRectF(x, y, _WIDTH, _TITLE), Qt.AlignmentFlag.AlignVCenter, each.title)
        _draw(painter, each, QRectF(x, y + _TITLE, _WIDTH, _HEIGHT))
    painter.end()
    return image


def _draw(painter: QPainter, each: Continuation, area: QRectF) -> None:
    """Own notes blue, generated ones orange; a line at every bar, a stronger one where the seed ends."""
    painter.fillRect(area, LIGHT.white_row)
    notes = [note for track in each.score.tracks if not track.is_drums for note in track.notes]
    low, high = min(note.pitch for note in notes) - 1, max(note.pitch for note in notes) + 1
    meter_map = each.score.meter_map
    end = meter_map.bar_start(SEED_BARS + BARS)
    row, tick = area.height() / (high - low + 1), area.width() / end
    for bar in range(SEED_BARS + BARS + 1):
        x = area.left() + meter_map.bar_start(bar) * tick
        is_end = bar == SEED_BARS
        painter.fillRect(
            QRectF(x, area.top(), 2 if is_end else 1, area.height()), LIGHT.seed if is_end else LIGHT.bar_line
        )
    for note in notes:
        colour = LIGHT.loud_note if note.start < each.seed_end else LIGHT.loud_take
        painter.fillRect(_rectangle(note, area, high, row, tick), colour)


def _rectangle(note: Note, area: QRectF, high: int, row: float, tick: float) -> QRectF:
    width = max(note.duration * tick - 0.6, 1.2)
    return QRectF(area.left() + note.start * tick, area.top() + (high - note.pitch) * row, width, max(row - 0.4, 1.4))


if __name__ == "__main__":
    main()
