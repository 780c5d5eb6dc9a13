"""Which gesture a press on the grid begins: the one table of mouse buttons, tools and modifier keys."""

from PySide6.QtCore import Qt

from composer.gui.piano_roll.gestures.drag_out import DragOutNotes
from composer.gui.piano_roll.gestures.draw import DrawNote
from composer.gui.piano_roll.gestures.erase import EraseNotes
from composer.gui.piano_roll.gestures.gesture import Gesture, Pointer
from composer.gui.piano_roll.gestures.move import MoveNotes
from composer.gui.piano_roll.gestures.pan import Pan
from composer.gui.piano_roll.gestures.resize import ResizeNotes
from composer.gui.piano_roll.gestures.select import SelectNotes
from composer.gui.piano_roll.gestures.stretch import StretchNotes
from composer.gui.piano_roll.hits import Part, hit_at
from composer.gui.piano_roll.mouse_keys import holds, is_exactly
from composer.gui.piano_roll.state import RollState
from composer.gui.piano_roll.tools import Tool


def gesture_for(state: RollState, button: Qt.MouseButton, pointer: Pointer) -> Gesture | None:
    """The gesture that pressing `button` begins, if any."""
    if button == Qt.MouseButton.MiddleButton:
        return Pan(state, pointer)
    if button == Qt.MouseButton.RightButton:
        return None if state.tool is Tool.SELECT else EraseNotes(state, pointer)
    if button != Qt.MouseButton.LeftButton:
        return None
    if state.tool is Tool.ERASE or pointer.is_eraser:
        return EraseNotes(state, pointer)
    hit = hit_at(state, pointer.x, pointer.y)
    if hit and is_exactly(pointer.modifiers, state.mouse_keys.drag_out):
        return DragOutNotes(state, pointer, hit)
    if hit and hit.part is not Part.BODY and holds(pointer.modifiers, state.mouse_keys.stretch):
        return StretchNotes(state, pointer, hit)
    if hit and hit.part is not Part.BODY:
        return ResizeNotes(state, pointer, hit)
    if hit:
        return MoveNotes(state, pointer, hit)
    if state.tool is Tool.SELECT or holds(pointer.modifiers, state.mouse_keys.rubber_band):
        return SelectNotes(state, pointer)
    return DrawNote(state, pointer)


def double_click_gesture_for(state: RollState, button: Qt.MouseButton, pointer: Pointer) -> Gesture | None:
    """The gesture of a second press on the same place: in the select tool, it adds or deletes a note."""
    if state.tool is not Tool.SELECT or button != Qt.MouseButton.LeftButton:
        return gesture_for(state, button, pointer)
    return EraseNotes(state, pointer) if hit_at(state, pointer.x, pointer.y) else DrawNote(state, pointer)


def cursor_for(state: RollState, pointer: Pointer) -> Qt.CursorShape:
    """The cursor that tells what a left press would do."""
    if state.tool is Tool.ERASE:
        return Qt.CursorShape.PointingHandCursor
    hit = hit_at(state, pointer.x, pointer.y)
    if hit and hit.part is not Part.BODY:
        return Qt.CursorShape.SizeHorCursor
    if hit:
        return Qt.CursorShape.SizeAllCursor
    return Qt.CursorShape.ArrowCursor if state.tool is Tool.SELECT else Qt.CursorShape.CrossCursor
