"""The overview: the whole piece as a small picture, in which the part in view is framed."""

from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QMouseEvent, QPaintEvent, QPixmap, QWheelEvent
from PySide6.QtWidgets import QWidget

from composer.gui.piano_roll.canvas import Canvas
from composer.gui.piano_roll.detail import Detail
from composer.gui.piano_roll.geometry import Geometry
from composer.gui.piano_roll.note_painter import NotePainter
from composer.gui.piano_roll.state import RollState
from composer.gui.theme import Palette, current_palette
from composer.music.pitch import HIGHEST_PITCH

HEIGHT = 40  # logical pixels
_MARGIN = 3  # rows above the highest and below the lowest note
_FEWEST_ROWS = 24  # so that a few notes do not become bricks
_LONG = 1 << 20  # ticks: in longer pieces it takes a while to find all notes again at another scale
_ROUND_BITS = 6  # of a round last tick; at most a 32nd of the width stays empty
_REFRESH_INTERVAL = 80  # milliseconds between two pictures while notes stream in


class Overview(QWidget):
    """Press or drag to look at another place."""

    def __init__(self, state: RollState) -> None:
        super().__init__()
        self._state = state
        self._picture: QPixmap | None = None  # of the notes, while it holds
        self._refresh_timer = QTimer(self, interval=_REFRESH_INTERVAL, singleShot=True)
        self._refresh_timer.timeout.connect(self._forget_picture)
        self.setFixedHeight(HEIGHT)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName("Overview of the piece")
        self.setAccessibleDescription("The whole piece. Press or drag to look at another place.")
        self.setToolTip("The whole piece: press or drag to look at another place")
        state.notes_changed.connect(self._await_picture)
        state.view_changed.connect(self.update)
        state.playhead_moved.connect(self._follow_playhead)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Look at the place under the mouse."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._look_at(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on looking at the place under the mouse while it is dragged."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._look_at(event.position().x())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Move the part in view."""
        delta = event.angleDelta().y() or event.angleDelta().x()
        self._state.geometry = self._state.geometry.scrolled(-delta * self._state.view_size.width() / 960, 0)
        event.accept()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Show the notes, the part in view and the playhead."""
        scale = self.devicePixelRatioF()
        size = (self.size().toSizeF() * scale).toSize()
        palette = current_palette()
        if self._picture is None or self._picture.size() != size:
            self._picture = self._painted(size, scale, palette)
        with Canvas(self, size, scale) as canvas:
            canvas.painter.drawPixmap(QPoint(0, 0), self._picture)
            canvas.fill_one(0, 0, canvas.width, canvas.hairline, palette.border)
            self._frame(canvas, palette)
            if self._state.playhead is not None:
                x = round(self._state.playhead * self._pixels_per_tick * scale)
                canvas.fill_one(x, 0, x + canvas.hairline, canvas.height, palette.playhead)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        if event.type() == QEvent.Type.PaletteChange:
            self._forget_picture()
        super().changeEvent(event)

    @property
    def _pixels_per_tick(self) -> float:
        return self.width() / self._last_tick

    @property
    def _last_tick(self) -> int:
        """The tick at the right edge: of long pieces a round one, so that the scale stays while notes are added."""
        end = max(self._state.end, 1)
        unit = 1 << max(end.bit_length() - _ROUND_BITS, 0) if end >= _LONG else 1
        return -(-end // unit) * unit

    def _painted(self, size: QSize, scale: float, palette: Palette) -> QPixmap:
        """The notes, without what is in view."""
        picture = QPixmap(size)
        picture.fill(palette.black_row)
        indices = self._state.all_indices()
        if not indices:
            return picture
        low = min(index.lowest for index in indices)
        high = max(index.highest for index in indices)
        rows = max(high - low + 1, _FEWEST_ROWS) + 2 * _MARGIN
        notes = QPixmap(size.width(), rows)
        notes.fill(palette.black_row)
        geometry = Geometry(0.0, HIGHEST_PITCH - (low + high + rows - 1) / 2, self._pixels_per_tick * scale, 1)
        with Canvas(notes, notes.size(), 1.0) as canvas:
            NotePainter(canvas, self._state, palette, geometry, Detail.DENSE).paint()
        with Canvas(picture, size, scale) as canvas:
            canvas.painter.setRenderHint(canvas.painter.RenderHint.SmoothPixmapTransform)
            canvas.painter.drawPixmap(picture.rect(), notes)
        return picture

    def _frame(self, canvas: Canvas, palette: Palette) -> None:
        """What is not in view lies in the shade."""
        state = self._state
        first = state.geometry.left * self._pixels_per_tick * canvas.scale
        last = state.geometry.x_to_tick(state.view_size.width()) * self._pixels_per_tick * canvas.scale
        left, right, line = max(round(first), 0), min(max(round(last), round(first) + 4), canvas.width), canvas.hairline
        canvas.fill_one(0, 0, left, canvas.height, palette.out_of_view)
        canvas.fill_one(right, 0, canvas.width, canvas.height, palette.out_of_view)
        for x in (left, right - line):
            canvas.fill_one(x, 0, x + line, canvas.height, palette.accent)
        for y in (0, canvas.height - line):
            canvas.fill_one(left, y, right, y + line, palette.accent)

    def _look_at(self, x: float) -> None:
        """Bring the place at `x` into the middle of the view."""
        geometry, tick = self._state.geometry, x / self._pixels_per_tick
        half = self._state.view_size.width() / geometry.pixels_per_tick / 2
        self._state.geometry = replace(geometry, left=tick - half)

    def _await_picture(self) -> None:
        if not self._refresh_timer.isActive():
            self._refresh_timer.start()

    def _forget_picture(self) -> None:
        self._picture = None
        self.update()

    def _follow_playhead(self, before: int | None, now: int | None) -> None:
        if round((before or 0) * self._pixels_per_tick) != round((now or 0) * self._pixels_per_tick):
            self.update()
