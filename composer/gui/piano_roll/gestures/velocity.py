"""Painting velocities in the lane below the grid."""

from bisect import bisect_left, bisect_right
from operator import attrgetter

from composer.gui.piano_roll.gestures.gesture import Gesture, Pointer
from composer.gui.piano_roll.mouse_keys import SHIFT, holds
from composer.gui.piano_roll.state import RollState
from composer.music.dynamics import SOFTEST, set_velocities
from composer.music.edits import LOUDEST, Edit
from composer.music.score import Note

LANE_HEIGHT = 104  # logical pixels
_TOP, _BOTTOM = 10, 5  # logical pixels above the loudest and below the softest
REACH = 6.0  # logical pixels to either side of a bar that still grasp it

_start = attrgetter("start")


def velocity_at(y: float) -> int:
    """The velocity, 1..127, at a height of the lane."""
    share = (LANE_HEIGHT - _BOTTOM - y) / (LANE_HEIGHT - _BOTTOM - _TOP)
    return min(max(round(share * LOUDEST), SOFTEST), LOUDEST)


def velocity_to_y(velocity: int) -> float:
    """Logical pixels from the upper edge of the lane to the top of a bar."""
    return LANE_HEIGHT - _BOTTOM - velocity / LOUDEST * (LANE_HEIGHT - _BOTTOM - _TOP)


def notes_at(state: RollState, x: float) -> list[Note]:
    """The notes whose bar is the nearest to `x` within reach: all that begin together and may be changed."""
    notes, geometry = _within(state, x - REACH, x + REACH), state.geometry
    if not notes:
        return []
    nearest = min({note.start for note in notes}, key=lambda start: abs(geometry.tick_to_x(start) - x))
    return [note for note in notes if note.start == nearest]


class PaintVelocities(Gesture):
    """Every bar that the mouse passes gets the mouse's height; with Shift, a straight line from where it was pressed.

    Where notes of the active track are selected, only they are changed.
    """

    def __init__(self, state: RollState, pressed: Pointer) -> None:
        super().__init__(state, pressed)
        self._last = pressed
        self._velocities: dict[tuple[int, Note], int] = {}

    def start(self) -> None:
        """Change what is under the mouse."""
        self._sweep(self.pressed, self.pressed)

    def update(self, pointer: Pointer) -> None:
        """Change what the mouse passes, from the first pixel on."""
        if holds(pointer.modifiers, SHIFT):
            self._velocities.clear()
            self._sweep(self.pressed, pointer)
        else:
            self._sweep(self._last, pointer)
        self._last = pointer

    def end(self) -> None:
        """Make the velocities those of the notes."""
        edit = self._edit()
        if edit.score is self.state.document.score:
            self.state.preview(None)
            return
        changed = list(self._velocities)
        self.state.commit("Change velocity", edit)
        if len(changed) == 1:
            (_, note), velocity = next(iter(self._velocities.items()))
            self.state.note_sounded.emit(note.pitch, velocity)

    def _sweep(self, before: Pointer, now: Pointer) -> None:
        """Change the notes that lie between two places of the mouse, and those nearest to the second."""
        state, track = self.state, self.state.active_track
        for note in _within(state, min(before.x, now.x), max(before.x, now.x)):
            share = (state.geometry.tick_to_x(note.start) - before.x) / (now.x - before.x or 1.0)
            self._velocities[track, note] = velocity_at(before.y + share * (now.y - before.y))
        for note in notes_at(state, now.x):
            self._velocities[track, note] = velocity_at(now.y)
        state.preview(self._edit())

    def _edit(self) -> Edit:
        """The edit, which leaves selected what is selected."""
        selection = self.state.selection
        edit = set_velocities(self.state.document.score, self._velocities)
        if not selection:
            return Edit(edit.score, selection)
        return Edit(edit.score, selection.difference(self._velocities) | edit.selection)


def _within(state: RollState, left: float, right: float) -> list[Note]:
    """The notes of the active track that begin between two places and may be changed."""
    track, geometry = state.active_track, state.geometry
    notes = state.document.score.tracks[track].notes
    first = bisect_left(notes, geometry.x_to_tick(left), key=_start)
    end = bisect_right(notes, geometry.x_to_tick(right), key=_start)
    chosen = {note for index, note in state.selection if index == track}
    return [note for note in notes[first:end] if not chosen or note in chosen]
