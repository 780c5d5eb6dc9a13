"""A guard against playing the training music back: no longer passages of it than composers share among themselves."""

import numpy as np
from numba import boolean, int64, uint8, uint64, void

from composer.generation.compiled import compiled, type_of_records
from composer.generation.events import MAX_TRACKS, NoteArrays
from composer.generation.passages import FACTOR, LENGTH, PassageIndex, holds, passages_of, symbol
from composer.generation.takes import TAKES

_FACTOR = np.uint64(FACTOR)
_OLDEST = np.uint64(pow(FACTOR, LENGTH, 1 << 64))  # by this, the symbol that leaves a passage counts
_LINE = np.dtype(
    [
        ("notes", np.int64),  # that were heard
        ("known", np.int64),  # passages in a row, those that ended with the latest notes
        ("onset", np.int64),  # of the latest note, in steps
        ("pitch", np.int64),  # of the latest note
        ("symbols", np.uint64, LENGTH),  # of the latest notes, each at its number modulo LENGTH
        ("hash", np.uint64),  # of the symbols
    ]
)
_LINES = type_of_records(_LINE)[:, ::1]


class CopyGuard:
    """Listens to all takes, track by track. What their seed holds they may play again, known or not."""

    def __init__(self, index: PassageIndex, seed: NoteArrays, takes: int) -> None:
        """Hear the notes of the seed, for so many takes."""
        self._index = index
        self._own = np.unique(np.concatenate([np.zeros(0, dtype=np.uint64), *passages_of(seed, LENGTH)]))
        lines = np.zeros((1, MAX_TRACKS), _LINE)
        _hear_seed(lines, seed.onset, seed.track, seed.pitch)
        self._lines = np.repeat(lines, takes, axis=0)  # (takes, tracks)

    def keep(self, kept: np.ndarray) -> None:
        """Go on with some of the takes only: `kept` are their places."""
        self._lines = self._lines[kept]

    def forbid(self, states: np.ndarray, tracks: np.ndarray, allowed: np.ndarray) -> None:
        """Take from `allowed` (takes, pitches) what would make passages too long, unless that would be all.

        states (takes,) of TAKE; tracks (takes,) were chosen for the next notes.
        """
        _forbid(self._lines, states, tracks, self._index.bits, self._index.longest, self._own, allowed)

    def hear(self, states: np.ndarray) -> None:
        """Take in the latest notes of the takes."""
        _hear(self._lines, states, self._index.bits, self._own)


@compiled()
def _longer(line: np.record, onset: int, pitch: int) -> tuple[np.uint64, np.uint64]:
    """The symbol of one more note, and the passage that would end with it."""
    new = np.uint64(symbol(pitch - line.pitch, onset - line.onset))
    return new, line.hash * _FACTOR + new - line.symbols[line.notes % LENGTH] * _OLDEST


@compiled()
def _hear_note(line: np.record, onset: int, pitch: int) -> None:
    if line.notes:
        new, line.hash = _longer(line, onset, pitch)
        line.symbols[line.notes % LENGTH] = new
    line.onset, line.pitch = onset, pitch
    line.notes += 1


@compiled(void(_LINES, int64[:], int64[:], int64[:]))
def _hear_seed(lines: np.ndarray, onsets: np.ndarray, tracks: np.ndarray, pitches: np.ndarray) -> None:
    for note in range(len(onsets)):
        _hear_note(lines[0, tracks[note]], onsets[note], pitches[note])


@compiled()
def _is_copy(passage: np.uint64, bits: np.ndarray, own: np.ndarray) -> bool:
    """Whether the index (bytes,) knows a passage that is not one of the seed's `own` (passages,), in order."""
    if not holds(bits, passage):
        return False
    place = np.searchsorted(own, passage)
    return place == len(own) or own[place] != passage


@compiled(void(_LINES, TAKES, uint8[::1], uint64[::1]))
def _hear(lines: np.ndarray, states: np.ndarray, bits: np.ndarray, own: np.ndarray) -> None:
    for index in range(len(states)):
        take = states[index]
        line = lines[index, take.track]
        _hear_note(line, take.onset, take.pitch)
        is_known = line.notes > LENGTH and _is_copy(line.hash, bits, own)
        line.known = line.known + 1 if is_known else 0


@compiled(void(_LINES, TAKES, int64[:], uint8[::1], int64, uint64[::1], boolean[:, ::1]))
def _forbid(
    lines: np.ndarray,
    states: np.ndarray,
    tracks: np.ndarray,
    bits: np.ndarray,
    longest: int,
    own: np.ndarray,
    allowed: np.ndarray,
) -> None:
    for index in range(len(states)):
        line = lines[index, tracks[index]]
        if line.known < longest:
            continue
        limited = allowed[index].copy()
        for pitch in range(len(limited)):
            if limited[pitch] and _is_copy(_longer(line, states[index].onset, pitch)[1], bits, own):
                limited[pitch] = False
        if limited.any():
            allowed[index] = limited
