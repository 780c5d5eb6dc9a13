"""Dragging an edge of the selected notes."""

from composer.gui.piano_roll.gestures.gesture import Gesture, Pointer
from composer.gui.piano_roll.hits import Hit, Part
from composer.gui.piano_roll.state import RollState
from composer.music import edits
from composer.music.edits import Edit


class ResizeNotes(Gesture):
    """Grasp the start or the end of a note; the same edge of all selected notes goes along."""

    def __init__(self, state: RollState, pressed: Pointer, hit: Hit) -> None:
        super().__init__(state, pressed)
        self._hit = hit
        self._selection_before = state.selection
        grasped = (hit.track, hit.note)
        self._resized = state.selection if grasped in state.selection else frozenset({grasped})
        self._ticks = 0
        self._shortest = 1
        self._edit = Edit(state.document.score, self._resized)

    def start(self) -> None:
        """Select what will be resized."""
        self.state.active_track = self._hit.track
        self.state.selection = self._resized

    def drag(self, pointer: Pointer) -> None:
        """Show the notes with their edges moved."""
        edge = self._hit.note.end if self._hit.part is Part.END else self._hit.note.start
        ticks = self.snapped(edge + pointer.tick - self.pressed.tick, pointer) - edge
        shortest = self.grid(pointer).step_at(self._hit.note.start, self.state.document.score.meter_map)
        if (ticks, shortest) != (self._ticks, self._shortest):
            self._ticks, self._shortest = ticks, shortest
            self._edit = self._changed()
            self.state.preview(self._edit)

    def end(self) -> None:
        """Resize the notes."""
        if self._ticks:
            if self._hit.part is Part.END and len(self._resized) == 1:
                self.state.remember_pen(next(note for _, note in self._edit.selection))
            self.state.commit("Resize notes", self._edit)
        else:
            self.state.preview(None)
            self.state.remember_pen(self._hit.note)

    def cancel(self) -> None:
        """Leave notes and selection as they were."""
        super().cancel()
        self.state.selection = self._selection_before

    def _changed(self) -> Edit:
        resize = edits.resize if self._hit.part is Part.END else edits.resize_from_start
        return resize(self.state.document.score, self._resized, self._ticks, self._shortest)
