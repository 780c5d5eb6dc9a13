"""The modifier keys that change what the mouse does in the roll; a keymap chooses them."""

from dataclasses import dataclass

from PySide6.QtCore import Qt

Modifiers = Qt.KeyboardModifier

NO_KEYS = Modifiers.NoModifier
SHIFT, CTRL, ALT = Modifiers.ShiftModifier, Modifiers.ControlModifier, Modifiers.AltModifier
_CHOICE = SHIFT | CTRL | ALT  # the keypad and the like do not count


@dataclass(frozen=True)
class MouseKeys:
    """Which keys are held for what. Gestures ask with `holds`, the wheel with `is_exactly`."""

    copy: Modifiers = SHIFT  # dragging a note
    choose_more: Modifiers = SHIFT  # clicking a note, dragging a rubber band
    rubber_band: Modifiers = CTRL  # dragging over empty space in the draw tool
    ignore_grid: Modifiers = ALT  # while dragging anything
    stretch: Modifiers = CTRL  # dragging the edge of a note
    drag_out: Modifiers = CTRL | ALT  # dragging a note out of the window
    scroll_time: Modifiers = SHIFT  # turning the wheel
    zoom_time: Modifiers = CTRL
    zoom_pitch: Modifiers = CTRL | SHIFT


def holds(held: Modifiers, wanted: Modifiers) -> bool:
    """Whether all of `wanted` are held, of which there must be some."""
    return wanted != NO_KEYS and held & wanted == wanted


def is_exactly(held: Modifiers, wanted: Modifiers) -> bool:
    """Whether `wanted` are held, and no other keys."""
    return wanted != NO_KEYS and held & _CHOICE == wanted
