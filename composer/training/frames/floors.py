"""What counting alone predicts of frames: the floors that a network has to beat, on the same held-out frames.

Markov: every key by itself, given whether it sounded before. N-gram: the tokens of `spell`, each given the token before
it, the next key of the frame before, all lower keys, and that whole frame, interpolated as in Witten & Bell (1991),
"The zero-frequency problem", method C. Copying: what followed the longest match earlier in the piece, or the frame
before once more, mixed with both; the shares, one set for each kind of match, are fitted to the validation split.
"""

import numpy as np

from composer.training.frames.data import FrameSet
from composer.training.frames.learning import Likelihood, pooled
from composer.training.frames.matches import KINDS, STAY, copy_candidates
from composer.training.frames.steps import spell

NAMES = ("markov", "n-gram", "copying")
_FITTING = 50  # rounds of expectation and maximization
_LEAST = 1e-300


def floors(data: FrameSet) -> dict[str, Likelihood]:
    """The likelihood of the test split under each of NAMES, learned on the train split."""
    markov, grams = _Markov(data), _Grams(data)
    valid, test = (_components(getattr(data, split), markov, grams) for split in ("valid", "test"))
    shares = _fitted(*valid)
    probabilities, kinds = test
    mixed = np.log(np.maximum((shares[kinds] * probabilities).sum(axis=1), _LEAST))
    logs = {"markov": np.log(probabilities[:, 0]), "n-gram": np.log(probabilities[:, 1]), "copying": mixed}
    lengths = [len(piece) - 1 for piece in data.test if len(piece) > 1]
    begins = np.cumsum([0, *lengths[:-1]])
    return {name: pooled((-np.add.reduceat(logs[name], begins)).tolist(), lengths, data.voices) for name in NAMES}


def _components(pieces: list[np.ndarray], markov: "_Markov", grams: "_Grams") -> tuple[np.ndarray, np.ndarray]:
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


class _Grams:
    """Tokens in ever longer contexts."""

    def __init__(self, data: FrameSet) -> None:
        self._voices = data.voices
        pairs = [(piece[:-1], piece[1:]) for piece in data.train if len(piece) > 1]
        contexts, tokens, _, _ = self._read(*(np.concatenate(part) for part in zip(*pairs, strict=True)))
        self._tables = [_Table(context, tokens) for context in contexts]

    def _read(
        self, before: np.ndarray, following: np.ndarray
    ) -> tuple[list[np.ndarray], np.ndarray, np.ndarray, np.ndarray]:
        """Contexts from the shortest to the longest, tokens, how many might stand there, and in which frame."""
        steps = spell(following, self._voices)
        keys = following.shape[1]
        rows = np.arange(keys)
        is_below = rows < steps.lowest[:, None]
        staying = np.where(is_below, False, before[steps.frame])
        next_before = np.where(staying.any(axis=1), staying.argmax(axis=1), keys)
        lower, whole = _hashes(following[steps.frame] & is_below), _hashes(before)[steps.frame]
        lowest = steps.lowest.astype(np.uint64)
        contexts = [lowest, _paired(lowest, next_before.astype(np.uint64)), _paired(lower, lowest)]
        contexts += [_paired(contexts[2], next_before.astype(np.uint64)), _paired(contexts[2], whole)]
        return contexts, steps.token, steps.beyond - steps.lowest, steps.frame

    def of(self, before: np.ndarray, following: np.ndarray) -> np.ndarray:
        """Probability of each frame, (frames,)."""
        contexts, tokens, rooms, frames = self._read(before, following)
        probability = 1 / rooms
        for table, context in zip(self._tables, contexts, strict=True):
            probability = table.interpolated(context, tokens, probability)
        logs = np.zeros(len(before))
        np.add.at(logs, frames, np.log(probability))
        return np.exp(logs)


class _Table:
    """How often each token followed a context."""

    def __init__(self, contexts: np.ndarray, tokens: np.ndarray) -> None:
        self._pairs, self._counts = np.unique(_paired(contexts, tokens.astype(np.uint64)), return_counts=True)
        order = np.argsort(contexts, kind="stable")
        self._contexts, begins, self._totals = np.unique(contexts[order], return_index=True, return_counts=True)
        kinds = np.unique(np.stack([contexts, tokens.astype(np.uint64)]), axis=1)[0]
        self._kinds = np.unique(kinds, return_counts=True)[1]
        assert len(begins) == len(self._kinds)

    def interpolated(self, contexts: np.ndarray, tokens: np.ndarray, shorter: np.ndarray) -> np.ndarray:
        """Probability of each token after its context, given that after a shorter one."""
        seen = _look_up(self._pairs, self._counts, _paired(contexts, tokens.astype(np.uint64)))
        total, kinds = (_look_up(self._contexts, values, contexts) for values in (self._totals, self._kinds))
        return (seen + kinds * shorter) / np.maximum(total + kinds, 1) + shorter * (total == 0)


_FACTOR = np.uint64(0x9E3779B97F4A7C15)  # odd, 2⁶⁴ divided by the golden ratio
_SHIFT = np.uint64(29)


def _paired(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """A number for each pair; of 64 bits, so that two pairs hardly ever share one."""
    mixed = (left * _FACTOR) ^ (left >> _SHIFT)
    mixed = (mixed + right + np.uint64(1)) * _FACTOR
    return mixed ^ (mixed >> _SHIFT)


def _hashes(frames: np.ndarray) -> np.ndarray:
    """A number for each frame, (frames,)."""
    factors = np.random.default_rng(0).integers(1, 2**63, frames.shape[1], dtype=np.uint64)
    return (frames * factors).sum(axis=1, dtype=np.uint64)


def _look_up(keys: np.ndarray, values: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """The value of each wanted key, 0 for keys that are not there; `keys` sorted."""
    index = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[index] == wanted, values[index], 0)
