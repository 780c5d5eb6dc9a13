"""What counting alone predicts: the floors that a model has to beat, on the same held-out notes.

Unigram: each field by how often its tokens occur. Markov: each field by its own last three values, orders 3, 2, 1
and 0 interpolated as in Witten & Bell (1991), "The zero-frequency problem", method C. Copying: what followed the
longest match earlier in the piece, trusted as often as such copies are right, and the Markov chain for the rest.
"""

from dataclasses import dataclass

import numpy as np

from composer.generation.copying import CANDIDATES, COPY_COLUMNS, KINDS
from composer.generation.events import BOS_PITCH, END_TOKEN, FIELD_SIZES, FIELDS, STYLES, VELOCITY_STEP, Column
from composer.training.corpus import Corpus
from composer.training.dataset import FIRST_COPY_COLUMN, HAS_VELOCITY
from composer.training.evaluate import held_out_rows, nats_per_note

ORDER = 3
NAMES = ("unigram", f"markov-{ORDER}", "copying")

_RADIX = 256  # above every field's size


@dataclass(frozen=True)
class _Events:
    """A stream of events to be predicted; one row, or entry, for each."""

    tokens: np.ndarray  # (events, fields)
    counts: np.ndarray  # (events, fields) bool: whether the field counts here
    style: np.ndarray  # (events,) Column.STYLE
    kind: np.ndarray  # (events,) of the candidate with the longest match; 0: there is none
    copied: np.ndarray  # (events, fields) its tokens


def floors(corpus: Corpus, split: str, max_notes: int | None = None) -> dict[str, dict[str, float]]:
    """Nats per note of each of NAMES, learned on the train split, with the entries of `nats_per_note`."""
    learned, judged = _events(corpus, "train"), _events(corpus, split, max_notes)
    sums = np.zeros((len(NAMES), len(STYLES) + 1, len(FIELDS)))
    counted = np.zeros(sums.shape[1:])
    agrees = [np.ones(len(events.tokens), dtype=bool) for events in (learned, judged)]
    for field in FIELDS:
        counts = judged.counts[:, field]
        unigram, *_, markov = _interpolated(learned, judged, field)
        copying = _with_copies(markov, learned, judged, field, *agrees)
        for floor, probability in enumerate((unigram, markov, copying)):
            np.add.at(sums[floor, :, field], judged.style[counts], -np.log(probability[counts]))
        np.add.at(counted[:, field], judged.style[counts], 1)
        for agree, events in zip(agrees, (learned, judged), strict=True):
            agree &= events.copied[:, field] == events.tokens[:, field]
    return {name: nats_per_note(floor, counted) for name, floor in zip(NAMES, sums, strict=True)}


def _events(corpus: Corpus, split: str, max_notes: int | None = None) -> _Events:
    pieces = [_events_of(rows) for rows in held_out_rows(corpus, split, max_notes)]
    return _Events(*(np.concatenate(parts) for parts in zip(*pieces, strict=True)))


def _events_of(rows: np.ndarray) -> tuple[np.ndarray, ...]:
    """The fields of `_Events` for one piece that is closed by the row of a next one."""
    before, following = rows[:-1], rows[1:]
    ends = following[:, Column.PITCH] == BOS_PITCH
    tokens = following[:, : len(FIELDS)].copy()
    tokens[ends, Column.DELTA] = END_TOKEN
    tokens[:, Column.VELOCITY] //= VELOCITY_STEP
    counts = np.repeat(~ends[:, None], len(FIELDS), axis=1)
    counts[:, Column.DELTA] = True
    counts[:, Column.VELOCITY] &= following[:, HAS_VELOCITY] == 1
    candidates = before[:, FIRST_COPY_COLUMN:].reshape(-1, CANDIDATES, COPY_COLUMNS)
    # The orders fall, so the first candidate that there is has the longest match.
    longest = candidates[np.arange(len(before)), (candidates[..., 0] > 0).argmax(axis=1)]
    return tokens, counts, before[:, Column.STYLE], longest[:, 0], longest[:, 1:]


def _interpolated(learned: _Events, judged: _Events, field: Column) -> list[np.ndarray]:
    """Probability of each judged token by the chain of order 0, 1, … ORDER; each (events,)."""
    counts = learned.counts[:, field]
    known, wanted = (events.tokens[:, field].astype(np.int64) for events in (learned, judged))
    histories, wanted_histories = np.zeros_like(known), np.zeros_like(wanted)
    probability = np.full(len(wanted), 1 / FIELD_SIZES[field])
    chains = []
    for order in range(ORDER + 1):
        if order:
            histories += (_shifted(known, order) + 1) * _RADIX ** (order - 1)
            wanted_histories += (_shifted(wanted, order) + 1) * _RADIX ** (order - 1)
        pairs, pair_counts = np.unique(histories[counts] * _RADIX + known[counts], return_counts=True)
        contexts, first, kinds = np.unique(pairs // _RADIX, return_index=True, return_counts=True)
        totals = np.add.reduceat(pair_counts, first) if len(first) else pair_counts
        seen = _look_up(pairs, pair_counts, wanted_histories * _RADIX + wanted)
        total = _look_up(contexts, totals, wanted_histories)
        distinct = _look_up(contexts, kinds, wanted_histories)
        interpolated = (seen + distinct * probability) / np.maximum(total + distinct, 1)
        probability = np.where(total > 0, interpolated, probability)
        chains.append(probability)
    return chains


def _shifted(tokens: np.ndarray, by: int) -> np.ndarray:
    return np.concatenate([np.zeros(by, dtype=tokens.dtype), tokens[: len(tokens) - by]])


def _with_copies(
    markov: np.ndarray, learned: _Events, judged: _Events, field: Column, learned_agree: np.ndarray, agree: np.ndarray
) -> np.ndarray:
    """The chain's probabilities mixed with copies, (events,).

    A copy is trusted as often as those of its kind were right on the train split, counted apart for where the earlier
    fields `agree` with it.
    """
    counts = learned.counts[:, field]
    right = learned.copied[:, field] == learned.tokens[:, field]
    place = 2 * learned.kind[counts].astype(np.int64) + learned_agree[counts]
    size = 2 * KINDS
    trust = (np.bincount(place, right[counts], size) + 0.5) / (np.bincount(place, minlength=size) + 1)
    trust[:2] = 0  # without a match
    share = trust[2 * judged.kind.astype(np.int64) + agree]
    return share * (judged.copied[:, field] == judged.tokens[:, field]) + (1 - share) * markov


def _look_up(keys: np.ndarray, values: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """The value of each wanted key, 0 for keys that are not there; `keys` sorted."""
    if not len(keys):  # a field that counts nowhere, as velocity where none was played
        return np.zeros(len(wanted), dtype=np.int64)
    index = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[index] == wanted, values[index], 0)
