"""Notes as arrays: thousands of them are changed, compared and put in order at once."""

from collections.abc import Sequence
from operator import attrgetter
from typing import NamedTuple

import numpy as np

from composer.music.note import Note

_PITCH_BITS = _VELOCITY_BITS = 7
_KEY_BITS = 63


class Columns(NamedTuple):
    """Notes as arrays of one length (notes,), 18 bytes a note."""

    start: np.ndarray  # int64, ticks
    end: np.ndarray  # int64, ticks
    pitch: np.ndarray  # uint8
    velocity: np.ndarray  # uint8

    @staticmethod
    def of(notes: Sequence[Note]) -> "Columns":
        """The columns of `notes`, in their order."""
        kinds = (("start", np.int64), ("duration", np.int64), ("pitch", np.uint8), ("velocity", np.uint8))
        start, duration, *others = (np.fromiter(map(attrgetter(name), notes), kind, len(notes)) for name, kind in kinds)
        return Columns(start, start + duration, *others)

    @staticmethod
    def joined(parts: "Sequence[Columns]") -> "Columns":
        """One after another."""
        if len(parts) == 1:
            return parts[0]
        return Columns(*map(np.concatenate, zip(*parts, strict=True))) if parts else Columns.of(())

    @property
    def duration(self) -> np.ndarray:
        """Ticks, int64."""
        return self.end - self.start

    def notes(self) -> list[Note]:
        """The notes themselves."""
        return list(map(Note, *(column.tolist() for column in (self.pitch, self.start, self.duration, self.velocity))))

    def part(self, which: "slice | np.ndarray") -> "Columns":
        """The notes that a slice, a mask or places choose."""
        return Columns(*(column[which] for column in self))

    def altered(
        self,
        start: np.ndarray | None = None,
        duration: np.ndarray | None = None,
        pitch: np.ndarray | None = None,
        velocity: np.ndarray | int | None = None,
    ) -> "Columns":
        """The notes with other values, in the same order. Raises ScoreError where no note can have one."""
        begin = self.start if start is None else start
        lasting = self.duration if duration is None else duration
        high = self.pitch if pitch is None else pitch
        loud = np.broadcast_to(self.velocity if velocity is None else velocity, begin.shape)
        for worst in (np.min, np.max):  # what is right for the extremes is right for all
            if begin.size:
                Note(*(int(worst(column)) for column in (high, begin, lasting, loud)))
        return Columns(begin, begin + lasting, high.astype(np.uint8), loud.astype(np.uint8))

    def in_order(self) -> "Columns":
        """The notes in `note_order`, each once."""
        [keys] = keys_of(self)
        if (keys[1:] > keys[:-1]).all():
            return self
        return self.part(np.unique(keys, return_index=True)[1])

    def without(self, others: "Columns") -> "Columns":
        """The notes that `others` does not hold; both are in `note_order`."""
        return self.part(~_are_in(*keys_of(self, others)))

    def within(self, others: "Columns") -> "Columns":
        """The notes that `others` holds too; both are in `note_order`."""
        return self.part(_are_in(*keys_of(self, others)))

    def surplus_to(self, others: "Columns") -> "Columns":
        """The notes that `others` does not hold as often; both are in `note_order`."""
        keys, known = keys_of(self, others)
        count = known.searchsorted(keys, "right") - known.searchsorted(keys)
        return self.part(np.arange(len(keys)) - keys.searchsorted(keys) >= count)

    def exchanged(self, removed: "Columns", added: "Columns") -> "Columns":
        """These notes without all that are like one of `removed`, and with those of `added` that are not there.

        All are in `note_order`, and `added` holds each note once. The same object if nothing is different.
        """
        keys, gone, new = keys_of(self, removed, added)
        is_kept = ~_are_in(keys, gone)
        is_new = ~_are_in(new, keys[is_kept])
        if is_kept.all() and not is_new.any():
            return self
        parts = self.part(is_kept), added.part(is_new)
        return Columns.joined(parts).part(np.concatenate((keys[is_kept], new[is_new])).argsort(kind="stable"))


def keys_of(*parts: Columns) -> list[np.ndarray]:
    """A number for each note of several sequences, by which they compare as in `note_order`: each int64 (notes,)."""
    start, _, pitch, velocity = notes = Columns.joined(parts)
    duration = notes.duration
    bits = int(duration.max(initial=0)).bit_length() + _VELOCITY_BITS
    if int(start.max(initial=0)).bit_length() + _PITCH_BITS + bits <= _KEY_BITS:
        keys = ((start << _PITCH_BITS | pitch) << bits) | duration << _VELOCITY_BITS | velocity
    else:
        keys = _ranks((start, pitch, duration, velocity))
    return np.split(keys, np.cumsum([len(part.start) for part in parts])[:-1])


def _ranks(columns: Sequence[np.ndarray]) -> np.ndarray:
    """The place of each row among the different ones, by the first column, then the next …: int64 (rows,)."""
    order = np.lexsort(columns[::-1])
    differs = np.any([column[order][1:] != column[order][:-1] for column in columns], axis=0)
    ranks = np.empty(len(order), np.int64)
    ranks[order] = np.concatenate(([0], np.cumsum(differs)))
    return ranks


def _are_in(keys: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Which of `keys` are among `known`, which are in order: bool (keys,)."""
    if not known.size:
        return np.zeros(keys.shape, np.bool_)
    return known[np.minimum(known.searchsorted(keys), known.size - 1)] == keys
