"""Commands that zoom."""

from composer.gui.piano_roll.state import RollState

_FACTOR = 1.25


class Zooming:
    """Each command changes what part of the piece is in view, and how large."""

    def __init__(self, state: RollState) -> None:
        self._state = state

    def zoom_in(self) -> None:
        """Show less time, around the playhead if it is in view, or else the middle."""
        self._zoom(_FACTOR)

    def zoom_out(self) -> None:
        """Show more time."""
        self._zoom(1 / _FACTOR)

    def zoom_to_fit(self) -> None:
        """Show the whole piece and the take."""
        self._state.show_all()

    def zoom_to_selection(self) -> None:
        """Show just the selected notes; without a selection, everything."""
        notes = [note for _, note in self._state.selection]
        if not notes:
            self.zoom_to_fit()
            return
        self._state.fit(
            (min(note.start for note in notes), max(note.end for note in notes)),
            (min(note.pitch for note in notes), max(note.pitch for note in notes)),
        )

    def _zoom(self, factor: float) -> None:
        geometry, playhead, width = self._state.geometry, self._state.playhead, self._state.view_size.width()
        x = width / 2 if playhead is None else geometry.tick_to_x(playhead)
        self._state.geometry = geometry.zoomed_time(factor, x if 0 <= x <= width else width / 2)
