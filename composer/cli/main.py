"""The one entrance to the commands: exit codes, and errors as one sentence each."""

import io
import os
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from composer import __version__
from composer.cli.console import err, out
from composer.cli.evaluating import evaluate
from composer.cli.generating import generate
from composer.cli.importing import import_model
from composer.cli.looking import info
from composer.cli.playing import play, ports, render
from composer.cli.run_training import train_run
from composer.cli.training import train
from composer.generation.options import OptionError
from composer.music.errors import ComposerError

FAILED, WRONG_USAGE = 1, 2

app = typer.Typer(
    help="Continue a melody with a trained LSTM. Without a command the window opens: "
    "composer [--theme dark|light|contrast|system] [--safe-mode] [FILE].",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for _command in (generate, play, render, ports, info, train, evaluate):
    app.command()(_command)
app.command("import-model")(import_model)
app.command("train-run", hidden=True)(train_run)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command, of `sys.argv` when left out; returns the exit code, 0, `FAILED` or `WRONG_USAGE`."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # not every encoding has a flat sign
    try:
        app(args=arguments, prog_name="composer")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else FAILED
    except OptionError as error:
        return _failed(str(error), WRONG_USAGE)
    except ComposerError as error:
        return _failed(str(error))
    except OSError as error:
        return _failed(f"{error.filename or 'The system'}: {error.strerror or error}.")
    except Exception as error:
        if os.environ.get("COMPOSER_TRACEBACK"):
            raise
        return _failed(
            f"Composer made a mistake ({type(error).__name__}: {error}). "
            "Please report it, with what it prints when COMPOSER_TRACEBACK=1 is set."
        )
    return 0


def _failed(sentence: str, code: int = FAILED) -> int:
    err.print(f"composer: {sentence}")
    return code


def _print_version(is_wanted: bool) -> None:
    if is_wanted:
        out.print(f"Composer {__version__}")
        raise typer.Exit


@app.callback()
def _before_every_command(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None: ...
