"""`composer train` without `--out`, and `composer train-run`: runs that the window sees."""

from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING, Annotated

import typer

from composer.cli.console import err, out, progress_bar

if TYPE_CHECKING:
    from composer.training.runs import Point, Run


def train_where_the_window_looks(
    folder: Path,
    name: str,
    recipe: str | None,
    epochs: int | None,
    batch_size: int | None,
    window: int | None,
    oversampling: int,
    at_every_position: bool,
    rng_seed: int,
    begin_with: Path | None,
) -> None:
    """Train a recipe, or go on with the flagship; a run with the same name and settings goes on."""
    from composer.training.defaults import default_request
    from composer.training.runs import all_runs, new_run

    request = default_request(
        name,
        folder.resolve(),
        recipe,
        epochs=epochs,
        batch_size=batch_size,
        window=window,
        oversampling=oversampling,
        at_every_position=at_every_position or None,
        rng_seed=rng_seed,
        begin_with=str(begin_with.resolve()) if begin_with else None,
    )
    stopped = (run for run in all_runs() if run.request == request and not run.status.phase.is_over)
    _train(next(stopped, None) or new_run(request))


def train_run(
    folder: Annotated[Path, typer.Argument(help="The folder of a run.", metavar="RUN")],
) -> None:
    """Train what the folder of a run asks for; the window starts this."""
    from composer.training.niceness import make_way_for_others
    from composer.training.run_process import train_run as steps
    from composer.training.runs import Run

    make_way_for_others()
    for _ in steps(Run(folder)):  # says nothing: what it would say goes to a disk that may be full
        pass


def _train(run: "Run") -> None:
    from composer.training.run_process import train_run as steps

    with progress_bar("steps") as progress:
        task = progress.add_task("Reading")
        files = lambda done, total: progress.update(task, completed=done, total=total)  # noqa: E731
        for point in steps(run, files, _Waiting(run).wait):
            words = f"Epoch {point.epoch} of {point.epochs}, loss {point.loss:.4f}"
            progress.update(task, completed=point.step, total=point.steps, description=words)
            if point.ends_epoch:
                err.print(_in_words(point))
    out.print(f"{run.status.model}: {run.status.sentence}")


class _Waiting:
    """Says, once, why a run does not go on by itself."""

    def __init__(self, run: "Run") -> None:
        self._run, self._told = run, ""

    def wait(self, seconds: float) -> None:
        """Let so many seconds pass."""
        words = self._run.status.sentence
        if words != self._told:
            self._told = words
            err.print(words)
        sleep(seconds)


def _in_words(point: "Point") -> str:
    words = f"epoch {point.epoch}: loss {point.loss:.4f}, accuracy {point.accuracy:.1%}"
    if point.held_out:
        words += f"; held out: loss {point.held_out['loss']:.4f}, accuracy {point.held_out['accuracy']:.1%}"
    return words
