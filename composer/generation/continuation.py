"""Continuing a seed: the model reads it once, then adds note after note, its state carried along."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count
from math import log
from pathlib import Path

import numpy as np
import torch

from composer.generation.checkpoint import ModelCard
from composer.generation.decoder import Decoder
from composer.generation.events import (
    END_TOKEN,
    FIELD_SIZES,
    FIELDS,
    MAX_TRACKS,
    SPANS,
    STYLES,
    VELOCITY_STEP,
    Column,
    steps_to_ticks,
)
from composer.generation.guidance import Guidance, Steering
from composer.generation.network import MusicLSTM, State
from composer.generation.options import MAX_CANDIDATES, OptionError, SamplingOptions
from composer.generation.passages import PassageIndex, indices_of
from composer.generation.prompt import Prompt
from composer.generation.take_state import TakeState
from composer.music.score import Note
from composer.music.seed import Seed
from composer.music.take import ContinuedNote

_STEPS_PER_BATCH = 8  # notes handed over at a time, after the first
_EVENTS_DRAWN = 64  # at a time, by chance
_SPANS = [*SPANS.tolist(), 0]  # by token, the end included


class Continuer:
    """A model that continues seeds."""

    sha256 = ""  # of its file; the registry says it, and also:
    path: Path | None = None  # of its file, beside which the index of the passages of its training music may lie

    def __init__(self, network: MusicLSTM, card: ModelCard) -> None:
        self.card = card
        self.network = network
        self.decoder = Decoder(network)
        self._reader = _Reader(network)
        self._steering = Steering(SamplingOptions())  # of the latest run
        self._passages: tuple[PassageIndex, ...] | None = None
        self._log_likelihoods: list[float] = []

    @property
    def styles(self) -> tuple[str, ...]:
        """The styles that `SamplingOptions.style` may name."""
        return STYLES

    @property
    def passages(self) -> tuple[PassageIndex, ...]:
        """The passages of its training music, read when they are first asked for. Raises ModelFileError."""
        if self._passages is None:
            self._passages = indices_of(self.path) if self.path else ()
        return self._passages

    @property
    def log_likelihoods(self) -> list[float]:
        """Mean log-likelihood of a note in each candidate of the last finished run, in nats."""
        return self._log_likelihoods

    def continue_from(self, seed: Seed, options: SamplingOptions) -> Iterator[list[ContinuedNote]]:
        """Yield what follows `seed` in small batches, the first holding the first note; in onset order per candidate.

        Ends after `options.bars` bars: at the bar line when an ending is asked for, else with the last note that begins
        before it. Equal seeds and options give equal notes on one machine. Raises SeedError and OptionError before the
        first batch.
        """
        if options.style is not None and options.style not in STYLES:
            raise OptionError(f"There is no style “{options.style}”: choose one of {', '.join(STYLES)}.")
        self._steering = Steering(options)
        with torch.inference_mode():
            passages = self.passages if options.avoids_copies else ()
            run = _Run(self._reader, self.decoder, seed, self._steering, passages)
            yield from run.batches()
            self._log_likelihoods = run.log_likelihoods

    def steer(self, options: SamplingOptions) -> None:
        """Let the run that is under way go on as `options` say; its length, takes and random seed stay."""
        self._steering.steer(options)


class _Run:
    """One continuation under way; times are steps."""

    def __init__(
        self,
        reader: "_Reader",
        decoder: Decoder,
        seed: Seed,
        steering: Steering,
        passages: Sequence[PassageIndex],
    ) -> None:
        self._decoder = decoder
        self._options = options = steering.options
        self._seed = seed
        self._prompt = prompt = Prompt.of(seed, options)
        self._guidance = Guidance(steering, seed, prompt, passages)
        first = TakeState(prompt.context)
        self._takes = [first.fork(candidate) for candidate in range(options.candidates)]  # those that still get notes
        decoder.start(reader.state_after(prompt.rows[:-1]), prompt.rows, takes=len(self._takes))
        self._candidates = np.arange(options.candidates)  # of the takes
        self._rows = np.repeat(prompt.rows[-1:].astype(np.int64), len(self._takes), axis=0)  # the events chosen last
        self._without_end = np.tile(np.arange(FIELD_SIZES[Column.DELTA]) != END_TOKEN, (options.candidates, 1))
        self._all_pitches = np.ones((options.candidates, FIELD_SIZES[Column.PITCH]), dtype=bool)
        self._tracks_from = np.tri(MAX_TRACKS, dtype=bool).T & (np.arange(MAX_TRACKS) < len(prompt.tracks))
        # Notes with which a take may end, until it is known whether it does: those of its latest onset in the last bar.
        self._waiting: list[list[ContinuedNote]] = [[] for _ in range(options.candidates)]
        self._uniform = np.empty(0, dtype=np.float32)  # (fields, 2, takes), what chance says about the next events
        self._probability = np.empty((len(FIELDS), len(self._takes)))  # of the tokens chosen last
        self._chances = _chances(np.random.default_rng(options.rng_seed))
        self.log_likelihoods = [0.0] * options.candidates  # mean per note of each take that is complete

    def batches(self) -> Iterator[list[ContinuedNote]]:
        """The notes as they are made."""
        self._choose_events(is_first=True)
        pending = self._notes()
        for step in count(_STEPS_PER_BATCH):
            if step % _STEPS_PER_BATCH == 0 and pending:
                yield pending
                pending = []
            self._drop_done()
            if not self._takes:
                break
            self._decoder.read(self._rows)
            self._choose_events(is_first=False)
            pending += self._notes()
        if pending:
            yield pending

    def _drop_done(self) -> None:
        """Go on with the takes that are not done."""
        if not any(take.is_done for take in self._takes):
            return
        for take in self._takes:
            if take.is_done:
                self.log_likelihoods[take.candidate] = take.log_likelihood / max(take.notes, 1)
        kept = np.flatnonzero([not take.is_done for take in self._takes])
        self._takes = [take for take in self._takes if not take.is_done]
        self._decoder.keep(kept)
        self._candidates, self._rows = self._candidates[kept], self._rows[kept]
        self._probability = self._probability[:, kept]

    def _choose_events(self, is_first: bool) -> None:
        """Choose the next event of every take."""
        self._uniform = next(self._chances).take(self._candidates, axis=2)
        decoder, prompt, takes, rows = self._decoder, self._prompt, self._takes, self._rows
        self._guidance.begin_note(takes)
        allowed = self._guidance.deltas(takes, self._first_deltas() if is_first else self._deltas())
        places = []
        for take, delta in zip(takes, self._choose(Column.DELTA, allowed), strict=True):
            onset = max(take.onset + _SPANS[delta], prompt.begin)
            take.is_done = delta == END_TOKEN or onset >= prompt.limit
            step = min(onset, prompt.limit) - prompt.origin
            take.move_to(onset, prompt.bars[step], prompt.places[step][0])
            places.append(prompt.places[step])
        rows[:, Column.POSITION : Column.STYLE] = places
        decoder.see(Column.POSITION, rows[:, Column.POSITION])
        decoder.see(Column.STRENGTH, rows[:, Column.STRENGTH])
        tracks = self._choose_tracks()
        allowed = self._all_pitches[: len(takes)].copy()
        for take, track, row in zip(takes, tracks, allowed, strict=True):
            take.forbid_pitches(track, row)
        self._guidance.pitches(takes, tracks, allowed)
        pitches = self._choose(Column.PITCH, allowed)
        durations = self._choose(Column.DURATION)
        levels = self._choose(Column.VELOCITY)
        rows[:, Column.VELOCITY] = [level * VELOCITY_STEP + VELOCITY_STEP // 2 for level in levels]
        probabilities = np.multiply.reduce(self._probability).tolist()
        chosen = zip(takes, tracks, pitches, durations, levels, probabilities, strict=True)
        for take, track, pitch, duration, level, probability in chosen:
            if not take.is_done:
                take.hear(track, pitch, _SPANS[duration], level)
                take.notes += 1
                take.log_likelihood += log(probability)

    def _choose(self, field: Column, allowed: np.ndarray | None = None) -> list[int]:
        """Sample a field for every take, and note how probable the choices were."""
        weights = self._decoder.weights(field, allowed)
        tokens, self._probability[field] = self._guidance.choose(field, weights, self._uniform[field])
        self._rows[:, field] = tokens
        if field is not Column.VELOCITY:
            self._decoder.see(field, tokens)
        return tokens.tolist()

    def _choose_tracks(self) -> list[int]:
        """Only tracks of the seed; there is nothing to choose in a seed of one track."""
        if len(self._prompt.tracks) > 1:
            return self._choose(Column.TRACK, self._tracks_from[[take.lowest_track() for take in self._takes]])
        self._probability[Column.TRACK] = 1
        self._rows[:, Column.TRACK] = 0
        self._decoder.see(Column.TRACK, self._rows[:, Column.TRACK])
        return [0] * len(self._takes)

    def _first_deltas(self) -> np.ndarray:
        """Δonset of the first note: not before the seed's end, nor beyond the limit."""
        prompt = self._prompt
        first = int(np.searchsorted(SPANS, prompt.begin - prompt.origin, side="right")) - 1
        last = max(int(np.searchsorted(SPANS, prompt.limit - prompt.origin)), first + 1)
        tokens = np.arange(FIELD_SIZES[Column.DELTA])
        return np.tile((tokens >= first) & (tokens < last), (len(self._takes), 1))

    def _deltas(self) -> np.ndarray:
        """Any Δonset into the room that there is, and the end of the piece, where it may be, in its last bar only."""
        allowed = self._without_end[: len(self._takes)]
        if self._options.compose_ending and self._is_limit_near():
            allowed = allowed.copy()
            for take, row in zip(self._takes, allowed, strict=True):
                if take.onset >= self._prompt.last_bar_begins:
                    row[END_TOKEN] = True
                else:
                    row[bisect_left(_SPANS, self._prompt.limit - take.onset, hi=END_TOKEN) : END_TOKEN] = False
        return allowed

    def _is_limit_near(self) -> bool:
        """Whether some take could get there with its next note."""
        return max(take.onset for take in self._takes) >= self._prompt.limit - _SPANS[END_TOKEN - 1]

    def _notes(self) -> list[ContinuedNote]:
        """The notes just chosen, and those that no longer have to wait for an ending."""
        notes = []
        for take, (_, *fields) in zip(self._takes, self._rows[:, : len(FIELDS)].tolist(), strict=True):
            if take.is_done or not take.is_chord:
                notes += self._released(take)
            if not take.is_done:
                note = self._continued(take, *fields)
                may_be_last = self._options.compose_ending and take.onset >= self._prompt.last_bar_begins
                (self._waiting[take.candidate] if may_be_last else notes).append(note)
        return notes

    def _released(self, take: TakeState) -> list[ContinuedNote]:
        """The notes that were waiting; where nothing lasts until the bar line at which the piece ends, they do."""
        waiting = self._waiting[take.candidate]
        self._waiting[take.candidate] = []
        if take.is_done and take.end < self._prompt.limit:
            waiting = [replace(one, note=_until(self._prompt.limit_tick, one.note)) for one in waiting]
        return waiting

    def _continued(self, take: TakeState, track: int, pitch: int, duration: int, velocity: int) -> ContinuedNote:
        ppq = self._seed.score.ppq
        start = max(steps_to_ticks(take.onset, ppq), self._seed.end)
        end = min(steps_to_ticks(take.onset + _SPANS[duration], ppq), self._prompt.limit_tick)
        note = Note(pitch, start, max(end - start, 1), velocity)
        return ContinuedNote(note, self._prompt.tracks[track], take.candidate)


def _chances(random: np.random.Generator) -> Iterator[np.ndarray]:
    """What chance says about each of the next events, (fields, 2, MAX_CANDIDATES) in [0, 1).

    Drawn for eight takes, so that a take is the same however many are made beside it.
    """
    while True:
        yield from random.random((_EVENTS_DRAWN, len(FIELDS), 2, MAX_CANDIDATES), dtype=np.float32)


def _until(end: int, note: Note) -> Note:
    """The same note, ending at tick `end`."""
    return replace(note, duration=end - note.start)


class _Reader:
    """Reads seeds; what was read last is known when it comes again, as it does when more takes are asked for."""

    def __init__(self, network: MusicLSTM) -> None:
        self._network = network
        self._rows = b""
        self._state: State | None = None

    def state_after(self, rows: np.ndarray, window: int = 256) -> State:
        """The state after reading rows (events, columns)."""
        if self._state is None or rows.tobytes() != self._rows:
            events = torch.from_numpy(rows).long().unsqueeze(0)
            state: State | None = None
            for begin in range(0, events.shape[1], window):
                _, state = self._network(events[:, begin : begin + window], state)
            self._rows, self._state = rows.tobytes(), state
        assert self._state is not None
        return self._state
