"""Gestures of the ruler: the playhead, the loop, markers and the edges of the seed."""

from composer.gui.piano_roll.gestures.gesture import Gesture, Pointer
from composer.gui.piano_roll.state import RollState, Ticks
from composer.music.edits import Edit
from composer.music.score import Marker


class PlaceLoop(Gesture):
    """A click sets the playhead, a drag the loop."""

    def __init__(self, state: RollState, pressed: Pointer) -> None:
        super().__init__(state, pressed)
        self._loop_before = state.loop
        self._playhead = self.snapped(pressed.tick, pressed)

    def drag(self, pointer: Pointer) -> None:
        """Show the loop."""
        start, end = sorted((self._playhead, self.snapped(pointer.tick, pointer)))
        self.state.loop = (start, end) if start < end else self._loop_before

    def end(self) -> None:
        """Ask for the playhead or the loop to be here."""
        if not self.has_moved:
            self.state.playhead_requested.emit(self._playhead)
        elif self.state.loop and self.state.loop != self._loop_before:
            self.state.loop_requested.emit(*self.state.loop)

    def cancel(self) -> None:
        """Show the loop as it was."""
        self.state.loop = self._loop_before


class MoveMarker(Gesture):
    """A click on a marker puts the playhead there, a drag moves the marker."""

    def __init__(self, state: RollState, pressed: Pointer, marker: Marker) -> None:
        super().__init__(state, pressed)
        self._from = self._to = marker.tick

    def drag(self, pointer: Pointer) -> None:
        """Show the marker at the mouse."""
        self._to = self.snapped(self._from + pointer.tick - self.pressed.tick, pointer)
        self.state.preview(self._edit())

    def end(self) -> None:
        """Move the marker, or ask for the playhead to be at it."""
        if self._to != self._from:
            self.state.commit("Move the marker", self._edit())
            return
        self.state.preview(None)
        if not self.has_moved:
            self.state.playhead_requested.emit(self._from)

    def _edit(self) -> Edit:
        from composer.music.timeline import with_marker_moved  # the first paint does without it

        return Edit(with_marker_moved(self.state.document.score, self._from, self._to), self.state.selection)


class PlaceSeed(Gesture):
    """Drag one edge of the seed's band; from an empty place, a new band."""

    def __init__(self, state: RollState, pressed: Pointer, anchor: int | None = None) -> None:
        """`anchor` is the edge that stays, in ticks; None starts a new band where the button went down."""
        super().__init__(state, pressed)
        self._range_before = state.seed_range
        self._anchor = self.snapped(pressed.tick, pressed) if anchor is None else anchor

    def drag(self, pointer: Pointer) -> None:
        """Ask for the seed to reach to here."""
        start, end = sorted((self._anchor, self.snapped(pointer.tick, pointer)))
        if start < end:
            self._request((start, end))

    def cancel(self) -> None:
        """Ask for the seed as it was."""
        if self._range_before:
            self._request(self._range_before)

    def _request(self, seed_range: Ticks) -> None:
        if seed_range != self.state.seed_range:
            self.state.seed_range = seed_range
            self.state.seed_range_requested.emit(*seed_range)
