"""Continuing a seed: the model reads it once, then adds note after note, its state carried along."""

from collections.abc import Iterator, Sequence
from itertools import count

import numpy as np
import torch
from torch.jit import optimized_execution  # pyright: ignore[reportPrivateImportUsage] # torch forgot to export it

from composer.generation.checkpoint import ModelCard
from composer.generation.decoder import Decoder
from composer.generation.events import FIELDS, STYLES, VELOCITY_STEP, Column
from composer.generation.guidance import Guidance, Steering
from composer.generation.handover import Handover
from composer.generation.network import MusicLSTM, State
from composer.generation.options import MAX_CANDIDATES, OptionError, SamplingOptions
from composer.generation.passages import PassageIndex
from composer.generation.prompt import Prompt
from composer.generation.takes import Takes
from composer.music.errors import ModelFileError
from composer.music.seed import Seed
from composer.music.take import ContinuedNote

_STEPS_PER_BATCH = 8  # notes handed over at a time, after the first
_EVENTS_DRAWN = 64  # at a time, by chance


class Continuer:
    """A model that continues seeds."""

    sha256 = ""  # of its file; the registry says it

    def __init__(
        self, network: MusicLSTM, card: ModelCard, passages: Sequence[PassageIndex] | ModelFileError = ()
    ) -> None:
        """`passages` are those of its training music, or why they cannot be read."""
        self.card = card
        self._passages = passages
        self.network = network
        self.decoder = Decoder(network)
        self._reader = _Reader(network)
        self._steering = Steering(SamplingOptions())  # of the latest run
        self._log_likelihoods: list[float] = []

    @property
    def passages(self) -> Sequence[PassageIndex]:
        """The indices of its training music. Raises ModelFileError where they cannot be read."""
        if isinstance(self._passages, ModelFileError):
            raise self._passages
        return self._passages

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

        Ends after `options.bars` bars: at the bar line when an ending is asked for, else with the last note that begins
        before it. Equal seeds and options give equal notes on one machine. Raises SeedError, OptionError and
        ModelFileError before the first batch.
        """
        if options.style is not None and options.style not in STYLES:
            raise OptionError(f"There is no style “{options.style}”: choose one of {', '.join(STYLES)}.")
        self._steering = Steering(options)
        # Optimizing would take a tenth of a second from the first notes, and there is nothing to gain.
        with torch.inference_mode(), optimized_execution(False):
            passages = self.passages if options.avoids_copies else ()
            run = _Run(self._reader, self.decoder, seed, self._steering, passages)
            yield from run.batches()
            self._log_likelihoods = run.log_likelihoods

    def steer(self, options: SamplingOptions) -> None:
        """Let the run that is under way go on as `options` say; its length, takes and random seed stay."""
        self._steering.steer(options)


class _Run:
    """One continuation under way."""

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
        self._prompt = prompt = Prompt.of(seed, options)
        self._takes = takes = Takes(prompt, options.candidates)
        self._guidance = Guidance(steering, seed, prompt, takes, passages)
        self._handover = Handover(seed, prompt, options, takes)
        decoder.start(reader.state_after(prompt.rows[:-1]), prompt.rows, options.candidates)
        self._rows = np.repeat(prompt.rows[-1:].astype(np.int64), options.candidates, axis=0)  # the events chosen last
        self._uniform = np.empty(0, dtype=np.float32)  # (fields, 2, takes), what chance says about the next events
        self._probability = np.ones((len(FIELDS), options.candidates))  # of the tokens chosen last
        self._chances = _chances(np.random.default_rng(options.rng_seed))
        self.log_likelihoods = [0.0] * options.candidates  # mean per note of each take that is complete

    def batches(self) -> Iterator[list[ContinuedNote]]:
        """The notes as they are made."""
        self._choose_events(self._takes.first_deltas())
        pending = self._handover.notes()
        for step in count(_STEPS_PER_BATCH):
            if step % _STEPS_PER_BATCH == 0 and (pending := pending + self._handover.notes()):
                yield pending
                pending = []
            if self._takes.states["is_done"].any():
                pending += self._handover.notes()
                self._drop_done()
            if not len(self._takes):
                break
            self._decoder.read(self._rows)
            self._choose_events(self._takes.deltas(self._options.compose_ending))
        if pending:
            yield pending

    def _drop_done(self) -> None:
        """Go on with the takes that are not done."""
        takes = self._takes
        is_done = takes.states["is_done"]
        notes = max(takes.heard - takes.read - 1, 1)
        for take in takes.states[is_done]:
            self.log_likelihoods[take["candidate"]] = float(take["log_likelihood"]) / notes
        kept = np.flatnonzero(~is_done)
        for part in (takes, self._guidance, self._decoder):
            part.keep(kept)
        self._rows, self._probability = self._rows[kept], self._probability[:, kept].copy()

    def _choose_events(self, deltas: np.ndarray) -> None:
        """Choose the next event of every take; `deltas` (takes, tokens) says which Δonsets there may be."""
        takes, rows, decoder, guidance = self._takes, self._rows, self._decoder, self._guidance
        self._uniform = next(self._chances).take(takes.states["candidate"], axis=2)
        guidance.begin_note()
        guidance.deltas(deltas)
        self._choose(Column.DELTA, deltas)
        takes.move(rows)
        decoder.see(Column.POSITION, rows[:, Column.POSITION])
        decoder.see(Column.STRENGTH, rows[:, Column.STRENGTH])
        self._choose_tracks()
        tracks = rows[:, Column.TRACK]
        pitches = takes.pitches(tracks)
        guidance.pitches(tracks, pitches)
        self._choose(Column.PITCH, pitches)
        self._choose(Column.DURATION)
        self._choose(Column.VELOCITY)
        rows[:, Column.VELOCITY] = rows[:, Column.VELOCITY] * VELOCITY_STEP + VELOCITY_STEP // 2
        takes.hear(rows, self._probability)
        guidance.hear()

    def _choose(self, field: Column, allowed: np.ndarray | None = None) -> None:
        """Sample a field for every take, and note how probable the choices were."""
        weights, tokens = self._decoder.weights(field, allowed), self._rows[:, field]
        self._guidance.choose(field, weights, self._uniform[field], tokens, self._probability[field])
        if field is not Column.VELOCITY:
            self._decoder.see(field, tokens)

    def _choose_tracks(self) -> None:
        """There is nothing to choose in a seed of one track."""
        if len(self._prompt.tracks) > 1:
            allowed = self._takes.tracks()
            self._guidance.tracks(allowed)
            self._choose(Column.TRACK, allowed)
        else:
            self._rows[:, Column.TRACK] = 0
            self._decoder.see(Column.TRACK, self._rows[:, Column.TRACK])


def _chances(random: np.random.Generator) -> Iterator[np.ndarray]:
    """What chance says about each of the next events, (fields, 2, MAX_CANDIDATES) in [0, 1).

    Drawn for eight takes, so that a take is the same however many are made beside it.
    """
    while True:
        yield from random.random((_EVENTS_DRAWN, len(FIELDS), 2, MAX_CANDIDATES), dtype=np.float32)


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
