"""What a run trains, seen alike: a recipe from the beginning, or the flagship from what it has learned already."""

import copy
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from torch import nn

from composer.generation.checkpoint import ModelCard, load_model
from composer.generation.continuation import Continuer
from composer.generation.library import PASSAGES
from composer.generation.passages import PassageIndex
from composer.generation.recipes.continuation import RecipeContinuer
from composer.generation.recipes.recipe import Recipe
from composer.generation.recipes.table import recipe_of
from composer.generation.registry import FLAGSHIP, SUFFIX
from composer.music.errors import CorpusError
from composer.resources import resource
from composer.training.corpus import SPLITS, Corpus, Report, Unreadable, read_corpus
from composer.training.originality import index_of
from composer.training.recipe_corpus import read_recipe_corpus
from composer.training.recipe_trainer import RecipeRun, RecipeTraining, run_folder
from composer.training.runs import Point, Run, RunRequest
from composer.training.saving import told_if_full
from composer.training.trainer import BEST, TrainingConfig, TrainingRun

if TYPE_CHECKING:
    from composer.generation.continuing import ContinuesSeeds

_CHECKPOINTS = 12  # that are kept of a run, about, besides the article's own
_FEWEST_STEPS = 10  # in an epoch of the flagship
_FINE_TUNING_RATES = (3e-4, 3e-5)  # first and last: a seventh of what a beginner learns at
_PATIENCE = 4  # epochs that do not help, after which it has learned what it can
_FEWEST_JUDGES = 3  # pieces that are kept out to judge by, where there are enough
_SMOOTHING = 0.9  # of the flagship's loss from step to step


class Lesson(Protocol):
    """Training under way, resumed from its last checkpoint if there is one."""

    unreadable: list[Unreadable]  # files that were left out
    model: Path  # the best so far

    @property
    def layers(self) -> list[tuple[str, str, int]]:
        """Name, kind and parameters of every layer."""
        ...

    def steps(self) -> Iterator[Point]:
        """Train, yielding after every step. Raises TrainingError."""
        ...

    def save(self) -> None:
        """Write a checkpoint of this moment. Raises TrainingError."""
        ...

    def keep(self) -> None:
        """Make sure that there is a model. Raises TrainingError."""
        ...

    def continuer(self) -> "ContinuesSeeds":
        """What it has learned until now, to be heard."""
        ...


def lesson_of(run: Run, report: Report | None = None) -> Lesson:
    """Read the music and set up what the run asks for. Raises CorpusError."""
    request = run.request
    return FineTuning(run, request, report) if request.recipe is None else RecipeLesson(run, request, report)


def best_of(run: Run) -> Path:
    """Where the best model so far is; there is one as soon as there is a checkpoint, whatever becomes of the music."""
    return run_folder(run.target) / BEST if run.request.recipe is None else run.target


class RecipeLesson:
    """A published system on one's own music."""

    def __init__(self, run: Run, request: RunRequest, report: Report | None = None) -> None:
        assert request.recipe is not None
        recipe = recipe_of(request.recipe)
        cache = run_folder(run.target) / "pieces.npz"
        cache.parent.mkdir(parents=True, exist_ok=True)
        left_out = frozenset(map(Path, request.left_out))
        folder = Path(request.folder)
        files, rng_seed = recipe.published.files, request.rng_seed
        corpus, self.unreadable = read_recipe_corpus(folder, recipe, cache, files, rng_seed, report, left_out=left_out)
        training = RecipeTraining(
            recipe=request.recipe,
            epochs=request.epochs,
            batch_size=request.batch_size,
            window=request.window,
            oversampling=request.oversampling,
            at_every_position=request.at_every_position,
            hold_out=request.hold_out and bool(corpus.of("train")),
            keep_every=_kept_every(request.epochs),
            rng_seed=request.rng_seed,
        )
        card = ModelCard(request.name, _statement(len(corpus.pieces), folder, recipe))
        self._run = RecipeRun(corpus, training, run.target, card)
        self.model = best_of(run)

    @property
    def layers(self) -> list[tuple[str, str, int]]:
        """Name, kind and parameters of every layer."""
        return layers_of(self._run.model.network)

    def steps(self) -> Iterator[Point]:
        """Train, yielding after every batch."""
        for progress in self._run.steps():
            step = (progress.epoch - 1) * progress.batches + progress.batch
            steps = progress.epochs * progress.batches
            yield Point(
                step=step,
                steps=steps,
                epoch=progress.epoch,
                epochs=progress.epochs,
                loss=progress.loss,
                accuracy=progress.accuracy,
                seconds=progress.seconds,
                remaining_seconds=progress.seconds / step * (steps - step),
                held_out=progress.held_out,
                ends_epoch=progress.batch == progress.batches,
            )

    def save(self) -> None:
        """Write a checkpoint of this moment."""
        self._run.save()

    def keep(self) -> None:
        """Make sure that there is a model."""
        self._run.keep()

    def continuer(self) -> "ContinuesSeeds":
        """What it has learned until now."""
        network = copy.deepcopy(self._run.model.network).requires_grad_(False).eval()
        return RecipeContinuer(replace(self._run.model, network=network))


