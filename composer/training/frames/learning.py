"""Training a network of a benchmark, and choosing it on the validation split."""

import copy
import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import numpy as np
import torch
from torch import Tensor, nn

_LEARNING_RATE, _WARM_UP, _WEIGHT_DECAY, _CLIP = 2e-3, 0.05, 0.01, 1.0
_HASTE = 20.0  # of single numbers that have far to go, and of which each step moves but a few
_MOST_AVERAGING = 0.998  # of the moving average of the weights, which is what is judged


@dataclass(frozen=True)
class Lesson:
    """How a network learns."""

    epochs: int
    seed: int = 0


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


class Batch(Protocol):
    """Frames to be foreseen, with what a network needs for it."""

    @property
    def frames(self) -> int:
        """How many they are."""
        ...


B = TypeVar("B", bound=Batch)


class FrameModel(nn.Module, ABC, Generic[B]):
    """A network of nats."""

    @abstractmethod
    def losses(self, batch: B) -> tuple[Tensor, Tensor]:
        """What is to be as little as possible, and the nats, both of all frames of a batch together."""

    def hasty(self) -> list[nn.Parameter]:
        """The parameters that have to learn faster than the others."""
        return []


class Course(ABC, Generic[B]):
    """The splits of a benchmark as one kind of network reads them.

    frames: to be foreseen in a pass over the train split; notes: in a frame, or 1 where nats are told per frame
    """

    frames: int
    notes: int

    @abstractmethod
    def network(self) -> FrameModel[B]:
        """A network that knows nothing yet."""

    @abstractmethod
    def lessons(self, random: np.random.Generator) -> Iterator[B]:
        """One pass over the train split in random order."""

    @abstractmethod
    def judge(self, network: FrameModel[B], split: str) -> Likelihood:
        """The exact likelihood of "valid" or "test"."""


def train(course: Course[B], lesson: Lesson, tell: Callable[[Progress], None]) -> FrameModel[B]:
    """The network that foresaw the validation split best. Equal seeds give equal networks on one machine."""
    torch.manual_seed(lesson.seed)
    random = np.random.default_rng(lesson.seed)
    network = course.network()
    average = copy.deepcopy(network).eval()
    best, least = copy.deepcopy(average.state_dict()), math.inf
    optimizer = torch.optim.AdamW(_groups(network), weight_decay=_WEIGHT_DECAY, betas=(0.9, 0.99))
    count = 0
    for epoch in range(1, lesson.epochs + 1):
        nats = frames = 0.0
        for batch in course.lessons(random):
            for group in optimizer.param_groups:
                group["lr"] = group["haste"] * _rate((epoch - 1 + frames / course.frames) / lesson.epochs)
            loss, mixed = network.train().losses(batch)
            optimizer.zero_grad()
            (loss / batch.frames).backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), _CLIP)
            optimizer.step()
            count += 1
            _average(average, network, min(_MOST_AVERAGING, (1 + count) / (10 + count)))
            nats, frames = nats + float(mixed.detach()), frames + batch.frames
        held_out = course.judge(average, "valid").per_frame
        if held_out < least:
            best, least = copy.deepcopy(average.state_dict()), held_out
        tell(Progress(epoch, nats / frames / course.notes, held_out, held_out == least))
    average.load_state_dict(best)
    return average


def pooled(nats: list[float], lengths: list[int], voices: int) -> Likelihood:
    """The likelihood of pieces of so many nats and frames each."""
    notes = np.array(lengths) * max(voices, 1)
    return Likelihood(float(np.sum(nats) / notes.sum()), float(np.mean(np.array(nats) / notes)))


def _groups(network: FrameModel) -> list[dict]:
    """All parameters, with the multiple of the learning rate at which they learn."""
    hasty = network.hasty()
    others = [parameter for parameter in network.parameters() if all(parameter is not one for one in hasty)]
    return [{"params": others, "haste": 1.0}, {"params": hasty, "haste": _HASTE, "weight_decay": 0.0}]


def _rate(done: float) -> float:
    """The learning rate: a short warm-up, then a cosine down to nothing."""
    return _LEARNING_RATE * (min(done / _WARM_UP, 0.5 * (1 + math.cos(math.pi * done))) + 1e-3)


def _average(average: nn.Module, network: nn.Module, share: float) -> None:
    with torch.no_grad():
        for mean, value in zip(average.parameters(), network.parameters(), strict=True):
            mean.lerp_(value, 1 - share)
