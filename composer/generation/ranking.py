"""Which of several takes to offer first: the one that the model finds probable and that is close to the seed."""

from collections.abc import Iterable, Sequence

import numpy as np

from composer.music.columns import Columns
from composer.music.seed import Seed
from composer.music.take import ContinuedNote

_LARGEST_LEAP = 12  # semitones; larger ones count as this
_SPANS_PER_QUARTER = 4  # spans are compared in sixteenths, up to a whole note
_LONGEST_SPAN = 16


def best_take(seed: Seed, takes: Sequence[Sequence[ContinuedNote]], log_likelihoods: Sequence[float]) -> int:
    """The take with the best rank in likelihood per note and in closeness to the seed, both counting the same.

    Where two are equal, the likelier one. Takes without notes come last.
    """
    closeness = closeness_to_seed(seed, takes)
    ranks = _ranks(log_likelihoods) + _ranks(closeness)
    order = sorted(range(len(takes)), key=lambda take: (bool(takes[take]), ranks[take], log_likelihoods[take]))
    return order[-1]


def closeness_to_seed(seed: Seed, takes: Iterable[Sequence[ContinuedNote]]) -> list[float]:
    """1 where a take uses pitch classes, leaps, lengths and steps in time as often as the seed does; 0: all others."""
    ppq = seed.score.ppq
    wanted = _histograms(Columns.joined([track.notes.columns for track in seed.score.tracks]), ppq)
    closeness = []
    for take in takes:
        found = _histograms(Columns.of([continued.note for continued in take]), ppq)
        shares = [1 - _divergence(one, other) for one, other in zip(wanted, found, strict=True)]
        closeness.append(float(np.mean(shares)) if take else 0.0)
    return closeness


def _histograms(notes: Columns, ppq: int) -> list[np.ndarray]:
    start, end, pitch, _ = notes.part(np.lexsort((notes.pitch, notes.start)))
    leaps = np.clip(np.diff(pitch.astype(np.int64)), -_LARGEST_LEAP, _LARGEST_LEAP) + _LARGEST_LEAP
    return [
        np.bincount(pitch % 12, minlength=12),
        np.bincount(leaps, minlength=2 * _LARGEST_LEAP + 1),
        *(np.bincount(_span(ticks, ppq), minlength=_LONGEST_SPAN + 1) for ticks in (end - start, np.diff(start))),
    ]


def _span(ticks: np.ndarray, ppq: int) -> np.ndarray:
    return np.minimum(np.rint(ticks * _SPANS_PER_QUARTER / ppq).astype(np.int64), _LONGEST_SPAN)


def _divergence(counts: np.ndarray, others: np.ndarray) -> float:
    """Jensen-Shannon divergence of two histograms in bits, 0 to 1; 0 where one of them is empty."""
    if not counts.sum() or not others.sum():
        return 0.0
    p, q = counts / counts.sum(), others / others.sum()
    middle = (p + q) / 2
    return sum(float((share[share > 0] * np.log2(share[share > 0] / middle[share > 0])).sum()) for share in (p, q)) / 2


def _ranks(values: Sequence[float]) -> np.ndarray:
    """The place of each value among all, the lowest 0; equal values share the lowest of their places."""
    return np.searchsorted(np.sort(values), values)
