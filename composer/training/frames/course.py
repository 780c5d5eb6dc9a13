"""The benchmarks of 88-key frames: windows to learn from, and whole pieces to be judged on."""

from collections.abc import Collection, Iterator
from dataclasses import replace

import numpy as np
import torch

from composer.training.frames.ablation import Ablation
from composer.training.frames.batches import FramePiece, batch_of, lessons, splits_of
from composer.training.frames.data import FrameSet
from composer.training.frames.learning import Course, FrameModel, Likelihood, pooled
from composer.training.frames.network import FrameBatch, FrameConfig, FrameNetwork

_WINDOW, _BATCH = 100, 8  # frames, windows
_JUDGED_AT_ONCE, _JUDGED_WINDOW = 16, 512  # pieces, frames


class FrameCourse(Course[FrameBatch]):
    """A set of frames of keys, with counting and copying found once."""

    notes = 1

    def __init__(self, data: FrameSet, without: Collection[Ablation] = ()) -> None:
        self.config = config_for(data, without)
        self._is_moved = Ablation.MOVING not in without
        self.splits = splits_of(data, self._is_moved)
        self.frames = sum(map(len, self.splits["train"]))

    def network(self) -> FrameNetwork:
        """A network that knows nothing yet."""
        return FrameNetwork(self.config)

    def lessons(self, random: np.random.Generator) -> Iterator[FrameBatch]:
        """One pass over windows of the train split, each moved in pitch at random."""
        return lessons(self.splits["train"], random, _BATCH, _WINDOW, self._is_moved)

    def judge(self, network: FrameModel[FrameBatch], split: str) -> Likelihood:
        """The exact likelihood of whole pieces, the state carried from their first frame to their last."""
        nats: list[float] = []
        lengths: list[int] = []
        network.eval()
        with torch.inference_mode():
            for group in _by_length(self.splits[split]):
                sums, state = torch.zeros(len(group)), None
                for begin in range(0, len(group[-1]), _JUDGED_WINDOW):
                    cuts = [(piece, min(begin, len(piece)), min(begin + _JUDGED_WINDOW, len(piece))) for piece in group]
                    each, _, state = network(batch_of(cuts), state)
                    sums += each.reshape(len(group), -1).sum(dim=1)
                nats += sums.tolist()
                lengths += map(len, group)
        return pooled(nats, lengths, self.notes)


def config_for(data: FrameSet, without: Collection[Ablation]) -> FrameConfig:
    """The network for some data, without some of its parts."""
    config = FrameConfig(data.keys)
    return replace(
        config,
        has_copies=Ablation.COPYING not in without,
        has_counts=Ablation.COUNTING not in without,
        is_joint=Ablation.JOINT not in without,
        is_deep=Ablation.DEPTH not in without,
        layers=1 if Ablation.DEPTH in without else config.layers,
    )


def _by_length(pieces: list[FramePiece]) -> Iterator[list[FramePiece]]:
    ordered = sorted(pieces, key=len)
    for begin in range(0, len(ordered), _JUDGED_AT_ONCE):
        yield ordered[begin : begin + _JUDGED_AT_ONCE]
