"""Training a recipe as published: epochs over windows, the best weights kept, resumable at any moment."""

import json
import math
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import torch

from composer.generation.checkpoint import ModelCard
from composer.generation.recipes.model import RecipeModel, save_recipe
from composer.generation.recipes.table import recipe_of
from composer.music.errors import CorpusError
from composer.training.recipe_corpus import RecipeCorpus
from composer.training.recipe_windows import Windows
from composer.training.saving import TrainingError, music_changed, save_state, told_if_full

_HELD_OUT_WINDOWS = 2000  # that are looked at after an epoch
_EVALUATION_BATCH = 64
_OF_THE_MUSIC = {"tokens", "hold_out"}  # settings that may follow from what there is to learn from


@dataclass(frozen=True, slots=True)
class RecipeTraining:
    """What to train and how; None means as published, and what follows `files` is an addition to it."""

    recipe: str
    epochs: int | None = None
    batch_size: int | None = None
    window: int | None = None  # events
    files: int | None = None  # drawn at random
    oversampling: int = 0  # rarer targets are repeated until they are so many; the LoFi article: 700
    at_every_position: bool = False  # learn what follows each event of a window, not only the last
    hold_out: bool = False  # keep the parts "valid" and "test" out, and judge by "valid"
    keep_every: int = 0  # epochs after which the model is kept besides those that the article keeps; 0: never
    checkpoint_seconds: float = 60.0  # at most these are lost when training is killed, or a batch
    rng_seed: int = 1

    def completed(self) -> "RecipeTraining":
        """The same with the published numbers in place of None."""
        published = recipe_of(self.recipe).published
        return replace(
            self,
            epochs=self.epochs or published.epochs,
            batch_size=self.batch_size or published.batch_size,
            window=self.window or published.window,
            files=self.files or published.files,
        )


@dataclass(frozen=True, slots=True)
class RecipeProgress:
    """Where training stands after a batch; the means are over the epoch so far."""

    epoch: int  # from 1
    epochs: int
    batch: int  # from 1
    batches: int
    loss: float  # the published one
    accuracy: float  # share of tokens or pitches ranked first that were right
    seconds: float
    held_out: dict[str, float] | None = None  # loss and accuracy after an epoch, when there is a held-out part
    is_best: bool = False  # this epoch's weights are the model now


def run_folder(target: Path) -> Path:
    """Where the run that makes the model `target` keeps its state, its log and its checkpoints."""
    return target.with_name(f"{target.stem}-training")


def train_recipe(
    corpus: RecipeCorpus, training: RecipeTraining, target: Path, card: ModelCard
) -> Iterator[RecipeProgress]:
    """Train, yielding after every batch; `target` is the best model so far.

    A run that was stopped at any moment goes on from its last checkpoint when it is started again with the same
    settings; on one machine the weights then become the same as without the stop.
    """
    yield from RecipeRun(corpus, training, target, card).steps()


