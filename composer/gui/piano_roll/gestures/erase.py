"""Erasing: a click or a sweep over notes."""

from math import ceil

from composer.gui.piano_roll.gestures.gesture import Gesture, Pointer
from composer.gui.piano_roll.hits import hit_at
from composer.gui.piano_roll.state import RollState
from composer.music import edits
from composer.music.edits import NOTHING, Edit, Selection

_SWEEP_STEP = 3.0  # logical pixels between the places that a fast sweep looks at


class EraseNotes(Gesture):
    """Every note that the mouse passes goes; all come back with one undo."""

    def __init__(self, state: RollState, pressed: Pointer) -> None:
        super().__init__(state, pressed)
        self._gone: Selection = NOTHING
        self._last = pressed

    def start(self) -> None:
        """Erase what is under the mouse."""
        self._sweep_to(self.pressed)

    def drag(self, pointer: Pointer) -> None:
        """Erase what the mouse passes."""
        self._sweep_to(pointer)

    def end(self) -> None:
        """Delete all that was passed."""
        self.state.commit("Erase notes", self._edit())

    def _sweep_to(self, pointer: Pointer) -> None:
        path = pointer.position - self._last.position
        places = max(ceil(path.manhattanLength() / _SWEEP_STEP), 1)
        for place in range(1, places + 1):
            point = self._last.position + path * (place / places)
            while hit := hit_at(self.state, point.x(), point.y()):
                self._gone |= {(hit.track, hit.note)}
                self.state.preview(self._edit())
        self._last = pointer

    def _edit(self) -> Edit:
        score, selection = self.state.document.score, self.state.selection
        return Edit(edits.delete(score, self._gone).score, selection - self._gone)
