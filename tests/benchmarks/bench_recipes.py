"""How fast the five recipes generate, beside the published way. Run it to get a table in Markdown.

Networks of the articles' sizes with fresh weights on one thread, medians of runs taken in turn; choosing is included.
Seconds are the processor's, so that other programs count little. The published way is measured with Keras where it
can be imported: it is none of Composer's dependencies.
"""

import importlib.util
import os
from collections import defaultdict
from collections.abc import Callable
from statistics import median
from time import process_time

import numpy as np
import torch

from composer.generation.recipes.catalogue import RECIPES
from composer.generation.recipes.layers import LayerStack
from composer.generation.recipes.reading import CarryingReader, Reader, RereadingReader, RollingReader
from composer.generation.recipes.recipe import Choice, Recipe
from composer.generation.recipes.table import recipe_of

ROUNDS = 3
SECONDS = 0.4  # of each measurement, at least a note
VOCABULARIES = {"lofi-lstm": 300, "step-duration-lstm": 0}  # where the article does not say

Step = Callable[[], int]  # makes some notes and says how many


def steps_of(recipe: Recipe, reader: Reader, takes: int, size: int) -> Step:
    """One event of every take: chosen and read."""
    rng = np.random.default_rng(0)
    window = recipe.published.window
    seed = rng.integers(0, size, window) if size else rng.random((window, 3), dtype=np.float32)
    outputs = reader.start(seed, takes)

    def step() -> int:
        nonlocal outputs
        events, _ = recipe.choose(outputs, Choice(1.0), rng.random((2, takes), dtype=np.float32))
        outputs = reader.read(events)
        return takes

    return step


def keras_step_of(recipe_id: str, size: int) -> Step:
    """One note the published way: `predict` reads the whole window."""
    os.environ.update(TF_CPP_MIN_LOG_LEVEL="3", TF_NUM_INTRAOP_THREADS="1", TF_NUM_INTEROP_THREADS="1")
    from keras import Input, Model, Sequential  # type: ignore[import-not-found]
    from keras import layers as k  # type: ignore[import-not-found]

    window = RECIPES[recipe_id].window
    match recipe_id:
        case "note-chord-lstm":
            layers = [Input((window, 1)), k.LSTM(256, return_sequences=True), k.LSTM(512, return_sequences=True)]
            layers += [k.LSTM(256), k.Dense(256), k.Dense(size, activation="softmax")]
        case "one-hot-lstm":
            layers = [Input((window, size)), k.LSTM(512, return_sequences=True), k.LSTM(256)]
            layers += [k.Dense(size, activation="softmax")]
        case "lofi-lstm":
            layers = [Input((window, 1)), k.LSTM(512, return_sequences=True), k.Dense(256), k.Dense(256)]
            layers += [k.LSTM(512, return_sequences=True), k.Dense(256), k.LSTM(512)]
            layers += [k.Dense(size, activation="softmax")]
        case "frame-bigru":
            grus = [k.Bidirectional(k.GRU(128, return_sequences=is_inner)) for is_inner in (True, True, False)]
            layers = [Input((window,)), k.Embedding(size, 100), *grus, k.Dense(64), k.LeakyReLU()]
            layers += [k.Dense(size, activation="softmax")]
        case _:
            features = k.LSTM(128)(events := Input((window, 3)))
            model = Model(events, [k.Dense(128)(features), k.Dense(1)(features), k.Dense(1)(features)])
            layers = []
    if layers:
        model = Sequential(layers)
    x = np.zeros((1, *model.input_shape[1:]), dtype=np.float32)

    def step() -> int:
        model.predict(x, verbose=0)
        return 1

    return step


def ways_of(recipe_id: str) -> dict[str, Step]:
    """The columns of a row."""
    recipe = recipe_of(recipe_id)
    size = VOCABULARIES.get(recipe_id, recipe.published.vocabulary or 0)
    network: LayerStack = recipe.network(size).requires_grad_(False).eval()
    ways = {"Keras": keras_step_of(recipe_id, size)} if importlib.util.find_spec("keras") else {}
    ways["re-read"] = steps_of(recipe, RereadingReader(network), 1, size)
    kept = RereadingReader if network.is_bidirectional else RollingReader
    ways["window kept"] = steps_of(recipe, kept(network), 1, size)
    if not network.is_bidirectional:
        ways["carried"] = steps_of(recipe, CarryingReader(network), 1, size)
        ways["carried, eight takes"] = steps_of(recipe, CarryingReader(network), 8, size)
    return ways


def notes_per_second(step: Step) -> float:
    """For some seconds."""
    notes, begin = 0, process_time()
    while (passed := process_time() - begin) < SECONDS:
        notes += step()
    return notes / passed


def main() -> None:
    """Print the table."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    columns = ("Keras", "re-read", "window kept", "carried", "carried, eight takes")
    print("## Generating with the recipes, notes per second\n")
    print("| recipe | Keras, window re-read | torch, window re-read | window kept | state carried | eight takes |")
    print("|---|---|---|---|---|---|")
    with torch.inference_mode():
        for recipe_id in RECIPES:
            rates: dict[str, list[float]] = defaultdict(list)
            ways = ways_of(recipe_id)
            for step in ways.values():
                step()
            for _ in range(ROUNDS):
                for name, step in ways.items():
                    rates[name].append(notes_per_second(step))
            cells = (f"{median(rates[name]):,.1f}" if name in ways else "–" for name in columns)
            print(f"| `{recipe_id}` | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