class RecipeRun:
    """A training run; it goes on from the last checkpoint, if there is one."""

    def __init__(self, corpus: RecipeCorpus, training: RecipeTraining, target: Path, card: ModelCard) -> None:
        training = training.completed()
        assert training.epochs is not None
        assert training.batch_size is not None
        assert training.window is not None
        self._training, self._target, self._card = training, target, card
        self._epochs, self._batch_size = training.epochs, training.batch_size
        self._recipe = recipe = recipe_of(training.recipe)
        self._music = corpus.fingerprint
        learned = corpus.of("train") if training.hold_out else list(corpus.pieces)
        held_out = corpus.of("valid") if training.hold_out else []
        tokens = recipe.vocabulary_of(learned)
        vocabulary = recipe.vocabulary(tokens)
        encoded = [recipe.encode(piece, vocabulary) for piece in learned]
        self._windows = Windows(encoded, training.window, recipe.padding)
        encoded = [recipe.encode(piece, vocabulary) for piece in held_out]
        self._held_out = _windows_if_any(encoded, training.window, recipe.padding)
        torch.manual_seed(training.rng_seed)
        network = recipe.network(len(tokens))
        self.model = RecipeModel(recipe, vocabulary, network, card, training.window, training.at_every_position)
        self._network = network
        self._optimizer = recipe.optimizer([each for each in network.parameters() if each.requires_grad])
        self._standing = _Standing()
        self._saved_at = 0.0  # seconds of training
        self._folder = run_folder(target)
        self._folder.mkdir(parents=True, exist_ok=True)
        self._resume()

    def steps(self) -> Iterator[RecipeProgress]:
        """Train, yielding after every batch."""
        while not self.is_done:
            yield from self._learn_epoch()

    def save(self) -> None:
        """Write a checkpoint of this moment, the first with a model. Raises TrainingError, and the last one stays."""
        state = {
            "music": self._music,
            "training": self._settings(),
            "standing": asdict(self._standing),
            "network": self._network.state_dict(),
            "optimizer": self._optimizer.state_dict(),
            "random": torch.get_rng_state(),
        }
        save_state(self._folder / "state.pt", state)
        self._saved_at = self._standing.seconds
        self.keep()

    def keep(self) -> None:
        """Make sure that there is a model; in the first epoch it is what is learned by now. Raises TrainingError."""
        if not self._standing.epoch or not self._target.exists():
            with told_if_full(self._target):
                save_recipe(
                    self._target, replace(self.model, card=replace(self._card, notes_trained=self._standing.notes))
                )

    @property
    def is_done(self) -> bool:
        """Whether all epochs are over, or the loss has not fallen for as long as the article waits."""
        patience = self._recipe.published.patience
        has_lost_patience = patience is not None and self._standing.epochs_since_best >= patience
        return self._standing.epoch >= self._epochs or has_lost_patience

    def _learn_epoch(self) -> Iterator[RecipeProgress]:
        """The rest of the current epoch."""
        standing, training = self._standing, self._training
        rng = np.random.default_rng([training.rng_seed, standing.epoch])
        starts = self._windows.epoch(rng, training.at_every_position, training.oversampling)
        batches = -(-len(starts) // self._batch_size)
        started = time.monotonic() - standing.seconds
        while standing.batch < batches:
            begin = standing.batch * self._batch_size
            self._learn(starts[begin : begin + self._batch_size])
            standing.seconds = time.monotonic() - started
            if standing.batch < batches:
                if standing.seconds - self._saved_at >= training.checkpoint_seconds:
                    self.save()
                yield self._progress(standing.epoch + 1, standing.batch, batches)
        yield self._end_epoch(batches)

    def _learn(self, starts: np.ndarray) -> None:
        """One step of the optimizer."""
        self._network.train()
        windows, following = self._windows.batch(starts, self._training.at_every_position)
        outputs = self._network(windows, self._training.at_every_position).flatten(0, 1)
        following = following.flatten(0, 1)
        loss = self._recipe.loss(outputs, following)
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self._optimizer.step()
        standing = self._standing
        standing.batch += 1
        standing.loss += loss.item() * len(following)
        standing.hits += float(self._recipe.hits(outputs.detach(), following).sum())
        standing.targets += len(following)
        standing.notes += len(following)

    def _end_epoch(self, batches: int) -> RecipeProgress:
        standing = self._standing
        progress = self._progress(standing.epoch + 1, batches, batches)
        held_out = self._judge()
        judged = held_out["loss"] if held_out else progress.loss
        is_best = judged < standing.best
        standing.best = min(standing.best, judged)
        standing.epochs_since_best = 0 if is_best else standing.epochs_since_best + 1
        standing.epoch += 1
        standing.batch, standing.loss, standing.hits, standing.targets = 0, 0.0, 0.0, 0
        progress = replace(progress, held_out=held_out, is_best=is_best)
        self._save_epoch(progress)
        return progress

    def _judge(self) -> dict[str, float] | None:
        """Loss and accuracy on windows of the held-out part, always the same ones."""
        if self._held_out is None:
            return None
        self._network.eval()
        every = self._training.at_every_position
        starts = self._held_out.epoch(np.random.default_rng(0), every, 0)[:_HELD_OUT_WINDOWS]
        loss = hits = count = 0.0
        with torch.inference_mode():
            for begin in range(0, len(starts), _EVALUATION_BATCH):
                windows, following = self._held_out.batch(starts[begin : begin + _EVALUATION_BATCH], every)
                outputs, following = self._network(windows, every).flatten(0, 1), following.flatten(0, 1)
                loss += self._recipe.loss(outputs, following).item() * len(following)
                hits += float(self._recipe.hits(outputs, following).sum())
                count += len(following)
        return {"loss": loss / count, "accuracy": hits / count}

    def _progress(self, epoch: int, batch: int, batches: int) -> RecipeProgress:
        standing = self._standing
        loss, accuracy = standing.loss / standing.targets, standing.hits / standing.targets
        return RecipeProgress(epoch, self._epochs, batch, batches, loss, accuracy, standing.seconds)

    def _save_epoch(self, progress: RecipeProgress) -> None:
        """Write what the article keeps after an epoch, and last the state, so that a kill repeats all of it."""
        held_out = progress.held_out or {}
        measured = {"training_loss": progress.loss, "training_accuracy": progress.accuracy}
        measured |= {f"held_out_{name}": value for name, value in held_out.items()}
        card = replace(self._card, notes_trained=self._standing.notes, held_out=measured)
        model = replace(self.model, card=card)
        keeping = self._recipe.published.keeping
        with told_if_full(self._target):
            if progress.is_best:
                save_recipe(self._target, model)
            is_due = self._training.keep_every and progress.epoch % self._training.keep_every == 0
            if is_due or keeping == "every epoch" or (keeping == "every best" and progress.is_best):
                save_recipe(self._folder / f"epoch-{progress.epoch:03}.safetensors", model)
            self._save_log(progress)
        self.save()

    def _save_log(self, progress: RecipeProgress) -> None:
        """A line an epoch; one that a killed run wrote already is written anew."""
        path = self._folder / "log.jsonl"
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        lines = [*lines[: progress.epoch - 1], json.dumps(asdict(progress))]
        partial = path.with_name(path.name + ".partial")
        partial.write_text("\n".join(lines) + "\n", encoding="utf-8")
        partial.replace(path)

    def _resume(self) -> None:
        """Go on from the last checkpoint, if there is one."""
        path = self._folder / "state.pt"
        if not path.exists():
            return
        state = torch.load(path, weights_only=True)
        settings = self._settings()
        changed = {name for name in settings if settings[name] != state["training"][name]}
        if changed <= _OF_THE_MUSIC and self._music != state.get("music", self._music):
            raise music_changed(self._folder)
        if changed:
            raise TrainingError(f"{self._folder} was begun with other settings: repeat those, or choose another --out.")
        self._standing = _Standing(**state["standing"])
        self._saved_at = self._standing.seconds
        self._network.load_state_dict(state["network"])
        self._optimizer.load_state_dict(state["optimizer"])
        torch.set_rng_state(state["random"])

    def _settings(self) -> dict:
        """What may not change between two parts of a run; it may last longer than was planned."""
        settings = asdict(self._training) | {"tokens": list(self.model.vocabulary.tokens)}
        for name in ("epochs", "keep_every", "checkpoint_seconds"):
            del settings[name]
        return settings


@dataclass
class _Standing:
    """What a checkpoint holds besides weights."""

    epoch: int = 0  # epochs completed
    batch: int = 0  # batches of the current one completed
    loss: float = 0.0  # summed over its targets
    hits: float = 0.0
    targets: int = 0
    best: float = math.inf
    epochs_since_best: int = 0
    notes: int = 0
    seconds: float = 0.0


def _windows_if_any(pieces: list[np.ndarray], window: int, padding: int | None) -> Windows | None:
    """The windows of `pieces`, if they are long enough for one."""
    try:
        return Windows(pieces, window, padding) if pieces else None
    except CorpusError:
        return None
