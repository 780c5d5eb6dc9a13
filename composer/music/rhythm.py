"""Edits of when notes sound and for how long: pure functions, like those in `edits`."""

from dataclasses import replace
from itertools import groupby
from operator import attrgetter

import numpy as np

from composer.music import grid_arrays
from composer.music.columns import Columns
from composer.music.edits import LOUDEST, Edit, Selection, altered, exchanged
from composer.music.grid import STRAIGHT, Grid
from composer.music.score import Score
from composer.music.selection import SelectedNotes


def quantize(
    score: Score, selection: Selection, grid: Grid, strength: float = 1.0, swing: float = STRAIGHT, ends: bool = False
) -> Edit:
    """Move the starts of the selected notes towards the nearest grid lines.

    `strength` 1 moves them all the way, 0.5 half of it. `swing` is as in `Grid.nearest`. Durations stay, unless
    `ends` are moved too: then every note lasts a step at least.
    """
    meter_map = score.meter_map

    def pulled(ticks: np.ndarray, lines: np.ndarray) -> np.ndarray:
        return ticks + (strength * (lines - ticks)).round().astype(np.int64)

    def quantized(notes: Columns) -> Columns:
        lines = grid_arrays.nearest(grid, notes.start, meter_map, swing)
        start = pulled(notes.start, lines)
        if not ends:
            return notes.altered(start=start)
        earliest = grid_arrays.after(grid, lines, meter_map)
        end = pulled(notes.end, grid_arrays.nearest(grid, notes.end, meter_map, swing).clip(earliest))
        return notes.altered(start=start, duration=(end - start).clip(1))

    return altered(score, selection, quantized)


def humanize(score: Score, selection: Selection, ticks: int, velocity: int, rng_seed: int) -> Edit:
    """Move starts by up to `ticks` and velocities by up to `velocity`, at random, either way; small moves are likelier.

    Equal arguments give equal notes.
    """
    random = np.random.default_rng(rng_seed)

    def jitter(most: int, count: int) -> np.ndarray:
        return (random.triangular(-1, 0, 1, count) * most).round().astype(np.int64)

    def humanized(notes: Columns) -> Columns:
        count = len(notes.start)
        start = (notes.start + jitter(ticks, count)).clip(0)
        return notes.altered(start=start, velocity=(notes.velocity + jitter(velocity, count)).clip(1, LOUDEST))

    return altered(score, selection, humanized)


def legato(score: Score, selection: Selection, gap: int = 0) -> Edit:
    """Let each selected note last until the next one selected in its track begins, less `gap` ticks.

    Notes that begin together end together; the last ones stay as they are.
    """

    def held(notes: Columns) -> Columns:
        starts = np.unique(notes.start)
        following = starts.searchsorted(notes.start, "right")
        is_last = following == len(starts)
        lasting = starts[following - is_last] - gap - notes.start
        return notes.altered(duration=np.where(is_last, notes.duration, lasting.clip(1)))

    return altered(score, selection, held)


def stretch(score: Score, selection: Selection, factor: float, anchor: int | None = None) -> Edit:
    """Multiply the distances of starts and ends from `anchor`, a tick; left out, the first start.

    Refused where a note would start before tick 0 or not last at all.
    """
    if not selection:
        return Edit(score, selection)
    origin = SelectedNotes.of(selection).start if anchor is None else anchor

    def placed(ticks: np.ndarray) -> np.ndarray:
        return origin + ((ticks - origin) * factor).round().astype(np.int64)

    def stretched(notes: Columns) -> Columns:
        start = placed(notes.start)
        return notes.altered(start=start, duration=placed(notes.end) - start)

    return altered(score, selection, stretched)


def reverse(score: Score, selection: Selection) -> Edit:
    """Let the selected notes sound backwards between the first start and the last end."""
    if not selection:
        return Edit(score, selection)
    chosen = SelectedNotes.of(selection)
    return altered(score, chosen, lambda notes: notes.altered(start=chosen.start + chosen.end - notes.end))


def split(score: Score, selection: Selection, tick: int) -> Edit:
    """Cut the selected notes that sound at `tick` in two there; all the parts are selected."""

    def cut(notes: Columns) -> Columns:
        is_cut = (notes.start < tick) & (tick < notes.end)
        first = notes.altered(duration=np.where(is_cut, tick - notes.start, notes.duration))
        second = notes.part(is_cut)
        second = second.altered(start=np.full_like(second.start, tick), duration=second.end - tick)
        return Columns.joined((first, second))

    return altered(score, selection, cut)


def join(score: Score, selection: Selection) -> Edit:
    """Make one note of all selected notes that share track and pitch, from the first start to the last end."""
    after = set()
    for track, notes in SelectedNotes.of(selection).by_track.items():
        for _, alike in groupby(sorted(notes, key=attrgetter("pitch", "start")), key=attrgetter("pitch")):
            parts = list(alike)
            end = max(note.end for note in parts)
            after.add((track, replace(parts[0], duration=end - parts[0].start)))
    return exchanged(score, selection, frozenset(after))
