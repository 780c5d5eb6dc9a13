"""Pictures of what a widget shows, in upright strips that are painted once while only the place in time changes."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QFont, QPixmap

from composer.gui.piano_roll.canvas import Canvas

STRIP_WIDTH = 512  # device pixels
_MOST_KEPT = 4  # where the playhead is, and what comes into view at either side


class _Strip(NamedTuple):
    """A picture as high as the widget."""

    picture: QPixmap
    origin: int | None  # the only one for which it holds; None: it holds wherever the view is


class Strips:
    """Strips lie side by side from tick 0; as they reach beyond the view, most steps of scrolling find them painted."""

    def __init__(self, height: int, scale: float) -> None:
        """`height` is in device pixels; `scale` is how many of them a logical pixel has."""
        self._height, self._scale = height, scale
        self._strips: dict[int, _Strip] = {}  # by their number; those that were used last come last

    def fit(self, canvas: Canvas) -> bool:
        """Whether they are as large as what is painted on `canvas`."""
        return (self._height, self._scale) == (canvas.height, canvas.scale)

    def draw(self, canvas: Canvas, paint: Callable[[Canvas], None], font: QFont, origin: int, held: int) -> None:
        """Paint the area of `canvas` as `paint` would, which is asked for whole strips only.

        In device pixels, `origin` is where the left edge is, counted from tick 0, and `held` is how much at the left
        keeps its place when the rest scrolls: the area lies right of that.
        """
        area = canvas.area
        for number in range((origin + area.left()) // STRIP_WIDTH, (origin + area.right()) // STRIP_WIDTH + 1):
            left = number * STRIP_WIDTH - origin
            strip = self._strips.pop(number, None)
            if strip is None or strip.origin not in (None, origin):
                picture = self._painted(canvas.width, paint, font, left)
                strip = _Strip(picture, origin if held and left < held else None)
            self._strips[number] = strip
            part = area & QRect(left, 0, STRIP_WIDTH, self._height)
            canvas.painter.drawPixmap(part, strip.picture, part.translated(-left, 0))

    def _painted(self, width: int, paint: Callable[[Canvas], None], font: QFont, left: int) -> QPixmap:
        """The picture of the strip that begins at `left` of a widget `width` wide."""
        if len(self._strips) < _MOST_KEPT:
            picture = QPixmap(STRIP_WIDTH, self._height)
        else:
            picture = self._strips.pop(next(iter(self._strips))).picture
        with Canvas(picture, QSize(width, self._height), self._scale) as canvas:
            canvas.painter.setFont(font)
            canvas.painter.translate(-left, 0)
            canvas.area = QRect(left, 0, STRIP_WIDTH, self._height)
            paint(canvas)
        return picture
