"""What `composer evaluate --benchmark` prints: likelihoods of frames, and tunes continued and told apart."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from rich.table import Table

from composer.cli.console import err, out, progress_bar
from composer.training.frames.ablation import Ablation

if TYPE_CHECKING:
    from composer.training.frames.learning import Course, Likelihood, Progress

_TAKES, _TEMPERATURE = 8, 0.5


def print_likelihood(
    name: str, folder: Path, seeds: int, epochs: int | None, without: tuple[Ablation, ...], results: Path | None
) -> None:
    """Train and judge a network in frame mode for each seed, beside counting and published numbers."""
    from composer.training.frames.benchmark import EPOCHS, Results, course_for, rows, run_seed
    from composer.training.frames.data import load_frames
    from composer.training.frames.floors import floors
    from composer.training.niceness import make_way_for_others

    data = load_frames(name, folder)
    make_way_for_others()
    found = Results(results)
    passes = epochs or EPOCHS[name]

    @cache
    def course() -> "Course":
        with err.status("Counting"):
            return course_for(data, without)

    def train(seed: int) -> "Likelihood":
        reading = course()
        with progress_bar("epochs") as progress:
            task = progress.add_task(f"Seed {seed}", total=passes)

            def tell(done: "Progress") -> None:
                words = f"Seed {seed}, {done.valid:.3f} held out"
                progress.update(task, completed=done.epoch, description=words)

            return run_seed(reading, seed, passes, tell)

    run = ", without ".join([f"{name}, {passes} epochs", *sorted(without)])
    ours = [found.of(f"{run}, seed {seed}", lambda seed=seed: train(seed)) for seed in range(seeds)]
    with err.status("Counting"):
        lines = rows(data, ours, floors(data))
    unit = "note of a voice" if data.voices else "frame"
    table = Table(f"nats per {unit}", "test split", "mean of pieces", box=None)
    for line in lines:
        table.add_row(*line)
    out.print(table)


def print_continuations(folder: Path, model: Path | None, tunes: int) -> None:
    """Continue tunes, and compare with how they really go on."""
    from composer.generation.options import SamplingOptions
    from composer.generation.registry import load
    from composer.training.primes import BEATS, PRIME_BEATS, continuation_scores, mean_scores, trials_of

    trials = trials_of(folder, tunes)
    options = SamplingOptions(candidates=_TAKES, temperature=_TEMPERATURE, rng_seed=1)
    scores = []
    with progress_bar("tunes") as progress:
        task = progress.add_task("Continuing", total=len(trials))
        for each in continuation_scores(load(model), trials, options):
            scores.append(each)
            progress.update(task, completed=len(scores))
    out.print(f"{BEATS} beats after {PRIME_BEATS} of {len(trials)} tunes, the likeliest of {_TAKES} takes:")
    table = Table("F1 of onset and pitch", "best translation", "exact", box=None)
    for way, score in mean_scores(scores).items():
        table.add_row(way, f"{score.translated:.3f}", f"{score.exact:.3f}")
    out.print(table)


def print_preferences(folder: Path, model: Path | None, tunes: int) -> None:
    """Tell how often the model finds the real continuation likelier than a foil."""
    from composer.generation.checkpoint import load_model
    from composer.generation.registry import FLAGSHIP, SUFFIX
    from composer.resources import resource
    from composer.training.primes import preferences, trials_of

    network, _ = load_model(model or resource("models", FLAGSHIP + SUFFIX))
    trials = trials_of(folder, tunes)
    with err.status("Judging"):
        found = list(preferences(network, trials))
    for foil in found[0]:
        share = sum(each[foil] for each in found) / len(found)
        out.print(f"The real continuation is likelier than {foil} for {share:.1%} of {len(found)} tunes.")
