"""Batches of frame windows: cut at random and moved in pitch to learn from, in order to be judged."""

from collections.abc import Iterator

import numpy as np
import torch

from composer.training.frames.data import FrameSet
from composer.training.frames.matches import copy_candidates
from composer.training.frames.network import RECENT, Batch
from composer.training.frames.steps import spell

_LARGEST_SHIFT = 6  # semitones


class FramePiece:
    """A piece with what may be copied in it, found once."""

    def __init__(self, frames: np.ndarray, voices: int) -> None:
        self.frames = frames
        self.places, self.kinds = copy_candidates(frames)
        self._voices = voices

    def __len__(self) -> int:
        """Frames that have one before them."""
        return len(self.frames) - 1

    def moved(self, shift: int) -> np.ndarray:
        """Its frames some semitones higher; what is silent stays so."""
        if not shift:
            return self.frames
        blocks = self.frames.reshape(len(self.frames), max(self._voices, 1), -1)
        sounding = blocks[:, :, 1:] if self._voices else blocks
        moved = np.roll(sounding, shift, axis=2)
        return (np.concatenate([blocks[:, :, :1], moved], axis=2) if self._voices else moved).reshape(self.frames.shape)

    def shifts(self) -> range:
        """How far it may be moved without leaving the keyboard, at most to another key."""
        blocks = self.frames.any(axis=0).reshape(max(self._voices, 1), -1)
        keys = np.nonzero(blocks[:, 1:] if self._voices else blocks)[1]
        width = blocks.shape[1] - bool(self._voices)
        if not len(keys):
            return range(1)
        return range(max(-_LARGEST_SHIFT, -int(keys.min())), min(_LARGEST_SHIFT, width - int(keys.max())))


def pieces_of(data: FrameSet, split: str) -> list[FramePiece]:
    """The pieces of "train", "valid" or "test" that have something to foresee."""
    return [FramePiece(frames, data.voices) for frames in getattr(data, split) if len(frames) > 1]


def lessons(
    pieces: list[FramePiece], voices: int, random: np.random.Generator, size: int, window: int, is_moved: bool
) -> Iterator[Batch]:
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
        yield batch_of(groups[index], voices, shifts)


def batch_of(cuts: list[tuple[FramePiece, int, int]], voices: int, shifts: list[int] | None = None) -> Batch:
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
    places = np.flatnonzero(counts)
    steps = spell(following.reshape(-1, keys)[places], voices)
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
    )
    return Batch(*map(torch.from_numpy, arrays))
