"""Continuing a seed: the model reads it once, then adds note after note, its state carried along."""

from collections.abc import Iterator
from itertools import count

import numpy as np
import torch
from torch import Tensor

from composer.generation.checkpoint import ModelCard
from composer.generation.decoder import Decoder
from composer.generation.events import (
    END_TOKEN,
    FIELDS,
    MAX_TRACKS,
    SPANS,
    STEPS_PER_QUARTER,
    STYLES,
    VELOCITY_STEP,
    BarGrid,
    Column,
    Conditions,
    NoteArrays,
    bars_remaining_class,
    encode,
    score_to_arrays,
    steps_to_ticks,
    used_tracks,
)
from composer.generation.network import MusicLSTM, State
from composer.generation.options import MAX_CANDIDATES, OptionError, SamplingOptions
from composer.generation.sampling import sample_top_p, temper
from composer.music.errors import SeedError
from composer.music.score import Note
from composer.music.seed import Seed
from composer.music.take import ContinuedNote

LONGEST_CONTEXT = 1024  # notes of a long seed that are read: its end
_STEPS_PER_BATCH = 8  # notes handed over at a time, after the first
_PITCHES = np.arange(128)


class Continuer:
    """A model that continues seeds."""

    def __init__(self, network: MusicLSTM, card: ModelCard) -> None:
        self.card = card
        self.network = network
        self.decoder = Decoder(network)
        self._log_likelihoods: list[float] = []

    @property
    def styles(self) -> tuple[str, ...]:
        """The styles that `SamplingOptions.style` may name."""
        return STYLES

    @property
    def log_likelihoods(self) -> list[float]:
        """Mean log-likelihood of a note in each candidate of the last finished run, in nats."""
        return self._log_likelihoods

    def continue_from(self, seed: Seed, options: SamplingOptions) -> Iterator[list[ContinuedNote]]:
        """Yield what follows `seed` in small batches, the first holding the first note; in onset order per candidate.

        Ends after `options.bars` bars, or earlier where the model ends the piece within the last bar. Equal seeds
        and options give equal notes on one machine. Raises SeedError and OptionError before the first batch.
        """
        if options.style is not None and options.style not in STYLES:
            raise OptionError(f"There is no style “{options.style}”: choose one of {', '.join(STYLES)}.")
        with torch.inference_mode():
            run = _Run(self.network, self.decoder, seed, options)
            yield from run.batches()
            self._log_likelihoods = run.log_likelihoods


