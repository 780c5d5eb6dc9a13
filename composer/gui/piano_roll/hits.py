"""What is under the mouse."""

from enum import Enum
from typing import NamedTuple

from composer.gui.piano_roll.geometry import Geometry
from composer.gui.piano_roll.state import RollState
from composer.music.score import Note

_EDGE = 7.0  # logical pixels that an edge is wide inside the note; a quarter of a narrow note
_OUTSIDE = 3.0  # and outside, where no other note is


class Part(Enum):
    """Where a note was grasped."""

    BODY = "body"
    START = "start"
    END = "end"


class Hit(NamedTuple):
    """A note under the mouse."""

    track: int
    note: Note
    part: Part


def hit_at(state: RollState, x: float, y: float) -> Hit | None:
    """The note at a place of the grid, in logical pixels; the active track's come first."""
    geometry = state.geometry
    pitch = geometry.y_to_pitch(y)
    tracks = list(reversed(state.tracks_back_to_front()))
    for track in tracks:
        note = _note_at(state, track, geometry.x_to_tick(x), pitch)
        if note:
            return Hit(track, note, _part(geometry, note, x))
    for track in tracks:
        note = _note_at(state, track, geometry.x_to_tick(x - _OUTSIDE), pitch)
        if note:
            return Hit(track, note, Part.END)
    return None


def _note_at(state: RollState, track: int, tick: float, pitch: int) -> Note | None:
    index = state.index(track)
    return index.at(tick, pitch) if index else None


def _part(geometry: Geometry, note: Note, x: float) -> Part:
    left, right = geometry.tick_to_x(note.start), geometry.tick_to_x(note.end)
    edge = min(_EDGE, (right - left) / 4)
    if x >= right - edge:
        return Part.END
    return Part.START if x < left + edge else Part.BODY
