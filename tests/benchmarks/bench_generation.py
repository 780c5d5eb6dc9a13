"""How fast notes are made, ours beside the alternatives. Run it to get a table in Markdown.

The bundled model, loaded as the window does, 64 bars after a seed of eight notes; medians of runs taken in turn.
"""

from collections import defaultdict
from collections.abc import Callable
from statistics import median
from time import perf_counter

import numpy as np
import torch

from composer.app import load_continuer
from composer.generation.continuation import Continuer
from composer.generation.copying import CANDIDATES, COPY_COLUMNS
from composer.generation.decoder import Decoder
from composer.generation.events import COLUMNS, FIELDS, Conditions, encode, score_to_arrays
from composer.generation.network import SOURCES, MusicLSTM
from composer.generation.options import SamplingOptions
from composer.midi.files import read_score
from composer.music.score import Note, Score, Track
from composer.music.seed import whole_seed
from composer.resources import resource

ROUNDS = 5
WINDOW = 100  # events that the published systems read again for every note
PITCHES = (60, 64, 67, 72, 71, 67, 64, 62)
SEED = whole_seed(Score((Track.of(Note(pitch, 240 * i, 240) for i, pitch in enumerate(PITCHES)),)))


def notes_per_second(continuer: Continuer, candidates: int) -> float:
    """Whole runs, seed reading included."""
    begin = perf_counter()
    # Without an ending, so that all takes go on to the end.
    options = SamplingOptions(bars=64, candidates=candidates, rng_seed=1, compose_ending=False)
    batches = continuer.continue_from(SEED, options)
    count = sum(len(batch) for batch in batches)
    return count / (perf_counter() - begin)


def first_note_milliseconds(continuer: Continuer) -> float:
    """From the call to the first note in hand."""
    begin = perf_counter()
    next(iter(continuer.continue_from(SEED, SamplingOptions())))
    return (perf_counter() - begin) * 1000


def module_notes_per_second(network: MusicLSTM, candidates: int, steps: int = 100) -> float:
    """The training module called for every note, its state carried; sampling left out."""
    rows = torch.ones(candidates, 1, COLUMNS, dtype=torch.int64)
    nothing_to_copy = torch.zeros(candidates, 1, CANDIDATES, COPY_COLUMNS, dtype=torch.int64)
    state = None
    begin = perf_counter()
    with torch.inference_mode():
        for _ in range(steps):
            features, state = network(rows, state)
            network.logits(features, rows, nothing_to_copy)
    return steps * candidates / (perf_counter() - begin)


def window_notes_per_second(network: MusicLSTM, candidates: int, steps: int = 5) -> float:
    """The published way: a window read again for every note; sampling left out."""
    rows = torch.ones(candidates, WINDOW, COLUMNS, dtype=torch.int64)
    nothing_to_copy = torch.zeros(candidates, 1, CANDIDATES, COPY_COLUMNS, dtype=torch.int64)
    begin = perf_counter()
    with torch.inference_mode():
        for _ in range(steps):
            features, _ = network(rows)
            network.logits(features[:, -1:], rows[:, -1:], nothing_to_copy)
    return steps * candidates / (perf_counter() - begin)


def in_float32(continuer: Continuer) -> Continuer:
    """The same model with its weights in 32 bits."""
    other = Continuer(continuer.network, continuer.card)
    other.decoder = Decoder(continuer.network, use_int8=False)
    return other


def nats_per_note(continuer: Continuer) -> float:
    """How well the model foresees the bundled seeds when it reads them step by step as it does in generation."""
    nats, notes = 0.0, 0
    for path in sorted(resource("demo").rglob("*.mid")):
        arrays = score_to_arrays(read_score(path))
        rows = encode(arrays, Conditions()).astype(np.int64)
        decoder = continuer.decoder
        with torch.inference_mode():
            _, state = continuer.network(torch.from_numpy(rows[:1]).unsqueeze(0))
            decoder.start(state, rows[:2], takes=1)
            for row in rows[2:, None]:
                for column in SOURCES:
                    if column < len(FIELDS):
                        weights = decoder.weights(column)[0]
                        nats -= float(np.log(weights[row[0, column]] / weights.sum()))
                    decoder.see(column, row[:, column])
                decoder.read(row)
        notes += len(rows) - 2
    return nats / notes


def main() -> None:
    """Print the table."""
    continuer = load_continuer()
    assert isinstance(continuer, Continuer)
    float32 = in_float32(continuer)
    network = continuer.network
    ways: list[tuple[str, Callable[[int], float]]] = [
        ("8-bit weights, state carried: what Composer does", lambda n: notes_per_second(continuer, n)),
        ("32-bit weights, state carried", lambda n: notes_per_second(float32, n)),
        ("`nn.LSTM` called per note, no sampling", lambda n: module_notes_per_second(network, n)),
        (f"a window of {WINDOW} read per note, no sampling", lambda n: window_notes_per_second(network, n)),
    ]
    rates: dict[tuple[str, int], list[float]] = defaultdict(list)
    first = []
    for is_counted in (False, *(True,) * ROUNDS):
        first.append(first_note_milliseconds(continuer))
        for name, measure in ways:
            for candidates in (1, 8):
                rate = measure(candidates)
                if is_counted:
                    rates[name, candidates].append(rate)
    print(f"## Generating, on one thread\n\nFirst note after the call: {median(first[1:]):.0f} ms.\n")
    print("| way | one take, notes/s | eight takes, notes/s |\n|---|---|---|")
    for name, _ in ways:
        print(f"| {name} | {median(rates[name, 1]):,.0f} | {median(rates[name, 8]):,.0f} |")
    exact, rounded = nats_per_note(float32), nats_per_note(continuer)
    print(f"\nWhat 8 bits cost: {rounded:.4f} instead of {exact:.4f} nats per note on the bundled seeds.")


if __name__ == "__main__":
    main()
