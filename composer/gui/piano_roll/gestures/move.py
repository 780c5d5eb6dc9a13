"""Moving and copying the selected notes; a press without a drag selects."""

from collections.abc import Callable

from composer.gui.piano_roll.gestures.gesture import Gesture, Pointer
from composer.gui.piano_roll.hits import Hit
from composer.gui.piano_roll.mouse_keys import holds
from composer.gui.piano_roll.state import RollState
from composer.music import edits
from composer.music.edits import Edit
from composer.music.pitch import HIGHEST_PITCH
from composer.music.selection import SelectedNotes


class MoveNotes(Gesture):
    """Grasp a note and move it with all that is selected. With keys held, a drag copies, a click adds or removes."""

    def __init__(self, state: RollState, pressed: Pointer, hit: Hit) -> None:
        super().__init__(state, pressed)
        self._grasped = hit.track, hit.note
        self._copies = holds(pressed.modifiers, state.mouse_keys.copy)
        self._chooses_more = holds(pressed.modifiers, state.mouse_keys.choose_more)
        self._selection_before = state.selection
        self._moved = self._taken_along()
        self._offset = 0, 0  # ticks, semitones
        self._edit = Edit(state.document.score, self._moved)

    def start(self) -> None:
        """Select the grasped note and let it be heard."""
        self.state.active_track, note = self._grasped
        self.state.selection = self._moved
        self.state.sound(note)

    def drag(self, pointer: Pointer) -> None:
        """Show where the notes would go."""
        note = self._grasped[1]
        ticks = self.snapped(note.start + pointer.tick - self.pressed.tick, pointer) - note.start
        ticks = max(ticks, -self._moved.start)
        lowest, highest = self._moved.pitches
        semitones = min(max(pointer.pitch - self.pressed.pitch, -lowest), HIGHEST_PITCH - highest)
        if (ticks, semitones) != self._offset:
            if semitones != self._offset[1]:
                self.state.note_sounded.emit(note.pitch + semitones, note.velocity)
            self._offset = ticks, semitones
            self._edit = self._changed()
            self.state.preview(self._edit)

    def end(self) -> None:
        """Move or copy the notes; after a mere click, settle what is selected."""
        if any(self._offset):
            self.state.commit("Copy notes" if self._copies else "Move notes", self._edit)
            return
        self.state.preview(None)
        if not self.has_moved:
            self._click()

    def cancel(self) -> None:
        """Leave notes and selection as they were."""
        super().cancel()
        self.state.selection = self._selection_before

    def _taken_along(self) -> SelectedNotes:
        """The notes that a drag moves."""
        alone = SelectedNotes.of({self._grasped})
        if self._grasped in self._selection_before:
            return self._selection_before
        return self._selection_before | alone if self._chooses_more else alone

    def _changed(self) -> Edit:
        edit: Callable[..., Edit] = edits.duplicate if self._copies else edits.move
        return edit(self.state.document.score, self._moved, *self._offset)

    def _click(self) -> None:
        self.state.remember_pen(self._grasped[1])
        alone = frozenset({self._grasped})
        if not self._chooses_more:
            self.state.selection = alone
        elif self._grasped in self._selection_before:
            self.state.selection = self._selection_before - alone
