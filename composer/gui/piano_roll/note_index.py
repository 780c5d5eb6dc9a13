"""Finding notes fast: a track's notes as sorted arrays."""

import ctypes
from collections.abc import Iterable, Sequence
from functools import cached_property
from math import ceil, floor
from operator import attrgetter

import numpy as np

from composer.music.score import Note

_BLOCK = 256  # notes whose latest end is kept
_STRETCH = 1 << 14  # notes compared at a time
_COLUMNS = (("start", np.int64), ("end", np.int64), ("pitch", np.uint8), ("velocity", np.uint8))


class NoteIndex:
    """Notes as columns, ordered by start, for painting and hit-testing thousands at a time; 18 bytes a note."""

    def __init__(self, start: np.ndarray, end: np.ndarray, pitch: np.ndarray, velocity: np.ndarray) -> None:
        """`start` and `end`: int64, ticks; `pitch` and `velocity`: uint8; all of one length, ordered by start."""
        self.start, self.end, self.pitch, self.velocity = start, end, pitch, velocity
        blocks = np.arange(0, len(start), _BLOCK)
        # Of all notes up to the end of each block.
        self._latest_end = np.maximum.accumulate(np.maximum.reduceat(end, blocks)) if len(start) else start

    @staticmethod
    def of(notes: Sequence[Note]) -> "NoteIndex":
        """The index of notes in `note_order`."""
        return NoteIndex(*_columns_of(notes))

    def __len__(self) -> int:
        return len(self.start)

    @property
    def columns(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Start, end, pitch and velocity."""
        return self.start, self.end, self.pitch, self.velocity

    @property
    def last_end(self) -> int:
        """The tick at which every note has ended; 0 without notes."""
        return int(self._latest_end[-1]) if len(self) else 0

    @cached_property
    def lowest(self) -> int:
        """The lowest pitch; there have to be notes."""
        return int(self.pitch.min())

    @cached_property
    def highest(self) -> int:
        """The highest pitch; there have to be notes."""
        return int(self.pitch.max())

    def updated(self, before: tuple[Note, ...], after: tuple[Note, ...]) -> "NoteIndex":
        """The index of `after`, this one being the index of `before`: cheap where both hold the same notes."""
        old, new = _addresses(before), _addresses(after)
        head = _shared(old, new)
        tail = _shared(old[head:][::-1], new[head:][::-1])
        changed = _columns_of(after[head : len(after) - tail])
        rest = len(before) - tail
        return NoteIndex(
            *(
                np.concatenate((column[:head], made, column[rest:]))
                for column, made in zip(self.columns, changed, strict=True)
            )
        )

    def appended(self, notes: Iterable[Note]) -> "NoteIndex":
        """The index with more notes, which may start anywhere."""
        more = _columns_of(list(notes))
        start, *others = (np.concatenate(pair) for pair in zip(self.columns, more, strict=True))
        order = np.argsort(start, kind="stable")
        return NoteIndex(start[order], *(column[order] for column in others))

    def span(self, start: float, end: float) -> slice:
        """Indices that hold every note that sounds in ``start <= tick < end``, and few others."""
        # Whole ticks: looking for a float would make numpy convert the whole array first.
        first = int(np.searchsorted(self._latest_end, floor(start), side="right")) * _BLOCK
        last = int(np.searchsorted(self.start, ceil(end), side="left"))
        return slice(first, max(last, first))

    def between(self, start: float, end: float, low: int = 0, high: int = 127) -> np.ndarray:
        """Indices, in order, of the notes that sound in ``start <= tick < end`` at ``low <= pitch <= high``."""
        span = self.span(start, end)
        pitch = self.pitch[span]
        found = (self.end[span] > floor(start)) & (pitch >= low) & (pitch <= high)
        return np.flatnonzero(found) + span.start

    def at(self, tick: float, pitch: int) -> int | None:
        """Index of the note at this place; of several, the one that starts last."""
        found = self.between(floor(tick), floor(tick) + 1, pitch, pitch)
        return int(found[-1]) if found.size else None


def _columns_of(notes: Sequence[Note]) -> list[np.ndarray]:
    return [np.fromiter(map(attrgetter(name), notes), kind, len(notes)) for name, kind in _COLUMNS]


def _shared(a: np.ndarray, b: np.ndarray) -> int:
    """How many values both begin with."""
    shorter = min(len(a), len(b))
    for first in range(0, shorter, _STRETCH):
        last = min(first + _STRETCH, shorter)
        differs = a[first:last] != b[first:last]
        if differs.any():
            return first + int(differs.argmax())
    return shorter


def _addresses(notes: tuple[Note, ...]) -> np.ndarray:
    """The addresses that CPython keeps in a tuple, which must outlive them.

    An edit shares all the notes that it leaves alone. Comparing addresses finds them twenty times as fast as comparing
    notes, since no note has to be fetched from memory.
    """
    return np.ctypeslib.as_array((ctypes.c_ssize_t * len(notes)).from_address(id(notes) + tuple.__basicsize__))


EMPTY_INDEX = NoteIndex.of(())
