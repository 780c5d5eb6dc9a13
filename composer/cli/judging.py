"""What `composer evaluate` prints about continuations: what they copy, how they end, how like real music they are."""

import random
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from rich.table import Table

from composer.cli.console import err, out, progress_bar
from composer.music.errors import CorpusError

if TYPE_CHECKING:
    from composer.generation.passages import PassageIndex
    from composer.training.corpus import Corpus
    from composer.training.originality import Continued


def print_copies(
    folder: Path, corpus: "Corpus", model: Path | None, split: str, pieces: int, avoids_copies: bool
) -> None:
    """Show how much of the model's continuations, and of the real ones, stands in the train part, and how they end."""
    from composer.training.endings import endings
    from composer.training.originality import LAST_BAR, copied_shares

    continued, _ = _continued(folder, corpus, model, split, pieces, avoids_copies)
    table = Table("passage", "by the model", "by the composers", box=None)
    with err.status("Comparing"):
        generated, real = [part.added for part in continued], [part.really_added for part in continued]
        for length, shares in copied_shares(generated, real, corpus).items():
            table.add_row(f"{length} notes", *(f"{share:.2%}" for share in shares))
    out.print(f"Passages of {len(continued)} continuations that stand in the training music as well, in any key:")
    out.print(table)
    ended = endings(generated, LAST_BAR)
    whole = endings([corpus.piece(index) for index in corpus.pieces(split).tolist()])
    out.print(f"{ended.on_bar_line:.0%} end on a bar line (of whole pieces of this part: {whole.on_bar_line:.0%}),")
    out.print(f"{ended.in_last_bar:.0%} in the last bar asked for; mean length error {ended.length_error:.2f} bars.")


def print_samples(
    folder: Path, corpus: "Corpus", model: Path | None, split: str, pieces: int, avoids_copies: bool
) -> None:
    """Show what can be measured in continuations, beside the real ones and controls."""
    from composer.training.sample_table import COLUMNS, sample_table

    continued, index = _continued(folder, corpus, model, split, pieces, avoids_copies)
    with err.status("Measuring"):
        measured = sample_table(continued, index)
    out.print(f"Means of {measured.pieces} continuations; divergences from what really comes there, in bits:")
    table = Table("", *COLUMNS, box=None)
    for name, values in measured.rows.items():
        table.add_row(name, *(f"{value:.3f}" for value in values))
    areas = {name: f"{area.area:.2f}" for name, area in measured.areas.items()}
    table.add_row("told from the composers", *(areas.get(name, "") for name in COLUMNS))
    out.print(table)
    area = measured.areas["model"]
    out.print(
        f"A classifier tells the model from the composers with an area under the curve of {area.area:.2f} "
        f"(95 % interval {area.low:.2f} to {area.high:.2f}; 0.5: not at all)."
    )


def _continued(
    folder: Path, corpus: "Corpus", model: Path | None, split: str, pieces: int, avoids_copies: bool
) -> tuple[Sequence["Continued"], "PassageIndex | None"]:
    """Continuations of so many pieces of the split in an order of chance, and the index of the model's passages."""
    from composer.generation.continuation import Continuer
    from composer.generation.options import SamplingOptions
    from composer.generation.registry import load
    from composer.training.originality import CONTINUATION_BARS, continuations

    continuer = load(model)
    options = SamplingOptions(bars=CONTINUATION_BARS, avoids_copies=avoids_copies)
    numbers = corpus.pieces(split).tolist()
    paths = (folder / str(corpus.path[index]) for index in random.Random(0).sample(numbers, len(numbers)))
    continued = []
    with progress_bar("pieces") as progress:
        task = progress.add_task("Continuing", total=pieces)
        for part in islice(continuations(continuer, paths, options), pieces):
            continued.append(part)
            progress.update(task, completed=len(continued))
    if not continued:
        raise CorpusError(f"No piece of the {split} part of {folder} is long enough: add longer pieces.")
    return continued, next(iter(continuer.passages), None) if isinstance(continuer, Continuer) else None
