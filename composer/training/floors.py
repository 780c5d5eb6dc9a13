"""What counting alone predicts: the floors that a model has to beat, on the same held-out notes.

Unigram: each field by how often its tokens occur. Markov: each field by its own last three values, orders 3, 2, 1
and 0 interpolated as in Witten & Bell (1991), "The zero-frequency problem", method C.
"""

from dataclasses import dataclass

import numpy as np

from composer.generation.events import BOS_PITCH, END_TOKEN, FIELD_SIZES, FIELDS, VELOCITY_STEP, Column
from composer.training.corpus import Corpus
from composer.training.dataset import HAS_VELOCITY
from composer.training.evaluate import held_out_rows

ORDER = 3
_RADIX = 256  # above every field's size


@dataclass(frozen=True)
class _Symbols:
    """One field of a stream of events: what is to be predicted, after which values."""

    tokens: np.ndarray  # (events,)
    histories: list[np.ndarray]  # for order 0..ORDER: the values before, packed into one number; each (events,)
    counts: np.ndarray  # (events,) bool: whether the field counts here


def floors(corpus: Corpus, split: str, max_notes: int | None = None) -> dict[str, dict[str, float]]:
    """Nats per note of "unigram" and "markov-3", learned on the train split: "total" and one entry a field."""
    train = np.concatenate(held_out_rows(corpus, "train"))
    held_out = np.concatenate(held_out_rows(corpus, split, max_notes))
    result: dict[str, dict[str, float]] = {"unigram": {}, f"markov-{ORDER}": {}}
    for field in FIELDS:
        learned, judged = _symbols(train, field), _symbols(held_out, field)
        by_order = _interpolated(learned, judged, FIELD_SIZES[field])
        notes = judged.counts.sum() if field is Column.VELOCITY else (held_out[1:, Column.PITCH] != BOS_PITCH).sum()
        for name, probabilities in zip(result, (by_order[0], by_order[-1]), strict=True):
            nats = -np.log(probabilities[judged.counts]).sum() / max(notes, 1)
            result[name][field.name.lower()] = float(nats)
    for entry in result.values():
        entry["total"] = sum(nats for name, nats in entry.items() if name != "velocity")
    return result


def _symbols(rows: np.ndarray, field: Column) -> _Symbols:
    values = rows[:, field].astype(np.int64)
    if field is Column.VELOCITY:
        values = values // VELOCITY_STEP
    ends = rows[1:, Column.PITCH] == BOS_PITCH
    tokens = values[1:].copy()
    counts = ~ends
    if field is Column.DELTA:
        tokens[ends] = END_TOKEN
        counts = np.ones(len(tokens), dtype=bool)
    elif field is Column.VELOCITY:
        counts = counts & (rows[1:, HAS_VELOCITY] == 1)
    histories = [np.zeros(len(tokens), dtype=np.int64)]
    for order in range(1, ORDER + 1):
        older = np.concatenate([np.zeros(order - 1, dtype=np.int64), values[: len(values) - order]])
        histories.append(histories[-1] + (older + 1) * _RADIX ** (order - 1))
    return _Symbols(tokens, histories, counts)


def _interpolated(learned: _Symbols, judged: _Symbols, size: int) -> list[np.ndarray]:
    """Probability of each judged token by the chain of order 0, 1, … ORDER; each (events,)."""
    probability = np.full(len(judged.tokens), 1 / size)
    chains = []
    for order in range(ORDER + 1):
        history = learned.histories[order][learned.counts]
        pairs, pair_counts = np.unique(history * _RADIX + learned.tokens[learned.counts], return_counts=True)
        contexts, first, kinds = np.unique(pairs // _RADIX, return_index=True, return_counts=True)
        totals = np.add.reduceat(pair_counts, first)
        seen = _look_up(pairs, pair_counts, judged.histories[order] * _RADIX + judged.tokens)
        total = _look_up(contexts, totals, judged.histories[order])
        distinct = _look_up(contexts, kinds, judged.histories[order])
        interpolated = (seen + distinct * probability) / np.maximum(total + distinct, 1)
        probability = np.where(total > 0, interpolated, probability)
        chains.append(probability)
    return chains


def _look_up(keys: np.ndarray, values: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """The value of each wanted key, 0 for keys that are not there; `keys` sorted."""
    if not len(keys):  # a field that counts nowhere, as velocity where none was played
        return np.zeros(len(wanted), dtype=np.int64)
    index = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[index] == wanted, values[index], 0)
