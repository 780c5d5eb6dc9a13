"""The velocity lane below the grid: how loud the notes of the active track are, one bar for each."""

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QWheelEvent

from composer.gui.piano_roll.canvas import Canvas
from composer.gui.piano_roll.geometry import Geometry
from composer.gui.piano_roll.gestures.gesture import Gesture, Pointer
from composer.gui.piano_roll.gestures.pan import Pan
from composer.gui.piano_roll.gestures.velocity import (
    LANE_HEIGHT,
    PaintVelocities,
    notes_at,
    velocity_at,
    velocity_to_y,
)
from composer.gui.piano_roll.keyboard import KEYBOARD_WIDTH
from composer.gui.piano_roll.painted import PaintedWidget
from composer.gui.piano_roll.pointing import PointingWidget
from composer.gui.piano_roll.state import RollState
from composer.gui.piano_roll.time_lines import lines_in_view
from composer.gui.theme import Palette, current_palette
from composer.music.dynamics import set_velocities
from composer.music.edits import Edit

_LINES = (32, 64, 96, 127)  # velocities that have a line
_NOTCH = 120  # what Qt reports for one notch of a wheel
_VALUE_WIDTH, _VALUE_HEIGHT = 30, 16


class VelocityLane(PointingWidget):
    """Drag a bar, paint across them, or turn the wheel over one; with notes selected, only those are changed."""

    def __init__(self, state: RollState) -> None:
        super().__init__(state, _gesture_for, _cursor_for)
        self.scroll_directions = Qt.Orientation.Horizontal
        self._hovered: Pointer | None = None
        self.setFixedHeight(LANE_HEIGHT)
        self.setAccessibleName("Velocity lane")
        self.setAccessibleDescription("How loud each note is. Drag to change it; Shift draws a straight line.")
        self.setToolTip("Drag: velocity · Shift-drag: a straight line · wheel: one louder or softer")
        for signal in (state.notes_changed, state.grid_changed, state.active_track_changed):
            signal.connect(self.refresh)
        state.playhead_moved.connect(self._follow_playhead)
        state.view_changed.connect(self._forget_hovered)

    def paint(self, canvas: Canvas) -> None:
        """Paint lines and bars."""
        palette, state = current_palette(), self.state
        canvas.fill_one(0, 0, canvas.width, canvas.height, palette.white_row)
        for velocity in _LINES:
            y = round(velocity_to_y(velocity) * canvas.scale)
            canvas.fill_one(0, y, canvas.width, y + canvas.hairline, palette.row_line)
        self._paint_time_lines(canvas, palette)
        canvas.fill_one(0, 0, _device_x(canvas, state.geometry, 0), canvas.height, palette.ruler)
        if state.take or state.index(state.active_track):
            from composer.gui.piano_roll.velocity_painter import paint_bars  # brings numpy

            paint_bars(canvas, state, palette)
        canvas.fill_one(0, 0, canvas.width, canvas.hairline, palette.border)

    def paint_over(self, canvas: Canvas) -> None:
        """Paint the playhead, and the value under the mouse."""
        if self.state.playhead is not None:
            x = _device_x(canvas, self.state.geometry, self.state.playhead)
            canvas.fill_one(x, 0, x + canvas.hairline, canvas.height, current_palette().playhead)
        if self._hovered:
            self._paint_value(canvas, self._hovered, current_palette())

    def leaveEvent(self, event: QEvent) -> None:
        """No value is under the mouse any more."""
        self._forget_hovered()
        super().leaveEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Make what is under the mouse, or what is selected, louder or softer; with keys held, scroll and zoom."""
        notches = round(event.angleDelta().y() / _NOTCH)
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or not event.pixelDelta().isNull() or not notches:
            super().wheelEvent(event)
            return
        self._change_by(notches, event.position().x())
        event.accept()

    def _move(self, pointer: Pointer) -> None:
        super()._move(pointer)
        self._hovered = pointer
        self.update()

    def _change_by(self, amount: int, x: float) -> None:
        state = self.state
        chosen = state.selection or frozenset((state.active_track, note) for note in notes_at(state, x))
        edit = set_velocities(state.document.score, {entry: entry[1].velocity + amount for entry in chosen})
        if edit.score is not state.document.score:
            state.commit("Change velocity", edit if state.selection else Edit(edit.score, state.selection))
            self.update()

    def _paint_time_lines(self, canvas: Canvas, palette: Palette) -> None:
        state = self.state
        lines = lines_in_view(state.geometry, self.width() + 1, state.shown_score.meter_map, state.grid)
        for ticks, colour in (
            (lines.beats, palette.beat_line),
            ([bar.tick for bar in lines.bars], palette.bar_line),
        ):
            canvas.vertical_lines([_device_x(canvas, state.geometry, tick) for tick in ticks], colour)

    def _paint_value(self, canvas: Canvas, pointer: Pointer, palette: Palette) -> None:
        """The velocity of the note under the mouse, or while dragging the one that is painted."""
        notes = notes_at(self.state, pointer.x)
        if not notes and self._gesture is None:
            return
        velocity = velocity_at(pointer.y) if self._gesture else max(note.velocity for note in notes)
        x = self.state.geometry.tick_to_x(notes[0].start) if notes and not self._gesture else pointer.x
        left = x + 8 if x + 8 + _VALUE_WIDTH <= self.width() else x - 8 - _VALUE_WIDTH
        top = min(max(velocity_to_y(velocity) - _VALUE_HEIGHT / 2, 1), LANE_HEIGHT - _VALUE_HEIGHT - 1)
        scale = canvas.scale
        room = QRectF(left * scale, top * scale, _VALUE_WIDTH * scale, _VALUE_HEIGHT * scale)
        canvas.painter.setBrush(palette.raised)
        canvas.painter.drawRoundedRect(room, 3 * scale, 3 * scale)
        _write(canvas, str(velocity), room, palette.text, Qt.AlignmentFlag.AlignCenter)

    def _follow_playhead(self, before: int | None, now: int | None) -> None:
        self.update_around(before, 2)
        self.update_around(now, 2)

    def _forget_hovered(self) -> None:
        if self._hovered:
            self._hovered = None
            self.refresh()


class VelocityScale(PaintedWidget):
    """What the heights of the lane mean, at its left."""

    def __init__(self, state: RollState) -> None:
        super().__init__(state)
        self.scroll_directions = Qt.Orientation(0)
        self.setFixedSize(KEYBOARD_WIDTH, LANE_HEIGHT)
        self.setAccessibleName("Velocity")

    def paint(self, canvas: Canvas) -> None:
        """Paint the numbers."""
        palette, scale = current_palette(), canvas.scale
        canvas.fill_one(0, 0, canvas.width, canvas.height, palette.ruler)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for velocity in _LINES:
            middle = velocity_to_y(velocity) * scale
            room = QRectF(0, middle - 7 * scale, canvas.width - 6 * scale, 14 * scale)
            _write(canvas, str(velocity), room, palette.muted_text, right)
        canvas.fill_one(canvas.width - canvas.hairline, 0, canvas.width, canvas.height, palette.border)
        canvas.fill_one(0, 0, canvas.width, canvas.hairline, palette.border)


def _write(canvas: Canvas, text: str, room: QRectF, colour: QColor, alignment: Qt.AlignmentFlag) -> None:
    font = QFont(canvas.painter.font())
    font.setPixelSize(round(10 * canvas.scale))
    canvas.painter.setFont(font)
    canvas.painter.setPen(colour)
    canvas.painter.drawText(room, alignment, text)
    canvas.painter.setPen(Qt.PenStyle.NoPen)


def _device_x(canvas: Canvas, geometry: Geometry, tick: float) -> int:
    return round(geometry.tick_to_x(tick) * canvas.scale)


def _gesture_for(state: RollState, button: Qt.MouseButton, pointer: Pointer) -> Gesture | None:
    if button == Qt.MouseButton.MiddleButton:
        return Pan(state, pointer)
    return PaintVelocities(state, pointer) if button == Qt.MouseButton.LeftButton else None


def _cursor_for(state: RollState, pointer: Pointer) -> Qt.CursorShape:
    return Qt.CursorShape.SizeVerCursor if notes_at(state, pointer.x) else Qt.CursorShape.ArrowCursor
