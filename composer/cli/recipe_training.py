"""`composer train --recipe`: one of the published systems on one's own music."""

from pathlib import Path
from typing import TYPE_CHECKING

from composer.cli.console import err, out, progress_bar

if TYPE_CHECKING:
    from composer.training.recipe_corpus import RecipeCorpus
    from composer.training.recipe_trainer import RecipeProgress, RecipeTraining


def train_on_folder(folder: Path, training: "RecipeTraining", target: Path, name: str) -> None:
    """Train as `training` says on the music below `folder`; the model becomes `target`."""
    from composer.generation.checkpoint import ModelCard
    from composer.training.recipe_trainer import train_recipe

    training = training.completed()
    corpus = _corpus_of(folder, training, target)
    card = ModelCard(name, f"Trained on {len(corpus.pieces)} pieces of {folder.name}.")
    with progress_bar("batches") as progress:
        task = progress.add_task("Training")
        for step in train_recipe(corpus, training, target, card):
            words = f"Epoch {step.epoch} of {step.epochs}, loss {step.loss:.4f}"
            progress.update(task, completed=step.batch, total=step.batches, description=words)
            if step.batch == step.batches:
                err.print(_in_words(step))
    out.print(f"{target}: the best model of this run")


def _corpus_of(folder: Path, training: "RecipeTraining", target: Path) -> "RecipeCorpus":
    from composer.generation.recipes.table import recipe_of
    from composer.training.recipe_corpus import read_recipe_corpus
    from composer.training.recipe_trainer import run_folder

    cache = run_folder(target) / "pieces.npz"
    cache.parent.mkdir(parents=True, exist_ok=True)
    with progress_bar("files") as progress:
        task = progress.add_task("Reading", total=None)
        corpus, unreadable = read_recipe_corpus(
            folder,
            recipe_of(training.recipe),
            cache,
            training.files,
            training.rng_seed,
            lambda done, total: progress.update(task, completed=done, total=total),
        )
    for each in unreadable:
        err.print(f"left out {each.path}: {each.reason}")
    return corpus


def _in_words(step: "RecipeProgress") -> str:
    words = f"epoch {step.epoch}: loss {step.loss:.4f}, accuracy {step.accuracy:.1%}"
    if step.held_out:
        words += f"; held out: loss {step.held_out['loss']:.4f}, accuracy {step.held_out['accuracy']:.1%}"
    return words + ("  (the best so far)" if step.is_best else "")
