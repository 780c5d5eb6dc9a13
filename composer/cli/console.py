"""What the commands write on: results on stdout, everything else on stderr."""

import sys

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

out = Console(highlight=False, markup=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)


def progress_bar(unit: str, is_shown: bool = True) -> Progress:
    """A progress bar on stderr that leaves nothing behind; silent when nobody watches."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn(f"{{task.completed}} of {{task.total}} {unit}"),
        TimeRemainingColumn(),
        console=err,
        transient=True,
        disable=not (is_shown and sys.stderr.isatty()),
    )
