"""Stretching the selected notes in time by an edge."""

from composer.gui.piano_roll.gestures.gesture import Gesture, Pointer
from composer.gui.piano_roll.hits import Hit, Part
from composer.gui.piano_roll.state import RollState
from composer.music.edits import Edit
from composer.music.selection import SelectedNotes


class StretchNotes(Gesture):
    """Grasp an edge of a note: all that is selected grows or shrinks in time, and its other end stays."""

    def __init__(self, state: RollState, pressed: Pointer, hit: Hit) -> None:
        super().__init__(state, pressed)
        self._selection_before = state.selection
        grasped = (hit.track, hit.note)
        self._stretched = state.selection if grasped in state.selection else SelectedNotes.of({grasped})
        self._anchor = self._stretched.start if hit.part is Part.END else self._stretched.end
        self._edge = hit.note.end if hit.part is Part.END else hit.note.start
        self._factor = 1.0
        self._edit = Edit(state.document.score, self._stretched)

    def start(self) -> None:
        """Select what will be stretched."""
        self.state.selection = self._stretched

    def drag(self, pointer: Pointer) -> None:
        """Show the notes with the grasped edge at the mouse."""
        edge = self.snapped(self._edge + pointer.tick - self.pressed.tick, pointer)
        factor = (edge - self._anchor) / (self._edge - self._anchor)
        if factor > 0 and factor != self._factor:
            self._factor = factor
            self._edit = self._changed()
            self.state.preview(self._edit)

    def end(self) -> None:
        """Stretch the notes."""
        if self._edit.score is self.state.document.score:
            self.state.preview(None)
        else:
            self.state.commit("Stretch notes", self._edit)

    def cancel(self) -> None:
        """Leave notes and selection as they were."""
        super().cancel()
        self.state.selection = self._selection_before

    def _changed(self) -> Edit:
        from composer.music.rhythm import stretch  # the first paint does without it

        return stretch(self.state.document.score, self._stretched, self._factor, self._anchor)
