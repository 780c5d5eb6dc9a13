"""Painting so many notes that only where they are can be seen: a picture of one line per pitch, stretched."""

from collections.abc import Iterable
from math import floor

import numpy as np
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter

from composer.gui.piano_roll.canvas import Canvas
from composer.gui.piano_roll.geometry import ROWS, Geometry
from composer.gui.piano_roll.note_cells import Raster, cells_between
from composer.gui.piano_roll.note_index import NoteIndex
from composer.gui.piano_roll.rectangles import corners_of, fill, horizontally
from composer.music.pitch import HIGHEST_PITCH

_WHOLE = 1e-3  # pixels: what lies closer to a whole one counts as whole


def paint_density(
    canvas: Canvas, geometry: Geometry, layers: Iterable[tuple[NoteIndex, QColor]], narrowest: int
) -> None:
    """Paint the notes of indices, each in its colour, the first ones lying behind; `narrowest` in device pixels."""
    pixels_per_tick = geometry.pixels_per_tick * canvas.scale
    first = floor(geometry.left * pixels_per_tick + _WHOLE)  # the column, counted from tick 0, at the left edge
    raster = Raster(pixels_per_tick, max(round(geometry.left * pixels_per_tick - first, 3), 0.0), narrowest)
    left, width = canvas.area.left() - narrowest, canvas.area.width() + 2 * narrowest
    picture = QImage(width, ROWS, QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(0)
    for index, colour in layers:
        _paint_index(picture, index, raster, first + left, colour)
    top = round(geometry.pitch_to_y(HIGHEST_PITCH) * canvas.scale)
    canvas.painter.drawImage(QRectF(left, top, width, ROWS * geometry.row_height * canvas.scale), picture)


def _paint_index(picture: QImage, index: NoteIndex, raster: Raster, left: int, colour: QColor) -> None:
    """Paint the notes of `index` in one colour; `left` is the first column of the picture."""
    pixels = np.frombuffer(picture.bits(), np.uint32)
    width, value = picture.width(), _premultiplied(colour)
    cells = cells_between(index, raster, left, left + width - raster.narrowest + 1)
    places = cells.row * width + (cells.column - left)
    for _ in range(raster.narrowest):
        pixels[places] = value
        places += 1
    if len(cells.wide):
        begin, end, row = cells.wide.T
        with Canvas(picture, QSize(width, ROWS), 1.0) as canvas:
            canvas.painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
            begin, end = (horizontally(canvas, columns - left) for columns in (begin, end))
            fill(canvas, corners_of(begin, row, end, row + 1)[end > begin], colour)


def _premultiplied(colour: QColor) -> np.uint32:
    alpha = colour.alpha()
    red, green, blue = (part * alpha // 255 for part in (colour.red(), colour.green(), colour.blue()))
    return np.uint32(alpha << 24 | red << 16 | green << 8 | blue)
