"""The copy path's memory: how the piece went on when the latest notes stood in it before, in any key.

Two places match over n notes when the n pairs of (interval, Δonset) that lead to them are equal. Of each order in
ORDERS the latest match gives a candidate: what followed there, moved to the pitch where the piece is now.
"""

import numpy as np

from composer.generation.events import BOS_PITCH, FIELDS, VELOCITY_STEP, Column

ORDERS = (16, 8, 4, 2)  # notes that have to match; each order gives one candidate
CANDIDATES = len(ORDERS)
MATCH_LENGTHS = (2, 4, 8, 16, 32)  # how far back matches are followed; each twice the one before
COPY_COLUMNS = 1 + len(FIELDS)  # of a candidate: how many of MATCH_LENGTHS match (0: no candidate), then its tokens

_LEVELS = [MATCH_LENGTHS.index(order) for order in ORDERS]
_LARGEST_PITCH = 127
_64_BITS = (1 << 64) - 1
_FACTOR = 0x9E3779B97F4A7C15  # odd, 2⁶⁴ divided by the golden ratio
# A suffix of some length is hashed from its halves: the older one times this. Together a polynomial in the factor.
_FACTORS = [pow(_FACTOR, length // 2, 1 << 64) for length in MATCH_LENGTHS]


def copy_candidates(rows: np.ndarray) -> np.ndarray:
    """Of every event, the candidates for the next: rows (events, columns) → (events, CANDIDATES, COPY_COLUMNS)."""
    events = tokens_of(rows)
    hashes = _suffix_hashes(events)
    places = np.stack([_latest_equal(hashes[level]) for level in _LEVELS], axis=1)
    lengths = np.add.reduce([known[places] == known[:, None] for known in hashes])
    lengths[places < 0] = 0
    return _moved(events[places + 1], events[places, Column.PITCH], events[:, Column.PITCH], lengths)


def tokens_of(rows: np.ndarray) -> np.ndarray:
    """The tokens of the predicted fields, (..., columns) → (..., fields) int16."""
    tokens = rows[..., : len(FIELDS)].astype(np.int16)
    tokens[..., Column.VELOCITY] //= VELOCITY_STEP
    return tokens


class CopyMemory:
    """The candidates of several takes that go on from one seed, kept up to date event by event."""

    def __init__(self, rows: np.ndarray, takes: int) -> None:
        """Remember the seed's `rows` (events, columns), for each of the takes."""
        events = tokens_of(rows)
        self._count = len(events)
        self._events = np.repeat(events[None], takes, axis=0)  # (takes, room, fields), filled up to the count
        suffixes = _Suffixes()
        for symbol in _symbols(events).tolist():
            suffixes.append(symbol)
        self._suffixes = [suffixes.fork() for _ in range(takes)]

    def keep(self, kept: np.ndarray) -> None:
        """Go on with some of the takes only: `kept` are their places."""
        self._events = self._events[kept]
        self._suffixes = [self._suffixes[place] for place in kept.tolist()]

    def append(self, tokens: np.ndarray) -> None:
        """Remember the events just chosen, (takes, fields)."""
        if self._count == self._events.shape[1]:
            self._events = np.concatenate([self._events, np.empty_like(self._events)], axis=1)
        self._events[:, self._count] = tokens
        self._count += 1
        latest = _symbols(self._events[:, self._count - 2 : self._count])[:, 1]
        for suffixes, symbol in zip(self._suffixes, latest.tolist(), strict=True):
            suffixes.append(symbol)

    def candidates(self) -> np.ndarray:
        """The candidates for the next event of each take, (takes, CANDIDATES, COPY_COLUMNS)."""
        places = np.array([suffixes.places for suffixes in self._suffixes])
        lengths = np.array([suffixes.lengths for suffixes in self._suffixes])
        there = np.arange(len(places))[:, None]
        pitch = self._events[:, self._count - 1, Column.PITCH]
        return _moved(self._events[there, places + 1], self._events[there, places, Column.PITCH], pitch, lengths)


class _Suffixes:
    """The hashes of `_suffix_hashes` for one take, event by event, and where each was met last."""

    def __init__(self) -> None:
        self._hashes: list[list[int]] = [[] for _ in (1, *MATCH_LENGTHS)]
        self._latest: list[dict[int, int]] = [{} for _ in ORDERS]
        self.places = [-1] * CANDIDATES  # of the latest match of each order; -1: none
        self.lengths = [0] * CANDIDATES  # how many of MATCH_LENGTHS match there

    def fork(self) -> "_Suffixes":
        """A copy that goes on by itself."""
        other = _Suffixes()
        other._hashes = [hashes.copy() for hashes in self._hashes]
        other._latest = [latest.copy() for latest in self._latest]
        other.places, other.lengths = self.places.copy(), self.lengths.copy()
        return other

    def append(self, symbol: int) -> None:
        """Take in the next event."""
        shorter = self._hashes[0]
        place = len(shorter)
        shorter.append(symbol * _FACTOR & _64_BITS if place > 1 else place)
        for length, factor, hashes in zip(MATCH_LENGTHS, _FACTORS, self._hashes[1:], strict=True):
            if place > length:
                hashes.append((shorter[place - length // 2] * factor + shorter[place]) & _64_BITS)
            else:
                hashes.append(place)
            shorter = hashes
        for index, (level, latest) in enumerate(zip(_LEVELS, self._latest, strict=True)):
            suffix = self._hashes[level + 1][place]
            match = latest.get(suffix, -1)
            latest[suffix] = place
            self.places[index] = match
            self.lengths[index] = self._length(match, place, level)

    def _length(self, match: int, place: int, level: int) -> int:
        """How many of MATCH_LENGTHS match, where that at `level` does."""
        if match < 0:
            return 0
        for hashes in self._hashes[level + 2 :]:
            if hashes[match] != hashes[place]:
                break
            level += 1
        return level + 1


def _symbols(events: np.ndarray) -> np.ndarray:
    """What has to be equal in a match, one number for each event: (..., events, fields) → (..., events)."""
    pitch = events[..., Column.PITCH].astype(np.int64)
    interval = np.diff(pitch, axis=-1, prepend=0) + BOS_PITCH
    return interval << 8 | events[..., Column.DELTA]


def _suffix_hashes(events: np.ndarray) -> list[np.ndarray]:
    """For each of MATCH_LENGTHS a hash of the last so many symbols at every event, (events,) uint64.

    Where so many do not yet exist, a number of its own instead. The first event that has a symbol is the third:
    row 0 begins the piece, and to row 1 no interval leads.
    """
    count = len(events)
    shorter = _symbols(events).astype(np.uint64) * np.uint64(_FACTOR)
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


def _moved(followers: np.ndarray, pitch_there: np.ndarray, pitch_here: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """Candidates from what followed the matches, moved from the pitch that they had there to the one here.

    followers (..., CANDIDATES, fields), pitch_there and lengths (..., CANDIDATES), pitch_here (...).
    """
    candidates = np.empty((*lengths.shape, COPY_COLUMNS), dtype=np.int16)
    pitch = followers[..., Column.PITCH] - pitch_there + pitch_here[..., None]
    candidates[..., 0] = np.where((pitch >= 0) & (pitch <= _LARGEST_PITCH), lengths, 0)
    candidates[..., 1:] = followers
    candidates[..., 1 + Column.PITCH] = np.clip(pitch, 0, _LARGEST_PITCH)
    return candidates
