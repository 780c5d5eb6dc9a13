"""The rows behind the notes: one for each pitch, darker for black keys, dimmer outside the scale."""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor

from composer.gui.piano_roll.canvas import Canvas
from composer.gui.piano_roll.geometry import Geometry
from composer.gui.theme import Palette, mixed
from composer.music.pitch import HIGHEST_PITCH, is_black
from composer.music.scales import Scale

_LOWEST_LINED = 6  # logical pixels: rows below this have no line between them
_DIMMED = 0.55  # how far rows outside the scale are on the way to the colour of the window
_TINTED = 0.08  # how far rows of the tonic are on the way to the accent colour


class _Kind(NamedTuple):
    """What rows of one colour have in common."""

    is_black: bool
    is_outside: bool
    is_tonic: bool


def coloured_rows(
    canvas: Canvas, palette: Palette, geometry: Geometry, scale: Scale | None
) -> Iterator[tuple[QColor, list[QRect]]]:
    """The rows in view and the lines under them, by their colours, back to front; `scale` is to be highlighted.

    All colours are opaque; the rectangles are in device pixels and at least as wide as the canvas.
    """
    width = max(canvas.width, canvas.area.width())
    rows, lines, octaves = _rectangles(geometry.top, geometry.row_height, width, canvas.height, canvas.scale, scale)
    for kind, rectangles in rows.items():
        yield _colour_of(kind, palette), rectangles
    if geometry.row_height >= _LOWEST_LINED:
        yield palette.row_line, lines
    yield palette.beat_line, octaves
    end = row_edges(geometry, 0, canvas.scale)[1]
    if end < canvas.height:  # all rows are in view, and room is left
        yield palette.ruler, [QRect(0, end, width, canvas.height - end)]


def row_edges(geometry: Geometry, pitch: int, scale: float) -> tuple[int, int]:
    """Device pixels of the top and bottom of the row of `pitch`, where a logical pixel has `scale` of them."""
    height = geometry.row_height * scale
    row = HIGHEST_PITCH - pitch - geometry.top
    return round(row * height), round((row + 1) * height)


@lru_cache(maxsize=16)
def _rectangles(
    top: float, row_height: int, width: int, height: int, scale: float, highlighted: Scale | None
) -> tuple[dict[_Kind, list[QRect]], list[QRect], list[QRect]]:
    """The rows by their kind, the lines under them, and those under each C, over the whole width."""
    geometry, hairline = Geometry(top=top, row_height=row_height), max(int(scale), 1)
    rows: dict[_Kind, list[QRect]] = {}
    lines, octaves = [], []
    for pitch in range(geometry.y_to_pitch(height / scale), geometry.y_to_pitch(0) + 1):
        upper, lower = row_edges(geometry, pitch, scale)
        is_outside = highlighted is not None and not highlighted.holds(pitch)
        is_tonic = highlighted is not None and pitch % 12 == highlighted.tonic
        kind = _Kind(is_black(pitch), is_outside, is_tonic)
        rows.setdefault(kind, []).append(QRect(0, upper, width, lower - upper))
        (octaves if pitch % 12 == 0 else lines).append(QRect(0, lower - hairline, width, hairline))
    return rows, lines, octaves


def _colour_of(kind: _Kind, palette: Palette) -> QColor:
    colour = palette.black_row if kind.is_black else palette.white_row
    if kind.is_outside:
        return mixed(colour, palette.window, _DIMMED) if palette.is_dark else mixed(colour, palette.border, _DIMMED)
    return mixed(colour, palette.accent, _TINTED) if kind.is_tonic else colour
