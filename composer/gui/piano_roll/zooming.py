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
        selection = self._state.selection
        if selection:
            self._state.fit((selection.start, selection.end), selection.pitches)
        else:
            self.zoom_to_fit()

    def _zoom(self, factor: float) -> None:
        geometry, playhead, width = self._state.geometry, self._state.playhead, self._state.view_size.width()
        x = width / 2 if playhead is None else geometry.tick_to_x(playhead)
        self._state.geometry = geometry.zoomed_time(factor, x if 0 <= x <= width else width / 2)
