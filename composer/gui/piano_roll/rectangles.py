"""Painting rectangles by the thousand, from arrays."""

from collections.abc import Sequence
from typing import cast

import numpy as np
import shiboken6
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor

from composer.gui.piano_roll.canvas import Canvas
from composer.gui.piano_roll.geometry import TIE

_OUTSIDE = 64  # device pixels around the area that rectangles are cut off at: Qt's rasterizer overflows far outside

_LAST_PIXEL = np.array((0, 0, 1, 1), np.int32)  # what a QRect holds and the outside does not


def corners_of(left: np.ndarray, top: np.ndarray, right: np.ndarray, bottom: np.ndarray) -> np.ndarray:
    """A table (rectangles, 4) of the edges of rectangles in device pixels: int32, `right` and `bottom` outside."""
    table = np.empty((len(left), 4), np.int32)
    table[:, 0], table[:, 1], table[:, 2], table[:, 3] = left, top, right, bottom
    return table


def fill(canvas: Canvas, corners: np.ndarray, colour: QColor) -> None:
    """Fill the rectangles of `corners_of` with one colour."""
    table = np.ascontiguousarray(corners) - _LAST_PIXEL
    _draw(canvas, table.ctypes.data, len(table), colour)


def fill_shaded(canvas: Canvas, corners: np.ndarray, shade: np.ndarray, shades: Sequence[QColor]) -> None:
    """Fill rectangles, each with the colour of `shades` that its number in `shade` says; the first ones lie behind."""
    table = corners[np.argsort(shade, kind="stable")] - _LAST_PIXEL
    address, row_bytes = table.ctypes.data, table.strides[0]
    counts = np.bincount(shade)
    for number in counts.nonzero()[0].tolist():
        _draw(canvas, address, int(counts[number]), shades[number])
        address += int(counts[number]) * row_bytes


def _draw(canvas: Canvas, address: int, count: int, colour: QColor) -> None:
    """Fill `count` rectangles that lie one after another in memory."""
    if count:
        canvas.painter.setBrush(colour)
        # Qt reads the table itself: a Python object for each rectangle would cost three times as much.
        canvas.painter.drawRects(cast(QRect, shiboken6.wrapInstance(address, QRect)), count)


def horizontally(canvas: Canvas, x: np.ndarray) -> np.ndarray:
    """Fractional device pixels as whole ones (int32), none far outside the area."""
    area = canvas.area
    clipped = np.clip(x, area.left() - _OUTSIDE, area.right() + _OUTSIDE)
    return np.rint(clipped + TIE).astype(np.int32)
