"""A guard against playing the training music back: no longer passages of it than composers share among themselves."""

from collections import deque
from collections.abc import Sequence
from copy import copy

import numpy as np

from composer.generation.events import NoteArrays
from composer.generation.options import HIGHEST_PITCH
from composer.generation.passages import FACTOR, LENGTH, PassageIndex, passages_of, symbol
from composer.generation.take_state import HeardNote, TakeState

_64_BITS = (1 << 64) - 1
_OLDEST = pow(FACTOR, LENGTH, 1 << 64)  # by this, the symbol that leaves a passage counts
_PITCHES = np.arange(HIGHEST_PITCH + 1)


class CopyGuard:
    """Listens to one take. What its seed holds it may play again, known or not."""

    def __init__(self, index: PassageIndex, seed: NoteArrays, history: Sequence[HeardNote]) -> None:
        """Begin where only the notes of the seed have been heard: `history`."""
        self._index = index
        self._own = np.concatenate([np.zeros(0, dtype=np.uint64), *passages_of(seed, LENGTH)])
        self._own_set = frozenset(self._own.tolist())
        self._heard = len(history)  # notes of the take's history
        self._lines: dict[int, _Line] = {}  # by track
        for track in {note[1] for note in history}:
            latest = [note for note in history if note[1] == track][-LENGTH - 1 :]
            line = self._lines[track] = _Line(latest[0])
            for note in latest[1:]:
                line.add(note)

    def fork(self) -> "CopyGuard":
        """A guard that has heard the same and goes on by itself."""
        other = copy(self)
        other._lines = {track: line.fork() for track, line in self._lines.items()}
        return other

    def forbid(self, take: TakeState, track: int, allowed: np.ndarray) -> None:
        """Take from `allowed` (pitches,) what would make a passage of `track` too long, unless that would be all."""
        self._listen(take)
        line = self._lines.get(track)
        if line is None or line.known < self._index.longest:
            return
        following = line.with_each_pitch(take.onset)
        is_copy = self._index.known(following) & ~np.isin(following, self._own)
        if (allowed & ~is_copy).any():
            allowed &= ~is_copy

    def _listen(self, take: TakeState) -> None:
        """Follow the notes that are new in the take."""
        for note in take.history[self._heard :]:
            line = self._lines.get(note[1])
            if line is None:
                self._lines[note[1]] = _Line(note)
            else:
                passage = line.add(note)
                is_known = passage is not None and passage not in self._own_set and passage in self._index
                line.known = line.known + 1 if is_known else 0
        self._heard = len(take.history)


class _Line:
    """The latest notes of one track, and how many passages in a row that ended with them were known."""

    def __init__(self, first: HeardNote) -> None:
        self.known = 0
        self._onset, self._pitch = first[0], first[2]
        self._symbols: deque[int] = deque([0] * LENGTH, LENGTH)
        self._count = 0
        self._hash = 0  # of the symbols

    def fork(self) -> "_Line":
        """The same, to go on by itself."""
        other = copy(self)
        other._symbols = self._symbols.copy()
        return other

    def add(self, note: HeardNote) -> int | None:
        """Take in the next note; the passage that ends with it, if there are enough notes for one."""
        onset, _, pitch, *_ = note
        new = symbol(pitch - self._pitch, onset - self._onset)
        self._hash = (self._hash * FACTOR + new - self._symbols[0] * _OLDEST) & _64_BITS
        self._symbols.append(new)
        self._onset, self._pitch = onset, pitch
        self._count += 1
        return self._hash if self._count >= LENGTH else None

    def with_each_pitch(self, onset: int) -> np.ndarray:
        """The passages that would end with each pitch at `onset`, (pitches,) uint64."""
        shorter = (self._hash * FACTOR - self._symbols[0] * _OLDEST) & _64_BITS
        gap = onset - self._onset
        symbols = [symbol(pitch - self._pitch, gap) for pitch in _PITCHES.tolist()]
        return np.array([(shorter + new) & _64_BITS for new in symbols], dtype=np.uint64)
