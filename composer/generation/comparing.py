"""The same seed through several checkpoints, and what can be counted in what they write."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from composer.generation.library import facts_of
from composer.generation.options import OptionError, SamplingOptions
from composer.generation.registry import load
from composer.music.errors import ComposerError
from composer.music.score import Note, Score
from composer.music.seed import Seed
from composer.music.take import ContinuedNote, keep


@dataclass(frozen=True, slots=True)
class Measures:
    """What can be counted in a continuation."""

    notes_per_bar: float
    lowest: int  # pitch
    highest: int  # pitch
    longest_repeat: int  # notes of the longest passage that comes again, perhaps overlapping itself


@dataclass(frozen=True, slots=True)
class Trial:
    """What a checkpoint did with the seed."""

    path: Path
    held_out: dict[str, float]  # what was measured when it was saved
    score: Score | None = None  # the seed with its continuation
    measures: Measures | None = None  # None: it wrote nothing
    problem: str = ""  # why there is nothing to hear

    @property
    def loss(self) -> float | None:
        """The loss by which it was judged, if one was measured."""
        return loss_in(self.held_out)


def loss_in(measured: dict[str, float]) -> float | None:
    """The loss by which a model was judged, if one was measured when it was saved."""
    for name in ("held_out_loss", "total", "training_loss"):
        if name in measured:
            return measured[name]
    return None


def trials(paths: Sequence[Path], seed: Seed, options: SamplingOptions) -> Iterator[Trial]:
    """Let each checkpoint continue `seed`, in order; one that cannot says why."""
    for path in paths:
        try:
            facts = facts_of(path)
            batches = load(path).continue_from(seed, options)
            take = [continued for batch in batches for continued in batch]
            yield Trial(path, facts.held_out, keep(seed.score, take), measured(take, options.bars))
        except OptionError:
            raise
        except ComposerError as error:
            yield Trial(path, {}, problem=str(error))


def measured(take: Sequence[ContinuedNote], bars: int) -> Measures | None:
    """Count in a take of so many bars."""
    notes = sorted((continued.note for continued in take), key=lambda note: (note.start, note.pitch))
    if not notes:
        return None
    pitches = [note.pitch for note in notes]
    return Measures(len(notes) / bars, min(pitches), max(pitches), longest_repeat(notes))


def longest_repeat(notes: Sequence[Note]) -> int:
    """Notes of the longest passage, by pitch alone, that occurs at least twice."""
    pitches = [note.pitch for note in notes]
    before = [0] * (len(pitches) + 1)
    longest = 0
    for i in range(1, len(pitches) + 1):
        row = [0] * (len(pitches) + 1)
        for j in range(i + 1, len(pitches) + 1):
            if pitches[i - 1] == pitches[j - 1]:
                row[j] = before[j - 1] + 1
                longest = max(longest, row[j])
        before = row
    return longest
