"""Edits of when notes sound and for how long: pure functions, like those in `edits`."""

from collections import defaultdict
from dataclasses import replace
from itertools import groupby, pairwise
from operator import attrgetter
from random import Random
from typing import TYPE_CHECKING

from composer.music.edits import LOUDEST, Edit, Selection, altered, exchanged
from composer.music.grid import STRAIGHT, Grid
from composer.music.score import Note, Score, note_order
from composer.music.selection import SelectedNotes

if TYPE_CHECKING:
    import numpy as np

    from composer.music.columns import Columns


def quantize(
    score: Score, selection: Selection, grid: Grid, strength: float = 1.0, swing: float = STRAIGHT, ends: bool = False
) -> Edit:
    """Move the starts of the selected notes towards the nearest grid lines.

    `strength` 1 moves them all the way, 0.5 half of it. `swing` is as in `Grid.nearest`. Durations stay, unless
    `ends` are moved too: then every note lasts a step at least.
    """
    from composer.music import grid_arrays  # brings numpy

    meter_map = score.meter_map

    def pulled(ticks: "np.ndarray", lines: "np.ndarray") -> "np.ndarray":
        return ticks + (strength * (lines - ticks)).round().astype("int64")

    def quantized(notes: "Columns") -> "Columns":
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
    random = Random(rng_seed)
    after = set()
    for track, note in sorted(selection, key=_by_track_and_time):
        start = max(note.start + round(random.triangular(-ticks, ticks)), 0)
        loudness = note.velocity + round(random.triangular(-velocity, velocity))
        after.add((track, replace(note, start=start, velocity=min(max(loudness, 1), LOUDEST))))
    return exchanged(score, selection, frozenset(after))


def legato(score: Score, selection: Selection, gap: int = 0) -> Edit:
    """Let each selected note last until the next one selected in its track begins, less `gap` ticks.

    Notes that begin together end together; the last ones stay as they are.
    """
    following: dict[tuple[int, int], int] = {}
    for track, notes in _per_track(selection).items():
        starts = sorted({note.start for note in notes})
        following |= {(track, start): then for start, then in pairwise(starts)}
    after = frozenset(
        (track, replace(note, duration=max(following.get((track, note.start), note.end + gap) - gap - note.start, 1)))
        for track, note in selection
    )
    return exchanged(score, selection, after)


def stretch(score: Score, selection: Selection, factor: float, anchor: int | None = None) -> Edit:
    """Multiply the distances of starts and ends from `anchor`, a tick; left out, the first start.

    Refused where a note would start before tick 0 or not last at all.
    """
    if not selection:
        return Edit(score, selection)
    origin = SelectedNotes.of(selection).start if anchor is None else anchor

    def placed(ticks: "np.ndarray") -> "np.ndarray":
        return origin + ((ticks - origin) * factor).round().astype("int64")

    def stretched(notes: "Columns") -> "Columns":
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
    after = set()
    for track, note in selection:
        if note.start < tick < note.end:
            after |= {
                (track, replace(note, duration=tick - note.start)),
                (track, replace(note, start=tick, duration=note.end - tick)),
            }
        else:
            after.add((track, note))
    return exchanged(score, selection, frozenset(after))


def join(score: Score, selection: Selection) -> Edit:
    """Make one note of all selected notes that share track and pitch, from the first start to the last end."""
    after = set()
    for track, notes in _per_track(selection).items():
        for _, alike in groupby(sorted(notes, key=attrgetter("pitch", "start")), key=attrgetter("pitch")):
            parts = list(alike)
            end = max(note.end for note in parts)
            after.add((track, replace(parts[0], duration=end - parts[0].start)))
    return exchanged(score, selection, frozenset(after))


def _per_track(selection: Selection) -> dict[int, list[Note]]:
    notes = defaultdict(list)
    for track, note in selection:
        notes[track].append(note)
    return notes


def _by_track_and_time(entry: tuple[int, Note]) -> tuple:
    return entry[0], note_order(entry[1])
