"""Continuing tunes that are known: how near the model's notes come to the real ones, and which it would rather hear.

The tunes are melodies; of each the first beats are the prime, and the next ones are to be found. The score is the
cardinality score of MIREX's "Patterns for prediction" task (Janssen, Collins & Ren, 2019), once under the best
translation in time and pitch, and once without any.
"""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean

import torch

from composer.generation.continuation import Continuer
from composer.generation.continuing import ContinuesSeeds
from composer.generation.events import Conditions, encode, score_to_arrays
from composer.generation.network import MusicLSTM
from composer.generation.options import SamplingOptions
from composer.midi.files import read_score
from composer.music.errors import CorpusError, MidiFileError
from composer.music.score import Note, Score, Track
from composer.music.seed import Seed, seed_of_range
from composer.training.dataset import density, stream_rows
from composer.training.loss import field_nats, predict, targets

PRIME_BEATS, BEATS = 32, 10  # quarters
_FEWEST = 8  # notes of a prime
_LARGEST_TRANSPOSITION = 6  # semitones, of a foil
# Nats a note that beginning again may be less likely than the model's own take, which is the likeliest of several; of a
# few values the best on fifty tunes that are not among the first hundred.
_MOST_UNLIKELY = 2.0

Points = frozenset[tuple[int, int]]  # (tick, pitch)


@dataclass(frozen=True)
class Trial:
    """A melody's beginning and how it really goes on."""

    name: str
    prime: Seed
    truth: tuple[Note, ...]

    @property
    def end(self) -> int:
        """The tick up to which notes count."""
        return self.prime.end + BEATS * self.prime.score.ppq

    @property
    def again(self) -> list[Note]:
        """The prime's notes, played once more after it for as long as counts."""
        notes = (replace(note, start=note.start + self.prime.end) for note in self.prime.score.tracks[0].notes)
        return [note for note in notes if note.start < self.end]

    def points(self, notes: Sequence[Note]) -> Points:
        """Onset and pitch of those `notes` that begin in the beats that count."""
        return frozenset((note.start, note.pitch) for note in notes if self.prime.end <= note.start < self.end)


@dataclass(frozen=True)
class F1:
    """How well two sets of points agree, 0 to 1."""

    translated: float  # at best, moved in time and pitch
    exact: float


def trials_of(folder: Path, count: int) -> list[Trial]:
    """Up to `count` tunes below `folder` that are long enough, always the same ones. Raises CorpusError."""
    paths = sorted(folder.rglob("*.mid"))
    found = []
    for path in random.Random(0).sample(paths, len(paths)):
        try:
            trial = _trial_of(path.stem, read_score(path))
        except MidiFileError:
            continue
        if trial is not None:
            found.append(trial)
        if len(found) == count:
            break
    if not found:
        raise CorpusError(f"No tune of {PRIME_BEATS + BEATS} beats is below {folder}: give the folder with the tunes.")
    return found


def _trial_of(name: str, score: Score) -> Trial | None:
    """The first track that plays is the melody."""
    melody = next((track for track in score.tracks if track.notes), None)
    end = PRIME_BEATS * score.ppq
    if melody is None or melody.end < end + BEATS * score.ppq:
        return None
    alone = replace(score, tracks=(Track(melody.notes),))
    truth = melody.notes.starting_between(end, end + BEATS * score.ppq)
    if not truth or len(melody.notes.starting_between(0, end)) < _FEWEST:
        return None
    return Trial(name, seed_of_range(alone, 0, end), tuple(truth))


def f1(made: Points, real: Points) -> F1:
    """Twice the points in common, by all points of both."""
    if not made or not real:
        return F1(0.0, 0.0)
    moves = Counter((start - onset, pitch - tone) for start, pitch in real for onset, tone in made)
    count = len(made) + len(real)
    return F1(2 * max(moves.values()) / count, 2 * len(made & real) / count)


def continued(continuer: ContinuesSeeds, trial: Trial, options: SamplingOptions) -> list[Note]:
    """The notes of the take that the model finds likeliest."""
    meter = trial.prime.score.meter_map
    bars = meter.bar_at(trial.end) - meter.bar_at(trial.prime.end) + 1
    takes: dict[int, list[Note]] = {candidate: [] for candidate in range(options.candidates)}
    for batch in continuer.continue_from(trial.prime, replace(options, bars=bars, compose_ending=False)):
        for made in batch:
            takes[made.candidate].append(made.note)
    return takes[max(takes, key=lambda candidate: continuer.log_likelihoods[candidate])]


