"""Which bar, beat and step lines are worth drawing at a zoom."""

from bisect import bisect_right
from collections.abc import Iterator
from math import ceil
from typing import NamedTuple

from composer.gui.piano_roll.geometry import Geometry
from composer.music.grid import Grid
from composer.music.time import MeterMap

_CLOSEST_STEPS = 7  # logical pixels between lines
_CLOSEST_BEATS = 12
_CLOSEST_BARS = 36  # room for a number of four digits


class BarLine(NamedTuple):
    """The line on which a bar begins."""

    bar: int  # from 0
    tick: int


class TimeLines(NamedTuple):
    """The lines in view; each line is in one list only."""

    bars: list[BarLine]
    beats: list[int]  # ticks
    steps: list[float]  # ticks


def lines_in_view(geometry: Geometry, width: float, meter_map: MeterMap, grid: Grid, begin: float = 0.0) -> TimeLines:
    """The lines of the pixels from `begin` to `width`, and those of the bar that is cut off there.

    Where bars would crowd, only every 2nd, 4th, 8th … bar has a line: the same ones wherever the view begins.
    """
    lines = TimeLines([], [], [])
    step = grid.step_ticks(meter_map.ppq)
    has_steps = step * geometry.pixels_per_tick >= _CLOSEST_STEPS and grid not in (Grid.OFF, Grid.BAR)
    for bar, tick, every in _bars(meter_map, geometry, geometry.x_to_tick(begin), geometry.x_to_tick(width)):
        lines.bars.append(BarLine(bar, tick))
        if every > 1:
            continue
        bar_end = meter_map.bar_start(bar + 1)
        beat = meter_map.meter_at(tick).ticks_per_beat(meter_map.ppq)
        if beat * geometry.pixels_per_tick >= _CLOSEST_BEATS:
            lines.beats.extend(range(tick + beat, bar_end, beat))
        if has_steps:
            offsets = (step * number for number in range(1, ceil((bar_end - 0.5 - tick) / step)))
            lines.steps.extend(tick + offset for offset in offsets if 0.5 < offset % beat < beat - 0.5)
    return lines


def _bars(meter_map: MeterMap, geometry: Geometry, begin: float, end: float) -> Iterator[tuple[int, int, int]]:
    """Of the bars from tick `begin` to `end`, those with a line: index, tick, and how many bars the line stands for."""
    changes = [change.tick for change in meter_map.changes]
    tick = int(max(begin, 0))
    bar = meter_map.bar_at(tick)
    while (tick := meter_map.bar_start(bar)) < end:
        width = meter_map.meter_at(tick).ticks_per_bar(meter_map.ppq) * geometry.pixels_per_tick
        every = 1
        while width * every < _CLOSEST_BARS:
            every *= 2
        if bar % every == 0:
            yield bar, tick, every
        section = bisect_right(changes, tick)
        beyond = meter_map.bar_at(changes[section]) if section < len(changes) else bar + every
        bar = min(bar - bar % every + every, beyond)
