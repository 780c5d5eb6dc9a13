"""Painting rectangles, sharp at every screen scale."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from math import ceil, floor
from typing import Self

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPaintDevice, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

_WITH_PIXELS = (QWidget, QPixmap, QImage)
_WIDE = 200  # device pixels: from here on textures are faster


class Canvas:
    """A painter on a widget or a picture whose rectangles are in device pixels."""

    def __init__(self, device: QPaintDevice, size: QSize, scale: float) -> None:
        """`size` is in device pixels; `scale` is how many of them a logical pixel has."""
        self.scale, self.width, self.height = scale, size.width(), size.height()
        self.area = QRect(0, 0, self.width, self.height)  # what has to be painted; outside it nothing can be
        self.hairline = max(int(scale), 1)
        self.has_pixels = isinstance(device, _WITH_PIXELS)  # else it may become a drawing of lines
        self.painter = QPainter(device)
        if isinstance(device, QWidget):  # whose painter counts in logical pixels
            self.painter.scale(1 / scale, 1 / scale)
        self.painter.setPen(Qt.PenStyle.NoPen)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.painter.end()

    def show_only(self, part: QRect) -> None:
        """Paint only in a part of the widget, in logical pixels."""
        scale = self.scale
        left, top = floor(part.left() * scale), floor(part.top() * scale)
        right, bottom = ceil((part.left() + part.width()) * scale), ceil((part.top() + part.height()) * scale)
        self.area = QRect(left, top, right - left, bottom - top)
        self.painter.setClipRect(self.area)

    @contextmanager
    def part(self, left: int, top: int, width: int, height: int) -> Iterator[None]:
        """Let the canvas be a part of itself, in device pixels, for a while."""
        whole = self.width, self.height, self.area
        self.width, self.height, self.area = width, height, QRect(0, 0, width, height)
        self.painter.save()
        self.painter.translate(left, top)
        self.painter.setClipRect(self.area)
        yield
        self.painter.restore()
        self.width, self.height, self.area = whole

    def fill_one(self, left: float, top: float, right: float, bottom: float, colour: QColor) -> None:
        """Fill one rectangle; device pixels, `right` and `bottom` outside."""
        x, y = round(left), round(top)
        # Not `fillRect`: that would load Qt's gradients, which takes several milliseconds of the start.
        self.fill_all([QRect(x, y, round(right) - x, round(bottom) - y)], colour)

    def fill_across(self, top: float, bottom: float, colour: QColor) -> None:
        """Fill everything between two heights."""
        self.fill_one(self.area.left(), top, self.area.right() + 1, bottom, colour)

    def fill_all(self, rectangles: Sequence[QRect], colour: QColor) -> None:
        """Fill rectangles of device pixels."""
        self.painter.setBrush(colour)
        self.painter.drawRects(rectangles)

    def fill_all_over(
        self, rows: Sequence[tuple[QColor, Sequence[QRect]]], paint_over: Callable[["Canvas"], None]
    ) -> None:
        """Fill rows as wide as the canvas, each table in its colour (opaque), the first ones lying behind.

        `paint_over` then paints, on the canvas it is given, what is the same in every line of pixels.
        """
        left = self.area.left()
        self.painter.translate(left, 0)
        if not self.has_pixels or self.area.width() < _WIDE:
            for colour, rectangles in rows:
                self.fill_all(rectangles, colour)
            self.painter.translate(-left, 0)
            paint_over(self)
            return
        # Painted in one line of pixels for each colour, and copied from there: a line that crosses all rows would take
        # the processor to another place in memory for every pixel.
        for (_, rectangles), strip in zip(rows, self._strips([colour for colour, _ in rows], paint_over), strict=True):
            self.painter.setBrush(strip)
            self.painter.drawRects(rectangles)
        self.painter.translate(-left, 0)

    def _strips(self, colours: Sequence[QColor], paint_over: Callable[["Canvas"], None]) -> Iterator[QBrush]:
        """Textures as wide as the area and one pixel high."""
        left, width = self.area.left(), self.area.width()
        lines = QImage(width, len(colours), QImage.Format.Format_RGB32)
        with Canvas(lines, QSize(self.width, len(colours)), self.scale) as strips:
            strips.painter.translate(-left, 0)
            strips.area = QRect(left, 0, width, len(colours))
            for y, colour in enumerate(colours):
                strips.fill_one(left, y, left + width, y + 1, colour)
            paint_over(strips)
        return (QBrush(lines.copy(0, y, width, 1)) for y in range(len(colours)))

    def vertical_lines(self, x: Iterable[int], colour: QColor) -> None:
        """Lines of one hairline over the whole height, right of `x`."""
        first, last = self.area.left() - self.hairline, self.area.right()
        in_view = (left for left in x if first < left <= last)  # Qt's rasterizer overflows far outside
        top, height = self.area.top(), self.area.height()
        self.fill_all([QRect(left, top, self.hairline, height) for left in in_view], colour)

    def frame(self, colour: QColor) -> None:
        """A hairline along the edges of the widget."""
        line, width, height = self.hairline, self.width, self.height
        sides = QRect(0, line, line, height - 2 * line), QRect(width - line, line, line, height - 2 * line)
        self.fill_all([QRect(0, 0, width, line), QRect(0, height - line, width, line), *sides], colour)
