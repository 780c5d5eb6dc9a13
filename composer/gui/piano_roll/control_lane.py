"""The control lane below the grid: what a pedal, the bend or a controller of the active track does, as steps."""

from functools import partial

from PySide6.QtCore import Qt

from composer.gui.piano_roll.canvas import Canvas
from composer.gui.piano_roll.gestures.control import DrawCurve, EraseCurve, control_at, value_at, value_to_y
from composer.gui.piano_roll.gestures.gesture import Gesture, Pointer
from composer.gui.piano_roll.gestures.pan import Pan
from composer.gui.piano_roll.lane import Lane, LaneScale
from composer.gui.piano_roll.state import RollState
from composer.gui.piano_roll.tools import Tool
from composer.gui.theme import Palette, current_palette
from composer.music.control_names import dial_name, is_switch, value_in_words
from composer.music.controls import PITCH_BEND, Dial

_PARTS = 4  # of the height, each with a line


class ControlLane(Lane):
    """Click to set a value, drag to draw a curve; the right button, or the erase tool, deletes."""

    def __init__(self, state: RollState, dial: Dial) -> None:
        super().__init__(state, partial(_gesture_for, dial), partial(_cursor_for, dial))
        self.dial = dial
        self.setAccessibleName(f"{dial_name(dial)} lane")
        self.setAccessibleDescription("Drag to draw the curve; Shift draws a straight line, the right button deletes.")
        self.setToolTip(
            "Click: a value from here on · drag: a curve · Shift-drag: a straight line · right-drag: delete"
        )

    def paint(self, canvas: Canvas) -> None:
        """Paint lines and the curve."""
        palette, state = current_palette(), self.state
        self.paint_ground(canvas, list(_marks(self.dial).values()), palette)
        if state.shown_score.tracks[state.active_track].controls:
            from composer.gui.piano_roll.control_painter import paint_curve  # brings numpy

            paint_curve(canvas, state, self.dial, palette)
        canvas.fill_across(0, canvas.hairline, palette.border)

    def paint_value(self, canvas: Canvas, pointer: Pointer, palette: Palette) -> None:
        """Paint the value that is drawn, or else the one that holds under the mouse."""
        controls = self.state.shown_score.tracks[self.state.active_track].controls
        drawn = value_at(self.dial, pointer.y) if isinstance(self._gesture, DrawCurve) else None
        value = controls.value_at(round(pointer.tick), self.dial) if drawn is None else drawn
        if value is not None:
            self.paint_words(canvas, value_in_words(self.dial, value), pointer.x, value_to_y(self.dial, value), palette)


class ControlScale(LaneScale):
    """What the heights of the lane mean, at its left."""

    def __init__(self, state: RollState, dial: Dial) -> None:
        super().__init__(state)
        self._dial = dial
        self.setAccessibleName(dial_name(dial))

    def marks(self) -> dict[str, float]:
        """The values that have a line, but the lowest: the chooser is there."""
        return dict(list(_marks(self._dial).items())[1:])


def _marks(dial: Dial) -> dict[str, float]:
    """The values that have a line, in words from the lowest up, each with its height in logical pixels."""
    if is_switch(dial):
        return {value_in_words(dial, value): value_to_y(dial, value) for value in (0, dial.highest)}
    values = [round(part * (dial.highest + 1) / _PARTS) for part in range(_PARTS)] + [dial.highest]
    if dial.kind == PITCH_BEND:
        values = values[::2]
    return {value_in_words(dial, value): value_to_y(dial, value) for value in values}


def _gesture_for(dial: Dial, state: RollState, button: Qt.MouseButton, pointer: Pointer) -> Gesture | None:
    if button == Qt.MouseButton.MiddleButton:
        return Pan(state, pointer)
    erases = button == Qt.MouseButton.RightButton or state.tool is Tool.ERASE or pointer.is_eraser
    if button == Qt.MouseButton.LeftButton or erases:
        return EraseCurve(state, pointer, dial) if erases else DrawCurve(state, pointer, dial)
    return None


def _cursor_for(dial: Dial, state: RollState, pointer: Pointer) -> Qt.CursorShape:
    is_near = control_at(state, dial, pointer.x) is not None
    return Qt.CursorShape.SizeVerCursor if is_near else Qt.CursorShape.CrossCursor
