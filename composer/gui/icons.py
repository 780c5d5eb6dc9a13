"""The icons, drawn on a grid of 24 × 24 in the colours of the theme, so that they are sharp at every scale."""

from collections.abc import Callable
from math import cos, pi, sin

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from composer.gui.theme import current_palette

_STROKE = 1.7


def icon(name: str) -> QIcon:
    """The icon called `name`, one of `_DRAWINGS`."""
    return QIcon(_Engine(_DRAWINGS[name]))


class _Engine(QIconEngine):
    def __init__(self, draw: Callable[[QPainter], None]) -> None:
        super().__init__()
        self._draw = draw

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        palette = current_palette()
        colour = palette.text if state == QIcon.State.Off else palette.accent
        if mode == QIcon.Mode.Disabled:
            colour = QColor(palette.muted_text)
            colour.setAlpha(110)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = min(rect.width(), rect.height())
        painter.translate(rect.x() + (rect.width() - side) / 2, rect.y() + (rect.height() - side) / 2)
        painter.scale(side / 24, side / 24)
        round_pen = (Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        painter.setPen(QPen(colour, _STROKE, *round_pen))
        self._draw(painter)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        return _Engine(self._draw)


def _fill(painter: QPainter, *points: tuple[float, float]) -> None:
    painter.setBrush(painter.pen().color())
    painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in points]))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _line(painter: QPainter, *points: tuple[float, float]) -> None:
    painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in points]))


def _dot(painter: QPainter, x: float, y: float, radius: float) -> None:
    painter.setBrush(painter.pen().color())
    painter.drawEllipse(QPointF(x, y), radius, radius)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _to_start(painter: QPainter) -> None:
    _line(painter, (6, 6), (6, 18))
    _fill(painter, (18, 6.5), (18, 17.5), (9.5, 12))


def _play(painter: QPainter) -> None:
    _fill(painter, (8, 5.5), (18.5, 12), (8, 18.5))


def _stop(painter: QPainter) -> None:
    _fill(painter, (7, 7), (17, 7), (17, 17), (7, 17))


def _record(painter: QPainter) -> None:
    painter.setPen(current_palette().error)
    _dot(painter, 12, 12, 5.6)


def _metronome(painter: QPainter) -> None:
    _line(painter, (9, 4.5), (15, 4.5), (18.5, 19.5), (5.5, 19.5), (9, 4.5))
    _line(painter, (12, 16), (18.5, 6.5))
    _line(painter, (6.7, 15.5), (17.3, 15.5))


def _loop(painter: QPainter) -> None:
    painter.drawArc(QRectF(5, 6.5, 14, 11), 60 * 16, -300 * 16)
    _fill(painter, (13.5, 4.2), (13.5, 9.2), (9.6, 6.7))


def _draw(painter: QPainter) -> None:
    _line(painter, (5, 19), (6, 15), (15.5, 5.5), (18.5, 8.5), (9, 18), (5, 19))
    _line(painter, (13.2, 7.8), (16.2, 10.8))


def _select(painter: QPainter) -> None:
    pen = painter.pen()
    dashed = QPen(pen)
    dashed.setDashPattern([1.6, 2.0])
    painter.setPen(dashed)
    painter.drawRect(QRectF(4.5, 4.5, 11, 11))
    painter.setPen(pen)
    _fill(painter, (12, 11), (20, 15.2), (16.4, 16.4), (15.2, 20))


def _erase(painter: QPainter) -> None:
    _line(painter, (4.5, 14.5), (13.5, 5.5), (19, 11), (11.5, 18.5), (8.5, 18.5), (4.5, 14.5))
    _line(painter, (8.9, 10.1), (14.4, 15.6))
    _line(painter, (13, 18.5), (19.5, 18.5))


def _note(painter: QPainter) -> None:
    _dot(painter, 8.5, 17, 2.6)
    _line(painter, (11.1, 17), (11.1, 5), (17, 8.6))


def _panic(painter: QPainter) -> None:
    _fill(painter, (4, 9.5), (7, 9.5), (11, 6), (11, 18), (7, 14.5), (4, 14.5))
    _line(painter, (15, 9.5), (20, 14.5))
    _line(painter, (20, 9.5), (15, 14.5))


def _dice(painter: QPainter) -> None:
    painter.drawRoundedRect(QRectF(5, 5, 14, 14), 3, 3)
    for x, y in ((9, 9), (15, 15), (15, 9), (9, 15)):
        _dot(painter, x, y, 0.8)


def _keep(painter: QPainter) -> None:
    _line(painter, (5, 12.5), (10, 17.5), (19, 7))


def _close(painter: QPainter) -> None:
    _line(painter, (7, 7), (17, 17))
    _line(painter, (17, 7), (7, 17))


def _drag_out(painter: QPainter) -> None:
    _dot(painter, 7, 17, 2.4)
    _line(painter, (9.4, 17), (9.4, 8))
    _line(painter, (13, 12), (20, 5))
    _line(painter, (14.8, 5), (20, 5), (20, 10.2))


def _program(painter: QPainter) -> None:
    """The program's own mark: three notes of a seed and the spark that continues them."""
    palette = current_palette()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(palette.accent)
    for x, y, width in ((2.5, 15, 6), (6.5, 11, 5), (10, 7, 4)):
        painter.drawRoundedRect(QRectF(x, y, width, 2.8), 1, 1)
    painter.setBrush(palette.loud_take)
    star = QPainterPath()
    for index in range(8):
        radius, angle = (5.0 if index % 2 == 0 else 1.5), index * pi / 4 - pi / 2
        point = QPointF(17.5 + radius * cos(angle), 12 + radius * sin(angle))
        star.lineTo(point) if index else star.moveTo(point)
    painter.drawPath(star)


_DRAWINGS: dict[str, Callable[[QPainter], None]] = {
    "to start": _to_start,
    "play": _play,
    "stop": _stop,
    "record": _record,
    "metronome": _metronome,
    "loop": _loop,
    "draw": _draw,
    "select": _select,
    "erase": _erase,
    "note": _note,
    "panic": _panic,
    "dice": _dice,
    "keep": _keep,
    "close": _close,
    "drag out": _drag_out,
    "program": _program,
}
