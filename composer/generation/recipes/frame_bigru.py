"""`frame-bigru`: MusicGenerator, five frames of the piano roll a second and three bidirectional GRU layers."""

from collections.abc import Iterable, Sequence

import numpy as np
import torch
from torch import nn

from composer.generation.recipes.catalogue import RECIPES
from composer.generation.recipes.layers import BidirectionalGRU, Dense, Embedding, LayerStack
from composer.generation.recipes.recipe import KERAS_EPSILON, TokenRecipe, Writer, pitched_tracks
from composer.generation.recipes.vocabulary import Vocabulary
from composer.music.score import Note, Score, Track
from composer.music.seed import Seed

FRAMES_PER_SECOND = 5
EMPTY = "e"  # a frame in which nothing sounds
VELOCITY = 100

_PIANOS = range(8)  # General MIDI programs


class FrameBiGRU(TokenRecipe):
    """A token is the set of sounding pitches, `67,77`; missing history is empty frames; Nadam."""

    published = RECIPES["frame-bigru"]
    reading = "frames"
    padding = 0  # the empty frame

    def track_of(self, score: Score) -> int | None:
        """Index of the first piano track, or of the first pitched one without a piano; None where there is none."""
        pianos = (track for track in pitched_tracks(score) if score.tracks[track].program in _PIANOS)
        return next(pianos, super().track_of(score))

    def read(self, score: Score) -> np.ndarray:
        """Tokens of the track that is read, (frames,) str."""
        track = self.track_of(score)
        frames = [] if track is None else _frames(score.tracks[track], score)
        return np.array(frames, dtype=np.str_)

    def vocabulary_of(self, pieces: Sequence[np.ndarray]) -> tuple[str, ...]:
        """The empty frame, then every token in the order in which they appear."""
        return tuple(dict.fromkeys([EMPTY, *np.concatenate(pieces).tolist()]))

    def vocabulary(self, tokens: Iterable[str]) -> Vocabulary:
        """Tokens that know their pitches."""
        return Vocabulary(tuple(tokens), token_to_pitches)

    def network(self, vocabulary_size: int) -> LayerStack:
        """Embedding 100, three GRU layers of 128 in each direction, dense 64 with LeakyReLU, dense."""
        return LayerStack(
            Embedding(vocabulary_size, 100),
            BidirectionalGRU(100, 128),
            BidirectionalGRU(256, 128),
            BidirectionalGRU(256, 128, is_last=True),
            Dense(256, 64),
            nn.LeakyReLU(0.3),
            Dense(64, vocabulary_size),
        )

    def optimizer(self, parameters: Iterable[nn.Parameter]) -> torch.optim.Optimizer:
        """Keras' Nadam with its defaults."""
        return torch.optim.NAdam(parameters, lr=0.001, eps=KERAS_EPSILON)

    def writer(self, seed: Seed, vocabulary: Vocabulary, last_tick: int) -> Writer:
        """Frames turned back into notes."""
        return _FrameWriter(seed, vocabulary, last_tick)


def token_to_pitches(token: str) -> frozenset[int]:
    """What sounds in a frame."""
    return frozenset() if token == EMPTY else frozenset(map(int, token.split(",")))


def _frames(track: Track, score: Score) -> list[str]:
    """A token per frame; a note sounds from the frame that it begins in up to, not in, the one that it ends in."""
    frames: list[set[int]] = []
    for note in track.notes:
        first, beyond = (
            int(score.tempo_map.tick_to_seconds(tick) * FRAMES_PER_SECOND) for tick in (note.start, note.end)
        )
        frames.extend(set() for _ in range(beyond - len(frames)))
        for frame in frames[first:beyond]:
            frame.add(note.pitch)
    return [",".join(map(str, sorted(frame))) or EMPTY for frame in frames]


class _FrameWriter:
    """Ties a pitch that sounds in adjacent frames to one note."""

    def __init__(self, seed: Seed, vocabulary: Vocabulary, last_tick: int) -> None:
        self._pitches = [token_to_pitches(token) for token in vocabulary.tokens]
        self._tempo_map, self._last_tick = seed.score.tempo_map, last_tick
        self._begin = self._tempo_map.tick_to_seconds(seed.end)
        self._frame = 0
        self._sounding: dict[int, int] = {}  # pitch → tick at which it began
        self._waiting: list[Note] = []  # complete, but begun later than one that still sounds

    @property
    def is_done(self) -> bool:
        """Whether the next frame would begin too late."""
        return self._tick >= self._last_tick

    def write(self, event: np.ndarray) -> list[Note]:
        """The notes that ended before the frame with the token `event`, and that no earlier one waits for."""
        pitches = self._pitches[int(event)]
        self._close([pitch for pitch in self._sounding if pitch not in pitches])
        for pitch in sorted(pitches - self._sounding.keys()):
            self._sounding[pitch] = self._tick
        self._frame += 1
        earliest = min(self._sounding.values(), default=self._last_tick)
        ready = [note for note in self._waiting if note.start < earliest]
        self._waiting = [note for note in self._waiting if note.start >= earliest]
        return sorted(ready, key=lambda note: note.start)

    def end(self) -> list[Note]:
        """Close what sounds, and hand out the rest."""
        self._close(list(self._sounding))
        ready, self._waiting = self._waiting, []
        return sorted(ready, key=lambda note: note.start)

    def _close(self, pitches: list[int]) -> None:
        for pitch in pitches:
            start = self._sounding.pop(pitch)
            self._waiting.append(Note(pitch, start, max(min(self._tick, self._last_tick) - start, 1), VELOCITY))

    @property
    def _tick(self) -> int:
        """Where the current frame begins."""
        return round(self._tempo_map.seconds_to_tick(self._begin + self._frame / FRAMES_PER_SECOND))