class _Run:
    """One continuation under way. Arrays are (candidates,) unless said otherwise; times are steps."""

    def __init__(self, network: MusicLSTM, decoder: Decoder, seed: Seed, options: SamplingOptions) -> None:
        self._decoder = decoder
        self._options = options
        self._seed = seed
        self._tracks = used_tracks(seed.score)
        notes = score_to_arrays(seed.score)
        if not len(notes):
            raise SeedError("The seed holds only drums: add at least one pitched note to continue.")
        self._limit_tick = _bar_line_after(seed, options.bars)
        self._begin = _first_step_from(seed.end, seed.score.ppq)
        self._limit = _first_step_from(self._limit_tick, seed.score.ppq)
        self._last_bar = int(notes.bars.locate(np.array([self._limit - 1]))[0][0])
        self._last_bar_begins = notes.bars.bar_start(self._last_bar)
        conditions = self._conditions(notes)
        context, first_bar = _context(notes)
        rows = encode(context, conditions, first_bar)
        features, state = _read_in_windows(network, torch.from_numpy(rows).long().unsqueeze(0))
        takes = options.candidates
        decoder.start((state[0].repeat(1, takes, 1), state[1].repeat(1, takes, 1)), features.repeat(takes, 1))
        self._origin = int(context.onset[-1])
        self._places = self._table_of_places(notes.bars, first_bar, conditions)
        self._rows = np.tile(rows[-1].astype(np.int64), (takes, 1))  # (candidates, columns): the event chosen last
        self._candidates = np.arange(takes)  # those that still get notes; the arrays below have a place for each
        self._onset = np.full(takes, self._origin)
        self._track = np.full(takes, int(context.track[-1]))
        self._is_done = np.zeros(takes, dtype=bool)
        self._busy_until = np.zeros((takes, len(self._tracks), 128), dtype=np.int64)
        self._probability = np.ones((len(FIELDS), takes))  # of each field chosen last
        self._log_likelihood = np.zeros(takes)  # of all notes of a candidate
        self.log_likelihoods = [0.0] * takes  # mean per note of each take that is complete
        self._random = np.random.default_rng(options.rng_seed)

    def _conditions(self, notes: NoteArrays) -> Conditions:
        span = max(self._begin - int(notes.onset[0]), STEPS_PER_QUARTER)
        return Conditions(
            style=self._options.style,
            key=notes.key,
            bpm=notes.bpm,
            tracks=len(self._tracks),
            density=len(notes) * STEPS_PER_QUARTER / span,
            last_bar=self._last_bar if self._options.compose_ending else None,
        )

    def _table_of_places(self, bars: BarGrid, first_bar: int, conditions: Conditions) -> np.ndarray:
        """The metre columns of every step from the seed's last onset to the limit, (steps, columns)."""
        bar, position, strength, meter = bars.locate(np.arange(self._origin, self._limit + 1))
        remaining = bars_remaining_class(bar, conditions.last_bar)
        return np.stack([position, strength, meter, (bar - first_bar) % 8, remaining], axis=1)

    def batches(self) -> Iterator[list[ContinuedNote]]:
        """The notes as they are made."""
        yield self._step(is_first=True)
        pending: list[ContinuedNote] = []
        for step in count(1):
            if self._is_done.any():
                self._drop_done(notes=step - 1)
            if not len(self._candidates):
                break
            self._log_likelihood += np.log(np.multiply.reduce(self._probability))
            self._decoder.read(self._rows)
            pending += self._step(is_first=False)
            if step % _STEPS_PER_BATCH == 0:
                yield pending
                pending = []
        if pending:
            yield pending

    def _drop_done(self, notes: int) -> None:
        """Go on with the candidates that are not done; those that are have `notes` notes."""
        for place in np.flatnonzero(self._is_done).tolist():
            self.log_likelihoods[self._candidates[place]] = float(self._log_likelihood[place]) / max(notes, 1)
        kept = np.flatnonzero(~self._is_done)
        self._decoder.keep(kept)
        names = ("_candidates", "_rows", "_onset", "_track", "_busy_until", "_log_likelihood", "_is_done")
        for name in names:
            setattr(self, name, getattr(self, name)[kept])
        self._probability = self._probability[:, kept]

    def _step(self, is_first: bool) -> list[ContinuedNote]:
        """Choose the next event of every candidate; the notes of those that are not done."""
        # Drawn for eight, so that a take is the same however many are made beside it.
        uniform = self._random.random((len(FIELDS), 2, MAX_CANDIDATES), dtype=np.float32)[..., self._candidates]
        decoder = self._decoder
        delta = self._choose(Column.DELTA, self._delta_logits(is_first), uniform)
        onset = self._onset + SPANS[np.minimum(delta, END_TOKEN - 1)]
        if is_first:
            onset = np.maximum(onset, self._begin)
        self._is_done = (delta == END_TOKEN) | (onset >= self._limit)
        places = self._places[np.minimum(onset, self._limit) - self._origin]
        decoder.see(0, delta)
        decoder.see(1, places[:, 0])
        decoder.see(2, places[:, 1])
        is_chord = onset == self._onset
        track = self._track
        if len(self._tracks) > 1:
            track = self._choose(Column.TRACK, self._track_logits(is_chord), uniform)
        decoder.see(3, track)
        pitch = self._choose(Column.PITCH, self._pitch_logits(track, onset, is_chord), uniform)
        decoder.see(4, pitch)
        duration_logits = decoder.logits(Column.DURATION)
        duration_logits[:, 0] = -np.inf
        duration = self._choose(Column.DURATION, duration_logits, uniform)
        decoder.see(5, duration)
        level = self._choose(Column.VELOCITY, decoder.logits(Column.VELOCITY), uniform)
        self._busy_until[np.arange(len(onset)), track, pitch] = onset + SPANS[duration]
        self._onset, self._track = onset, track
        rows = self._rows
        for column, values in zip(FIELDS, (delta, track, pitch, duration, level), strict=True):
            rows[:, column] = values
        rows[:, Column.VELOCITY] = level * VELOCITY_STEP + VELOCITY_STEP // 2
        rows[:, Column.POSITION : Column.STYLE] = places
        values = zip(self._candidates.tolist(), onset.tolist(), rows[:, : Column.POSITION].tolist(), strict=True)
        notes = [self._continued(candidate, step, fields) for candidate, step, fields in values]
        if self._is_done.any():
            return [note for note, is_done in zip(notes, self._is_done.tolist(), strict=True) if not is_done]
        return notes

    def _choose(self, field: Column, logits: np.ndarray, uniform: np.ndarray) -> np.ndarray:
        """Sample a field for every candidate, and note how probable the choices were."""
        weights = temper(logits, self._options.temperature)
        tokens, self._probability[field] = sample_top_p(weights, self._options.top_p, uniform[field])
        return tokens

    def _delta_logits(self, is_first: bool) -> np.ndarray:
        """Δonset: not before the seed's end, and no end of the piece before the last bar."""
        logits = self._decoder.logits(Column.DELTA)
        if is_first:
            gap = self._begin - self._origin
            first = int(np.searchsorted(SPANS, gap, side="right")) - 1
            beyond = int(np.searchsorted(SPANS, self._limit - self._origin))
            logits[:, :first] = -np.inf
            logits[:, max(beyond, first + 1) :] = -np.inf
        elif self._options.compose_ending:
            logits[self._onset < self._last_bar_begins, END_TOKEN] = -np.inf
        else:
            logits[:, END_TOKEN] = -np.inf
        return logits

    def _track_logits(self, is_chord: np.ndarray) -> np.ndarray:
        """Only tracks of the seed; within a chord, tracks come in order."""
        logits = self._decoder.logits(Column.TRACK)
        logits[:, len(self._tracks) :] = -np.inf
        is_before = np.arange(MAX_TRACKS) < self._track[:, None]
        logits[is_before & is_chord[:, None]] = -np.inf
        return logits

    def _pitch_logits(self, track: np.ndarray, onset: np.ndarray, is_chord: np.ndarray) -> np.ndarray:
        """Upwards within a chord, and never a pitch that its track is still sounding."""
        logits = self._decoder.logits(Column.PITCH)
        previous = np.where(is_chord & (track == self._track), self._rows[:, Column.PITCH], -1)
        is_taken = self._busy_until[np.arange(len(track)), track] > onset[:, None]
        is_taken |= previous[:, None] >= _PITCHES
        is_full = np.logical_and.reduce(is_taken, axis=1)
        if is_full.any():
            is_taken[is_full] = False  # a chord up to the very top: any pitch will do
        logits[is_taken] = -np.inf
        return logits

    def _continued(self, candidate: int, onset: int, fields: list[int]) -> ContinuedNote:
        _, track, pitch, duration, velocity = fields
        ppq = self._seed.score.ppq
        start = max(steps_to_ticks(onset, ppq), self._seed.end)
        end = min(steps_to_ticks(onset + int(SPANS[duration]), ppq), self._limit_tick)
        return ContinuedNote(Note(pitch, start, max(end - start, 1), velocity), self._tracks[track], candidate)


