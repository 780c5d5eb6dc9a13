"""What the three recipes of note and chord names share: reading, vocabulary, and writing in an even rhythm."""

from collections.abc import Iterable

import numpy as np

from composer.generation.recipes.note_chord_tokens import read_tokens, token_to_pitches
from composer.generation.recipes.recipe import TokenRecipe, Writer
from composer.generation.recipes.vocabulary import Vocabulary
from composer.music.score import Note, Score
from composer.music.seed import Seed

MUSIC21_VELOCITY = 90  # of a note that was given none


class NoteChordRecipe(TokenRecipe):
    """A recipe whose tokens are names of notes and chords, `quarters_apart` when written."""

    reading = "notes and chords"
    quarters_apart = 0.5

    def read(self, score: Score) -> np.ndarray:
        """Tokens of the first part, (events,) str."""
        return np.array(read_tokens(score), dtype=np.str_)

    def vocabulary(self, tokens: Iterable[str]) -> Vocabulary:
        """Tokens that know their pitches."""
        return Vocabulary(tuple(tokens), token_to_pitches)

    def writer(self, seed: Seed, vocabulary: Vocabulary, last_tick: int) -> Writer:
        """Notes and chords of a quarter each, evenly spaced."""
        return EvenWriter(seed, vocabulary, round(self.quarters_apart * seed.score.ppq), last_tick)


class EvenWriter:
    """Writes a token every `spacing` ticks; each lasts a quarter, music21's default."""

    def __init__(self, seed: Seed, vocabulary: Vocabulary, spacing: int, last_tick: int) -> None:
        self._pitches = [sorted(token_to_pitches(token)) for token in vocabulary.tokens]
        self._quarter, self._spacing, self._last_tick = seed.score.ppq, spacing, last_tick
        self._start = seed.end

    @property
    def is_done(self) -> bool:
        """Whether the next token would begin too late."""
        return self._start >= self._last_tick

    def write(self, event: np.ndarray) -> list[Note]:
        """The notes of the token with the number `event`."""
        duration = min(self._quarter, self._last_tick - self._start)
        pitches = self._pitches[int(event)]
        notes = [Note(pitch, self._start, duration, MUSIC21_VELOCITY) for pitch in pitches]
        self._start += self._spacing
        return notes

    def end(self) -> list[Note]:
        """Nothing sounds on."""
        return []