def continuation_scores(
    continuer: ContinuesSeeds, trials: Sequence[Trial], options: SamplingOptions
) -> Iterator[dict[str, F1]]:
    """For each trial, how near the model comes, how near the prime played again, and how near another tune.

    A model that judges music note by note is also asked whether to go on or to begin again.
    """
    for trial, other in zip(trials, [*trials[1:], trials[0]], strict=True):
        real = trial.points(trial.truth)
        take, again = continued(continuer, trial, options), trial.again
        ways = {"Composer": take, "the prime again": again}
        if isinstance(continuer, Continuer):
            ways["either, as Composer prefers"] = _preferred(continuer.network, trial, take, again)
        yield {
            **{way: f1(trial.points(notes), real) for way, notes in ways.items()},
            "another tune": f1(_moved_points(other, trial), real),
        }


def mean_scores(scores: Sequence[dict[str, F1]]) -> dict[str, F1]:
    """The mean of each way over all trials."""
    return {
        way: F1(mean(each[way].translated for each in scores), mean(each[way].exact for each in scores))
        for way in scores[0]
    }


def preferences(network: MusicLSTM, trials: Sequence[Trial]) -> Iterator[dict[str, bool]]:
    """For each trial, whether the true continuation is likelier, note for note, than each of two foils.

    The foils: how the next tune goes on, and the true one in another key.
    """
    rng = random.Random(0)
    for trial, other in zip(trials, [*trials[1:], trials[0]], strict=True):
        truth = _nats_per_note(network, trial, trial.truth)
        another = [replace(note, start=start) for note, start in zip(other.truth, _starts(other, trial), strict=True)]
        semitones = rng.choice([step for step in range(-_LARGEST_TRANSPOSITION, _LARGEST_TRANSPOSITION + 1) if step])
        transposed = [replace(note, pitch=note.pitch + semitones) for note in trial.truth]
        yield {
            "the one of another tune": truth < _nats_per_note(network, trial, another),
            "itself in another key": truth < _nats_per_note(network, trial, transposed),
        }


def _preferred(network: MusicLSTM, trial: Trial, take: list[Note], again: list[Note]) -> list[Note]:
    """The prime again, unless the network finds that too unlikely beside its own take."""
    own = [note for note in take if note.start < trial.end]
    if not own:
        return again
    worse_by = _nats_per_note(network, trial, again) - _nats_per_note(network, trial, own)
    return again if worse_by < _MOST_UNLIKELY else take


def _starts(other: Trial, trial: Trial) -> list[int]:
    """When the notes that continue `other` would begin behind the prime of `trial`, ticks."""
    ppq, wanted = other.prime.score.ppq, trial.prime.score.ppq
    return [trial.prime.end + (note.start - other.prime.end) * wanted // ppq for note in other.truth]


def _moved_points(other: Trial, trial: Trial) -> Points:
    return frozenset(zip(_starts(other, trial), (note.pitch for note in other.truth), strict=True))


def _nats_per_note(network: MusicLSTM, trial: Trial, notes: Sequence[Note]) -> float:
    """How unlikely `notes` are behind the prime, velocity left out; what is told is known from the prime alone."""
    score = trial.prime.score
    prime = score_to_arrays(score)
    whole = score_to_arrays(replace(score, tracks=(score.tracks[0].with_notes([*score.tracks[0].notes, *notes]),)))
    first_bar = int(prime.bars.locate(prime.onset[:1])[0][0])
    conditions = Conditions(key=prime.key, bpm=prime.bpm, tracks=1, density=density(prime))
    rows = torch.from_numpy(stream_rows(encode(whole, conditions, first_bar), has_velocity=False)).long()[None]
    with torch.inference_mode():
        logits, _ = predict(network.eval(), rows, None)
        tokens, weights = targets(rows[:, 1:])
        nats = field_nats(logits, tokens, weights).sum(dim=-1)[0]
    return float(nats[len(prime) :].mean())
