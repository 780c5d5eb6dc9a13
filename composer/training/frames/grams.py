"""Counting tokens: how likely each is by what followed its contexts in other pieces, and earlier in the same one.

The contexts of a token grow: from where it may stand, over the next key of the frame before and all lower keys, to that
whole frame. They are interpolated as in Witten & Bell (1991), "The zero-frequency problem", method C.
"""

from collections.abc import Sequence

import numpy as np

from composer.training.frames.hashes import paired
from composer.training.frames.steps import Steps, spell

WAYS = 2  # of counting: other pieces alone; on top of them the piece itself, so far
KNOWN = 7  # how much is known of a token: nothing is counted, or 1 and how many of its contexts were seen before
_CONTEXTS = 5
_FIRST_IN_PIECE = 2  # shorter contexts say little of a piece
_LEAST = 1e-12


class Grams:
    """Tokens in ever longer contexts, counted over pieces of frames (frames, keys)."""

    def __init__(self, pieces: Sequence[np.ndarray], voices: int) -> None:
        self._voices = voices
        read = [_read(piece[:-1], piece[1:], voices) for piece in pieces if len(piece) > 1]
        contexts = np.concatenate([each for each, _ in read], axis=1)
        tokens = np.concatenate([steps.token for _, steps in read])
        self._tables = [_Table(context, tokens) for context in contexts]

    def of(self, before: np.ndarray, following: np.ndarray) -> np.ndarray:
        """Probability of each frame, given the one before it, (frames,)."""
        contexts, steps = _read(before, following, self._voices)
        logs = np.zeros(len(before))
        np.add.at(logs, steps.frame, np.log(self._tokens(contexts, steps)[0]))
        return np.exp(logs)

    def of_piece(self, frames: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Of the tokens of all frames but the first: the logarithm of their probability, and how much is known.

        Both (tokens, WAYS): float32, and int64 below KNOWN.
        """
        contexts, steps = _read(frames[:-1], frames[1:], self._voices)
        others, known = self._tokens(contexts, steps)
        here, known_here = others, np.ones_like(known)
        wholes = _hashes(frames[:-1])
        before_that = np.concatenate([[np.uint64(0)], wholes[:-1]])[steps.frame]
        for context in (*contexts[_FIRST_IN_PIECE:], paired(contexts[-1], before_that)):
            here, is_known = _with_earlier(context, steps.token, here)
            known_here += is_known
        logs = np.log(np.maximum(np.stack([others, here], axis=1), _LEAST))
        return logs.astype(np.float32), np.stack([known, known_here], axis=1)

    def _tokens(self, contexts: np.ndarray, steps: Steps) -> tuple[np.ndarray, np.ndarray]:
        """Probability of each token, and how much is known of it."""
        probability = 1 / (steps.beyond - steps.lowest)
        known = np.ones(len(steps.token), dtype=np.int64)
        for table, context in zip(self._tables, contexts, strict=True):
            probability, is_known = table.interpolated(context, steps.token, probability)
            known += is_known
        return probability, known


class _Table:
    """How often each token followed a context."""

    def __init__(self, contexts: np.ndarray, tokens: np.ndarray) -> None:
        pairs = paired(contexts, tokens.astype(np.uint64))
        self._pairs, first, self._counts = np.unique(pairs, return_index=True, return_counts=True)
        self._contexts, self._totals = np.unique(contexts, return_counts=True)
        self._kinds = np.unique(contexts[first], return_counts=True)[1]

    def interpolated(
        self, contexts: np.ndarray, tokens: np.ndarray, shorter: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Probability of each token after its context, given that after a shorter one; and where it was seen."""
        seen = _look_up(self._pairs, self._counts, paired(contexts, tokens.astype(np.uint64)))
        total, kinds = (_look_up(self._contexts, values, contexts) for values in (self._totals, self._kinds))
        return _interpolated(seen, total, kinds, shorter), total > 0


def _interpolated(seen: np.ndarray, total: np.ndarray, kinds: np.ndarray, shorter: np.ndarray) -> np.ndarray:
    """Method C: what has been seen, and as often as something new came, what a shorter context says."""
    return np.where(total > 0, (seen + kinds * shorter) / np.maximum(total + kinds, 1), shorter)


def _with_earlier(context: np.ndarray, token: np.ndarray, shorter: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The same with each token's context as it was up to there, in one sequence of tokens."""
    seen = _rank(paired(context, token.astype(np.uint64)))
    order = np.argsort(context, kind="stable")
    total = _rank(context)
    is_new = (seen == 0)[order]
    before = np.cumsum(is_new) - is_new
    kinds = np.empty_like(total)
    kinds[order] = before - before[np.arange(len(order)) - total[order]]
    return _interpolated(seen, total, kinds, shorter), total > 0


def _rank(names: np.ndarray) -> np.ndarray:
    """How often each name stood before."""
    order = np.argsort(names, kind="stable")
    is_first = np.concatenate([[True], names[order][1:] != names[order][:-1]])
    places = np.arange(len(names))
    rank = np.empty_like(places)
    rank[order] = places - np.maximum.accumulate(np.where(is_first, places, 0))
    return rank


def _read(before: np.ndarray, following: np.ndarray, voices: int) -> tuple[np.ndarray, Steps]:
    """Contexts (_CONTEXTS, tokens) from the shortest to the longest, and the tokens."""
    steps = spell(following, voices)
    keys = following.shape[1]
    places = np.where(before, np.arange(keys), keys)
    from_here = np.minimum.accumulate(np.pad(places, ((0, 0), (0, 1)), constant_values=keys)[:, ::-1], axis=1)[:, ::-1]
    next_before = from_here[steps.frame, steps.lowest].astype(np.uint64)
    values = np.append(_values(keys), np.uint64(0))[steps.token]
    sums = np.cumsum(values) - values
    begins = np.flatnonzero(np.diff(steps.frame, prepend=-1))
    lowest = steps.lowest.astype(np.uint64)
    lower = paired(sums - sums[begins][steps.frame], lowest)
    whole = _hashes(before)[steps.frame]
    contexts = (lowest, paired(lowest, next_before), lower, paired(lower, next_before), paired(lower, whole))
    return np.stack(contexts), steps


def _hashes(frames: np.ndarray) -> np.ndarray:
    """A number for each frame, (frames,)."""
    return (frames * _values(frames.shape[1])).sum(axis=1, dtype=np.uint64)


def _values(keys: int) -> np.ndarray:
    """What each key adds to the number of a frame, (keys,)."""
    return np.random.default_rng(0).integers(1, 2**63, keys, dtype=np.uint64)


def _look_up(keys: np.ndarray, values: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """The value of each wanted key, 0 for keys that are not there; `keys` sorted."""
    index = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[index] == wanted, values[index], 0)
