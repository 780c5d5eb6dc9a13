"""Where the takes of a run stand: their latest notes, what still sounds, and what therefore may not come next.

A take is a record in an array: what happens with every note happens to all takes in one compiled function.
"""

import numpy as np
from numba import boolean, float64, int64, void

from composer.generation.compiled import compiled, type_of_records
from composer.generation.events import END_TOKEN, FIELD_SIZES, FIELDS, MAX_TRACKS, SPANS, VELOCITY_STEP, Column
from composer.generation.prompt import Prompt

_PITCHES = FIELD_SIZES[Column.PITCH]
_MORE_ROOM = 256  # notes
_SPANS = np.append(SPANS, 0).astype(np.int64)  # by token, the end included

HEARD_NOTE = np.dtype(
    [
        ("onset", np.int64),  # steps
        ("track", np.int64),
        ("pitch", np.int64),
        ("duration", np.int64),  # steps
        ("level", np.int64),  # of velocity
    ]
)

TAKE = np.dtype(
    [
        ("candidate", np.int64),
        ("onset", np.int64),  # of its latest note, or of the one that is being chosen; steps
        ("track", np.int64),  # of its latest note
        ("pitch", np.int64),  # of its latest note
        ("is_chord", np.bool_),  # whether the note that is being chosen begins with the one before
        ("is_done", np.bool_),  # no more notes come
        ("at_once", np.int64),  # notes that began with its latest one
        ("end", np.int64),  # where the last of its new notes ends, steps
        ("log_likelihood", np.float64),  # of all its new notes
        ("sounding", np.int64, (MAX_TRACKS, _PITCHES)),  # where its new notes end, steps
    ],
    align=True,
)

TAKES = type_of_records(TAKE)[::1]
HISTORY = type_of_records(HEARD_NOTE)[:, ::1]


class Takes:
    """The takes of a run that still get notes."""

    def __init__(self, prompt: Prompt, count: int) -> None:
        """So many takes at the end of the notes that were read."""
        self._prompt = prompt
        context = prompt.context
        self.read = self.heard = len(context)  # notes of each take: those that were read, and all
        self.history = np.zeros((count, self.heard + _MORE_ROOM), HEARD_NOTE)  # (takes, room)
        for name in ("onset", "track", "pitch", "duration"):
            self.history[name][:, : self.heard] = getattr(context, name)
        self.history["level"][:, : self.heard] = context.velocity // VELOCITY_STEP
        self.states = np.zeros(count, TAKE)  # (takes,)
        self.states["candidate"] = np.arange(count)
        for name in ("onset", "track", "pitch"):
            self.states[name] = getattr(context, name)[-1]
        self.states["at_once"] = (context.onset == context.onset[-1]).sum()
        self._tracks_from = np.tri(MAX_TRACKS, dtype=bool).T & (np.arange(MAX_TRACKS) < len(prompt.tracks))

    def __len__(self) -> int:
        return len(self.states)

    def keep(self, kept: np.ndarray) -> None:
        """Go on with some of the takes only: `kept` are their places."""
        self.states, self.history = self.states[kept], self.history[kept]

    def first_deltas(self) -> np.ndarray:
        """Which Δonsets the first notes may have, (takes, tokens): not before the seed's end, nor beyond the limit."""
        prompt = self._prompt
        first = int(np.searchsorted(SPANS, prompt.begin - prompt.origin, side="right")) - 1
        last = max(int(np.searchsorted(SPANS, prompt.limit - prompt.origin)), first + 1)
        tokens = np.arange(FIELD_SIZES[Column.DELTA])
        return np.tile((tokens >= first) & (tokens < last), (len(self), 1))

    def deltas(self, is_ending_composed: bool) -> np.ndarray:
        """Which Δonsets the next notes may have, (takes, tokens).

        Any, but where the ending is composed only those into the room that there is; and the end of the piece, in its
        last bar.
        """
        allowed = np.empty((len(self), FIELD_SIZES[Column.DELTA]), dtype=bool)
        _allow_deltas(self.states, is_ending_composed, self._prompt.last_bar_begins, self._prompt.limit, allowed)
        return allowed

    def move(self, rows: np.ndarray) -> None:
        """Turn to the next notes: rows (takes, columns) say after how long; where that is in the metre is filled in."""
        prompt = self._prompt
        _move(self.states, rows, prompt.begin, prompt.origin, prompt.limit, prompt.places)

    def tracks(self) -> np.ndarray:
        """Which tracks may come next, (takes, tracks): those of the seed, and within a chord they come in order."""
        return self._tracks_from[self.states["track"] * self.states["is_chord"]]

    def pitches(self, tracks: np.ndarray) -> np.ndarray:
        """Which pitches may come next, (takes, pitches), in the tracks (takes,) that were chosen.

        None that the track still sounds; within a chord, pitches rise.
        """
        allowed = np.empty((len(self), _PITCHES), dtype=bool)
        _allow_pitches(self.states, tracks, allowed)
        return allowed

    def hear(self, rows: np.ndarray, probability: np.ndarray) -> None:
        """Take in the notes just chosen: rows (takes, columns), and how probable they were, (fields, takes)."""
        if self.heard == self.history.shape[1]:
            room = np.zeros((len(self), _MORE_ROOM), HEARD_NOTE)
            self.history = np.concatenate([self.history, room], axis=1)
        _hear(self.states, rows, probability, self.heard, self.history)
        self.heard += 1


