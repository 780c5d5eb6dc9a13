"""The tokens that a network knows, and the nearest of them for one that it never met."""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

import numpy as np

PitchesOf = Callable[[str], frozenset[int]]  # what a token sounds


class Vocabulary:
    """Tokens numbered in order; `pitches_of` says what a token sounds."""

    def __init__(self, tokens: Sequence[str], pitches_of: PitchesOf) -> None:
        self.tokens = tuple(tokens)
        self._pitches_of = pitches_of
        self._ids = {token: number for number, token in enumerate(self.tokens)}

    def __len__(self) -> int:
        return len(self.tokens)

    def ids_of(self, tokens: Iterable[str]) -> np.ndarray:
        """The number of each token, of the nearest known one for those that are unknown: (tokens,) int64."""
        return np.array([self._id_of(token) for token in tokens], dtype=np.int64)

    def _id_of(self, token: str) -> int:
        if token not in self._ids:
            self._ids[token] = self._nearest(self._pitches_of(token))
        return self._ids[token]

    def _nearest(self, pitches: frozenset[int]) -> int:
        return min(range(len(self)), key=lambda number: distance(pitches, self._sounding[number]))

    @cached_property
    def _sounding(self) -> list[frozenset[int]]:
        return [self._pitches_of(token) for token in self.tokens]


def distance(one: frozenset[int], other: frozenset[int]) -> float:
    """How far apart two sets of pitches sound, in semitones per pitch.

    Each pitch is compared with the nearest of the other set, octaves counting little beside wrong pitch classes, and
    a set of another size costs half a semitone for each pitch too many or missing. Silence is as far as can be.
    """
    if not one or not other:
        return 0.0 if one == other else 128.0
    missing = sum(min(_apart(pitch, each) for each in other) for pitch in one) / len(one)
    added = sum(min(_apart(pitch, each) for each in one) for pitch in other) / len(other)
    return missing + added + abs(len(one) - len(other)) / 2


def _apart(pitch: int, other: int) -> float:
    """Semitones between two pitches; a different octave of the same name counts half a semitone."""
    semitones = abs(pitch - other)
    octaves, rest = divmod(semitones, 12)
    return min(rest, 12 - rest) + (octaves + (rest > 6)) / 2
