"""`composer import-model`: a PyTorch checkpoint to a model file."""

from pathlib import Path
from typing import Annotated

import typer

from composer.cli.console import err, out
from composer.generation.registry import SUFFIX


def import_model(
    checkpoint: Annotated[Path, typer.Argument(help="A checkpoint.pt of `composer train`.", metavar="FILE.pt")],
    target: Annotated[
        Path | None, typer.Option("--out", "-o", help="The model file; FILE.safetensors when left out.")
    ] = None,
    name: Annotated[str, typer.Option(help="The model’s name.")] = "imported model",
) -> None:
    """Take the weights out of FILE.pt without running what else may be in it."""
    from composer.generation.checkpoint import ModelCard
    from composer.generation.foreign_model import import_model as take_in

    path = target or checkpoint.with_suffix(SUFFIX)
    with err.status("Importing"):
        take_in(checkpoint, path, ModelCard(name, "Imported from a checkpoint that does not say."))
    out.print(f"{path}: use it with --model")
