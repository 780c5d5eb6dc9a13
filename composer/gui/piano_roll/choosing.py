"""Commands that choose notes: what menus, keys and dialogs make the roll's selection."""

from composer.gui.piano_roll.state import RollState
from composer.music import choosing, edits
from composer.music.edits import Selection
from composer.music.score import Score, note_order


class Choosing:
    """Each command replaces the selection. None of them is an undo step, because the score stays as it is."""

    def __init__(self, state: RollState) -> None:
        self._state = state

    def select_all(self) -> None:
        """Select every note of every track."""
        self._state.selection = edits.everything(self._score)

    def select_neighbour(self, direction: int) -> None:
        """Select the next (1) or previous (-1) note of the active track; the first or last without a selection."""
        notes = self._score.tracks[self._state.active_track].notes
        if not notes:
            return
        chosen = sorted((note for track, note in self._selection if track == self._state.active_track), key=note_order)
        if chosen:
            index = notes.index(chosen[-1 if direction > 0 else 0]) + direction
            note = notes[min(max(index, 0), len(notes) - 1)]
        else:
            note = notes[0 if direction > 0 else -1]
        self._state.selection = frozenset({(self._state.active_track, note)})
        self._state.sound(note)
        self._state.show_place(note.start, note.pitch)

    def select_inverse(self) -> None:
        """Select what is not selected."""
        self._state.selection = choosing.inverted(self._score, self._selection)

    def select_same_pitch(self) -> None:
        """Select every note that is as high as a selected one of its track."""
        self._state.selection = choosing.of_same_pitch(self._score, self._selection)

    def select_loop(self) -> None:
        """Select what begins within the loop."""
        if self._state.loop:
            self._state.selection = choosing.in_range(self._score, *self._state.loop)

    def select_by_velocity(self, among: Selection, lowest: int, highest: int) -> None:
        """Select those of `among` that are neither softer nor louder than this."""
        self._state.selection = choosing.by_velocity(among, lowest, highest)

    @property
    def _score(self) -> Score:
        return self._state.document.score

    @property
    def _selection(self) -> Selection:
        return self._state.selection
