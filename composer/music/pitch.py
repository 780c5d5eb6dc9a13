"""Pitches as MIDI note numbers: their names, and keys."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import repeat
from math import sqrt
from operator import mul
from typing import Literal

HIGHEST_PITCH = 127
MIDDLE_C = 60

Mode = Literal["major", "minor"]

SHARP_NAMES = ("C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B")
FLAT_NAMES = ("C", "D♭", "D", "E♭", "E", "F", "G♭", "G", "A♭", "A", "B♭", "B")
BLACK_PITCH_CLASSES = frozenset({1, 3, 6, 8, 10})

# Krumhansl & Kessler (1982), probe-tone ratings of the twelve pitch classes above the tonic.
_MAJOR_PROFILE = (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88)
_MINOR_PROFILE = (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17)


def is_black(pitch: int) -> bool:
    """Whether `pitch` is a black key of the piano."""
    return pitch % 12 in BLACK_PITCH_CLASSES


def pitch_name(pitch: int, flats: bool = False) -> str:
    """Scientific name of a MIDI note number, middle C (60) being C4."""
    names = FLAT_NAMES if flats else SHARP_NAMES
    return f"{names[pitch % 12]}{pitch // 12 - 1}"


@dataclass(frozen=True, slots=True)
class Key:
    """A tonic and a mode."""

    tonic: int  # pitch class, 0 = C .. 11 = B
    mode: Mode = "major"

    @property
    def sharps(self) -> int:
        """Sharps in the signature, negative for flats, -5..6."""
        relative_major = self.tonic if self.mode == "major" else (self.tonic + 3) % 12
        return (relative_major * 7 + 5) % 12 - 5

    @property
    def name(self) -> str:
        """The name people use, for example ``E♭ minor``."""
        names = FLAT_NAMES if self.sharps < 0 else SHARP_NAMES
        return f"{names[self.tonic]} {self.mode}"

    @property
    def names(self) -> tuple[str, ...]:
        """What the twelve pitch classes are called in it, 0 = C .. 11 = B: E♭ in C minor, but D♯ in E minor."""
        # Along the circle of fifths, in which C♯ is 7, sharps reach to the raised seventh degree of the minor key.
        fifths = (pitch_class * 7 % 12 for pitch_class in range(12))
        choices = zip(fifths, SHARP_NAMES, FLAT_NAMES, strict=True)
        return tuple(sharp if place <= self.sharps + 8 else flat for place, sharp, flat in choices)

    def pitch_name(self, pitch: int) -> str:
        """Scientific name of a MIDI note number, spelled as the key wants it."""
        return f"{self.names[pitch % 12]}{pitch // 12 - 1}"

    @staticmethod
    def from_signature(sharps: int, mode: Mode) -> "Key":
        """The key with this many sharps (negative: flats)."""
        relative_major = sharps * 7 % 12
        return Key(relative_major if mode == "major" else (relative_major - 3) % 12, mode)


def estimate_key(pitches: Iterable[int], weights: Iterable[float] | None = None) -> Key | None:
    """The key whose profile correlates best with the weighted pitch classes; None without any pitch.

    Krumhansl-Schmuckler key finding: C. L. Krumhansl, Cognitive Foundations of Musical Pitch (1990), ch. 4.
    `weights` are usually durations; equal when left out.
    """
    histogram = [0.0] * 12
    for pitch, weight in zip(pitches, repeat(1) if weights is None else weights, strict=False):
        histogram[pitch % 12] += weight
    return key_of_histogram(histogram) if any(histogram) else None


def key_of_histogram(histogram: Iterable[float]) -> Key:
    """The best key for the twelve weights of the pitch classes."""
    weights = [float(weight) for weight in histogram]
    keys = {
        Key(tonic, mode): sum(map(mul, profile, weights[tonic:] + weights[:tonic]))
        for tonic in range(12)
        for mode, profile in _PROFILES.items()
    }
    return max(keys, key=keys.__getitem__)


def _standardized(profile: tuple[float, ...]) -> tuple[float, ...]:
    """`profile` with mean 0 and norm 1: its product with weights is then in proportion to their correlation."""
    mean = sum(profile) / len(profile)
    norm = sqrt(sum((value - mean) ** 2 for value in profile))
    return tuple((value - mean) / norm for value in profile)


_PROFILES: dict[Mode, tuple[float, ...]] = {
    "major": _standardized(_MAJOR_PROFILE),
    "minor": _standardized(_MINOR_PROFILE),
}
