"""What may be chosen for the next event of each take: the rules of notation, of the request, and against loops."""

from typing import NamedTuple

import numpy as np

from composer.generation.events import END_TOKEN, FIELD_SIZES, MAX_TRACKS, SPANS, Column, NoteArrays
from composer.generation.loop_guard import LoopGuard

_TRACKS = np.arange(MAX_TRACKS)
_PITCHES = np.arange(FIELD_SIZES[Column.PITCH])


class Places(NamedTuple):
    """Where the next notes of the takes begin."""

    onset: np.ndarray  # steps
    bar: np.ndarray
    position: np.ndarray  # steps since the bar line


class Rules:
    """Masks over the tokens of a field, (takes, field size), True where a token is allowed.

    Other arrays are (takes,).
    """

    def __init__(self, context: NoteArrays, tracks: int, takes: int, last_bar_begins: int, may_end: bool) -> None:
        """`context`: the notes that the model has read; `tracks`: how many of them play."""
        self._tracks = tracks
        self._last_bar_begins = last_bar_begins
        self._may_end = may_end
        self._without_end = np.ones((takes, FIELD_SIZES[Column.DELTA]), dtype=bool)
        self._without_end[:, END_TOKEN] = False
        self._busy_until = np.zeros((takes, tracks, len(_PITCHES)), dtype=np.int64)
        guard = _guard_after(context)
        self._guards = [guard.fork() for _ in range(takes)]

    def keep(self, kept: np.ndarray) -> None:
        """Go on with some of the takes only: `kept` are their places."""
        self._without_end = self._without_end[: len(kept)]
        self._busy_until = self._busy_until[kept]
        self._guards = [self._guards[place] for place in kept.tolist()]

    def first_deltas(self, least: int, beyond: int) -> np.ndarray:
        """Δonset of the first note: the span nearest below `least` steps or longer, and shorter than `beyond`."""
        first = int(np.searchsorted(SPANS, least, side="right")) - 1
        last = max(int(np.searchsorted(SPANS, beyond)), first + 1)
        allowed = np.zeros_like(self._without_end)
        allowed[:, first:last] = True
        return allowed

    def deltas(self, onset: np.ndarray) -> np.ndarray:
        """Δonset after notes at `onset`: no end of the piece before its last bar."""
        if not self._may_end or np.maximum.reduce(onset) < self._last_bar_begins:
            return self._without_end
        allowed = self._without_end.copy()
        allowed[:, END_TOKEN] = onset >= self._last_bar_begins
        return allowed

    def tracks(self, track: np.ndarray, is_chord: np.ndarray) -> np.ndarray:
        """Only tracks of the seed; within a chord, tracks come in order, from `track` on."""
        return (self._tracks > _TRACKS) & ((track[:, None] <= _TRACKS) | ~is_chord[:, None])

    def pitches(self, places: Places, track: np.ndarray, above: np.ndarray) -> np.ndarray:
        """Pitches higher than `above`, that their track is not sounding still, and that begin no endless loop."""
        allowed = self._busy_until[np.arange(len(track)), track] <= places.onset[:, None]
        allowed &= above[:, None] < _PITCHES
        begins = zip(places.bar.tolist(), places.position.tolist(), track.tolist(), strict=True)
        for take, (guard, begin) in enumerate(zip(self._guards, begins, strict=True)):
            pitch = guard.forbidden_pitch(*begin)
            if pitch >= 0:
                allowed[take, pitch] = False
        is_empty = ~np.logical_or.reduce(allowed, axis=1)
        if is_empty.any():
            allowed[is_empty] = True  # a chord up to the very top: any pitch will do
        return allowed

    def hear(self, places: Places, track: np.ndarray, pitch: np.ndarray, duration: np.ndarray) -> None:
        """Take in the notes just chosen; `duration` in steps."""
        self._busy_until[np.arange(len(track)), track, pitch] = places.onset + duration
        columns = (places.position, track, pitch, duration)
        notes = zip(*(column.tolist() for column in columns), strict=True)
        for guard, bar, note in zip(self._guards, places.bar.tolist(), notes, strict=True):
            guard.hear(bar, note)


def _guard_after(context: NoteArrays) -> LoopGuard:
    bar, position, *_ = context.bars.locate(context.onset)
    guard = LoopGuard()
    columns = (position, context.track, context.pitch, context.duration)
    notes = zip(*(column.tolist() for column in columns), strict=True)
    for number, note in zip(bar.tolist(), notes, strict=True):
        guard.hear(number, note)
    return guard
