"""What can be measured in some bars of a piece. Metrics that muspy has (Dong et al. 2020) are computed as it does."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from composer.generation.events import NoteArrays
from composer.music.pitch import key_of_histogram
from composer.music.scales import SCALES

LARGEST_LEAP = 12  # semitones; larger ones count as this
LONGEST_SPAN = 16  # of a histogram, in sixteenths; longer ones count as this
STEPS_PER_SIXTEENTH = 6
FEWEST_ROUNDS = 3  # that make a circle
MOST_NOTES_ROUND = 64  # of what may come round

Bars = range  # indices of bars
Bar = frozenset[tuple[int, int]]  # (steps into the bar, pitch)


def histograms(piece: NoteArrays) -> dict[str, np.ndarray]:
    """How often what occurs: pitch classes, intervals, durations, and times between onsets."""
    leaps = np.clip(np.diff(piece.pitch), -LARGEST_LEAP, LARGEST_LEAP) + LARGEST_LEAP
    return {
        "pitch class": np.bincount(piece.pitch % 12, minlength=12),
        "interval": np.bincount(leaps, minlength=2 * LARGEST_LEAP + 1),
        "duration": np.bincount(_sixteenths(piece.duration), minlength=LONGEST_SPAN + 1),
        "inter-onset": np.bincount(_sixteenths(np.diff(piece.onset)), minlength=LONGEST_SPAN + 1),
    }


def divergence(one: np.ndarray, other: np.ndarray) -> float:
    """Jensen–Shannon divergence of two histograms in bits: 0 where they are alike, 1 where they share nothing."""
    if not one.sum() or not other.sum():
        return float(bool(one.sum()) != bool(other.sum()))
    p, q = one / one.sum(), other / other.sum()
    return entropy((p + q) / 2) - (entropy(p) + entropy(q)) / 2


def entropy(shares: np.ndarray) -> float:
    """Of a distribution, in bits."""
    shares = shares[shares > 0]
    return float(-(shares * np.log2(shares)).sum())


def pitch_class_entropy(piece: NoteArrays) -> float:
    """Bits; muspy.pitch_class_entropy."""
    counts = np.bincount(piece.pitch % 12, minlength=12)
    return entropy(counts / counts.sum())


def scale_consistency(piece: NoteArrays) -> float:
    """The share of notes in the major or natural minor scale that holds most of them; muspy.scale_consistency."""
    counts = np.bincount(piece.pitch % 12, minlength=12)
    rates = [
        counts[[(tonic + degree) % 12 for degree in SCALES[kind]]].sum()
        for kind in ("major", "minor")
        for tonic in range(12)
    ]
    return float(max(rates) / counts.sum())


def polyphony(piece: NoteArrays) -> float:
    """Pitches that sound together, on average over the steps at which any does; muspy.polyphony."""
    roll = np.zeros((int((piece.onset + piece.duration).max()) - int(piece.onset[0]), 128), dtype=bool)
    begins = piece.onset - piece.onset[0]
    for begin, duration, pitch in zip(begins.tolist(), piece.duration.tolist(), piece.pitch.tolist(), strict=True):
        roll[begin : begin + duration, pitch] = True
    sounding = roll.sum(axis=1)
    return float(sounding.sum() / np.count_nonzero(sounding))


def groove_consistency(piece: NoteArrays, bars: Bars) -> float:
    """How alike neighbouring bars are in the steps on which notes begin; muspy.groove_consistency over equal bars."""
    contents = [{position for position, _ in bar} for bar in contents_of(piece, bars)]
    length = piece.bars.bar_start(bars.start + 1) - piece.bars.bar_start(bars.start)
    different = sum(len(one ^ other) for one, other in pairwise(contents))
    return 1 - different / (length * max(len(contents) - 1, 1))


def contents_of(piece: NoteArrays, bars: Bars) -> list[Bar]:
    """What begins in each bar."""
    bar, position, *_ = piece.bars.locate(piece.onset)
    contents: list[set[tuple[int, int]]] = [set() for _ in bars]
    for index, *note in zip(bar.tolist(), position.tolist(), piece.pitch.tolist(), strict=True):
        if index in bars:
            contents[index - bars.start].add((note[0], note[1]))
    return [frozenset(bar) for bar in contents]


def self_similarity(piece: NoteArrays, bars: Bars, lag: int) -> float:
    """How much a bar shares with the one `lag` bars before it, on average: 0 nothing, 1 all; empty bars aside."""
    contents = contents_of(piece, bars)
    pairs = [(one, other) for one, other in zip(contents, contents[lag:], strict=False) if one or other]
    return float(np.mean([len(one & other) / len(one | other) for one, other in pairs])) if pairs else 0.0


def repeated_bars(piece: NoteArrays, bars: Bars) -> float:
    """The share of bars that are the one before them once more, empty ones aside."""
    contents = contents_of(piece, bars)
    return float(np.mean([bool(one) and one == other for one, other in pairwise(contents)]))


def going_round(piece: NoteArrays, bars: Bars) -> float:
    """How long the music goes round in a circle at the longest, in bars: all rhythm and pitches three times or more."""
    steps = np.stack([np.diff(piece.onset), piece.pitch[1:]], axis=1)
    longest = 0
    for notes in range(1, min(MOST_NOTES_ROUND, len(steps) // FEWEST_ROUNDS) + 1):
        is_again = (steps[notes:] == steps[:-notes]).all(axis=1)
        ends = np.flatnonzero(np.diff(np.concatenate([[0], is_again, [0]])))  # where it begins to and where no longer
        for begin, end in ends.reshape(-1, 2):
            if end - begin >= (FEWEST_ROUNDS - 1) * notes:
                longest = max(longest, int(piece.onset[end + notes] - piece.onset[begin]))
    return longest / (piece.bars.bar_start(bars.start + 1) - piece.bars.bar_start(bars.start))


def empty_bars(piece: NoteArrays, bars: Bars) -> float:
    """The share of bars in which no note begins."""
    return float(np.mean([not bar for bar in contents_of(piece, bars)]))


def ends_on_tonic(piece: NoteArrays) -> float:
    """1 where the lowest note of the last onset is the tonic of the key that the notes suggest, else 0."""
    key = key_of_histogram(np.bincount(piece.pitch % 12, weights=np.minimum(piece.duration, 96), minlength=12))
    last = piece.pitch[piece.onset == piece.onset[-1]]
    return float(last.min() % 12 == key.tonic)


METRICS: dict[str, Callable[[NoteArrays, Bars], float]] = {
    "notes per bar": lambda piece, bars: len(piece) / len(bars),
    "pitch range": lambda piece, _: float(np.ptp(piece.pitch)),
    "pitch class entropy, bits": lambda piece, _: pitch_class_entropy(piece),
    "scale consistency": lambda piece, _: scale_consistency(piece),
    "polyphony": lambda piece, _: polyphony(piece),
    "groove consistency": groove_consistency,
    "empty bars": empty_bars,
    "bars like the one before": lambda piece, bars: self_similarity(piece, bars, 1),
    "bars like 2 before": lambda piece, bars: self_similarity(piece, bars, 2),
    "bars like 4 before": lambda piece, bars: self_similarity(piece, bars, 4),
    "bars like 8 before": lambda piece, bars: self_similarity(piece, bars, 8),
    "bars repeated to the note": repeated_bars,
    "going round, bars": going_round,
    "ends on the tonic": lambda piece, _: ends_on_tonic(piece),
}


def measured(piece: NoteArrays, bars: Bars) -> dict[str, float]:
    """All of METRICS; a piece without notes has 0 in each."""
    return {name: metric(piece, bars) if len(piece) else 0.0 for name, metric in METRICS.items()}


def _sixteenths(steps: np.ndarray) -> np.ndarray:
    return np.minimum((steps + STEPS_PER_SIXTEENTH // 2) // STEPS_PER_SIXTEENTH, LONGEST_SPAN)