class FineTuning:
    """The flagship, which goes on learning from other music."""

    def __init__(self, run: Run, request: RunRequest, report: Report | None = None) -> None:
        folder = Path(request.folder)
        corpus, self.unreadable = read_corpus(folder, report, left_out=frozenset(map(Path, request.left_out)))
        for split in ("train", "valid"):
            if not len(corpus.pieces(split)):
                raise CorpusError(
                    f"{folder} holds {len(corpus)} pieces that can be learned from; at least 3 are needed, because one "
                    "is kept out to judge by. Add more music, or train one of the published systems."
                )
        self.corpus = corpus = _judged_by_enough(corpus)
        begin_with = Path(request.begin_with) if request.begin_with else resource("models", FLAGSHIP + SUFFIX)
        network, _ = load_model(begin_with)
        notes = sum(len(corpus.piece(index)) for index in corpus.pieces("train").tolist())
        self._epochs = request.epochs
        self._steps_per_epoch = max(notes // (request.batch_size * request.window), _FEWEST_STEPS)
        first_rate, last_rate = _FINE_TUNING_RATES
        config = TrainingConfig(
            steps=self._epochs * self._steps_per_epoch,
            streams=request.batch_size,
            window=request.window,
            learning_rate=first_rate,
            final_learning_rate=last_rate,
            warm_up=2 * _FEWEST_STEPS,
            validate_every=self._steps_per_epoch,
            validation_notes=5_000,
            patience=_PATIENCE,
            keep_every=_kept_every(self._epochs),
            rng_seed=request.rng_seed,
            network=network.config,
        )
        origin = f"“{begin_with.stem}”" if request.begin_with else "Composer’s own"
        card = ModelCard(request.name, f"{origin}, trained further on {len(corpus)} pieces of {folder.name}.")
        self.model = best_of(run)
        self._run = TrainingRun(corpus, config, self.model.parent, card, network)
        if not run.passages.exists():
            with told_if_full(run.passages):
                _passages(corpus, begin_with, bool(request.begin_with)).save(run.passages)

    @property
    def layers(self) -> list[tuple[str, str, int]]:
        """Name, kind and parameters of every layer."""
        return layers_of(self._run.network)

    def steps(self) -> Iterator[Point]:
        """Train, yielding after every step; an epoch is about as many notes as the music has."""
        loss = accuracy = None
        began_at, seconds_before = self._run.step, self._run.seconds
        for progress in self._run.steps():
            loss = progress.loss if loss is None else _SMOOTHING * loss + (1 - _SMOOTHING) * progress.loss
            smoother = progress.accuracy if accuracy is None else accuracy
            accuracy = _SMOOTHING * smoother + (1 - _SMOOTHING) * progress.accuracy
            pace = (progress.seconds - seconds_before) / (progress.step - began_at)
            yield Point(
                step=progress.step,
                steps=progress.steps,
                epoch=(progress.step - 1) // self._steps_per_epoch + 1,
                epochs=self._epochs,
                loss=loss,
                accuracy=accuracy,
                seconds=progress.seconds,
                remaining_seconds=pace * (progress.steps - progress.step),
                held_out=_by_field(progress.held_out) if progress.held_out else None,
                ends_epoch=progress.held_out is not None,
            )

    def save(self) -> None:
        """Write a checkpoint of this moment."""
        self._run.save()

    def keep(self) -> None:
        """Make sure that there is a model."""
        self._run.keep()

    def continuer(self) -> "ContinuesSeeds":
        """What it has learned until now."""
        return Continuer(copy.deepcopy(self._run.averaged), self._run.card)


def _passages(corpus: Corpus, begin_with: Path, is_own: bool) -> PassageIndex:
    """What must not be copied: the passages of the music, and what the model that it begins with knew."""
    index = begin_with.with_suffix(PASSAGES)
    before = PassageIndex.load(index) if is_own and index.exists() else None
    return index_of(corpus, before, extends_flagship=before is None or before.extends_flagship)


def _judged_by_enough(corpus: Corpus) -> Corpus:
    """The same, but with three pieces to judge by: those for a test nobody will make, else every fifth at most."""
    train, valid, test = range(len(SPLITS))
    split = corpus.split.copy()
    if (split == valid).sum() < _FEWEST_JUDGES:
        split[split == test] = valid
    learned = np.flatnonzero(split == train)
    missing = min(_FEWEST_JUDGES - int((split == valid).sum()), len(learned) // 5)
    if missing > 0:
        split[learned[:: len(learned) // missing][:missing]] = valid
    return replace(corpus, split=split)


def layers_of(network: nn.Module) -> list[tuple[str, str, int]]:
    """Name, kind and parameters of every layer that has parameters of its own."""
    found = []
    for name, module in network.named_modules():
        count = sum(parameter.numel() for parameter in module.parameters(recurse=False))
        if count:
            found.append((name.strip("_"), str(module).partition("\n")[0], count))
    return found


def _statement(pieces: int, folder: Path, recipe: Recipe) -> str:
    return f"{recipe.published.id}, trained on {pieces} pieces of {folder.name}."


def _kept_every(epochs: int) -> int:
    return -(-epochs // _CHECKPOINTS)


def _by_field(held_out: dict[str, float]) -> dict[str, float]:
    """The names that recipes use for loss and accuracy, and the fields; not the styles."""
    fields = {name: value for name, value in held_out.items() if not name.startswith("style ")}
    return {"loss": fields.pop("total"), "accuracy": fields.pop("next_pitch"), **fields}
