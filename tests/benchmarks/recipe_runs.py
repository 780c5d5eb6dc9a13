"""What runs of the recipes came to: their loss curves as a picture, their numbers and token statistics as tables.

`python -m tests.benchmarks.recipe_runs MODELS PICTURE.svg`, where MODELS holds RECIPE.safetensors and RECIPE-training/
as `composer train DIR --recipe RECIPE --out MODELS/RECIPE.safetensors` leaves them.
"""

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from math import log2
from pathlib import Path

import numpy as np
import torch

from composer.generation.recipes.catalogue import RECIPES
from composer.generation.recipes.model import RecipeModel, load_recipe
from composer.generation.recipes.reading import reader_of
from composer.generation.recipes.recipe import Choice
from composer.training.recipe_trainer import run_folder

EVENTS = 200  # of each continuation that are counted

_WIDTH, _HEIGHT, _TOP, _LEFT = 190, 120, 26, 34  # of a curve's field, in the picture's units
_LEARNED, _HELD_OUT, _WORDS = "#3b82f6", "#f59e0b", "#808890"  # seen on white and on black

Log = list[dict]


def log_of(model: Path) -> Log:
    """A line an epoch."""
    return [json.loads(line) for line in (run_folder(model) / "log.jsonl").read_text(encoding="utf-8").splitlines()]


def curves(logs: dict[str, Log]) -> str:
    """The loss of each run from epoch to epoch, side by side, as SVG."""
    fields = [_field(name, log, column) for column, (name, log) in enumerate(logs.items())]
    width, height = len(logs) * (_LEFT + _WIDTH), _TOP + _HEIGHT + 22
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif"'
    return "\n".join([f'{head} font-size="11" fill="{_WORDS}">', *fields, "</svg>\n"])


def statistics(tokens: Sequence[object]) -> list[str]:
    """How many kinds there are, how surprising they are in bits, and the share of the commonest."""
    counts = Counter(tokens)
    shares = [count / len(tokens) for count in counts.values()]
    return [str(len(counts)), f"{sum(share * log2(1 / share) for share in shares):.2f}", f"{max(shares):.0%}"]


def beside(ours: int, articles: int | None) -> str:
    """A number, and in brackets the article's own where it gives one."""
    return f"{ours:,}" if articles is None else f"{ours:,} ({articles:,})"


def pieces_of(model: Path) -> list[np.ndarray]:
    """What was read from the folder, the pieces that were kept out first."""
    with np.load(run_folder(model) / "pieces.npz") as arrays:
        pieces = np.split(arrays["events"], np.cumsum(arrays["lengths"])[:-1])
        return [piece for _, piece in sorted(zip(arrays["splits"].tolist(), pieces, strict=True), key=_kept_out_first)]


def continued(model: RecipeModel, piece: np.ndarray, temperature: float) -> list[int]:
    """The tokens, or pitches, that follow the beginning of a piece; the window is kept, as published."""
    recipe = model.recipe
    reader = reader_of(model.network, keeps_window=True)
    rng = np.random.default_rng(1)
    with torch.inference_mode():
        seed = recipe.fill(recipe.encode(piece, model.vocabulary)[: model.window], model.window)
        outputs, found = reader.start(seed, 1), []
        for _ in range(EVENTS):
            events, _ = recipe.choose(outputs, Choice(temperature), rng.random((2, 1), dtype=np.float32))
            found.append(int(np.ravel(events[0])[0]))
            outputs = reader.read(events)
    return found


def _field(name: str, log: Log, column: int) -> str:
    """One curve with its name, its ends and its numbers."""
    series = {_LEARNED: [line["loss"] for line in log]}
    if held_out := [line["held_out"]["loss"] for line in log if line["held_out"]]:
        series[_HELD_OUT] = held_out
    low, high = (bound(value for values in series.values() for value in values) for bound in (min, max))
    left, bottom = column * (_LEFT + _WIDTH) + _LEFT, _TOP + _HEIGHT
    parts = [
        f'<text x="{left}" y="14">{name}</text>',
        f'<path d="M{left} {_TOP}V{bottom}h{_WIDTH - 16}" fill="none" stroke="{_WORDS}"/>',
        f'<text x="{left - 4}" y="{_TOP + 8}" text-anchor="end">{high:.2f}</text>',
        f'<text x="{left - 4}" y="{bottom}" text-anchor="end">{low:.2f}</text>',
        f'<text x="{left + _WIDTH - 16}" y="{bottom + 14}" text-anchor="end">epoch {len(log)}</text>',
    ]
    for colour, values in series.items():
        across, up = (_WIDTH - 20) / max(len(values) - 1, 1), (_HEIGHT - 6) / ((high - low) or 1)
        points = " ".join(f"{left + at * across:.1f},{bottom - (y - low) * up:.1f}" for at, y in enumerate(values))
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.8"/>')
        x, y = points.split()[-1].split(",")
        parts.append(f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>')
    return "\n".join(parts)


def _kept_out_first(split_and_piece: tuple[str, np.ndarray]) -> bool:
    return split_and_piece[0] == "train"


def main() -> None:
    """Write the picture, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", type=Path)
    parser.add_argument("picture", type=Path)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    found = {name: arguments.models / f"{name}.safetensors" for name in RECIPES}
    logs = {name: log_of(path) for name, path in found.items() if path.exists()}
    arguments.picture.write_text(curves(logs), encoding="utf-8")
    print("| recipe | pieces | vocabulary | parameters | window | epochs | loss | held out | accuracy, held out |")
    print("|---|---|---|---|---|---|---|---|---|")
    tables = []
    for name, log in logs.items():
        model, pieces = load_recipe(found[name]), pieces_of(found[name])
        judged = [line["held_out"] for line in log if line["held_out"]] or [{"loss": np.nan, "accuracy": np.nan}]
        best = min(judged, key=lambda each: each["loss"])
        tokens = len(model.vocabulary.tokens)
        recipe, published = model.recipe, model.recipe.published
        has_article_size = published.vocabulary is not None or not tokens
        in_article = recipe.network(published.vocabulary or 0).parameter_count if has_article_size else None
        cells = [f"`{name}`", len(pieces), beside(tokens, published.vocabulary) if tokens else "–"]
        cells += [beside(recipe.network(tokens).parameter_count, in_article)]
        cells += [beside(model.window, published.window), beside(len(log), published.epochs)]
        cells += [f"{log[0]['loss']:.3f} → {log[-1]['loss']:.3f}", f"{best['loss']:.3f}", f"{best['accuracy']:.1%}"]
        print(f"| {' | '.join(map(str, cells))} |")
        events = np.concatenate([model.recipe.encode(piece, model.vocabulary) for piece in pieces])
        real = (events if events.ndim == 1 else events[:, 0].astype(int)).tolist()
        for words, tokens in (
            ("the music", real),
            ("as published", continued(model, pieces[0], model.recipe.published.temperature)),
            ("temperature 1", continued(model, pieces[0], 1.0)),
        ):
            tables.append(f"| `{name}` | {words} | {' | '.join(statistics(tokens))} |")
    print("\n| recipe | | kinds of token | bits | commonest |\n|---|---|---|---|---|")
    print("\n".join(tables))


if __name__ == "__main__":
    main()
