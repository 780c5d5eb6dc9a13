"""Painting rectangles, sharp at every screen scale."""

from collections.abc import Iterable
from typing import Self

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPaintDevice, QPainter, QPixmap


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

    def fill_one(self, left: float, top: float, right: float, bottom: float, colour: QColor) -> None:
        """Fill one rectangle; device pixels, `right` and `bottom` outside."""
        x, y = round(left), round(top)
        self.painter.fillRect(QRect(x, y, round(right) - x, round(bottom) - y), colour)

    def fill_rows(self, edges: Iterable[tuple[int, int]], colour: QColor) -> None:
        """Fill rows over the whole width; `edges` are tops and bottoms."""
        self.painter.setBrush(colour)
        self.painter.drawRects([QRect(0, top, self.width, bottom - top) for top, bottom in edges])

    def vertical_lines(self, x: Iterable[int], colour: QColor) -> None:
        """Lines of one hairline over the whole height, right of `x`."""
        in_view = (left for left in x if -self.hairline < left < self.width)  # Qt's rasterizer overflows far outside
        self.painter.setBrush(colour)
        self.painter.drawRects([QRect(left, 0, self.hairline, self.height) for left in in_view])

    def frame(self, colour: QColor) -> None:
        """A hairline along the edges of the widget."""
        line = self.hairline
        self.fill_one(0, 0, self.width, line, colour)
        self.fill_one(0, self.height - line, self.width, self.height, colour)
        self.fill_one(0, line, line, self.height - line, colour)
        self.fill_one(self.width - line, line, self.width, self.height - line, colour)
