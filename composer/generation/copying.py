"""The copy path's memory: how the piece went on when the latest notes stood in it before, in any key.

Two places match over n notes when the n pairs of (interval, Δonset) that lead to them are equal. Of each order in
ORDERS the latest match gives a candidate: what followed there, moved to the pitch where the piece is now.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from composer.generation.events import BOS_PITCH, FIELDS, VELOCITY_STEP, Column

ORDERS = (16, 8, 4, 2)  # notes that have to match; each order gives one candidate
CANDIDATES = len(ORDERS)
MATCH_LENGTHS = (2, 4, 8, 16, 32)  # how far back matches are followed; each twice the one before
KINDS = 1 + 2 * len(MATCH_LENGTHS)  # of candidates: none; by how many of MATCH_LENGTHS match; the same, transposed
COPY_COLUMNS = 1 + len(FIELDS)  # of a candidate: its kind, then its tokens

Number = TypeVar("Number", int, np.ndarray)

_LEVELS = [MATCH_LENGTHS.index(order) for order in ORDERS]
_LARGEST_PITCH = 127
_64_BITS = (1 << 64) - 1
_FACTOR = 0x9E3779B97F4A7C15  # odd, 2⁶⁴ divided by the golden ratio
# A suffix of some length is hashed from its halves: the older one times this. Together a polynomial in the factor.
_FACTORS = [pow(_FACTOR, length // 2, 1 << 64) for length in MATCH_LENGTHS]


def copy_candidates(rows: np.ndarray) -> np.ndarray:
    """Of every event, the candidates for the next: rows (events, columns) → (events, CANDIDATES, COPY_COLUMNS)."""
    events = rows[:, : len(FIELDS)].astype(np.int16)
    events[:, Column.VELOCITY] //= VELOCITY_STEP
    hashes = _suffix_hashes(events)
    places = np.stack([_latest_equal(hashes[level]) for level in _LEVELS], axis=1)
    lengths = np.add.reduce([known[places] == known[:, None] for known in hashes])
    lengths[places < 0] = 0
    candidates = np.empty((*places.shape, COPY_COLUMNS), dtype=np.int16)
    candidates[..., 1:] = events[places + 1]
    pitch = events[places + 1, Column.PITCH] - events[places, Column.PITCH] + events[:, None, Column.PITCH]
    is_transposed = events[places, Column.PITCH] != events[:, None, Column.PITCH]
    kinds = lengths + len(MATCH_LENGTHS) * is_transposed
    candidates[..., 0] = np.where((lengths > 0) & (pitch >= 0) & (pitch <= _LARGEST_PITCH), kinds, 0)
    candidates[..., 1 + Column.PITCH] = np.clip(pitch, 0, _LARGEST_PITCH)
    return candidates


@dataclass(slots=True)
class Candidate:
    """An event that might be copied as the next one of a take."""

    take: int  # place in the batch
    order: int  # index into ORDERS
    kind: int  # below KINDS
    tokens: tuple[int, ...]  # of the predicted fields
    agreement: int = (
        0  # a bit for each field chosen so far, the latest the lowest: whether it was as the candidate says
    )


class CopyMemory:
    """The candidates of several takes that go on from one seed, kept up to date event by event."""

    def __init__(self, rows: np.ndarray, takes: int) -> None:
        """Remember the seed's `rows` (events, columns), for each of the takes."""
        history = _History()
        for event in _events(rows):
            history.append(event)
        self._histories = [history.fork() for _ in range(takes)]

    def keep(self, kept: np.ndarray) -> None:
        """Go on with some of the takes only: `kept` are their places."""
        self._histories = [self._histories[place] for place in kept.tolist()]

    def append(self, rows: np.ndarray) -> None:
        """Remember the events just chosen, (takes, columns)."""
        for history, event in zip(self._histories, _events(rows), strict=True):
            history.append(event)

    def candidates(self) -> list[Candidate]:
        """The candidates for the next event of every take; the same as `copy_candidates` of its events finds."""
        return [candidate for take, history in enumerate(self._histories) for candidate in history.candidates(take)]


Event = tuple[int, int, int, int, int]  # tokens of the predicted fields


