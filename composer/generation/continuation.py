"""Continuing a seed: the model reads it once, then adds note after note, its state carried along."""

from collections.abc import Iterator
from itertools import count

import numpy as np
import torch

from composer.generation.checkpoint import ModelCard
from composer.generation.decoder import Decoder
from composer.generation.events import (
    END_TOKEN,
    FIELDS,
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
from composer.generation.rules import Places, Rules
from composer.generation.sampling import sample_top_p, sharpen
from composer.music.errors import SeedError
from composer.music.score import Note
from composer.music.seed import Seed
from composer.music.take import ContinuedNote

LONGEST_CONTEXT = 1024  # notes of a long seed that are read: its end
_STEPS_PER_BATCH = 8  # notes handed over at a time, after the first


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
        conditions = self._conditions(notes)
        context, first_bar = _context(notes)
        rows = encode(context, conditions, first_bar)
        takes = options.candidates
        decoder.start(_state_after(network, rows[:-1]), rows, takes)
        self._rules = Rules(
            context,
            tracks=len(self._tracks),
            takes=takes,
            last_bar_begins=notes.bars.bar_start(self._last_bar),
            may_end=options.compose_ending,
        )
        self._origin = int(context.onset[-1])
        self._bars, self._metre = self._places(notes.bars, first_bar, conditions)
        self._rows = np.tile(rows[-1].astype(np.int64), (takes, 1))  # (candidates, columns): the event chosen last
        self._candidates = np.arange(takes)  # those that still get notes; the arrays below have a place for each
        self._onset = np.full(takes, self._origin)
        self._is_done = np.zeros(takes, dtype=bool)
        self._probability = np.ones((len(FIELDS), takes))  # of each field chosen last
        self._log_likelihood = np.zeros(takes)  # of all notes of a candidate
        self.log_likelihoods = [0.0] * takes  # mean per note of each take that is complete
        self._random = np.random.default_rng(options.rng_seed)

    def _conditions(self, notes: NoteArrays) -> Conditions:
        span = max(self._begin - int(notes.onset[0]), STEPS_PER_QUARTER)
        return Conditions(
            style=self._options.style,
            key=self._seed.key or notes.key,
            bpm=notes.bpm,
            tracks=len(self._tracks),
            density=len(notes) * STEPS_PER_QUARTER / span,
            last_bar=self._last_bar if self._options.compose_ending else None,
        )

    def _places(self, bars: BarGrid, first_bar: int, conditions: Conditions) -> tuple[np.ndarray, np.ndarray]:
        """Bar (steps,) and metre columns (steps, columns) of every step from the seed's last onset to the limit."""
        bar, position, strength, meter = bars.locate(np.arange(self._origin, self._limit + 1))
        remaining = bars_remaining_class(bar, conditions.last_bar)
        return bar, np.stack([position, strength, meter, (bar - first_bar) % 8, remaining], axis=1)

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
        self._rules.keep(kept)
        for name in ("_candidates", "_rows", "_onset", "_log_likelihood", "_is_done"):
            setattr(self, name, getattr(self, name)[kept])
        self._probability = self._probability[:, kept]

    def _step(self, is_first: bool) -> list[ContinuedNote]:
        """Choose the next event of every candidate; the notes of those that are not done."""
        # Drawn for eight, so that a take is the same however many are made beside it.
        uniform = self._random.random((len(FIELDS), 2, MAX_CANDIDATES), dtype=np.float32)[..., self._candidates]
        rules, decoder = self._rules, self._decoder
        before, track_before = self._onset, self._rows[:, Column.TRACK].copy()
        if is_first:
            deltas = rules.first_deltas(self._begin - self._origin, self._limit - self._origin)
        else:
            deltas = rules.deltas(before)
        delta = self._choose(Column.DELTA, deltas, uniform)
        onset = before + SPANS[np.minimum(delta, END_TOKEN - 1)]
        if is_first:
            onset = np.maximum(onset, self._begin)
        self._is_done = (delta == END_TOKEN) | (onset >= self._limit)
        step = np.minimum(onset, self._limit) - self._origin
        metre = self._metre[step]
        decoder.see(Column.POSITION, metre[:, 0])
        decoder.see(Column.STRENGTH, metre[:, 1])
        places = Places(onset, self._bars[step], metre[:, 0])
        is_chord = onset == before
        track = track_before
        if len(self._tracks) > 1:
            track = self._choose(Column.TRACK, rules.tracks(track, is_chord), uniform)
        else:
            decoder.see(Column.TRACK, track)
        above = np.where(is_chord & (track == track_before), self._rows[:, Column.PITCH], -1)
        pitch = self._choose(Column.PITCH, rules.pitches(places, track, above), uniform)
        duration = self._choose(Column.DURATION, None, uniform)
        level = self._choose(Column.VELOCITY, None, uniform)
        rules.hear(places, track, pitch, SPANS[duration])
        self._onset = onset
        rows = self._rows
        for column, values in zip(FIELDS, (delta, track, pitch, duration, level), strict=True):
            rows[:, column] = values
        rows[:, Column.VELOCITY] = level * VELOCITY_STEP + VELOCITY_STEP // 2
        rows[:, Column.POSITION : Column.STYLE] = metre
        values = zip(self._candidates.tolist(), onset.tolist(), rows[:, : Column.POSITION].tolist(), strict=True)
        notes = [self._continued(candidate, start, fields) for candidate, start, fields in values]
        if self._is_done.any():
            return [note for note, is_done in zip(notes, self._is_done.tolist(), strict=True) if not is_done]
        return notes

    def _choose(self, field: Column, allowed: np.ndarray | None, uniform: np.ndarray) -> np.ndarray:
        """Sample a field for every candidate, and note how probable the choices were."""
        weights = sharpen(self._decoder.weights(field, allowed), self._options.temperature)
        tokens, self._probability[field] = sample_top_p(weights, self._options.top_p, uniform[field])
        if field is not Column.VELOCITY:
            self._decoder.see(field, tokens)
        return tokens

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


def _state_after(network: MusicLSTM, rows: np.ndarray, window: int = 256) -> State:
    """The state after reading rows (events, columns)."""
    events = torch.from_numpy(rows).long().unsqueeze(0)
    state: State | None = None
    for begin in range(0, events.shape[1], window):
        _, state = network(events[:, begin : begin + window], state)
    assert state is not None
    return state
