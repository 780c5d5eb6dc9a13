"""What the roll's widgets share: one running gesture of the mouse at a time, scrolling and zooming."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import (
    QMouseEvent,
    QNativeGestureEvent,
    QPointingDevice,
    QSinglePointEvent,
    QTabletEvent,
    QWheelEvent,
)

from composer.gui.piano_roll.gestures.gesture import Gesture, Pointer
from composer.gui.piano_roll.mouse_keys import SHIFT, holds, is_exactly
from composer.gui.piano_roll.painted import PaintedWidget
from composer.gui.piano_roll.state import RollState

_EDGE_SCROLL_MILLISECONDS = 30
_FASTEST_EDGE_SCROLL = 30.0  # logical pixels each time
_NOTCH = 120  # what Qt reports for one notch of a wheel
_NOTCH_PIXELS = 64
_NOTCH_ZOOM = 1.2

GestureChoice = Callable[[RollState, Qt.MouseButton, Pointer], Gesture | None]
CursorChoice = Callable[[RollState, Pointer], Qt.CursorShape]


class PointingWidget(PaintedWidget):
    """A widget along the roll's time or pitch. Which gesture a press begins is given to it as a function."""

    def __init__(self, state: RollState, gesture_for: GestureChoice, cursor_for: CursorChoice) -> None:
        super().__init__(state)
        self._gesture_for, self._cursor_for = gesture_for, cursor_for
        self._gesture: Gesture | None = None
        self._button = Qt.MouseButton.NoButton
        self._edge_timer = QTimer(self, interval=_EDGE_SCROLL_MILLISECONDS)
        self._edge_timer.timeout.connect(self._scroll_at_edge)
        self._pointer: Pointer | None = None  # where a running gesture is
        self.setMouseTracking(True)
        self.installEventFilter(self)
        state.document.score_changed.connect(self._forget_gesture)

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
        if not self._press(event.button(), self._pointer_of(event)):
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Continue the gesture, or show what a press would do."""
        self._move(self._pointer_of(event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the gesture."""
        self._release(event.button(), self._pointer_of(event))

    def tabletEvent(self, event: QTabletEvent) -> None:
        """Let a pen do what a mouse does; how hard it is pressed counts, and its other end erases."""
        is_eraser = event.pointerType() is QPointingDevice.PointerType.Eraser
        pointer = replace(self._pointer_of(event), pressure=event.pressure(), is_eraser=is_eraser)
        match event.type():
            case QEvent.Type.TabletPress:
                self._press(event.button(), pointer)
            case QEvent.Type.TabletMove:
                self._move(pointer)
            case QEvent.Type.TabletRelease:
                self._release(event.button(), pointer)
        event.accept()

    def _press(self, button: Qt.MouseButton, pointer: Pointer) -> bool:
        """Begin what pressing `button` means; whether it means anything."""
        if self._gesture:
            return True
        self.state.caret_pitch = None
        gesture = self._gesture_for(self.state, button, pointer)
        if gesture:
            self.begin(gesture, button, pointer)
        return gesture is not None

    def _move(self, pointer: Pointer) -> None:
        self.state.hovered_pitch, self.state.hovered_tick = pointer.pitch, pointer.tick
        if self._gesture:
            self._pointer = pointer
            self._gesture.update(pointer)
            self._watch_edges(self._gesture, pointer.position)
        else:
            self.setCursor(self._cursor_for(self.state, pointer))

    def _release(self, button: Qt.MouseButton, pointer: Pointer) -> None:
        if self._gesture and button == self._button:
            gesture = self._gesture
            self._forget_gesture()
            gesture.update(pointer)
            gesture.end()
            self.setCursor(self._cursor_for(self.state, pointer))

    def leaveEvent(self, _event: QEvent) -> None:
        """Nothing is under the mouse any more."""
        self.state.hovered_pitch = self.state.hovered_tick = None

    # Scrolling and zooming

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll or zoom, as the keys that are held say."""
        state, held, position = self.state, event.modifiers(), event.position()
        keys, geometry = state.mouse_keys, state.geometry
        angle, pixels = event.angleDelta(), event.pixelDelta()
        notches = (angle.y() or angle.x()) / _NOTCH  # Alt turns a wheel's direction on some systems
        if is_exactly(held, keys.zoom_pitch):
            state.geometry = geometry.zoomed_pitch(round(2 * notches) or (1 if notches > 0 else -1), position.y())
        elif is_exactly(held, keys.zoom_time):
            state.geometry = geometry.zoomed_time(_NOTCH_ZOOM**notches, position.x())
        else:
            dx, dy = (pixels.x(), pixels.y()) if not pixels.isNull() else _wheel_pixels(angle)
            if is_exactly(held, keys.scroll_time):
                dx, dy = dx or dy, 0
            state.geometry = geometry.scrolled(-dx, -dy)
        event.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow two fingers on a touchpad: a pinch zooms time, or pitch with the keys for it; a pan scrolls."""
        if isinstance(event, QNativeGestureEvent) and self._follow_fingers(event):
            return True
        return super().eventFilter(watched, event)

    def _forget_gesture(self) -> None:
        """No gesture runs any more. One that did when the score changed knows notes that may be gone."""
        self._gesture = None
        self._edge_timer.stop()

    def _follow_fingers(self, event: QNativeGestureEvent) -> bool:
        geometry, position = self.state.geometry, event.position()
        match event.gestureType():
            case Qt.NativeGestureType.ZoomNativeGesture if holds(event.modifiers(), SHIFT):
                pixels = event.value() * geometry.row_height
                geometry = geometry.zoomed_pitch(round(pixels) or (1 if pixels > 0 else -1), position.y())
            case Qt.NativeGestureType.ZoomNativeGesture:
                geometry = geometry.zoomed_time(1 + event.value(), position.x())
            case Qt.NativeGestureType.PanNativeGesture:
                geometry = geometry.scrolled(-event.delta().x(), -event.delta().y())
            case _:
                return False
        self.state.geometry = geometry
        return True

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
        dx = _beyond(held.x, self.width()) if self.follows_time else 0.0
        dy = _beyond(held.y, self.height()) if self.follows_pitch else 0.0
        self.state.geometry = self.state.geometry.scrolled(dx, dy)
        self._pointer = self.pointer_at(held.position, held.modifiers)
        self._gesture.update(self._pointer)


def _beyond(place: float, size: int) -> float:
    """How far `place` is outside ``0..size``, limited to a comfortable speed."""
    outside = min(place, 0.0) + max(place - size, 0.0)
    return min(max(outside, -_FASTEST_EDGE_SCROLL), _FASTEST_EDGE_SCROLL)


def _wheel_pixels(angle: QPoint) -> tuple[float, float]:
    """Logical pixels to scroll by for a turn of the wheel."""
    return angle.x() / _NOTCH * _NOTCH_PIXELS, angle.y() / _NOTCH * _NOTCH_PIXELS