class _History:
    """The events of one take, the hashes of `_suffix_hashes`, and where each of these was met last."""

    def __init__(self) -> None:
        self._events: list[Event] = []
        self._hashes: list[list[int]] = [[] for _ in (1, *MATCH_LENGTHS)]
        self._latest: list[dict[int, int]] = [{} for _ in ORDERS]
        self._matches = [-1] * CANDIDATES  # where the latest match of each order is; -1: nowhere

    def fork(self) -> "_History":
        """A copy that goes on by itself."""
        other = _History()
        other._events = self._events.copy()
        other._hashes = [hashes.copy() for hashes in self._hashes]
        other._latest = [latest.copy() for latest in self._latest]
        other._matches = self._matches
        return other

    def append(self, event: Event) -> None:
        """Take in the next event."""
        place = len(self._events)
        delta, _, pitch, *_ = event
        interval = pitch - self._events[-1][Column.PITCH] if place else 0
        self._events.append(event)
        shorter = self._hashes[0]
        shorter.append(_symbol(interval, delta) * _FACTOR & _64_BITS if place > 1 else place)
        for length, factor, hashes in zip(MATCH_LENGTHS, _FACTORS, self._hashes[1:], strict=True):
            if place > length:
                hashes.append((shorter[place - length // 2] * factor + shorter[place]) & _64_BITS)
            else:
                hashes.append(place)
            shorter = hashes
        suffixes = [self._hashes[level + 1][place] for level in _LEVELS]
        self._matches = [latest.get(suffix, -1) for latest, suffix in zip(self._latest, suffixes, strict=True)]
        for latest, suffix in zip(self._latest, suffixes, strict=True):
            latest[suffix] = place

    def candidates(self, take: int) -> Iterator[Candidate]:
        """What followed the matches, moved to the pitch of the latest event."""
        here = self._events[-1][Column.PITCH]
        for order, match in enumerate(self._matches):
            if match >= 0:
                delta, track, pitch, duration, level = self._events[match + 1]
                transposition = here - self._events[match][Column.PITCH]
                pitch += transposition
                if 0 <= pitch <= _LARGEST_PITCH:
                    kind = self._length(match, _LEVELS[order]) + len(MATCH_LENGTHS) * (transposition != 0)
                    yield Candidate(take, order, kind, (delta, track, pitch, duration, level))

    def _length(self, match: int, level: int) -> int:
        """How many of MATCH_LENGTHS match, where that at `level` does."""
        for hashes in self._hashes[level + 2 :]:
            if hashes[match] != hashes[-1]:
                break
            level += 1
        return level + 1


def _events(rows: np.ndarray) -> list[Event]:
    return [
        (delta, track, pitch, duration, velocity // VELOCITY_STEP)
        for delta, track, pitch, duration, velocity in rows[:, : len(FIELDS)].tolist()
    ]


def _symbol(interval: Number, delta: Number) -> Number:
    """What has to be equal in a match, as one number."""
    return (interval + BOS_PITCH) << 8 | delta


def _suffix_hashes(events: np.ndarray) -> list[np.ndarray]:
    """For each of MATCH_LENGTHS a hash of the last so many symbols at every event, (events,) uint64.

    Where so many do not yet exist, a number of its own instead. The first event that has a symbol is the third:
    row 0 begins the piece, and to row 1 no interval leads.
    """
    count = len(events)
    interval = np.diff(events[:, Column.PITCH].astype(np.int64), prepend=0)
    shorter = _symbol(interval, events[:, Column.DELTA]).astype(np.uint64) * np.uint64(_FACTOR)
    shorter[:2] = np.arange(2)[:count]
    hashes = []
    for length, factor in zip(MATCH_LENGTHS, _FACTORS, strict=True):
        suffixes = np.arange(count, dtype=np.uint64)
        first, back = length + 1, length // 2
        suffixes[first:] = shorter[first - back : count - back] * np.uint64(factor) + shorter[first:]
        hashes.append(suffixes)
        shorter = suffixes
    return hashes


def _latest_equal(hashes: np.ndarray) -> np.ndarray:
    """For each hash, where the same one stood last before it, or -1; (events,)."""
    order = np.argsort(hashes, kind="stable")
    is_same = hashes[order[1:]] == hashes[order[:-1]]
    places = np.full(len(hashes), -1)
    places[order[1:][is_same]] = order[:-1][is_same]
    return places
