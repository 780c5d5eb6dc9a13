"""What counting alone predicts of frames: the floors that a network has to beat, on the same held-out frames.

Markov: every key by itself, given whether it sounded before. N-gram: `Grams` of the tokens of `spell`. Copying: what
followed the longest match earlier in the piece, or the frame before once more, mixed with both; the shares, one set for
each kind of match, are fitted to the validation split.
"""

import numpy as np

from composer.training.frames.data import FrameSet
from composer.training.frames.grams import Grams
from composer.training.frames.learning import Likelihood, pooled
from composer.training.frames.matches import KINDS, STAY, copy_candidates

NAMES = ("markov", "n-gram", "copying")
_FITTING = 50  # rounds of expectation and maximization
_LEAST = 1e-300


def floors(data: FrameSet) -> dict[str, Likelihood]:
    """The likelihood of the test split under each of NAMES, learned on the train split."""
    markov, grams = _Markov(data), Grams(data.train, data.voices)
    valid, test = (_components(getattr(data, split), markov, grams) for split in ("valid", "test"))
    shares = _fitted(*valid)
    probabilities, kinds = test
    mixed = np.log(np.maximum((shares[kinds] * probabilities).sum(axis=1), _LEAST))
    logs = {"markov": np.log(probabilities[:, 0]), "n-gram": np.log(probabilities[:, 1]), "copying": mixed}
    lengths = [len(piece) - 1 for piece in data.test if len(piece) > 1]
    begins = np.cumsum([0, *lengths[:-1]])
    return {name: pooled((-np.add.reduceat(logs[name], begins)).tolist(), lengths, data.voices) for name in NAMES}


def _components(pieces: list[np.ndarray], markov: "_Markov", grams: Grams) -> tuple[np.ndarray, np.ndarray]:
    """Of every frame but the first of a piece: its probability by each component, and the kind of its longest match.

    The components are Markov, n-gram, the longest match, and the frame before: (frames, 4) and (frames,).
    """
    probabilities, kinds = [], []
    for frames in pieces:
        if len(frames) > 1:
            before, following = frames[:-1], frames[1:]
            places, each = (part[:-1] for part in copy_candidates(frames))
            rows = np.arange(len(before))
            longest = (each[:, :STAY] > 0).argmax(axis=1)
            kind = each[rows, longest] * (each[:, :STAY] > 0).any(axis=1)
            copied = (frames[places[rows, longest]] == following).all(axis=1) & (kind > 0)
            stayed = (before == following).all(axis=1)
            probabilities.append(
                np.stack([markov.of(before, following), grams.of(before, following), copied, stayed], axis=1)
            )
            kinds.append(kind)
    return np.maximum(np.concatenate(probabilities), _LEAST), np.concatenate(kinds)


def _fitted(probabilities: np.ndarray, kinds: np.ndarray) -> np.ndarray:
    """Shares of the components by kind that make the frames likeliest, (KINDS, components)."""
    count = probabilities.shape[1]
    shares = np.full((KINDS, count), 1 / count)
    for _ in range(_FITTING):
        parts = shares[kinds] * probabilities
        parts /= parts.sum(axis=1, keepdims=True)
        sums = np.ones((KINDS, count))  # as if each had been right once more
        np.add.at(sums, kinds, parts)
        sums[0, 2] = 0  # nothing matches
        shares = sums / sums.sum(axis=1, keepdims=True)
    return shares


class _Markov:
    """Each key, or each voice, given the same one before."""

    def __init__(self, data: FrameSet) -> None:
        self._voices, block = data.voices, data.block
        self._counts = np.full((data.voices, block, block) if data.voices else (2, 2, data.keys), 0.5)
        for frames in data.train:
            np.add.at(self._counts, self._places(frames[:-1], frames[1:]), 1)
        axis = 2 if data.voices else 1
        self._counts /= self._counts.sum(axis=axis, keepdims=True)

    def _places(self, before: np.ndarray, following: np.ndarray) -> tuple[np.ndarray, ...]:
        """Where each key's or voice's change is counted, (frames, keys or voices) each."""
        if self._voices:
            keys = [frames.reshape(len(frames), self._voices, -1).argmax(axis=2) for frames in (before, following)]
            return np.broadcast_to(np.arange(self._voices), keys[0].shape), keys[0], keys[1]
        return before.astype(int), following.astype(int), np.broadcast_to(np.arange(before.shape[1]), before.shape)

    def of(self, before: np.ndarray, following: np.ndarray) -> np.ndarray:
        """Probability of each frame, (frames,)."""
        return np.exp(np.log(self._counts[self._places(before, following)]).sum(axis=1))
