"""Where notes are when a pitch is one line of pixels; remembered for each chunk, so that only new ones are read."""

from functools import lru_cache
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from composer.gui.piano_roll.note_index import NoteIndex
from composer.music.chunks import Chunk
from composer.music.pitch import HIGHEST_PITCH

_KEPT_ZOOMS = 4  # that of the grid, that of the overview, and those left last
_ROW_BITS = HIGHEST_PITCH.bit_length()  # of the place of a cell, from below
_CROWD = 8  # places for each note


class Raster(NamedTuple):
    """How ticks become columns of pixels."""

    pixels_per_tick: float
    phase: float  # pixels, 0 <= phase < 1: by how much the first column begins after a whole one
    narrowest: int  # pixels: how wide the shortest notes are painted


class Cells(NamedTuple):
    """The places of the notes of a chunk. Column 0 is that of tick 0, row 0 that of the highest pitch."""

    column: np.ndarray  # int64 (cells,), ascending: where a narrow note begins
    row: np.ndarray  # int64 (cells,)
    wide: np.ndarray  # int64 (notes, 3): first column, column after the last, and row of each note that is wider


_NO_CELLS = Cells(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros((0, 3), np.int64))


def cells_between(index: NoteIndex, raster: Raster, first: int, last: int) -> Cells:
    """The cells in columns ``first <= column < last``, and all wide notes that reach into them and some others."""
    known = _known_at(raster)
    start, end = ((column + raster.phase) / raster.pixels_per_tick for column in (first, last))
    parts: list[Cells] = []
    for chunk in index.chunks_between(start, end):
        cells = known.get(chunk)
        if cells is None:
            cells = known[chunk] = _cells_of(chunk, raster)
        parts.append(cells)
    if not parts:
        return _NO_CELLS
    column, row, wide = map(np.concatenate, zip(*parts, strict=True))
    inside = slice(*np.searchsorted(column, (first, last)))
    return Cells(column[inside], row[inside], wide)


@lru_cache(maxsize=_KEPT_ZOOMS)
def _known_at(_raster: Raster) -> WeakKeyDictionary[Chunk, Cells]:
    return WeakKeyDictionary()


def _cells_of(chunk: Chunk, raster: Raster) -> Cells:
    start, end, pitch, _ = chunk.columns
    column, row = _columns_of(start, raster), (HIGHEST_PITCH - pitch).astype(np.int64)
    wide, is_wide = _NO_CELLS.wide, end - start > raster.narrowest / raster.pixels_per_tick
    if is_wide.any():
        wide = np.stack((column[is_wide], _columns_of(end[is_wide], raster), row[is_wide]), axis=1)
    first, last = int(column[0]), int(column[-1])
    size = (last - first + 1) << _ROW_BITS
    if size <= len(row) * _CROWD:  # several notes share a cell: each cell once
        is_covered = np.zeros(size, np.bool_)
        is_covered[(column - first << _ROW_BITS) + row] = True
        places = is_covered.nonzero()[0]
        column, row = (places >> _ROW_BITS) + first, places & HIGHEST_PITCH
    return Cells(column, row, wide)


def _columns_of(ticks: np.ndarray, raster: Raster) -> np.ndarray:
    return np.rint(ticks * raster.pixels_per_tick - raster.phase).astype(np.int64)
