"""Painting rectangles by the thousand, from arrays."""

from collections.abc import Sequence
from typing import cast

import numpy as np
import shiboken6
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor

from composer.gui.piano_roll.canvas import Canvas

# Left, top, right and bottom of rectangles in device pixels; right and bottom are outside, never before left and top.
Corners = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]

_OUTSIDE = 8  # device pixels around the widget that rectangles are cut off at: Qt's rasterizer overflows far outside


def fill(canvas: Canvas, corners: Corners, colour: QColor) -> None:
    """Fill rectangles with one colour."""
    fill_shaded(canvas, corners, np.zeros(len(corners[0]), np.int64), [colour])


def fill_shaded(canvas: Canvas, corners: Corners, shade: np.ndarray, shades: Sequence[QColor]) -> None:
    """Fill rectangles, each with the colour of `shades` that its number in `shade` says."""
    order = np.argsort(shade, kind="stable")
    table = np.stack(corners, axis=1)[order]
    np.clip(table, -_OUTSIDE, max(canvas.width, canvas.height) + _OUTSIDE, out=table)
    table[:, 2:] -= 1  # a QRect holds its last pixel
    table = table.astype(np.int32)
    ends = np.searchsorted(shade[order], np.arange(len(shades)), side="right")
    first = 0
    for colour, end in zip(shades, ends, strict=True):
        if first < end:
            canvas.painter.setBrush(colour)
            # Qt reads the table itself: a Python object for each rectangle would cost three times as much.
            rectangles = cast(QRect, shiboken6.wrapInstance(table[first:].ctypes.data, QRect))
            canvas.painter.drawRects(rectangles, int(end) - first)
        first = int(end)
