"""Painting rectangles by the thousand, sharp at every screen scale."""

from typing import Self, cast

import numpy as np
import shiboken6
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget


class Canvas:
    """A painter on a widget whose rectangles are in device pixels."""

    def __init__(self, widget: QWidget) -> None:
        self.scale = widget.devicePixelRatioF()  # device pixels per logical pixel
        self.width = round(widget.width() * self.scale)
        self.height = round(widget.height() * self.scale)
        self.hairline = max(int(self.scale), 1)
        self.painter = QPainter(widget)
        self.painter.scale(1 / self.scale, 1 / self.scale)
        self.painter.setPen(Qt.PenStyle.NoPen)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.painter.end()

    def fill(self, left: np.ndarray, top: np.ndarray, right: np.ndarray, bottom: np.ndarray, colour: QColor) -> None:
        """Fill rectangles; device pixels, `right` and `bottom` outside. Empty ones are left out."""
        corners = np.empty((len(left), 4), dtype=np.int32)
        for column, values in enumerate((left, top, right, bottom)):
            np.clip(values, -8, max(self.width, self.height) + 8, out=corners[:, column], casting="unsafe")
        corners[:, 2:] -= 1  # a QRect holds its last pixel
        corners = corners[(corners[:, 2] >= corners[:, 0]) & (corners[:, 3] >= corners[:, 1])]
        if len(corners):
            self.painter.setBrush(colour)
            # Qt reads the array itself: a Python object for each rectangle would cost three times as much.
            first = cast(QRect, shiboken6.wrapInstance(corners.ctypes.data, QRect))
            self.painter.drawRects(first, len(corners))

    def fill_one(self, left: float, top: float, right: float, bottom: float, colour: QColor) -> None:
        """Fill one rectangle; device pixels, `right` and `bottom` outside."""
        x, y = round(left), round(top)
        self.painter.fillRect(QRect(x, y, round(right) - x, round(bottom) - y), colour)

    def vertical_lines(self, x: np.ndarray, colour: QColor, top: int = 0) -> None:
        """Lines of one hairline at `x`, logical pixels."""
        left = np.round(x * self.scale).astype(np.int64)
        self.fill(left, np.full_like(left, top), left + self.hairline, np.full_like(left, self.height), colour)

    def frame(self, colour: QColor) -> None:
        """A hairline along the edges of the widget."""
        line = self.hairline
        self.fill_one(0, 0, self.width, line, colour)
        self.fill_one(0, self.height - line, self.width, self.height, colour)
        self.fill_one(0, line, line, self.height - line, colour)
        self.fill_one(self.width - line, line, self.width, self.height - line, colour)
