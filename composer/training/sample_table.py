"""Generated continuations measured beside what composers wrote there, and beside pieces that are known to be wrong."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from composer.generation.events import NoteArrays
from composer.generation.passages import PassageIndex, longest_known
from composer.training.endings import endings
from composer.training.originality import Continued
from composer.training.sample_metrics import divergence, histograms, measured
from composer.training.telling_apart import AreaUnderCurve, told_apart

COLUMNS = ("model", "composers", "other piece", "shuffled", "transposed")
TOLD_APART = ("model", "shuffled", "transposed")  # columns that hold other pieces than the composers' own
TRANSPOSITION = 5  # semitones


@dataclass(frozen=True)
class SampleTable:
    """What was measured: rows of means over the pieces, each with a value for every one of COLUMNS.

    “Known passages” are percentiles: as many of the training music in a row has the piece in this place.
    """

    pieces: int
    rows: dict[str, list[float]]
    areas: dict[str, AreaUnderCurve]  # of telling the pieces of TOLD_APART from those of the composers


def sample_table(continued: Sequence[Continued], index: PassageIndex | None, rng_seed: int = 0) -> SampleTable:
    """Measure continuations, with and without what composers and controls have in their place."""
    random = np.random.default_rng(rng_seed)
    columns = [_column(name, continued, random) for name in COLUMNS]
    rows: dict[str, list[float]] = {}
    real = [histograms(part.really_added) for part in continued]
    for kind in real[0]:
        rows[f"{kind}, divergence"] = [
            _mean(
                divergence(histograms(part.added)[kind], truth[kind]) for part, truth in zip(column, real, strict=True)
            )
            for column in columns
        ]
    values = [[measured(part.added, part.bars) for part in column] for column in columns]
    for name in values[0][0]:
        rows[name] = [_mean(each[name] for each in column) for column in values]
    ended = [[endings([part.added], part.bars[-1]) for part in column] for column in columns]
    rows["ends on a bar line"] = [_mean(each.on_bar_line for each in column) for column in ended]
    rows["length error, bars"] = [_mean(each.length_error for each in column) for column in ended]
    if index is not None:
        known = [[longest_known(part.generated, index, part.begin) for part in column] for column in columns]
        for percentile in (50, 99, 100):
            name = f"known passages, {percentile} %"
            rows[name] = [float(np.percentile(column, percentile)) for column in known]
    features = {
        name: np.array([_features(part, each) for part, each in zip(column, column_values, strict=True)])
        for name, column, column_values in zip(COLUMNS, columns, values, strict=True)
    }
    areas = {name: told_apart(features[name], features["composers"]) for name in TOLD_APART}
    return SampleTable(len(continued), rows, areas)


def _column(name: str, continued: Sequence[Continued], random: np.random.Generator) -> list[Continued]:
    """The pieces of a column, as if a model had added them."""
    if name == "model":
        return list(continued)
    if name == "other piece":
        others = [*continued[1:], *continued[:1]]
        return [replace(other, generated=other.real) for other in others]
    real = [replace(part, generated=part.real) for part in continued]
    if name == "shuffled":
        return [replace(part, generated=_shuffled(part, random)) for part in real]
    if name == "transposed":
        return [replace(part, generated=_transposed(part)) for part in real]
    return real


def _shuffled(part: Continued, random: np.random.Generator) -> NoteArrays:
    """The same piece with the bars that follow the beginning in another order."""
    piece, order = part.real, dict(zip(part.bars, random.permutation(part.bars).tolist(), strict=True))
    bar, position, *_ = piece.bars.locate(piece.onset)
    onset = [
        piece.bars.bar_start(order[index]) + place if index in order else old
        for index, place, old in zip(bar.tolist(), position.tolist(), piece.onset.tolist(), strict=True)
    ]
    moved = replace(piece, onset=np.array(onset, dtype=piece.onset.dtype))
    return moved.where(np.lexsort((moved.pitch, moved.track, moved.onset)))


def _transposed(part: Continued) -> NoteArrays:
    """The same piece, in another key from the end of the beginning on."""
    later = part.real.onset >= part.begin
    return replace(part.real, pitch=np.clip(part.real.pitch + TRANSPOSITION * later, 0, 127))


def _features(part: Continued, values: dict[str, float]) -> list[float]:
    """What the classifier sees of a piece: all that is measured in it, and what occurs how often."""
    shares = [counts / max(counts.sum(), 1) for name, counts in histograms(part.added).items() if name != "pitch class"]
    return [*values.values(), *np.concatenate(shares).tolist()]


def _mean(values: object) -> float:
    return float(np.mean(list(values)))  # type: ignore[call-overload]
