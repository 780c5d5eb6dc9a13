"""Painting rectangles by the thousand, sharp at every screen scale."""

from collections.abc import Sequence
from typing import Self, cast

import numpy as np
import shiboken6
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPaintDevice, QPainter, QPixmap

# Left, top, right and bottom of rectangles in device pixels; right and bottom are outside, never before left and top.
Corners = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]

_OUTSIDE = 8  # device pixels around the widget that rectangles are cut off at: Qt's rasterizer overflows far outside


class Canvas:
    """A painter on a widget or pixmap whose rectangles are in device pixels."""

    def __init__(self, device: QPaintDevice, size: QSize, scale: float) -> None:
        """`size` is in device pixels; `scale` is how many of them a logical pixel has."""
        self.scale, self.width, self.height = scale, size.width(), size.height()
        self.hairline = max(int(scale), 1)
        self.painter = QPainter(device)
        if not isinstance(device, QPixmap):  # the painter of a widget counts in logical pixels
            self.painter.scale(1 / scale, 1 / scale)
        self.painter.setPen(Qt.PenStyle.NoPen)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.painter.end()

    def fill(self, corners: Corners, colour: QColor) -> None:
        """Fill rectangles with one colour."""
        self.fill_shaded(corners, np.zeros(len(corners[0]), np.int64), [colour])

    def fill_shaded(self, corners: Corners, shade: np.ndarray, shades: Sequence[QColor]) -> None:
        """Fill rectangles, each with the colour of `shades` that its number in `shade` says."""
        order = np.argsort(shade, kind="stable")
        table = np.stack(corners, axis=1)[order]
        np.clip(table, -_OUTSIDE, max(self.width, self.height) + _OUTSIDE, out=table)
        table[:, 2:] -= 1  # a QRect holds its last pixel
        table = table.astype(np.int32)
        ends = np.searchsorted(shade[order], np.arange(len(shades)), side="right")
        first = 0
        for colour, end in zip(shades, ends, strict=True):
            if first < end:
                self.painter.setBrush(colour)
                # Qt reads the table itself: a Python object for each rectangle would cost three times as much.
                rectangles = cast(QRect, shiboken6.wrapInstance(table[first:].ctypes.data, QRect))
                self.painter.drawRects(rectangles, int(end) - first)
            first = int(end)

    def fill_one(self, left: float, top: float, right: float, bottom: float, colour: QColor) -> None:
        """Fill one rectangle; device pixels, `right` and `bottom` outside."""
        x, y = round(left), round(top)
        self.painter.fillRect(QRect(x, y, round(right) - x, round(bottom) - y), colour)

    def vertical_lines(self, x: np.ndarray, colour: QColor, top: int = 0) -> None:
        """Lines of one hairline at `x`, logical pixels."""
        left = np.round(x * self.scale).astype(np.int64)
        corners = left, np.full_like(left, top), left + self.hairline, np.full_like(left, self.height)
        self.fill(corners, colour)

    def frame(self, colour: QColor) -> None:
        """A hairline along the edges of the widget."""
        line = self.hairline
        self.fill_one(0, 0, self.width, line, colour)
        self.fill_one(0, self.height - line, self.width, self.height, colour)
        self.fill_one(0, line, line, self.height - line, colour)
        self.fill_one(self.width - line, line, self.width, self.height - line, colour)
