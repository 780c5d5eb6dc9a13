"""Moving the view with the middle button."""

from composer.gui.piano_roll.gestures.gesture import Gesture, Pointer
from composer.gui.piano_roll.state import RollState


class Pan(Gesture):
    """The place that was grasped stays under the mouse."""

    scrolls = False

    def __init__(self, state: RollState, pressed: Pointer) -> None:
        super().__init__(state, pressed)
        self._geometry_before = state.geometry

    def drag(self, pointer: Pointer) -> None:
        """Move the view along."""
        offset = self.pressed.position - pointer.position
        self.state.geometry = self._geometry_before.scrolled(offset.x(), offset.y())

    def cancel(self) -> None:
        """Show what was in view before."""
        self.state.geometry = self._geometry_before
