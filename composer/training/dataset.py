"""Batches for training: endless streams of augmented pieces, cut into windows whose hidden state is carried."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import torch

from composer.generation.copying import CANDIDATES, COPY_COLUMNS, copy_candidates
from composer.generation.events import BOS_PITCH, COLUMNS, Column, Conditions, NoteArrays, encode
from composer.training.corpus import Corpus

Told = TypeVar("Told")

# A row of a stream is an event row plus more columns: whether its velocity is worth learning, and the candidates
# that might be copied as the event after it.
HAS_VELOCITY = COLUMNS
FIRST_COPY_COLUMN = COLUMNS + 1
STREAM_COLUMNS = FIRST_COPY_COLUMN + CANDIDATES * COPY_COLUMNS

_LONGEST_EXCERPT = 3000  # notes
_BAR_GROUP = 4  # excerpts begin on a multiple of this many bars
_FEWEST_NOTES = 8
_DISTINCT_VELOCITIES = 3  # fewer in a piece: its velocities are a notation program's default
_TRANSPOSITIONS = np.arange(-6, 6)


@dataclass(frozen=True, slots=True)
class Augmentation:
    """Chances with which a piece is varied, and with which each condition is withheld."""

    single_track: float = 0.35  # one of several tracks alone
    merged: float = 0.15  # all tracks as one
    late_start: float = 0.25  # begin within the piece
    no_style: float = 0.3
    no_key: float = 0.3
    no_tempo: float = 0.4
    no_tracks: float = 0.15
    no_density: float = 0.5
    no_bars_remaining: float = 0.35


DEFAULT_CHANCES = Augmentation()


def training_rows(
    notes: NoteArrays, style: str | None, rng: np.random.Generator, chances: Augmentation = DEFAULT_CHANCES
) -> np.ndarray:
    """One piece, varied at random, as stream rows (1 + notes, STREAM_COLUMNS)."""
    has_velocity = len(np.unique(notes.velocity)) >= _DISTINCT_VELOCITIES
    bars, *_ = notes.bars.locate(notes.onset + notes.duration - 1)
    last_bar = int(bars.max())
    notes = _transposed(_with_fewer_tracks(notes, rng, chances), rng)
    notes, first_bar = _excerpt(notes, rng, chances)
    notes = notes.with_estimated_key()

    def told(value: Told, withheld: float) -> Told | None:
        return None if rng.random() < withheld else value

    conditions = Conditions(
        style=told(style, chances.no_style),
        key=told(notes.key, chances.no_key),
        bpm=told(notes.bpm, chances.no_tempo),
        tracks=told(len(np.unique(notes.track)), chances.no_tracks),
        density=told(density(notes), chances.no_density),
        last_bar=told(last_bar, chances.no_bars_remaining),
    )
    return stream_rows(encode(notes, conditions, first_bar), has_velocity)


def plain_rows(notes: NoteArrays, style: str | None) -> np.ndarray:
    """One piece as it is, everything told but the number of bars, as stream rows (1 + notes, STREAM_COLUMNS)."""
    notes = notes.with_estimated_key()
    first_bar = int(notes.bars.locate(notes.onset[:1])[0][0])
    conditions = Conditions(
        style=style, key=notes.key, bpm=notes.bpm, tracks=len(np.unique(notes.track)), density=density(notes)
    )
    has_velocity = len(np.unique(notes.velocity)) >= _DISTINCT_VELOCITIES
    return stream_rows(encode(notes, conditions, first_bar), has_velocity)


def stream_rows(rows: np.ndarray, has_velocity: bool) -> np.ndarray:
    """Event rows (events, columns) with the columns that a stream has beside them."""
    marks = np.full((len(rows), 1), has_velocity, dtype=np.int16)
    return np.concatenate([rows, marks, copy_candidates(rows).reshape(len(rows), -1)], axis=1)


def density(notes: NoteArrays) -> float:
    """Notes per quarter."""
    span = int((notes.onset + notes.duration).max() - notes.onset[0])
    return len(notes) * 24 / max(span, 24)


@dataclass(frozen=True, slots=True)
class Batch:
    """A window of every stream."""

    rows: np.ndarray  # (streams, window + 1, STREAM_COLUMNS) int16; the last row is only predicted
    is_fresh: np.ndarray  # (streams,) bool: this window begins a piece, so its hidden state starts from zero


class Streams:
    """`count` endless streams of pieces in random order; `rng_seed` makes them repeatable."""

    def __init__(self, corpus: Corpus, count: int, window: int, rng_seed: int, restart: float = 0.03) -> None:
        self._corpus = corpus
        self._window = window
        self._restart = restart  # chance that a stream drops its piece, so that fresh states are learned
        self._rng = np.random.default_rng(rng_seed)
        self._train = corpus.pieces("train")
        self._remaining: list[int] = []  # pieces to be drawn before all are shuffled again
        self._buffers = [np.zeros((0, STREAM_COLUMNS), dtype=np.int16) for _ in range(count)]
        self.pieces_drawn = 0

    def __iter__(self) -> Iterator[Batch]:
        while True:
            yield self._batch()

    @property
    def standing(self) -> dict:
        """All that `go_on_from` needs to draw the same batches in another process."""
        return {
            "random": json.dumps(self._rng.bit_generator.state),
            "remaining": self._remaining,
            "buffers": [torch.from_numpy(buffer) for buffer in self._buffers],
        }

    def go_on_from(self, standing: dict) -> None:
        """Draw what those streams would have drawn next whose `standing` this is."""
        self._rng.bit_generator.state = json.loads(standing["random"])
        self._remaining = list(standing["remaining"])
        self._buffers = [buffer.numpy() for buffer in standing["buffers"]]

    def _batch(self) -> Batch:
        rows, is_fresh = [], []
        for index in range(len(self._buffers)):
            if self._rng.random() < self._restart:
                self._buffers[index] = self._buffers[index][:0]
            while len(self._buffers[index]) <= self._window:
                self._buffers[index] = np.concatenate([self._buffers[index], self._next_piece()])
            window = self._buffers[index][: self._window + 1]
            rows.append(window)
            is_fresh.append(window[0, Column.PITCH] == BOS_PITCH)
            self._buffers[index] = self._buffers[index][self._window :]
        return Batch(np.stack(rows), np.array(is_fresh))

    def _next_piece(self) -> np.ndarray:
        if not self._remaining:
            self._remaining = self._rng.permutation(self._train).tolist()
        piece = self._remaining.pop(0)
        self.pieces_drawn += 1
        return training_rows(self._corpus.piece(piece), self._corpus.style_of(piece), self._rng)


def _with_fewer_tracks(notes: NoteArrays, rng: np.random.Generator, chances: Augmentation) -> NoteArrays:
    tracks, counts = np.unique(notes.track, return_counts=True)
    if len(tracks) == 1:
        return notes
    draw = rng.random()
    if draw < chances.merged:
        return notes.single_track()
    long_enough = tracks[counts >= 2 * _FEWEST_NOTES]
    if draw < chances.merged + chances.single_track and len(long_enough):
        return notes.where(notes.track == rng.choice(long_enough)).single_track()
    return notes


def _transposed(notes: NoteArrays, rng: np.random.Generator) -> NoteArrays:
    low, high = -int(notes.pitch.min()), 127 - int(notes.pitch.max())
    possible = _TRANSPOSITIONS[(low <= _TRANSPOSITIONS) & (high >= _TRANSPOSITIONS)]
    return replace(notes, pitch=notes.pitch + rng.choice(possible))


def _excerpt(notes: NoteArrays, rng: np.random.Generator, chances: Augmentation) -> tuple[NoteArrays, int]:
    """The notes from a random bar on, and that bar."""
    bars, *_ = notes.bars.locate(notes.onset)
    first_bar = int(bars[0])
    if len(notes) > _LONGEST_EXCERPT or rng.random() < chances.late_start:
        latest = int(bars[max(len(notes) - _LONGEST_EXCERPT // 4, len(notes) // 2)])
        first_bar += int(rng.integers(0, max(latest - first_bar, 0) // _BAR_GROUP + 1)) * _BAR_GROUP
    begin = int(np.searchsorted(bars, first_bar))
    return notes.where(np.arange(begin, min(begin + _LONGEST_EXCERPT, len(notes)))), first_bar
