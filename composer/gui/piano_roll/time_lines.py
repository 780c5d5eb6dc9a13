"""Which bar, beat and step lines are worth drawing at a zoom."""

from math import ceil
from typing import NamedTuple

from composer.gui.piano_roll.geometry import Geometry
from composer.music.grid import Grid
from composer.music.time import MeterMap

_CLOSEST_STEPS = 7  # logical pixels between lines
_CLOSEST_BEATS = 12
_CLOSEST_BARS = 24


class BarLine(NamedTuple):
    """The line on which a bar begins."""

    bar: int  # from 0
    tick: int


class TimeLines(NamedTuple):
    """The lines in view; each line is in one list only."""

    bars: list[BarLine]
    beats: list[int]  # ticks
    steps: list[float]  # ticks


def lines_in_view(geometry: Geometry, width: int, meter_map: MeterMap, grid: Grid) -> TimeLines:
    """The lines of the `width` pixels in view; where they would crowd, only every 2nd, 4th, 8th … bar has one."""
    bar = meter_map.bar_at(int(max(geometry.left, 0)))
    end = geometry.x_to_tick(width)
    bar_width = meter_map.meter_at(int(max(geometry.left, 0))).ticks_per_bar(meter_map.ppq) * geometry.pixels_per_tick
    every = 1
    while bar_width * every < _CLOSEST_BARS:
        every *= 2
    lines = TimeLines([], [], [])
    bar -= bar % every
    while (tick := meter_map.bar_start(bar)) < end:
        lines.bars.append(BarLine(bar, tick))
        if every == 1:
            bar_end = meter_map.bar_start(bar + 1)
            beat = meter_map.meter_at(tick).ticks_per_beat(meter_map.ppq)
            step = grid.step_ticks(meter_map.ppq)
            if beat * geometry.pixels_per_tick >= _CLOSEST_BEATS:
                lines.beats.extend(range(tick + beat, bar_end, beat))
            if step * geometry.pixels_per_tick >= _CLOSEST_STEPS and grid is not Grid.OFF:
                offsets = (step * number for number in range(1, ceil((bar_end - 0.5 - tick) / step)))
                lines.steps.extend(tick + offset for offset in offsets if 0.5 < offset % beat < beat - 0.5)
        bar += every
    return lines
