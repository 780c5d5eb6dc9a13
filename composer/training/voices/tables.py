"""How often each token followed a context, and the probabilities that this gives."""

from collections.abc import Sequence

import numpy as np

from composer.training.frames.hashes import paired
from composer.training.voices.contexts import Chain


class Table:
    """Counts of tokens, below `size`, after contexts."""

    def __init__(self, contexts: np.ndarray, tokens: np.ndarray, size: int) -> None:
        self._contexts, index = np.unique(contexts, return_inverse=True)
        pairs, self._counts = np.unique(index * size + tokens, return_counts=True)
        self._tokens = pairs % size
        self._first = np.searchsorted(pairs // size, np.arange(len(self._contexts) + 1))
        self._size = size

    def after(self, contexts: np.ndarray) -> np.ndarray:
        """How often each token followed each of some contexts, (contexts, size) float32."""
        index = np.minimum(np.searchsorted(self._contexts, contexts), len(self._contexts) - 1)
        lengths = np.where(self._contexts[index] == contexts, self._first[index + 1] - self._first[index], 0)
        rows = np.repeat(np.arange(len(contexts)), lengths)
        places = np.arange(len(rows)) - np.repeat(np.cumsum(lengths) - lengths - self._first[index], lengths)
        counts = np.zeros((len(contexts), self._size), dtype=np.float32)
        counts[rows, self._tokens[places]] = self._counts[places]
        return counts


def context_numbers(chains: Sequence[Chain]) -> list[np.ndarray]:
    """For each level of a chain a number for the context of each row, given the same chain of some pieces."""
    numbers = np.zeros(sum(len(chain[0][0]) for chain in chains), dtype=np.uint64)
    levels = []
    for parts in zip(*chains, strict=True):
        for columns in zip(*parts, strict=True):
            numbers = paired(numbers, np.concatenate(columns).astype(np.uint64))
        levels.append(numbers)
    return levels


def interpolated(counts: np.ndarray, shorter: np.ndarray) -> np.ndarray:
    """Probabilities (contexts, size): what was seen, and as often as something new came, what a shorter context says.

    This is method C of Witten & Bell (1991), "The zero-frequency problem".
    """
    total, kinds = counts.sum(axis=1, keepdims=True), (counts > 0).sum(axis=1, keepdims=True).astype(np.float32)
    return np.where(total > 0, (counts + kinds * shorter) / np.maximum(total + kinds, 1), shorter)


def interpolate_so_far(levels: Sequence[np.ndarray], tokens: np.ndarray, shorter: np.ndarray) -> np.ndarray:
    """The same in one piece with what came before each row, level upon level; `shorter` (rows, size)."""
    probabilities = shorter.copy()
    seen: list[dict[int, dict[int, int]]] = [{} for _ in levels]
    for row, token, *contexts in zip(
        probabilities, tokens.tolist(), *(level.tolist() for level in levels), strict=True
    ):
        for known, context in zip(seen, contexts, strict=True):
            counts = known.setdefault(context, {})
            if counts:
                total = sum(counts.values()) + len(counts)
                row *= len(counts) / total
                for other, count in counts.items():
                    row[other] += count / total
            counts[token] = counts.get(token, 0) + 1
    return probabilities
