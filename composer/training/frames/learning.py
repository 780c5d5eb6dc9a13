"""Training a frame network, choosing it on the validation split, and judging it once on the test split."""

import copy
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import torch

from composer.training.frames.batches import FramePiece, Splits, batch_of, lessons
from composer.training.frames.network import FrameConfig, FrameNetwork

_WINDOW, _BATCH = 100, 8  # frames, windows
_JUDGED_AT_ONCE, _JUDGED_WINDOW = 16, 512  # pieces, frames
_LEARNING_RATE, _WARM_UP, _WEIGHT_DECAY, _CLIP = 2e-3, 0.05, 0.01, 1.0
_HASTE_OF_TRUST = 20.0  # single numbers that have far to go, and of which each step moves but a few
_ALONE = 0.5  # weight of the network's own loss: where copies are right, the mixture alone would teach it nothing
_MOST_AVERAGING = 0.998  # of the moving average of the weights, which is what is judged


@dataclass(frozen=True)
class Lesson:
    """How a network learns."""

    epochs: int
    seed: int = 0
    is_moved: bool = True  # in pitch, at random


@dataclass(frozen=True)
class Progress:
    """Where the training stands after a pass over the train split."""

    epoch: int
    learned: float  # nats per frame while learning
    valid: float  # nats per frame
    is_best: bool


@dataclass(frozen=True)
class Likelihood:
    """How well the frames of a split are foreseen, in nats; the first frame of a piece is given."""

    per_frame: float  # over all frames; with voices, per note of a voice
    per_piece: float  # the mean over pieces of the same


def train(splits: Splits, config: FrameConfig, lesson: Lesson, tell: Callable[[Progress], None]) -> FrameNetwork:
    """The network that foresaw the validation split best. Equal seeds give equal networks on one machine."""
    torch.manual_seed(lesson.seed)
    random = np.random.default_rng(lesson.seed)
    network = FrameNetwork(config)
    average = copy.deepcopy(network).eval()
    best, least = copy.deepcopy(average.state_dict()), math.inf
    optimizer = torch.optim.AdamW(_groups(network), weight_decay=_WEIGHT_DECAY, betas=(0.9, 0.99))
    length = sum(map(len, splits.train))
    count = 0
    for epoch in range(1, lesson.epochs + 1):
        nats = frames = 0.0
        for batch in lessons(splits.train, splits.voices, random, _BATCH, _WINDOW, lesson.is_moved):
            for group in optimizer.param_groups:
                group["lr"] = group["haste"] * _rate((epoch - 1 + frames / length) / lesson.epochs)
            mixed, alone, _ = network(batch)
            loss = (mixed + _ALONE * alone).sum()
            here = float(batch.counts.sum())
            optimizer.zero_grad()
            (loss / here).backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), _CLIP)
            optimizer.step()
            count += 1
            _average(average, network, min(_MOST_AVERAGING, (1 + count) / (10 + count)))
            nats, frames = nats + float(mixed.detach().sum()), frames + here
        held_out = judge(average, splits.valid, splits.voices).per_frame
        if held_out < least:
            best, least = copy.deepcopy(average.state_dict()), held_out
        tell(Progress(epoch, nats / frames / max(splits.voices, 1), held_out, held_out == least))
    average.load_state_dict(best)
    return average


def judge(network: FrameNetwork, pieces: list[FramePiece], voices: int) -> Likelihood:
    """The exact likelihood of whole pieces, the state carried from their first frame to their last."""
    nats: list[float] = []
    lengths: list[int] = []
    with torch.inference_mode():
        for group in _by_length(pieces):
            sums, state = torch.zeros(len(group)), None
            for begin in range(0, len(group[-1]), _JUDGED_WINDOW):
                cuts = [(piece, min(begin, len(piece)), min(begin + _JUDGED_WINDOW, len(piece))) for piece in group]
                each, _, state = network.eval()(batch_of(cuts, voices), state)
                sums += each.reshape(len(group), -1).sum(dim=1)
            nats += sums.tolist()
            lengths += map(len, group)
    return pooled(nats, lengths, voices)


def pooled(nats: list[float], lengths: list[int], voices: int) -> Likelihood:
    """The likelihood of pieces of so many nats and frames each."""
    notes = np.array(lengths) * max(voices, 1)
    return Likelihood(float(np.sum(nats) / notes.sum()), float(np.mean(np.array(nats) / notes)))


def _by_length(pieces: list[FramePiece]) -> Iterator[list[FramePiece]]:
    ordered = sorted(pieces, key=len)
    for begin in range(0, len(ordered), _JUDGED_AT_ONCE):
        yield ordered[begin : begin + _JUDGED_AT_ONCE]


def _groups(network: FrameNetwork) -> list[dict]:
    """All parameters, with the multiple of the learning rate at which they learn."""
    trust = [network.trust, network.trust_in_counts]
    others = [parameter for parameter in network.parameters() if all(parameter is not one for one in trust)]
    return [{"params": others, "haste": 1.0}, {"params": trust, "haste": _HASTE_OF_TRUST, "weight_decay": 0.0}]


def _rate(done: float) -> float:
    """The learning rate: a short warm-up, then a cosine down to nothing."""
    return _LEARNING_RATE * (min(done / _WARM_UP, 0.5 * (1 + math.cos(math.pi * done))) + 1e-3)


def _average(average: FrameNetwork, network: FrameNetwork, share: float) -> None:
    with torch.no_grad():
        for mean, value in zip(average.parameters(), network.parameters(), strict=True):
            mean.lerp_(value, 1 - share)
