"""How pieces end: on a bar line or not, and as long as they were to be."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from composer.generation.events import NoteArrays

_TOLERANCE = 3  # steps; a thirty-second note


@dataclass(frozen=True, slots=True)
class Endings:
    """What is seen at the ends of some pieces."""

    on_bar_line: float  # share of pieces whose last note ends on a bar line
    in_last_bar: float  # share that end in the bar in which they were to
    length_error: float  # mean distance from that bar, in bars


def endings(pieces: Sequence[NoteArrays], last_bar: int | None = None) -> Endings:
    """The endings of pieces that were to end in bar `last_bar`; when it is None, in the bar in which they do."""
    on_line, errors = [], []
    for piece in pieces:
        if not len(piece):
            continue
        end = int((piece.onset + piece.duration).max())
        bar, *_ = piece.bars.locate(np.array([end - 1]))
        lines = np.array([piece.bars.bar_start(int(bar[0])), piece.bars.bar_start(int(bar[0]) + 1)])
        on_line.append(bool(np.abs(lines - end).min() <= _TOLERANCE))
        errors.append(0 if last_bar is None else abs(last_bar - int(bar[0])))
    count = max(len(errors), 1)
    return Endings(sum(on_line) / count, errors.count(0) / count, sum(errors) / count)
