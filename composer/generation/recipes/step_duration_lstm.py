"""`step-duration-lstm`: TensorFlow's music tutorial, pitch, step and duration in seconds from one LSTM layer."""

from collections.abc import Iterable, Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from composer.generation.recipes.catalogue import RECIPES
from composer.generation.recipes.layers import LSTM, Dense, LayerStack
from composer.generation.recipes.recipe import KERAS_EPSILON, Choice, Recipe, Writer, choose_token
from composer.generation.recipes.vocabulary import Vocabulary
from composer.music.score import Note, Score
from composer.music.seed import Seed

PITCHES = 128
PITCH_WEIGHT = 0.05  # of its cross-entropy in the loss
POSITIVE_PRESSURE = 10.0  # on steps and durations below zero
VELOCITY = 100

_FIELDS = 3  # pitch 0..127, step and duration in seconds


class StepDurationLSTM(Recipe):
    """Input (25, 3), pitch / 128; heads for pitch logits, step and duration; Adam."""

    published = RECIPES["step-duration-lstm"]
    reading = "steps and durations"

    def read(self, score: Score) -> np.ndarray:
        """(notes, 3) float32: pitch, seconds since the onset before, seconds of duration; of the first instrument."""
        track = self.track_of(score)
        notes = () if track is None else score.tracks[track].notes
        starts = score.tempo_map.ticks_to_seconds(np.array([note.start for note in notes], dtype=np.int64))
        ends = score.tempo_map.ticks_to_seconds(np.array([note.end for note in notes], dtype=np.int64))
        steps = np.diff(starts, prepend=starts[:1])
        columns = [np.array([note.pitch for note in notes]), steps, ends - starts]
        return np.stack(columns, axis=1).astype(np.float32)

    def vocabulary_of(self, pieces: Sequence[np.ndarray]) -> tuple[str, ...]:  # noqa: ARG002
        """None."""
        return ()

    def vocabulary(self, tokens: Iterable[str]) -> Vocabulary:
        """An empty one."""
        return Vocabulary(tuple(tokens), lambda _: frozenset())

    def encode(self, piece: np.ndarray, vocabulary: Vocabulary) -> np.ndarray:  # noqa: ARG002
        """The same numbers."""
        return piece

    def network(self, vocabulary_size: int) -> LayerStack:  # noqa: ARG002
        """LSTM 128 and three dense heads, side by side in the output: pitch logits, step, duration."""
        return LayerStack(_ScaledPitch(), LSTM(_FIELDS, 128), _Heads(128))

    def optimizer(self, parameters: Iterable[nn.Parameter]) -> torch.optim.Optimizer:
        """Adam at 0.005."""
        return torch.optim.Adam(parameters, lr=0.005, eps=KERAS_EPSILON)

    def loss(self, outputs: Tensor, following: Tensor) -> Tensor:
        """0.05 of the pitch's cross-entropy, and of step and duration squared errors with positive pressure."""
        pitch = F.cross_entropy(outputs[:, :PITCHES], following[:, 0].long())
        timing = outputs[:, PITCHES:]
        errors = (timing - following[:, 1:]) ** 2 + POSITIVE_PRESSURE * F.relu(-timing)
        return PITCH_WEIGHT * pitch + errors.mean(dim=0).sum()

    def hits(self, outputs: Tensor, following: Tensor) -> Tensor:
        """Whether the likeliest pitch was the right one, (batch,) bool."""
        return outputs[:, :PITCHES].argmax(dim=-1) == following[:, 0]

    def choose(self, outputs: np.ndarray, choice: Choice, uniform: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Events (takes, 3) float32, and the probabilities of their pitches (takes,)."""
        pitches, probabilities = choose_token(outputs[:, :PITCHES], choice, uniform)
        timing = np.maximum(outputs[:, PITCHES:], 0)
        return np.concatenate([pitches[:, None], timing], axis=1, dtype=np.float32), probabilities

    def writer(self, seed: Seed, vocabulary: Vocabulary, last_tick: int) -> Writer:  # noqa: ARG002
        """Notes in seconds, at the tempo of the score."""
        track = self.track_of(seed.score)
        assert track is not None
        return _SecondsWriter(seed, seed.score.tracks[track].notes[-1].start, last_tick)


class _ScaledPitch(nn.Module):
    """Pitches to 0..1; steps and durations stay seconds."""

    def forward(self, events: Tensor) -> Tensor:
        """(..., 3) → (..., 3)."""
        return torch.cat([events[..., :1] / PITCHES, events[..., 1:]], dim=-1)


class _Heads(nn.Module):
    """Three dense layers that read the same features."""

    def __init__(self, units: int) -> None:
        super().__init__()
        self.pitch, self.step, self.duration = Dense(units, PITCHES), Dense(units, 1), Dense(units, 1)

    def forward(self, features: Tensor) -> Tensor:
        """(..., units) → (..., 130)."""
        return torch.cat([self.pitch(features), self.step(features), self.duration(features)], dim=-1)


class _SecondsWriter:
    """Adds up steps; the first note begins no earlier than the seed ends."""

    def __init__(self, seed: Seed, latest_onset: int, last_tick: int) -> None:
        self._tempo_map, self._last_tick = seed.score.tempo_map, last_tick
        self._first_tick = seed.end
        self._seconds = self._tempo_map.tick_to_seconds(latest_onset)
        self.is_done = False

    def write(self, event: np.ndarray) -> list[Note]:
        """The note of `event` (pitch, step, duration)."""
        pitch, step, duration = (float(value) for value in event)
        self._seconds = max(self._seconds + step, self._tempo_map.tick_to_seconds(self._first_tick))
        start = round(self._tempo_map.seconds_to_tick(self._seconds))
        self.is_done = start >= self._last_tick
        if self.is_done:
            return []
        end = min(round(self._tempo_map.seconds_to_tick(self._seconds + duration)), self._last_tick)
        return [Note(int(pitch), start, max(end - start, 1), VELOCITY)]

    def end(self) -> list[Note]:
        """Nothing waits."""
        return []