@compiled(void(TAKES, boolean, int64, int64, boolean[:, ::1]))
def _allow_deltas(
    states: np.ndarray, is_ending_composed: bool, last_bar_begins: int, limit: int, allowed: np.ndarray
) -> None:
    for index in range(len(states)):
        onset = states[index].onset
        may_end = is_ending_composed and onset >= last_bar_begins
        is_free = may_end or not is_ending_composed
        for token in range(END_TOKEN):
            allowed[index, token] = is_free or onset + _SPANS[token] < limit
        allowed[index, END_TOKEN] = may_end


@compiled(void(TAKES, int64[:, ::1], int64, int64, int64, int64[:, ::1]))
def _move(
    states: np.ndarray,
    rows: np.ndarray,
    begin: int,
    origin: int,
    limit: int,
    places: np.ndarray,  # (steps from the origin, metre columns)
) -> None:
    for index in range(len(states)):
        take, delta = states[index], rows[index, Column.DELTA]
        onset = max(take.onset + _SPANS[delta], begin)
        step = min(onset, limit) - origin
        for column in range(places.shape[1]):
            rows[index, Column.POSITION + column] = places[step, column]
        take.is_done = delta == END_TOKEN or onset >= limit
        take.is_chord = onset == take.onset
        take.onset = onset


@compiled()
def is_free(take: np.record, track: int, pitch: int, is_chord: bool) -> bool:
    """Whether a track may begin a pitch: it does not sound there and, in a chord, is above the track's latest."""
    is_in_order = pitch > take.pitch or track != take.track or not is_chord
    return is_in_order and take.sounding[track, pitch] <= take.onset


@compiled(void(TAKES, int64[:], boolean[:, ::1]))
def _allow_pitches(states: np.ndarray, tracks: np.ndarray, allowed: np.ndarray) -> None:
    for index in range(len(states)):
        take, track = states[index], tracks[index]
        for pitch in range(_PITCHES):
            allowed[index, pitch] = is_free(take, track, pitch, take.is_chord)
        if take.is_chord and track == take.track and not allowed[index].any():
            allowed[index] = True  # a chord up to the very top: any pitch will do


@compiled(void(TAKES, int64[:, ::1], float64[:, ::1], int64, HISTORY))
def _hear(states: np.ndarray, rows: np.ndarray, probability: np.ndarray, heard: int, history: np.ndarray) -> None:
    for index in range(len(states)):
        take, note, row = states[index], history[index, heard], rows[index]
        if take.is_done:
            continue
        note.onset, note.track, note.pitch = take.onset, row[Column.TRACK], row[Column.PITCH]
        note.duration, note.level = _SPANS[row[Column.DURATION]], row[Column.VELOCITY] // VELOCITY_STEP
        take.at_once = take.at_once + 1 if take.is_chord else 1
        take.track, take.pitch = note.track, note.pitch
        take.sounding[note.track, note.pitch] = note.onset + note.duration
        take.end = max(take.end, note.onset + note.duration)
        for field in range(len(FIELDS)):
            take.log_likelihood += np.log(probability[field, index])
