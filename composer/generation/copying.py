"""The copy path's memory: how the piece went on when the latest notes stood in it before, in any key.

Two places match over n notes when the n pairs of (interval, Δonset) that lead to them are equal. Of each order in
ORDERS the latest match gives a candidate: what followed there, moved to the pitch where the piece is now.
"""

import numpy as np

from composer.generation.compiled import compiled
from composer.generation.events import BOS_PITCH, FIELDS, VELOCITY_STEP, Column

ORDERS = (16, 8, 4, 2)  # notes that have to match; each order gives one candidate
CANDIDATES = len(ORDERS)
MATCH_LENGTHS = (2, 4, 8, 16, 32)  # how far back matches are followed; each twice the one before
KINDS = 1 + 2 * len(MATCH_LENGTHS)  # of candidates: none; by how many of MATCH_LENGTHS match; the same, transposed
COPY_COLUMNS = 1 + len(FIELDS)  # of a candidate: its kind, then its tokens

_LEVELS = tuple(1 + MATCH_LENGTHS.index(order) for order in ORDERS)  # in what `_suffix_hashes` gives
_LARGEST_PITCH = 127
_MORE_ROOM = 256  # events
_FACTOR = 0x9E3779B97F4A7C15  # odd, 2⁶⁴ divided by the golden ratio
# A suffix of some length is hashed from its halves: the older one times this. Together a polynomial in the factor.
_FACTORS = tuple(np.uint64(pow(_FACTOR, length // 2, 1 << 64)) for length in MATCH_LENGTHS)


def copy_candidates(rows: np.ndarray) -> np.ndarray:
    """Of every event, the candidates for the next: rows (events, columns) → (events, CANDIDATES, COPY_COLUMNS)."""
    events = _events(rows)
    hashes = _suffix_hashes(events)
    places = np.stack([_latest_equal(hashes[level]) for level in _LEVELS], axis=1)
    lengths = np.add.reduce([known[places] == known[:, None] for known in hashes[1:]])
    lengths[places < 0] = 0
    candidates = np.empty((*places.shape, COPY_COLUMNS), dtype=np.int16)
    candidates[..., 1:] = events[places + 1]
    pitch = events[places + 1, Column.PITCH] - events[places, Column.PITCH] + events[:, None, Column.PITCH]
    is_transposed = events[places, Column.PITCH] != events[:, None, Column.PITCH]
    kinds = lengths + len(MATCH_LENGTHS) * is_transposed
    candidates[..., 0] = np.where((lengths > 0) & (pitch >= 0) & (pitch <= _LARGEST_PITCH), kinds, 0)
    candidates[..., 1 + Column.PITCH] = np.clip(pitch, 0, _LARGEST_PITCH)
    return candidates


class CopyMemory:
    """What several takes that go on from one seed may copy, kept up to date event by event."""

    def __init__(self, rows: np.ndarray, takes: int) -> None:
        """Remember the seed's `rows` (events, columns), for each of the takes."""
        events = _events(rows)
        self._count = len(events)
        self._events = np.repeat(events[None], takes, axis=0)  # (takes, capacity, fields)
        self._hashes = np.repeat(_suffix_hashes(events)[None], takes, axis=0)  # (takes, 1 + lengths, capacity)

    def keep(self, kept: np.ndarray) -> None:
        """Go on with some of the takes only: `kept` are their places."""
        self._events, self._hashes = self._events[kept], self._hashes[kept]

    def append(self, rows: np.ndarray) -> None:
        """Remember the events just chosen, (takes, columns)."""
        if self._count == self._events.shape[1]:
            room = self._count + _MORE_ROOM
            self._events = np.pad(self._events, ((0, 0), (0, room), (0, 0)))
            self._hashes = np.pad(self._hashes, ((0, 0), (0, 0), (0, room)))
        _append(rows, self._count, self._events, self._hashes)
        self._count += 1

    def candidates(self) -> np.ndarray:
        """For the next event of every take, what `copy_candidates` of its events finds for the last of them.

        (takes, CANDIDATES, COPY_COLUMNS)
        """
        return _candidates(self._count, self._events, self._hashes)


@compiled("void(int64[:, ::1], int64, int64[:, :, ::1], uint64[:, :, ::1])")
def _append(rows: np.ndarray, place: int, events: np.ndarray, hashes: np.ndarray) -> None:
    """Put rows (takes, columns) at a place of the events, and what `_suffix_hashes` says of it beside it."""
    for take in range(len(rows)):
        event, known = events[take, place], hashes[take]
        event[:] = rows[take, : len(FIELDS)]
        event[Column.VELOCITY] //= VELOCITY_STEP
        known[:, place] = place
        if place > 1:
            interval = event[Column.PITCH] - events[take, place - 1, Column.PITCH]
            known[0, place] = np.uint64((interval + BOS_PITCH) << 8 | event[Column.DELTA]) * _FACTORS[0]
        for level in range(1, len(known)):
            if place > MATCH_LENGTHS[level - 1]:
                older = known[level - 1, place - MATCH_LENGTHS[level - 1] // 2]
                known[level, place] = older * _FACTORS[level - 1] + known[level - 1, place]


@compiled("int64[:, :, ::1](int64, int64[:, :, ::1], uint64[:, :, ::1])")
def _candidates(count: int, events: np.ndarray, hashes: np.ndarray) -> np.ndarray:
    """What followed the latest match of each order, moved to the pitch of the latest event."""
    found = np.zeros((len(events), len(_LEVELS), COPY_COLUMNS), dtype=np.int64)
    here = count - 1
    for take in range(len(events)):
        known = hashes[take]
        for order in range(len(_LEVELS)):
            level = _LEVELS[order]
            suffixes = known[level]
            match = here - 1
            while match >= 0 and suffixes[match] != suffixes[here]:
                match -= 1
            if match < 0:
                continue
            transposition = events[take, here, Column.PITCH] - events[take, match, Column.PITCH]
            pitch = events[take, match + 1, Column.PITCH] + transposition
            if 0 <= pitch <= _LARGEST_PITCH:
                while level + 1 < len(known) and known[level + 1, match] == known[level + 1, here]:
                    level += 1
                found[take, order, 0] = level + len(MATCH_LENGTHS) * (transposition != 0)
                found[take, order, 1:] = events[take, match + 1]
                found[take, order, 1 + Column.PITCH] = pitch
    return found


def _events(rows: np.ndarray) -> np.ndarray:
    """Tokens of the predicted fields, (events, fields) int64."""
    events = rows[:, : len(FIELDS)].astype(np.int64)
    events[:, Column.VELOCITY] //= VELOCITY_STEP
    return events


def _suffix_hashes(events: np.ndarray) -> np.ndarray:
    """A hash of the last 1 and of the last MATCH_LENGTHS symbols at every event, (1 + lengths, events) uint64.

    Where so many do not yet exist, a number of its own instead. A symbol is what has to be equal in a match. The first
    event that has one is the third: row 0 begins the piece, and to row 1 no interval leads.
    """
    count = len(events)
    hashes = np.tile(np.arange(count, dtype=np.uint64), (1 + len(MATCH_LENGTHS), 1))
    interval = np.diff(events[:, Column.PITCH], prepend=0)
    symbols = (interval + BOS_PITCH) << 8 | events[:, Column.DELTA]
    hashes[0, 2:] = symbols[2:].astype(np.uint64) * _FACTORS[0]
    for shorter, longer, length, factor in zip(hashes, hashes[1:], MATCH_LENGTHS, _FACTORS, strict=False):
        first, back = length + 1, length // 2
        longer[first:] = shorter[first - back : count - back] * factor + shorter[first:]
    return hashes


def _latest_equal(hashes: np.ndarray) -> np.ndarray:
    """For each hash, where the same one stood last before it, or -1; (events,)."""
    order = np.argsort(hashes, kind="stable")
    is_same = hashes[order[1:]] == hashes[order[:-1]]
    places = np.full(len(hashes), -1)
    places[order[1:][is_same]] = order[:-1][is_same]
    return places
