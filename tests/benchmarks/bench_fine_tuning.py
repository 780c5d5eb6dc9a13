"""What fine-tuning does: nats a note on other music of the kind, and on all kinds, before and after. Prints a table.

`python -m tests.benchmarks.bench_fine_tuning GENERAL FOLDER…`: of each folder, `own` is learned from as the window
would, and `held` is other music of the same kind; GENERAL is music of all kinds. The model should know none of it.
"""

import argparse
import os
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch

from composer.generation.checkpoint import load_model
from composer.generation.registry import FLAGSHIP, SUFFIX
from composer.resources import resource
from composer.training.corpus import SPLITS, Corpus, read_corpus
from composer.training.defaults import default_request
from composer.training.evaluate import evaluate
from composer.training.lessons import FineTuning
from composer.training.runs import new_run

_NOTES = 10_000  # of each measurement, at most


def whole(folder: Path) -> Corpus:
    """All pieces of a folder, whatever they are for."""
    corpus, _ = read_corpus(folder, workers=1)
    return replace(corpus, split=np.full(len(corpus), SPLITS.index("test"), dtype=np.int8))


def row(folder: Path, general: Corpus, epochs: int, work: Path) -> str:
    """Fine-tune on `own`, and compare with what was before."""
    request = default_request(folder.name, folder / "own", None, epochs=epochs)
    lesson = FineTuning(new_run(request, work), request)
    ends = [point for point in lesson.steps() if point.ends_epoch]
    held = whole(folder / "held")
    networks = [load_model(path)[0] for path in (resource("models", FLAGSHIP + SUFFIX), lesson.model)]
    before, after = ([evaluate(each, music, "test", _NOTES)["total"] for music in (held, general)] for each in networks)
    pieces, seconds = len(lesson.corpus), ends[-1].seconds
    notes = sum(len(lesson.corpus.piece(index)) for index in range(pieces))
    cells = [folder.name, f"{pieces}, {notes:,} notes", f"{len(ends)}", f"{seconds / 60:.1f}"]
    cells += [f"{old:.3f} → {new:.3f} ({new - old:+.3f})" for old, new in zip(before, after, strict=True)]
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Print the table, row by row."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("general", type=Path)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--epochs", type=int, default=20)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    print("| music | learned from | epochs | minutes | other music of the kind | music of all kinds |")
    print("|---|---|---|---|---|---|")
    general = whole(arguments.general)
    with TemporaryDirectory() as work:
        os.environ["XDG_DATA_HOME"] = work
        for folder in arguments.folders:
            print(row(folder, general, arguments.epochs, Path(work) / folder.name), flush=True)


if __name__ == "__main__":
    main()
