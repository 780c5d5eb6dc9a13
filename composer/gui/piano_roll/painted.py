"""Widgets along the roll's time or pitch, which paint only what has come into view."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from composer.gui.piano_roll.canvas import Canvas
from composer.gui.piano_roll.geometry import Geometry
from composer.gui.piano_roll.state import RollState

if TYPE_CHECKING:
    from composer.gui.piano_roll.strips import Strips

_MOST_AREAS = 4  # painted one by one; more are painted as one
_STEADY_PAINTS = 3  # of narrow parts: after so many while nothing else changes, pictures are worth their while
_NARROW = 400  # device pixels
_FOCUS_FRAME = 1  # logical pixels along the edges that stay when the rest scrolls


class PaintedWidget(QWidget):
    """What is on the screen already is moved when the view scrolls; only what appears is painted.

    While nothing changes but the playhead and the place in time, what they uncover comes from pictures.
    """

    def __init__(self, state: RollState) -> None:
        super().__init__()
        self.state = state
        self.follows_time = self.follows_pitch = True  # what of the view it scrolls with
        self._shown: Geometry = state.geometry  # what is on the screen
        self._shown_look: object = None
        self._strips: Strips | None = None  # of what `paint` paints
        self._narrow_paints = 0  # since they were forgotten
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        state.view_changed.connect(self._follow_view)
        state.marks_changed.connect(self.refresh)

    def paint(self, canvas: Canvas) -> None:
        """Paint everything, at least within `canvas.area`. What that is, subclasses know."""

    def paint_over(self, canvas: Canvas) -> None:
        """Paint what lies over all that, such as the playhead."""

    def held_at_left(self) -> int:
        """Logical pixels at the left in which something keeps its place when the rest scrolls, such as a name."""
        return 0

    def look(self) -> object:
        """What painting depends on and scrolling may change: when it does, everything is painted again."""
        return None

    def refresh(self) -> None:
        """Something other than the place in the piece has changed."""
        self._shown_look = self.look()
        self._forget_strips()
        self.update()

    def update_around(self, tick: int | None, margin: int) -> None:
        """Paint again what is within `margin` logical pixels of `tick`."""
        if tick is not None:
            x = self._shown.tick_to_x(tick)
            if -margin <= x <= self.width() + margin:
                self.update(QRect(round(x) - margin, 0, 2 * margin + 1, self.height()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what Qt asks for."""
        scale = self.devicePixelRatioF()
        size = (self.size().toSizeF() * scale).toSize()
        region = event.region()
        with Canvas(self, size, scale) as canvas:
            is_simple = region.rectCount() <= _MOST_AREAS
            for area in cast(Iterable[QRect], region) if is_simple else (region.boundingRect(),):
                canvas.show_only(area)
                self._paint_area(canvas)
                self.paint_over(canvas)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        if event.type() == QEvent.Type.PaletteChange:
            self.refresh()
        super().changeEvent(event)

    def _follow_view(self) -> None:
        before, now = self._shown, self.state.geometry
        self._shown = now
        is_timed, is_pitched = self.follows_time, self.follows_pitch
        is_zoomed = (is_timed and now.pixels_per_tick != before.pixels_per_tick) or (
            is_pitched and now.row_height != before.row_height
        )
        dx = round(before.tick_to_x(now.left)) if is_timed else 0
        dy = round((now.top - before.top) * now.row_height) if is_pitched else 0
        is_far = abs(dx) >= self.width() or abs(dy) >= self.height()
        if is_zoomed or is_far or self.look() != self._shown_look or not self.devicePixelRatioF().is_integer():
            self.refresh()
        elif dx or dy:
            if dy:
                self._forget_strips()
            self._move_pixels(-dx, -dy)

    def _forget_strips(self) -> None:
        self._strips, self._narrow_paints = None, 0

    def _paint_area(self, canvas: Canvas) -> None:
        """Paint the area of `canvas`, from pictures if they serve."""
        held = round(self.held_at_left() * canvas.scale)
        # At a broken scale the widget may begin between two pixels: a picture would not lie where things are painted.
        if canvas.scale.is_integer() and self._is_worth_pictures(canvas.area, held):
            if self._strips is None or not self._strips.fit(canvas):
                from composer.gui.piano_roll.strips import Strips  # imported late: the first paint does without

                self._strips = Strips(canvas.height, canvas.scale)
            geometry = self.state.geometry
            origin = round(geometry.left * geometry.pixels_per_tick * canvas.scale)
            self._strips.draw(canvas, self.paint, self.font(), origin, held)
        else:
            self.paint(canvas)

    def _is_worth_pictures(self, area: QRect, held: int) -> bool:
        """Whether `area` is narrow and scrolls, and for a while nothing else has changed; device pixels."""
        is_narrow = self.follows_time and area.width() <= _NARROW and area.left() >= held
        self._narrow_paints += is_narrow
        return is_narrow and self._narrow_paints > _STEADY_PAINTS

    def _move_pixels(self, dx: int, dy: int) -> None:
        """Move what is on the screen by logical pixels."""
        frame = _FOCUS_FRAME if self.hasFocus() else 0
        self.scroll(dx, dy, self.rect().adjusted(frame, frame, -frame, -frame))
        if dx and (held := self.held_at_left()):
            self.update(0, 0, held + max(dx, 0), self.height())
