"""Edits of the time line: changes of metre and tempo, and markers. Notes stay on their ticks."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from composer.music.score import Marker, Score
from composer.music.time import Meter, MeterChange, TempoChange

Change = TypeVar("Change", MeterChange, TempoChange, Marker)


def with_meter(score: Score, tick: int, meter: Meter) -> Score:
    """Let `meter` hold from `tick` on, where a bar begins, until the next change of metre."""
    if score.meter_map.meter_at(tick) == meter:
        return score
    changes = _with(score.meter_map.changes, MeterChange(tick, meter))
    return replace(score, meter_map=replace(score.meter_map, changes=changes))


def without_meter(score: Score, tick: int) -> Score:
    """Take back the change of metre at `tick`; the first one stays."""
    if changes := _taken_back(score.meter_map.changes, tick):
        return replace(score, meter_map=replace(score.meter_map, changes=changes))
    return score


def with_tempo(score: Score, tick: int, tempo: int) -> Score:
    """Let a quarter last `tempo` microseconds from `tick` on, until the next change of tempo."""
    if score.tempo_map.tempo_at(tick) == tempo:
        return score
    changes = _with(score.tempo_map.changes, TempoChange(tick, tempo))
    return replace(score, tempo_map=replace(score.tempo_map, changes=changes))


def without_tempo(score: Score, tick: int) -> Score:
    """Take back the change of tempo at `tick`; the first one stays."""
    if changes := _taken_back(score.tempo_map.changes, tick):
        return replace(score, tempo_map=replace(score.tempo_map, changes=changes))
    return score


def with_marker(score: Score, tick: int, name: str) -> Score:
    """Name the place at `tick`; a marker that is there gets the new name."""
    markers = _with(score.markers, Marker(max(tick, 0), name))
    return score if markers == score.markers else replace(score, markers=markers)


def without_marker(score: Score, tick: int) -> Score:
    """Remove the marker at `tick`."""
    markers = _without(score.markers, tick)
    return score if markers == score.markers else replace(score, markers=markers)


def with_marker_moved(score: Score, tick: int, to: int) -> Score:
    """Move the marker at `tick`; one that is at `to` already gives way."""
    name = next((marker.name for marker in score.markers if marker.tick == tick), None)
    if name is None or tick == to:
        return score
    return with_marker(without_marker(score, tick), to, name)


def next_marker(score: Score, tick: int) -> Marker | None:
    """The first marker after `tick`."""
    return next((marker for marker in score.markers if marker.tick > tick), None)


def previous_marker(score: Score, tick: int) -> Marker | None:
    """The last marker before `tick`."""
    return next((marker for marker in reversed(score.markers) if marker.tick < tick), None)


def _with(changes: Sequence[Change], change: Change) -> tuple[Change, ...]:
    return tuple(sorted((*_without(changes, change.tick), change), key=lambda each: each.tick))


def _without(changes: Sequence[Change], tick: int) -> tuple[Change, ...]:
    return tuple(change for change in changes if change.tick != tick)


def _taken_back(changes: Sequence[Change], tick: int) -> tuple[Change, ...]:
    """`changes` without the one at `tick`; empty when there is none, or when it is the first of all."""
    after = _without(changes, tick)
    return after if tick and len(after) < len(changes) else ()
