"""Finding notes fast: a track's notes as sorted arrays."""

from collections.abc import Iterable, Sequence
from itertools import chain
from math import ceil, floor

import numpy as np

from composer.music.score import Note, note_order

_CHUNK = 4096
_COLUMNS = 4  # start, pitch, duration, velocity: as in `note_order`


class NoteIndex:
    """Notes as columns, ordered by start, for painting and hit-testing thousands at a time."""

    def __init__(self, table: np.ndarray) -> None:
        """`table`: int64 of shape (4, notes): start, pitch, duration and velocity, ordered by start."""
        self._table = table
        self.start, self.pitch, self.duration, self.velocity = table
        self.end = self.start + self.duration
        self._latest_end = np.maximum.accumulate(self.end)  # of all notes up to here

    @staticmethod
    def of(notes: Sequence[Note]) -> "NoteIndex":
        """The index of notes in `note_order`."""
        return NoteIndex(_table_of(notes))

    def __len__(self) -> int:
        return len(self.start)

    @property
    def last_end(self) -> int:
        """The tick at which every note has ended; 0 without notes."""
        return int(self._latest_end[-1]) if len(self) else 0

    def updated(self, before: tuple[Note, ...], after: tuple[Note, ...]) -> "NoteIndex":
        """The index of `after`, this one being the index of `before`: cheap where both are alike."""
        head = _common_start(before, after)
        tail = _common_end(before, after, min(len(before), len(after)) - head)
        changed = _table_of(after[head : len(after) - tail])
        return NoteIndex(np.hstack([self._table[:, :head], changed, self._table[:, len(before) - tail :]]))

    def appended(self, notes: Iterable[Note]) -> "NoteIndex":
        """The index with more notes, which may start anywhere."""
        table = np.hstack([self._table, _table_of(list(notes))])
        return NoteIndex(table[:, np.argsort(table[0], kind="stable")])

    def between(self, start: float, end: float, low: int = 0, high: int = 127) -> np.ndarray:
        """Indices, in order, of the notes that sound in ``start <= tick < end`` at ``low <= pitch <= high``."""
        # Whole ticks: looking for a float would make numpy convert the whole array first.
        first = int(np.searchsorted(self._latest_end, floor(start), side="right"))
        last = int(np.searchsorted(self.start, ceil(end), side="left"))
        span = slice(first, max(last, first))
        found = (self.end[span] > floor(start)) & (self.pitch[span] >= low) & (self.pitch[span] <= high)
        return np.flatnonzero(found) + first

    def at(self, tick: float, pitch: int) -> int | None:
        """Index of the note at this place; of several, the one that starts last."""
        found = self.between(floor(tick), floor(tick) + 1, pitch, pitch)
        return int(found[-1]) if found.size else None


def _table_of(notes: Sequence[Note]) -> np.ndarray:
    values = chain.from_iterable(map(note_order, notes))
    rows = np.fromiter(values, np.int64, len(notes) * _COLUMNS).reshape(-1, _COLUMNS)
    return np.ascontiguousarray(rows.T)  # searching a column would copy all of it otherwise


def _common_start(a: tuple[Note, ...], b: tuple[Note, ...]) -> int:
    """How many notes both begin with."""
    shorter = min(len(a), len(b))
    for chunk in range(0, shorter, _CHUNK):
        if a[chunk : chunk + _CHUNK] != b[chunk : chunk + _CHUNK]:
            end = min(chunk + _CHUNK, shorter)
            return next((index for index in range(chunk, end) if a[index] != b[index]), end)
    return shorter


def _common_end(a: tuple[Note, ...], b: tuple[Note, ...], most: int) -> int:
    """How many notes, up to `most`, both end with."""
    for chunk in range(0, most, _CHUNK):
        size = min(_CHUNK, most - chunk)
        if a[len(a) - chunk - size : len(a) - chunk] != b[len(b) - chunk - size : len(b) - chunk]:
            ends = range(chunk + 1, chunk + size + 1)
            return next(index for index in ends if a[-index] != b[-index]) - 1
    return most


EMPTY_INDEX = NoteIndex.of(())
