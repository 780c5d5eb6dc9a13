"""Dragging notes out of the window."""

from composer.gui.piano_roll.gestures.gesture import Gesture, Pointer
from composer.gui.piano_roll.hits import Hit
from composer.gui.piano_roll.state import RollState


class DragOutNotes(Gesture):
    """Grasp a note and pull: it, or the selection that it is part of, leaves the window as a file."""

    scrolls = False

    def __init__(self, state: RollState, pressed: Pointer, hit: Hit) -> None:
        super().__init__(state, pressed)
        self._grasped = hit.track, hit.note
        self._is_asked_for = False

    def start(self) -> None:
        """Select the grasped note, unless it is selected with others."""
        if self._grasped not in self.state.selection:
            self.state.selection = frozenset({self._grasped})

    def drag(self, pointer: Pointer) -> None:  # noqa: ARG002 - where it goes is not this window's business
        """Ask for the drag, once."""
        if not self._is_asked_for:
            self._is_asked_for = True
            self.state.drag_out_requested.emit()
