"""`composer evaluate`: how good a model is. Torch is imported when a command runs."""

from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.table import Table

from composer.cli.benchmarking import print_continuations, print_likelihood, print_preferences
from composer.cli.console import err, out
from composer.cli.judging import print_copies, print_samples
from composer.cli.training import corpus_of
from composer.generation.registry import FLAGSHIP, SUFFIX
from composer.resources import resource
from composer.training.frames.ablation import Ablation


def evaluate(
    folder: Annotated[Path, typer.Argument(help="A folder of .mid files, or of a benchmark’s data.", metavar="DIR")],
    model: Annotated[Path | None, typer.Option(help="A model file; the bundled one when left out.")] = None,
    beside: Annotated[list[Path] | None, typer.Option(help="Another model file to measure in the same run.")] = None,
    split: Annotated[
        Literal["train", "valid", "test", "all"],
        typer.Option(help="Which part of it; all of music that no model knows."),
    ] = "test",
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
    benchmark: Annotated[
        Literal["jsb", "nottingham", "piano-midi", "musedata", "jsb16", "continuation", "foil"] | None,
        typer.Option(help="Instead, run a public benchmark: train its network, or continue and judge its tunes."),
    ] = None,
    seeds: Annotated[int, typer.Option(help="Networks of a benchmark, each trained from another seed.", min=1)] = 3,
    epochs: Annotated[int | None, typer.Option(help="Passes of each over its training part.", min=1)] = None,
    without: Annotated[
        list[Ablation] | None, typer.Option(help="Leave out a part of the network or of its training.")
    ] = None,
    results: Annotated[
        Path | None, typer.Option(help="A .json file for what each seed has come to; a stopped benchmark goes on.")
    ] = None,
    tunes: Annotated[int, typer.Option(help="Tunes that are continued or judged.", min=2)] = 200,
) -> None:
    """Measure how well a model foresees the music below DIR, beside what counting alone would."""
    if benchmark == "continuation":
        print_continuations(folder, model, tunes)
    elif benchmark == "foil":
        print_preferences(folder, model, tunes)
    elif benchmark is not None:
        print_likelihood(benchmark, folder, seeds, epochs, tuple(without or ()), results)
    elif samples is not None:
        print_samples(folder, corpus_of(folder, split), model, split, samples, avoid_copies)
    elif copies is None:
        _compare_with_counting(folder, [model or resource("models", FLAGSHIP + SUFFIX), *(beside or [])], split, notes)
    else:
        print_copies(folder, corpus_of(folder, split), model, split, copies, avoid_copies)


def _compare_with_counting(folder: Path, models: list[Path], split: str, notes: int | None) -> None:
    """Show the likelihood of the music under the models and under the floors."""
    from composer.generation.checkpoint import load_model
    from composer.training.corpus import EVERYTHING
    from composer.training.evaluate import evaluate as measure
    from composer.training.floors import floors

    networks = [load_model(model)[0] for model in models]
    corpus = corpus_of(folder, split)
    with err.status("Measuring"):
        measured = [measure(network, corpus, split, notes) for network in networks]
        is_counted = split != EVERYTHING and len(corpus.pieces("train")) > 0
        counted = floors(corpus, split, notes) if is_counted else {}  # else there is nothing to count in
    table = Table("nats per note", *(model.stem for model in models), *counted, box=None)
    for row in [row for row in measured[0] if row not in ("next_pitch", "notes")]:
        table.add_row(row, *(f"{column[row]:.3f}" for column in (*measured, *counted.values())))
    out.print(table)
    for model, column in zip(models, measured, strict=True):
        right, count = column["next_pitch"], column["notes"]
        out.print(f"The likeliest pitch of {model.stem} was right for {right:.1%} of {count:.0f} notes.")
