"""Continuing a seed with a trained recipe: the same calls as those of the flagship's `Continuer`."""

from collections.abc import Iterator

import numpy as np
import torch

from composer.generation.checkpoint import ModelCard
from composer.generation.options import MAX_CANDIDATES, OptionError, SamplingOptions
from composer.generation.recipes.model import RecipeModel
from composer.generation.recipes.reading import reader_of
from composer.generation.recipes.recipe import Choice, Writer
from composer.music.errors import SeedError
from composer.music.seed import Seed
from composer.music.take import ContinuedNote

_EVENTS_PER_BATCH = 8  # handed over at a time, after the first
_MOST_EVENTS_PER_BAR = 128  # a network may choose pauses of nothing for ever


class RecipeContinuer:
    """A recipe that continues seeds, as published or with the options on top."""

    styles: tuple[str, ...] = ()
    sha256 = ""  # of its file; the registry says it

    def __init__(self, model: RecipeModel) -> None:
        self.model = model
        self._log_likelihoods: list[float] = []
        self._run: _Run | None = None  # the latest

    @property
    def card(self) -> ModelCard:
        """What the model file says about itself."""
        return self.model.card

    @property
    def log_likelihoods(self) -> list[float]:
        """Mean log-likelihood of an event in each candidate of the last finished run, in nats."""
        return self._log_likelihoods

    def continue_from(self, seed: Seed, options: SamplingOptions) -> Iterator[list[ContinuedNote]]:
        """Yield what follows `seed` in small batches, in onset order per candidate.

        Ends after `options.bars` bars; with `options.as_published`, after as many events as in the article, which
        are chosen as it chose them, from its window. Raises SeedError and OptionError before the first batch.
        """
        if options.style is not None:
            raise OptionError(f"The model {self.card.name} knows no styles: leave the style out.")
        with torch.inference_mode():
            self._run = run = _Run(self.model, seed, options)
            yield from run.batches()
            self._log_likelihoods = run.log_likelihoods

    def steer(self, options: SamplingOptions) -> None:
        """Let the run that is under way go on at the temperature that `options` say, unless it does as published."""
        if self._run:
            self._run.steer(options)


class _Run:
    """One continuation under way."""

    def __init__(self, model: RecipeModel, seed: Seed, options: SamplingOptions) -> None:
        recipe, published = model.recipe, model.recipe.published
        piece, track = recipe.read(seed.score), recipe.track_of(seed.score)
        if track is None or not len(piece):
            raise SeedError("The seed holds nothing that this model can read: add at least one pitched note.")
        events = recipe.encode(piece, model.vocabulary)[-model.window :]
        if options.as_published or not model.at_every_position:
            events = recipe.fill(events, model.window)
        self._recipe = recipe
        self._is_as_published = options.as_published
        self._takes = options.candidates
        self._choice = Choice(options.temperature, options.top_p)
        self._most_events = options.bars * _MOST_EVENTS_PER_BAR
        last_tick = _bar_line_after(seed, options.bars)
        if options.as_published:
            self._choice = Choice(published.temperature)
            if published.notes is not None:
                self._most_events, last_tick = published.notes, _FAR_AWAY
        self._writers: list[Writer] = [recipe.writer(seed, model.vocabulary, last_tick) for _ in range(self._takes)]
        self._reader = reader_of(model.network, keeps_window=options.as_published)
        self._outputs = self._reader.start(events, self._takes)
        self._track = track
        self._random = np.random.default_rng(options.rng_seed)
        self._log_likelihood = np.zeros(self._takes)
        self._events = np.zeros(self._takes)

    def steer(self, options: SamplingOptions) -> None:
        """Choose the next events as `options` say."""
        if not self._is_as_published:
            self._choice = Choice(options.temperature, options.top_p)

    @property
    def log_likelihoods(self) -> list[float]:
        """Mean per event of each take."""
        return (self._log_likelihood / np.maximum(self._events, 1)).tolist()

    def batches(self) -> Iterator[list[ContinuedNote]]:
        """The notes as they are made."""
        pending: list[ContinuedNote] = []
        for count in range(self._most_events):
            pending += self._step()
            if all(writer.is_done for writer in self._writers):
                break
            if count % _EVENTS_PER_BATCH == 0:
                yield pending
                pending = []
        for take, writer in enumerate(self._writers):
            pending += [ContinuedNote(note, self._track, take) for note in writer.end()]
        yield pending

    def _step(self) -> list[ContinuedNote]:
        """Choose the next event of every take, and read it; the notes that are complete."""
        # Drawn for eight, so that a take is the same however many are made beside it.
        uniform = self._random.random((2, MAX_CANDIDATES), dtype=np.float32)[:, : self._takes]
        events, probabilities = self._recipe.choose(self._outputs, self._choice, uniform)
        notes = []
        for take, writer in enumerate(self._writers):
            if not writer.is_done:
                self._log_likelihood[take] += np.log(probabilities[take])
                self._events[take] += 1
                notes += [ContinuedNote(note, self._track, take) for note in writer.write(events[take])]
        self._outputs = self._reader.read(events)
        return notes


_FAR_AWAY = 2**27  # ticks; within what a MIDI file can hold


def _bar_line_after(seed: Seed, bars: int) -> int:
    """The tick of the bar line that ends `bars` whole bars after the seed; an open bar is completed first."""
    meter_map = seed.score.meter_map
    return meter_map.bar_start(meter_map.bar_at(meter_map.bar_line_from(seed.end)) + bars)
