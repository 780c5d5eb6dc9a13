"""What the roll's widgets share: a kept picture, and one running gesture of the mouse at a time."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, QTimer
from PySide6.QtGui import QMouseEvent, QNativeGestureEvent, QPaintEvent, QPixmap, QSinglePointEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from composer.gui.piano_roll.canvas import Canvas
from composer.gui.piano_roll.gestures.gesture import Gesture, Pointer
from composer.gui.piano_roll.state import RollState

_EDGE_SCROLL_MILLISECONDS = 30
_FASTEST_EDGE_SCROLL = 30.0  # logical pixels each time
_NOTCH = 120  # what Qt reports for one notch of a wheel
_NOTCH_PIXELS = 64
_NOTCH_ZOOM = 1.2

GestureChoice = Callable[[RollState, Qt.MouseButton, Pointer], Gesture | None]
CursorChoice = Callable[[RollState, Pointer], Qt.CursorShape]


class PointingWidget(QWidget):
    """A widget along the roll's time or pitch. Which gesture a press begins is given to it as a function."""

    def __init__(self, state: RollState, gesture_for: GestureChoice, cursor_for: CursorChoice) -> None:
        super().__init__()
        self.state = state
        self.scroll_directions = Qt.Orientation.Horizontal | Qt.Orientation.Vertical
        self._gesture_for, self._cursor_for = gesture_for, cursor_for
        self._gesture: Gesture | None = None
        self._button = Qt.MouseButton.NoButton
        self._edge_timer = QTimer(self, interval=_EDGE_SCROLL_MILLISECONDS)
        self._edge_timer.timeout.connect(self._scroll_at_edge)
        self._pointer: Pointer | None = None  # where a running gesture is
        self._picture: QPixmap | None = None  # what `paint` painted, while it holds
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        state.view_changed.connect(self.refresh)
        state.marks_changed.connect(self.refresh)
        state.document.score_changed.connect(self._forget_gesture)

    # Painting

    def paint(self, canvas: Canvas) -> None:
        """Paint everything but the playhead, to be kept until `refresh`. What that is, subclasses know."""

    def paint_over(self, canvas: Canvas) -> None:
        """Paint the playhead, and whatever else costs next to nothing."""

    def refresh(self) -> None:
        """Something other than the playhead has changed."""
        self._picture = None
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Show the picture, which a moving playhead leaves as it is."""
        scale = self.devicePixelRatioF()
        size = (self.size().toSizeF() * scale).toSize()
        if self._picture is None or self._picture.size() != size:
            self._picture = QPixmap(size)
            with Canvas(self._picture, size, scale) as canvas:
                self.paint(canvas)
        with Canvas(self, size, scale) as canvas:
            canvas.painter.drawPixmap(QPoint(0, 0), self._picture)
            self.paint_over(canvas)

    def update_around(self, tick: int | None, margin: int) -> None:
        """Show again what is within `margin` logical pixels of `tick`."""
        if tick is not None:
            x = round(self.state.geometry.tick_to_x(tick))
            self.update(QRect(x - margin, 0, 2 * margin + 1, self.height()))

    # Gestures

    def begin(self, gesture: Gesture, button: Qt.MouseButton, pointer: Pointer) -> None:
        """Run `gesture` until `button` is released."""
        self._gesture, self._button, self._pointer = gesture, button, pointer
        gesture.start()

    def cancel_gesture(self) -> bool:
        """Undo the running gesture; whether there was one."""
        gesture = self._gesture
        self._forget_gesture()
        if gesture:
            gesture.cancel()
        return gesture is not None

    def pointer_at(self, position: QPointF, modifiers: Qt.KeyboardModifier) -> Pointer:
        """The pointer at a place of the widget."""
        geometry = self.state.geometry
        x, y = position.x(), position.y()
        return Pointer(x, y, geometry.x_to_tick(x), geometry.y_to_pitch(y), modifiers)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a gesture."""
        if self._gesture:
            return
        self.state.caret_pitch = None
        pointer = self._pointer_of(event)
        if gesture := self._gesture_for(self.state, event.button(), pointer):
            self.begin(gesture, event.button(), pointer)
        else:
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Continue the gesture, or show what a press would do."""
        pointer = self._pointer_of(event)
        self.state.hovered_pitch = pointer.pitch
        if self._gesture:
            self._pointer = pointer
            self._gesture.update(pointer)
            self._watch_edges(self._gesture, event.position())
        else:
            self.setCursor(self._cursor_for(self.state, pointer))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the gesture."""
        if self._gesture and event.button() == self._button:
            gesture = self._gesture
            self._forget_gesture()
            gesture.update(self._pointer_of(event))
            gesture.end()
            self.setCursor(self._cursor_for(self.state, self._pointer_of(event)))

    def leaveEvent(self, _event: QEvent) -> None:
        """Nothing is under the mouse any more."""
        self.state.hovered_pitch = None

    # Scrolling and zooming

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll; with Ctrl zoom time, with Ctrl and Shift zoom pitch."""
        geometry, position, modifiers = self.state.geometry, event.position(), event.modifiers()
        angle, pixels = event.angleDelta(), event.pixelDelta()
        notches = (angle.y() or angle.x()) / _NOTCH
        is_shifted = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        if modifiers & Qt.KeyboardModifier.ControlModifier and is_shifted:
            self.state.geometry = geometry.zoomed_pitch(round(2 * notches) or (1 if notches > 0 else -1), position.y())
        elif modifiers & Qt.KeyboardModifier.ControlModifier:
            self.state.geometry = geometry.zoomed_time(_NOTCH_ZOOM**notches, position.x())
        elif not pixels.isNull():
            dx, dy = (pixels.x() or pixels.y(), 0) if is_shifted else (pixels.x(), pixels.y())
            self.state.geometry = geometry.scrolled(-dx, -dy)
        elif is_shifted:
            self.state.geometry = geometry.scrolled(-notches * _NOTCH_PIXELS, 0)
        else:
            dx, dy = angle.x() / _NOTCH * _NOTCH_PIXELS, angle.y() / _NOTCH * _NOTCH_PIXELS
            self.state.geometry = geometry.scrolled(-dx, -dy)
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Zoom time when two fingers pinch on a touchpad."""
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.state.geometry = self.state.geometry.zoomed_time(1 + event.value(), event.position().x())
            return True
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        if event.type() == QEvent.Type.PaletteChange:
            self.refresh()
        super().changeEvent(event)

    def _forget_gesture(self) -> None:
        """No gesture runs any more. One that did when the score changed knows notes that may be gone."""
        self._gesture = None
        self._edge_timer.stop()

    def _pointer_of(self, event: QSinglePointEvent) -> Pointer:
        return self.pointer_at(event.position(), event.modifiers())

    def _watch_edges(self, gesture: Gesture, position: QPointF) -> None:
        if not gesture.scrolls or self.rect().contains(position.toPoint()):
            self._edge_timer.stop()
        elif not self._edge_timer.isActive():
            self._edge_timer.start()

    def _scroll_at_edge(self) -> None:
        """The mouse is held beyond an edge: bring into view what lies there, faster the farther it is."""
        if not self._gesture or not self._pointer:
            return
        held = self._pointer
        dx = _beyond(held.x, self.width()) if self.scroll_directions & Qt.Orientation.Horizontal else 0.0
        dy = _beyond(held.y, self.height()) if self.scroll_directions & Qt.Orientation.Vertical else 0.0
        self.state.geometry = self.state.geometry.scrolled(dx, dy)
        self._pointer = self.pointer_at(held.position, held.modifiers)
        self._gesture.update(self._pointer)


def _beyond(place: float, size: int) -> float:
    """How far `place` is outside ``0..size``, limited to a comfortable speed."""
    outside = min(place, 0.0) + max(place - size, 0.0)
    return min(max(outside, -_FASTEST_EDGE_SCROLL), _FASTEST_EDGE_SCROLL)
