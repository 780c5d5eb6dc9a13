"""The base of all gestures."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF

from composer.gui.piano_roll.mouse_keys import NO_KEYS, Modifiers, holds
from composer.gui.piano_roll.state import RollState
from composer.music.grid import Grid

_CLICK_RADIUS = 4.0  # logical pixels: less is a click with a trembling hand


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where the mouse is, and the keys that are held."""

    x: float  # logical pixels in the widget
    y: float
    tick: float  # not snapped; negative before the beginning
    pitch: int
    modifiers: Modifiers = NO_KEYS
    pressure: float | None = None  # of a pen, 0..1; None for a mouse
    is_eraser: bool = False  # the other end of a pen

    @property
    def position(self) -> QPointF:
        """The place in the widget, in logical pixels."""
        return QPointF(self.x, self.y)


class Gesture:
    """One drag of the mouse, from press to release. It shows a preview and changes the document only in `end`."""

    scrolls = True  # whether the view follows a pointer that leaves it

    def __init__(self, state: RollState, pressed: Pointer) -> None:
        self.state = state
        self.pressed = pressed
        self.has_moved = False

    def start(self) -> None:
        """The button went down."""

    def update(self, pointer: Pointer) -> None:
        """The mouse moved, or a modifier key changed, while the button is down."""
        if not self.has_moved:
            self.has_moved = (pointer.position - self.pressed.position).manhattanLength() >= _CLICK_RADIUS
        if self.has_moved:
            self.drag(pointer)

    def drag(self, pointer: Pointer) -> None:
        """The mouse is at `pointer`, having moved far enough to mean it."""

    def end(self) -> None:
        """The button was released where `update` last was."""

    def cancel(self) -> None:
        """Nothing has happened."""
        self.state.preview(None)

    def grid(self, pointer: Pointer) -> Grid:
        """The grid that holds now: none while it is to be ignored."""
        return Grid.OFF if holds(pointer.modifiers, self.state.mouse_keys.ignore_grid) else self.state.grid

    def snapped(self, tick: float, pointer: Pointer) -> int:
        """The grid line that is nearest to `tick`."""
        return self.grid(pointer).nearest(tick, self.state.document.score.meter_map)
