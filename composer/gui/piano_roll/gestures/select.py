"""Selecting with a rubber band."""

from composer.gui.piano_roll.gestures.gesture import Gesture, Pointer
from composer.gui.piano_roll.mouse_keys import holds
from composer.gui.piano_roll.state import RollState, RubberBand
from composer.music.notes import Notes
from composer.music.selection import NOTHING, SelectedNotes


class SelectNotes(Gesture):
    """Drag a rectangle: the notes that it touches are selected, with the keys for it in addition to those that were."""

    def __init__(self, state: RollState, pressed: Pointer) -> None:
        super().__init__(state, pressed)
        self._selection_before = state.selection
        self._kept = state.selection if holds(pressed.modifiers, state.mouse_keys.choose_more) else NOTHING

    def start(self) -> None:
        """Forget the old selection, unless it is being added to."""
        self.state.selection = self._kept

    def drag(self, pointer: Pointer) -> None:
        """Select what the rectangle touches."""
        start, end = sorted((self.pressed.tick, pointer.tick))
        low, high = sorted((self.pressed.pitch, pointer.pitch))
        band = RubberBand(max(start, 0.0), max(end, 0.0), low, high)
        self.state.rubber_band = band
        self.state.selection = self._kept | self._touched(band)

    def end(self) -> None:
        """Keep what is selected."""
        self.state.rubber_band = None

    def cancel(self) -> None:
        """Select what was selected before."""
        super().cancel()
        self.state.rubber_band = None
        self.state.selection = self._selection_before

    def _touched(self, band: RubberBand) -> SelectedNotes:
        return SelectedNotes(
            {
                number: Notes.of_columns(index.between(*band).in_order())
                for number in range(len(self.state.document.score.tracks))
                if (index := self.state.index(number))
            }
        )
