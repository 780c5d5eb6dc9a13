"""Quiet plots painted by hand: how often things occur, and how a loss falls."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from composer.gui.theme import current_palette

Series = Sequence[tuple[float, float]]  # (x, y), x rising

_TITLE_HEIGHT = 20  # pixels above the plot
_AXIS_HEIGHT = 18  # below it
_SIDE = 44  # left of curves, for numbers
_GAP = 6
_DOT = 3  # pixels from the middle of one
_MOST_POINTS = 600  # of a curve that are drawn


class Plot(QWidget):
    """A title above a field with an axis below it."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(title)

    def minimumSizeHint(self) -> QSize:
        """Enough to see something."""
        return QSize(150, 90)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint title, field and axis."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = current_palette()
        painter.setPen(palette.text)
        painter.drawText(QRectF(0, 0, self.width(), _TITLE_HEIGHT), Qt.AlignmentFlag.AlignLeft, self._title)
        field = self._field()
        painter.setPen(QPen(palette.border, 1))
        painter.drawLine(field.bottomLeft(), field.bottomRight())
        self._paint(painter, field)
        painter.end()

    def _field(self) -> QRectF:
        return QRectF(0, _TITLE_HEIGHT, self.width(), self.height() - _TITLE_HEIGHT - _AXIS_HEIGHT)

    def _paint(self, painter: QPainter, field: QRectF) -> None:
        raise NotImplementedError

    def _write_ends(self, painter: QPainter, field: QRectF, first: str, last: str) -> None:
        below = QRectF(field.left(), field.bottom() + 2, field.width(), _AXIS_HEIGHT)
        painter.setPen(current_palette().muted_text)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, first)
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, last)


class Histogram(Plot):
    """How often each class occurs, as bars."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._counts: Sequence[float] = ()
        self._ends = ("", "")

    @property
    def counts(self) -> Sequence[float]:
        """What is shown."""
        return self._counts

    def show_counts(self, counts: Sequence[float], first: str, last: str) -> None:
        """Show these, with words for the first and the last class."""
        self._counts, self._ends = counts, (first, last)
        self.update()

    def _paint(self, painter: QPainter, field: QRectF) -> None:
        highest = max(self._counts, default=0)
        if not highest:
            return
        width = field.width() / len(self._counts)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(current_palette().loud_note)
        for index, count in enumerate(self._counts):
            height = (field.height() - _GAP) * count / highest
            gap = 1 if width > 3 else 0
            painter.drawRect(QRectF(field.left() + index * width, field.bottom() - height, width - gap, height))
        self._write_ends(painter, field, *self._ends)


class Curves(Plot):
    """One curve of what is learned from, and one of what was kept out."""

    def __init__(self, title: str, in_words: Callable[[float], str], parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._in_words = in_words
        self._learned: Series = ()
        self._held_out: Series = ()
        self._last_x, self._axis = 1.0, ("", "")

    def minimumSizeHint(self) -> QSize:
        """Enough to see something."""
        return QSize(280, 150)

    @property
    def series(self) -> tuple[Series, Series]:
        """What is shown: learned from, held out."""
        return self._learned, self._held_out

    def show_series(self, learned: Series, held_out: Series, last_x: float, axis: tuple[str, str]) -> None:
        """Show both; the field ends at `last_x`, and `axis` is written below its ends."""
        self._learned, self._held_out = learned, held_out
        self._last_x, self._axis = max(last_x, 1e-9), axis
        self.update()

    def _field(self) -> QRectF:
        return super()._field().adjusted(_SIDE, _GAP, -_GAP, 0)

    def _paint(self, painter: QPainter, field: QRectF) -> None:
        palette = current_palette()
        self._write_ends(painter, field, *self._axis)
        self._write_legend(painter, palette.loud_note, palette.loud_take)
        values = [y for series in self.series for _, y in series if y == y]
        if not values:
            return
        low, high = min(values), max(values)
        span = (high - low) or abs(high) or 1.0
        low, high = max(low - 0.05 * span, min(low, 0.0)), high + 0.05 * span
        painter.setPen(palette.muted_text)
        beside = QRectF(0, field.top(), _SIDE - _GAP, field.height())
        right = Qt.AlignmentFlag.AlignRight
        painter.drawText(beside, right | Qt.AlignmentFlag.AlignTop, self._in_words(high))
        painter.drawText(beside, right | Qt.AlignmentFlag.AlignBottom, self._in_words(low))

        def point(x: float, y: float) -> QPointF:
            return QPointF(
                field.left() + field.width() * x / self._last_x,
                field.bottom() - field.height() * (y - low) / (high - low),
            )

        for series, colour in zip(self.series, (palette.loud_note, palette.loud_take), strict=True):
            points = [point(x, y) for x, y in series[:: len(series) // _MOST_POINTS + 1]]
            painter.setPen(QPen(colour, 1.8))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(QPolygonF(points))
            if points:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colour)
                painter.drawEllipse(points[-1], _DOT, _DOT)

    def _write_legend(self, painter: QPainter, learned: QColor, held_out: QColor) -> None:
        right = float(self.width() - _GAP)
        for words, series, colour in (
            ("held out", self._held_out, held_out),
            ("learned from", self._learned, learned),
        ):
            if not series:
                continue
            text = f"{words} {self._in_words(series[-1][1])}"
            width = painter.fontMetrics().horizontalAdvance(text)
            place = QRectF(right - width, 0, width + 1, _TITLE_HEIGHT)
            painter.setPen(current_palette().text)
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft, text)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            middle = painter.fontMetrics().height() / 2
            painter.drawEllipse(QPointF(place.left() - _GAP, middle), _DOT, _DOT)
            right -= width + 4 * _GAP
