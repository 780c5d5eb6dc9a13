"""`composer train`: models of one's own music. Torch is imported when a command runs."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from composer.cli.console import err, out, progress_bar
from composer.generation.library import PASSAGES
from composer.generation.options import OptionError
from composer.generation.recipes.catalogue import RECIPES
from composer.music.errors import CorpusError

if TYPE_CHECKING:
    from composer.training.corpus import Corpus
    from composer.training.trainer import TrainingConfig

_STEPS, _STREAMS = 6000, 64  # of Composer's own kind of model

_Folder = Annotated[Path, typer.Argument(help="A folder of .mid files.", metavar="DIR")]


def train(
    folder: _Folder,
    target: Annotated[
        Path | None,
        typer.Option(
            "--out",
            help="The folder of the run, or the file of a recipe’s model; a stopped run goes on. "
            "Left out: the window sees the run, and the model will be in its list.",
        ),
    ] = None,
    name: Annotated[str, typer.Option(help="The model’s name.")] = "own model",
    steps: Annotated[
        int | None, typer.Option(help=f"Optimizer steps, with --out; {_STEPS} when left out.", min=1)
    ] = None,
    streams: Annotated[
        int | None, typer.Option(help=f"Pieces read side by side, with --out; {_STREAMS} when left out.", min=1)
    ] = None,
    window: Annotated[
        int | None, typer.Option(help="Events of each piece in a step; 192, or as the recipe was published.", min=2)
    ] = None,
    rng_seed: Annotated[int, typer.Option(help="The same number gives the same run.")] = 1,
    minutes: Annotated[
        float | None, typer.Option(help="Train for so long instead of so many steps, with --out.", min=0)
    ] = None,
    begin_with: Annotated[Path | None, typer.Option("--from", help="A model file to go on from.")] = None,
    recipe: Annotated[
        str | None, typer.Option(help=f"Train one of the published systems: {', '.join(RECIPES)}.")
    ] = None,
    epochs: Annotated[
        int | None, typer.Option(help="Of a recipe, as published when left out; or without --out.", min=1)
    ] = None,
    batch_size: Annotated[
        int | None, typer.Option(help="Of a recipe, as published when left out; or without --out.", min=1)
    ] = None,
    files: Annotated[
        int | None, typer.Option(help="Of a recipe, with --out: so many files, drawn at random.", min=1)
    ] = None,
    oversampling: Annotated[
        int, typer.Option(help="Of a recipe: repeat what follows rarely, up to so many times (LoFi: 700).", min=0)
    ] = 0,
    every_position: Annotated[
        bool, typer.Option("--every-position", help="Of a recipe, not published: learn from each event of a window.")
    ] = False,
    hold_out: Annotated[
        bool, typer.Option("--hold-out", help="Of a recipe, not published: keep a tenth out, and judge by it.")
    ] = False,
) -> None:
    """Train a model on the music below DIR."""
    if recipe is not None and recipe not in RECIPES:
        raise OptionError(f"There is no recipe “{recipe}”: choose one of {', '.join(RECIPES)}.")
    options = {
        "--steps": steps,
        "--streams": streams,
        "--minutes": minutes,
        "--from": begin_with,
        "--epochs": epochs,
        "--batch-size": batch_size,
        "--files": files,
        "--oversampling": oversampling,
        "--every-position": every_position,
        "--hold-out": hold_out,
    }
    _refuse_unheeded([name for name, value in options.items() if value], recipe is not None, target is not None)
    if int(os.environ.get("WORLD_SIZE", "1")) > 1 and (recipe is not None or target is None):
        raise OptionError("Several processes train Composer’s own kind of model, in a folder of its own: add --out.")
    if target is None:
        from composer.cli.run_training import train_where_the_window_looks

        chosen = (recipe, epochs, batch_size, window, oversampling, every_position, rng_seed, begin_with)
        train_where_the_window_looks(folder, name, *chosen)
        return
    if recipe is not None:
        from composer.cli.recipe_training import train_on_folder
        from composer.training.recipe_trainer import RecipeTraining

        chosen = RecipeTraining(
            recipe=recipe,
            epochs=epochs,
            batch_size=batch_size,
            window=window,
            files=files,
            oversampling=oversampling,
            at_every_position=every_position,
            hold_out=hold_out,
            rng_seed=rng_seed,
        )
        train_on_folder(folder, chosen, target, recipe if name == "own model" else name)
        return
    from composer.training.trainer import TrainingConfig

    config = TrainingConfig(
        steps=steps or _STEPS, minutes=minutes, streams=streams or _STREAMS, window=window or 192, rng_seed=rng_seed
    )
    _train_flagship(folder, target, config, name, begin_with)


def _refuse_unheeded(given: Iterable[str], has_recipe: bool, has_out: bool) -> None:
    """OptionError when one of the options `given` says nothing about what is to be trained."""
    is_own_kind = has_out and not has_recipe
    allowed = (
        ({"--steps", "--streams", "--minutes"}, is_own_kind, "with --out and without --recipe"),
        ({"--from"}, not has_recipe, "without --recipe"),
        ({"--epochs", "--batch-size"}, not is_own_kind, "with --recipe or without --out"),
        ({"--files"}, has_recipe and has_out, "with --recipe and --out"),
        ({"--oversampling", "--every-position", "--hold-out"}, has_recipe, "with --recipe"),
    )
    for name in given:
        for names, is_heeded, where in allowed:
            if name in names and not is_heeded:
                raise OptionError(f"{name} can be used only {where}.")


def _train_flagship(folder: Path, target: Path, config: "TrainingConfig", name: str, begin_with: Path | None) -> None:
    """Train Composer's own kind of model, together with the other processes that `torchrun` started."""
    from composer.generation.checkpoint import ModelCard, load_model
    from composer.training.originality import index_of
    from composer.training.team import team
    from composer.training.trainer import train as steps

    initial = load_model(begin_with)[0] if begin_with else None
    card = ModelCard(name, f"Trained on {folder}.")
    with team() as processes:
        corpus = processes.one_by_one(lambda: corpus_of(folder, "train", "valid"))
        with progress_bar("steps", is_shown=processes.is_first) as progress:
            task = progress.add_task("Training", total=config.steps)
            for step in steps(corpus, config, target, card, initial, processes):
                words = f"Training, {step.loss:.3f} nats per note"
                progress.update(task, completed=step.step, total=step.steps, description=words)
                if step.held_out and processes.is_first:
                    err.print(f"step {step.step}: {step.held_out['total']:.3f} nats per note held out")
        if not processes.is_first:
            return
    best = target / "best.safetensors"
    with err.status("Indexing the passages that no take may copy"):
        index_of(corpus).save(best.with_suffix(PASSAGES))
    out.print(f"{best}: the best model of this run")


def corpus_of(folder: Path, *splits: str) -> "Corpus":
    """The music below `folder`; CorpusError when one of `splits` would be empty."""
    from composer.training.corpus import read_corpus

    with progress_bar("files") as progress:
        task = progress.add_task("Reading", total=None)
        corpus, unreadable = read_corpus(folder, lambda done, total: progress.update(task, completed=done, total=total))
    if unreadable:
        err.print(f"{len(unreadable)} files are left out; the first: {unreadable[0].reason}")
    for split in splits:
        if not len(corpus.pieces(split)):
            raise CorpusError(f"{folder} holds {len(corpus)} pieces, and none for the {split} part: add more music.")
    return corpus
