"""Batches of frame windows: cut at random and moved in pitch to learn from, in order to be judged."""

from collections.abc import Iterator

import numpy as np
import torch

from composer.training.frames.data import FrameSet
from composer.training.frames.grams import WAYS, Grams
from composer.training.frames.matches import copy_candidates
from composer.training.frames.network import RECENT, FrameBatch
from composer.training.frames.steps import spell

_LARGEST_SHIFT = 6  # semitones
_FOLDS = 4  # of the train split: what is counted for one comes from the others
_MOST_MOVED = 80_000  # frames; a larger train split is counted as it stands, not moved to every key too


class FramePiece:
    """A piece with what may be copied in it and what counting says of it, found once."""

    def __init__(self, frames: np.ndarray, grams: Grams | None = None) -> None:
        self.frames = frames
        self.places, self.kinds = copy_candidates(frames)
        lengths = frames[1:].sum(axis=1) + 1  # tokens: its keys, and the end
        self._first = np.concatenate([[0], np.cumsum(lengths)])
        count = int(self._first[-1])
        nothing = np.zeros((count, WAYS), dtype=np.float32), np.zeros((count, WAYS), dtype=np.int64)
        self._counted, self._known = grams.of_piece(frames) if grams else nothing

    def counted(self, begin: int, end: int) -> tuple[np.ndarray, np.ndarray]:
        """What counting says of the tokens of the frames after [begin, end), as `Grams.of_piece` does."""
        tokens = slice(self._first[begin], self._first[end])
        return self._counted[tokens], self._known[tokens]

    def __len__(self) -> int:
        """Frames that have one before them."""
        return len(self.frames) - 1

    def moved(self, shift: int) -> np.ndarray:
        """Its frames some semitones higher."""
        return np.roll(self.frames, shift, axis=1) if shift else self.frames

    def shifts(self) -> range:
        """How far it may be moved without leaving the keyboard, at most to another key."""
        keys = np.flatnonzero(self.frames.any(axis=0))
        if not len(keys):
            return range(1)
        width = self.frames.shape[1]
        return range(max(-_LARGEST_SHIFT, -int(keys.min())), min(_LARGEST_SHIFT, width - int(keys.max())))


def splits_of(data: FrameSet, is_moved: bool = True) -> dict[str, list[FramePiece]]:
    """The pieces of each split that have something to foresee; what is said of the train split is of its other folds.

    With `is_moved`, pieces are counted in every key, as they are learned, unless they are too many.
    """
    is_moved = is_moved and sum(map(len, data.train)) <= _MOST_MOVED
    train, valid, test = ([each for each in split if len(each) > 1] for split in (data.train, data.valid, data.test))
    folds = [train[fold::_FOLDS] for fold in range(min(_FOLDS, len(train)))]
    learned = []
    for fold in folds:
        others = [piece for other in folds if other is not fold for piece in other]
        grams = _grams_of(others, is_moved) if others else None
        learned += [FramePiece(piece, grams) for piece in fold]
    grams = _grams_of(train, is_moved)
    judged = {name: [FramePiece(piece, grams) for piece in split] for name, split in (("valid", valid), ("test", test))}
    return {"train": learned, **judged}


def _grams_of(pieces: list[np.ndarray], is_moved: bool) -> Grams:
    if not is_moved:
        return Grams(pieces, 0)
    originals = map(FramePiece, pieces)
    return Grams([each.moved(shift) for each in originals for shift in each.shifts()], 0)


def lessons(
    pieces: list[FramePiece], random: np.random.Generator, size: int, window: int, is_moved: bool
) -> Iterator[FrameBatch]:
    """One pass over the pieces in windows of at most `window` frames, `size` of them a batch, in random order."""
    cuts = []
    for piece in pieces:
        first = int(random.integers(1, window + 1))
        begins = [0, *range(first, len(piece), window)]
        cuts += [(piece, begin, end) for begin, end in zip(begins, [*begins[1:], len(piece)], strict=True)]
    cuts = [cuts[index] for index in random.permutation(len(cuts))]
    cuts.sort(key=lambda cut: (cut[2] - cut[1]) // (window // 4))  # windows of like length side by side
    groups = [cuts[begin : begin + size] for begin in range(0, len(cuts), size)]
    for index in random.permutation(len(groups)):
        shifts = [int(random.choice(cut[0].shifts())) if is_moved else 0 for cut in groups[index]]
        yield batch_of(groups[index], shifts)


def batch_of(cuts: list[tuple[FramePiece, int, int]], shifts: list[int] | None = None) -> FrameBatch:
    """The windows [begin, end) of some pieces, each moved by its shift, padded to the longest."""
    keys = cuts[0][0].frames.shape[1]
    longest = max(end - begin for _, begin, end in cuts)
    recent = np.zeros((len(cuts), longest, RECENT, keys), dtype=np.float32)
    following = np.zeros((len(cuts), longest, keys), dtype=bool)
    candidates = np.zeros((len(cuts), longest, cuts[0][0].kinds.shape[1], keys), dtype=bool)
    kinds = np.zeros((len(cuts), longest, cuts[0][0].kinds.shape[1]), dtype=np.int64)
    counts = np.zeros((len(cuts), longest), dtype=bool)
    for row, (piece, begin, end) in enumerate(cuts):
        frames = piece.moved(shifts[row] if shifts else 0)
        count = end - begin
        before = np.pad(frames[max(begin - RECENT + 1, 0) : end], ((max(RECENT - 1 - begin, 0), 0), (0, 0)))
        for back in range(RECENT):
            recent[row, :count, back] = before[RECENT - 1 - back : RECENT - 1 - back + count]
        following[row, :count] = frames[begin + 1 : end + 1]
        candidates[row, :count] = frames[piece.places[begin:end]]
        kinds[row, :count] = piece.kinds[begin:end]
        counts[row, :count] = True
    said, known = zip(*(piece.counted(begin, end) for piece, begin, end in cuts), strict=True)
    places = np.flatnonzero(counts)
    steps = spell(following.reshape(-1, keys)[places], 0)
    arrays = (
        recent.reshape(len(cuts), longest, -1),
        following.reshape(-1, keys),
        candidates.reshape(-1, *candidates.shape[2:]),
        kinds.reshape(-1, kinds.shape[2]),
        counts.reshape(-1),
        places[steps.frame],
        steps.token,
        steps.lowest,
        steps.beyond,
        np.concatenate(said),
        np.concatenate(known),
    )
    return FrameBatch(*map(torch.from_numpy, arrays))
