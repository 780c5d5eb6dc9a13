"""`composer train` and `composer evaluate`: models of one's own music. Torch is imported when a command runs."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.table import Table

from composer.cli.console import err, out, progress_bar
from composer.cli.judging import print_copies, print_samples
from composer.generation.options import OptionError
from composer.generation.recipes.catalogue import RECIPES
from composer.generation.registry import FLAGSHIP, SUFFIX
from composer.music.errors import CorpusError
from composer.resources import resource

if TYPE_CHECKING:
    from composer.training.corpus import Corpus

_Folder = Annotated[Path, typer.Argument(help="A folder of .mid files.", metavar="DIR")]


def train(
    folder: _Folder,
    target: Annotated[
        Path | None,
        typer.Option(
            "--out",
            help="The folder of the run, or the file of a recipe's model; a stopped run goes on. "
            "Left out: the window sees the run, and the model will be in its list.",
        ),
    ] = None,
    name: Annotated[str, typer.Option(help="The model's name.")] = "own model",
    steps: Annotated[int, typer.Option(help="Optimizer steps.", min=1)] = 6000,
    streams: Annotated[int, typer.Option(help="Pieces read side by side.", min=1)] = 64,
    window: Annotated[
        int | None, typer.Option(help="Events of each piece in a step; 192, or as the recipe was published.", min=2)
    ] = None,
    rng_seed: Annotated[int, typer.Option(help="The same number gives the same run.")] = 1,
    minutes: Annotated[float | None, typer.Option(help="Train for so long instead of so many steps.", min=0)] = None,
    begin_with: Annotated[Path | None, typer.Option("--from", help="A model file to go on from.")] = None,
    recipe: Annotated[
        str | None, typer.Option(help=f"Train one of the published systems: {', '.join(RECIPES)}.")
    ] = None,
    epochs: Annotated[int | None, typer.Option(help="Of a recipe; as published when left out.", min=1)] = None,
    batch_size: Annotated[int | None, typer.Option(help="Of a recipe; as published when left out.", min=1)] = None,
    files: Annotated[int | None, typer.Option(help="Of a recipe: so many files, drawn at random.", min=1)] = None,
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
    from composer.generation.checkpoint import ModelCard, load_model
    from composer.generation.passages import SUFFIX as PASSAGES
    from composer.training import trainer
    from composer.training.originality import index_of

    config = trainer.TrainingConfig(
        steps=steps, minutes=minutes, streams=streams, window=window or 192, rng_seed=rng_seed
    )
    initial = load_model(begin_with)[0] if begin_with else None
    card = ModelCard(name, f"Trained on {folder}.")
    corpus = _corpus_of(folder, "train", "valid")
    with progress_bar("steps") as progress:
        task = progress.add_task("Training", total=steps)
        for step in trainer.train(corpus, config, target, card, initial):
            progress.update(
                task, completed=step.step, total=step.steps, description=f"Training, {step.loss:.3f} nats per note"
            )
            if step.held_out:
                err.print(f"step {step.step}: {step.held_out['total']:.3f} nats per note held out")
    best = target / "best.safetensors"
    with err.status("Indexing the passages that no take may copy"):
        index_of(corpus).save(best.with_suffix(PASSAGES))
    out.print(f"{best}: the best model of this run")


def evaluate(
    folder: _Folder,
    model: Annotated[Path | None, typer.Option(help="A model file; the bundled one when left out.")] = None,
    beside: Annotated[list[Path] | None, typer.Option(help="Another model file to measure in the same run.")] = None,
    split: Annotated[Literal["train", "valid", "test"], typer.Option(help="Which part of it.")] = "test",
    notes: Annotated[int | None, typer.Option(help="Stop after about this many notes.", min=1)] = None,
    copies: Annotated[
        int | None,
        typer.Option(help="Instead, continue this many pieces; look for copied passages and at the endings.", min=1),
    ] = None,
    samples: Annotated[
        int | None,
        typer.Option(help="Instead, continue this many pieces, and measure them beside the real ones.", min=10),
    ] = None,
    avoid_copies: Annotated[
        bool, typer.Option("--avoid-copies/--allow-copies", help="Whether continuations may copy long passages.")
    ] = True,
) -> None:
    """Measure how well a model foresees the music below DIR, beside what counting alone would."""
    if samples is not None:
        print_samples(folder, _corpus_of(folder, split), model, split, samples, avoid_copies)
    elif copies is None:
        _compare_with_counting(folder, [model or resource("models", FLAGSHIP + SUFFIX), *(beside or [])], split, notes)
    else:
        print_copies(folder, _corpus_of(folder, split), model, split, copies, avoid_copies)


def _compare_with_counting(folder: Path, models: list[Path], split: str, notes: int | None) -> None:
    """Show the likelihood of the music under the models and under the floors."""
    from composer.generation.checkpoint import load_model
    from composer.training.evaluate import evaluate as measure
    from composer.training.floors import floors

    networks = [load_model(model)[0] for model in models]
    corpus = _corpus_of(folder, split)
    with err.status("Measuring"):
        measured = [measure(network, corpus, split, notes) for network in networks]
        counted = floors(corpus, split, notes)
    table = Table("nats per note", *(model.stem for model in models), *counted, box=None)
    for row in next(iter(counted.values())):
        table.add_row(row, *(f"{column[row]:.3f}" for column in (*measured, *counted.values())))
    out.print(table)
    for model, column in zip(models, measured, strict=True):
        right, count = column["next_pitch"], column["notes"]
        out.print(f"The likeliest pitch of {model.stem} was right for {right:.1%} of {count:.0f} notes.")


def _corpus_of(folder: Path, *splits: str) -> "Corpus":
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
