"""The velocity lane below the grid: how loud the notes of the active track are, one bar for each."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent

from composer.gui.piano_roll.canvas import Canvas
from composer.gui.piano_roll.gestures.gesture import Gesture, Pointer
from composer.gui.piano_roll.gestures.pan import Pan
from composer.gui.piano_roll.gestures.velocity import PaintVelocities, notes_at, velocity_at, velocity_to_y
from composer.gui.piano_roll.lane import Lane, LaneScale
from composer.gui.piano_roll.state import RollState
from composer.gui.theme import Palette, current_palette
from composer.music.dynamics import set_velocities
from composer.music.edits import Edit

_LINES = (32, 64, 96, 127)  # velocities that have a line
_NOTCH = 120  # what Qt reports for one notch of a wheel


class VelocityLane(Lane):
    """Drag a bar, paint across them, or turn the wheel over one; with notes selected, only those are changed."""

    def __init__(self, state: RollState) -> None:
        super().__init__(state, _gesture_for, _cursor_for)
        self.setAccessibleName("Velocity lane")
        self.setAccessibleDescription("How loud each note is. Drag to change it; Shift draws a straight line.")
        self.setToolTip("Drag: velocity · Shift-drag: a straight line · wheel: one louder or softer")

    def paint(self, canvas: Canvas) -> None:
        """Paint lines and bars."""
        palette, state = current_palette(), self.state
        self.paint_ground(canvas, [velocity_to_y(velocity) for velocity in _LINES], palette)
        if state.take or state.index(state.active_track):
            from composer.gui.piano_roll.velocity_painter import paint_bars  # brings numpy

            paint_bars(canvas, state, palette)
        canvas.fill_across(0, canvas.hairline, palette.border)

    def paint_value(self, canvas: Canvas, pointer: Pointer, palette: Palette) -> None:
        """Paint the velocity of the note under the mouse, or while dragging the one that is painted."""
        notes = notes_at(self.state, pointer.x)
        if not notes and self._gesture is None:
            return
        velocity = velocity_at(pointer.y) if self._gesture else max(note.velocity for note in notes)
        x = self.state.geometry.tick_to_x(notes[0].start) if notes and not self._gesture else pointer.x
        self.paint_words(canvas, str(velocity), x, velocity_to_y(velocity), palette)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Make what is under the mouse, or what is selected, louder or softer; with keys held, scroll and zoom."""
        notches = round(event.angleDelta().y() / _NOTCH)
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or not event.pixelDelta().isNull() or not notches:
            super().wheelEvent(event)
            return
        self._change_by(notches, event.position().x())
        event.accept()

    def _change_by(self, amount: int, x: float) -> None:
        state = self.state
        chosen = state.selection or frozenset((state.active_track, note) for note in notes_at(state, x))
        edit = set_velocities(state.document.score, {entry: entry[1].velocity + amount for entry in chosen})
        if edit.score is not state.document.score:
            state.commit("Change velocity", edit if state.selection else Edit(edit.score, state.selection))
            self.update()


class VelocityScale(LaneScale):
    """What the heights of the lane mean, at its left."""

    def __init__(self, state: RollState) -> None:
        super().__init__(state)
        self.setAccessibleName("Velocity")

    def marks(self) -> dict[str, float]:
        """The velocities that have a line."""
        return {str(velocity): velocity_to_y(velocity) for velocity in _LINES}


def _gesture_for(state: RollState, button: Qt.MouseButton, pointer: Pointer) -> Gesture | None:
    if button == Qt.MouseButton.MiddleButton:
        return Pan(state, pointer)
    return PaintVelocities(state, pointer) if button == Qt.MouseButton.LeftButton else None


def _cursor_for(state: RollState, pointer: Pointer) -> Qt.CursorShape:
    return Qt.CursorShape.SizeVerCursor if notes_at(state, pointer.x) else Qt.CursorShape.ArrowCursor
