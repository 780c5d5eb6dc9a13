"""Painting velocities in the lane below the grid."""

from bisect import bisect_left, bisect_right
from dataclasses import replace
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
        self._track = state.active_track
        self._last = pressed
        self._begin_anew()

    def start(self) -> None:
        """Change what is under the mouse."""
        self._sweep(self.pressed, self.pressed)

    def update(self, pointer: Pointer) -> None:
        """Change what the mouse passes, from the first pixel on."""
        if holds(pointer.modifiers, SHIFT):
            self._begin_anew()
            self._sweep(self.pressed, pointer)
        else:
            self._sweep(self._last, pointer)
        self._last = pointer

    def end(self) -> None:
        """Make the velocities those of the notes."""
        painted = list(self._painted.values())
        if self._edit.score is self.state.document.score:
            self.state.preview(None)
            return
        self.state.commit("Change velocity", self._edit)
        if len(painted) == 1:
            self.state.sound(painted[0])

    def _begin_anew(self) -> None:
        """Nothing is painted yet."""
        self._edit = Edit(self.state.document.score, self.state.selection)
        self._painted: dict[Note, Note] = {}  # what each note has become

    def _sweep(self, before: Pointer, now: Pointer) -> None:
        """Change the notes that lie between two places of the mouse, and those nearest to the second."""
        velocities: dict[Note, int] = {}
        for note in _within(self.state, min(before.x, now.x), max(before.x, now.x)):
            share = (self.state.geometry.tick_to_x(note.start) - before.x) / (now.x - before.x or 1.0)
            velocities[note] = velocity_at(before.y + share * (now.y - before.y))
        for note in notes_at(self.state, now.x):
            velocities[note] = velocity_at(now.y)
        self._paint(velocities)
        self.state.preview(self._edit)

    def _paint(self, velocities: dict[Note, int]) -> None:
        """Go on from what is painted already: a long stroke over many notes costs no more than its latest part."""
        changed = {(self._track, self._painted.get(note, note)): value for note, value in velocities.items()}
        edit = set_velocities(self._edit.score, changed)
        selection = self._edit.selection
        kept = (selection - changed.keys()) | edit.selection if selection else selection
        self._edit = Edit(edit.score, kept)
        self._painted.update((note, replace(note, velocity=value)) for note, value in velocities.items())


def _within(state: RollState, left: float, right: float) -> list[Note]:
    """The notes of the active track that begin between two places and may be changed."""
    track, geometry = state.active_track, state.geometry
    notes = state.selection.by_track.get(track) or state.document.score.tracks[track].notes
    first = bisect_left(notes, geometry.x_to_tick(left), key=_start)
    end = bisect_right(notes, geometry.x_to_tick(right), key=_start)
    return list(notes[first:end])