def _first_step_from(tick: int, ppq: int) -> int:
    """The first step at or after `tick`."""
    return -(-tick * STEPS_PER_QUARTER // ppq)


def _bar_line_after(seed: Seed, bars: int) -> int:
    """The tick of the bar line that ends `bars` whole bars after the seed; an open bar is completed first."""
    meter_map = seed.score.meter_map
    return meter_map.bar_start(meter_map.bar_at(meter_map.bar_line_from(seed.end)) + bars)


def _context(notes: NoteArrays) -> tuple[NoteArrays, int]:
    """The end of a long seed, from a bar whose place in the phrase of eight is that of the first; and that bar."""
    bars, *_ = notes.bars.locate(notes.onset)
    first_bar = int(bars[0])
    if len(notes) <= LONGEST_CONTEXT:
        return notes, first_bar
    earliest = int(bars[-LONGEST_CONTEXT])
    bar = first_bar + -(-(earliest - first_bar) // 8) * 8
    if bar > bars[-1]:  # more than a thousand notes within eight bars
        bar = earliest
    return notes.where(bars >= bar), bar


def _read_in_windows(network: MusicLSTM, rows: Tensor, window: int = 256) -> tuple[Tensor, State]:
    """Read rows (1, time, columns); the features (1, hidden) after the last, and the state."""
    state: State | None = None
    features = rows
    for begin in range(0, rows.shape[1], window):
        features, state = network(rows[:, begin : begin + window], state)
    assert state is not None
    return features[:, -1], state
