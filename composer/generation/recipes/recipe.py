"""What every recipe answers: how it reads music, what its network is, how it learns, and how it goes on."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from composer.generation.recipes.catalogue import Published
from composer.generation.recipes.layers import LayerStack
from composer.generation.recipes.vocabulary import Vocabulary
from composer.generation.sampling import sample_top_p, temper
from composer.music.score import Note, Score
from composer.music.seed import Seed

KERAS_EPSILON = 1e-7  # of its optimizers


@dataclass(frozen=True, slots=True)
class Choice:
    """How an event is chosen among those that the network finds possible."""

    temperature: float  # 0: always the likeliest
    top_p: float = 1.0


class Writer(Protocol):
    """Turns the events of one take into notes, in onset order."""

    @property
    def is_done(self) -> bool:
        """Whether the take has reached its last tick."""
        ...

    def write(self, event: np.ndarray) -> list[Note]:
        """The notes that are complete with `event`, a row of what the recipe reads."""
        ...

    def end(self) -> list[Note]:
        """The notes that were still sounding."""
        ...


class Recipe(ABC):
    """One published system. A piece is an array whose first axis is time: `read` makes it, `encode` numbers it."""

    published: Published
    reading: str  # recipes that read music alike share this name
    padding: int | None = None  # the number of the token that stands before a piece begins

    def track_of(self, score: Score) -> int | None:
        """Index of the track that is read and written: the first with pitched notes; None where there is none."""
        return next(iter(pitched_tracks(score)), None)

    @abstractmethod
    def read(self, score: Score) -> np.ndarray:
        """What the recipe hears of a score, an event a row."""

    @abstractmethod
    def vocabulary_of(self, pieces: Sequence[np.ndarray]) -> tuple[str, ...]:
        """The tokens of a corpus in the published order; none where events are numbers already."""

    @abstractmethod
    def vocabulary(self, tokens: Iterable[str]) -> Vocabulary:
        """Those tokens as a vocabulary that knows what they sound."""

    @abstractmethod
    def encode(self, piece: np.ndarray, vocabulary: Vocabulary) -> np.ndarray:
        """What the network reads, (events,) int64 or (events, fields) float32."""

    @abstractmethod
    def network(self, vocabulary_size: int) -> LayerStack:
        """The published network with fresh weights."""

    @abstractmethod
    def optimizer(self, parameters: Iterable[nn.Parameter]) -> torch.optim.Optimizer:
        """The published optimizer."""

    @abstractmethod
    def loss(self, outputs: Tensor, following: Tensor) -> Tensor:
        """The published loss, its mean over outputs (batch, size) and the events (batch, ...) that followed."""

    @abstractmethod
    def hits(self, outputs: Tensor, following: Tensor) -> Tensor:
        """Whether the likeliest token or pitch was the right one, (batch,) bool."""

    @abstractmethod
    def choose(self, outputs: np.ndarray, choice: Choice, uniform: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Choose for every take: outputs (takes, size), uniform (2, takes) → events, their probabilities (takes,)."""

    @abstractmethod
    def writer(self, seed: Seed, vocabulary: Vocabulary, last_tick: int) -> Writer:
        """What writes a take behind `seed`, up to `last_tick`."""

    def fill(self, events: np.ndarray, window: int) -> np.ndarray:
        """The last `window` events; too few are padded as published, or repeated until they fill it."""
        if self.padding is not None:
            events = np.concatenate([np.full(window, self.padding), events])
        repeated = -(-window // len(events))
        return np.concatenate([events] * repeated)[-window:] if repeated > 1 else events[-window:]


class TokenRecipe(Recipe):
    """A recipe whose events are words of a vocabulary; the network says how likely each is to follow."""

    def vocabulary_of(self, pieces: Sequence[np.ndarray]) -> tuple[str, ...]:
        """Every token once, sorted as text."""
        return tuple(np.unique(np.concatenate(pieces)).tolist())

    def encode(self, piece: np.ndarray, vocabulary: Vocabulary) -> np.ndarray:
        """The number of each token, (events,) int64."""
        return vocabulary.ids_of(piece.tolist())

    def loss(self, outputs: Tensor, following: Tensor) -> Tensor:
        """Categorical cross-entropy in nats per event."""
        return F.cross_entropy(outputs, following)

    def hits(self, outputs: Tensor, following: Tensor) -> Tensor:
        """Whether the likeliest token was the right one, (batch,) bool."""
        return outputs.argmax(dim=-1) == following

    def choose(self, outputs: np.ndarray, choice: Choice, uniform: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Tokens (takes,) and their probabilities (takes,)."""
        return choose_token(outputs, choice, uniform)


def pitched_tracks(score: Score) -> list[int]:
    """Indices of the tracks with pitched notes."""
    return [index for index, track in enumerate(score.tracks) if track.notes and not track.is_drums]


def choose_token(logits: np.ndarray, choice: Choice, uniform: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A token a row of logits (takes, size), and how probable it was; uniform (2, takes) in [0, 1)."""
    if choice.temperature:
        return sample_top_p(temper(logits, choice.temperature), choice.top_p, uniform)
    weights = temper(logits, 1.0)
    tokens = weights.argmax(axis=-1)
    return tokens, weights[np.arange(len(weights)), tokens] / weights.sum(axis=-1)
