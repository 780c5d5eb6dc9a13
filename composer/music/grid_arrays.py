"""Grid lines for thousands of ticks at once: what `Grid` says of each."""

from typing import NamedTuple

import numpy as np

from composer.music.grid import STRAIGHT, Grid
from composer.music.time import MeterMap


class _Bars(NamedTuple):
    """The bars that hold some ticks, and the step in each: arrays of one length (ticks,)."""

    start: np.ndarray  # int64, ticks
    end: np.ndarray  # int64, ticks
    step: np.ndarray  # float64, ticks

    def tick_of(self, line: np.ndarray, swing: float = STRAIGHT) -> np.ndarray:
        """The tick of a line of each bar, at most the end of the bar."""
        delay = (2 * swing - 1) * self.step * (line % 2)
        return np.minimum(self.start + np.rint(line * self.step + delay).astype(np.int64), self.end)


def nearest(grid: Grid, ticks: np.ndarray, meter_map: MeterMap, swing: float = STRAIGHT) -> np.ndarray:
    """`Grid.nearest` of each of `ticks`, which are int64 (ticks,) and not negative."""
    if grid is Grid.OFF:
        return ticks
    bars = _bars_at(grid, ticks, meter_map)
    line = _line_at(grid, ticks, bars)
    best = bars.tick_of(np.maximum(line - 1, 0), swing)
    for later in (bars.tick_of(line, swing), bars.tick_of(line + 1, swing)):
        best = np.where(np.abs(later - ticks) <= np.abs(best - ticks), later, best)
    return best


def after(grid: Grid, ticks: np.ndarray, meter_map: MeterMap) -> np.ndarray:
    """`Grid.after` of each of `ticks`, which are int64 (ticks,) and not negative."""
    if grid is Grid.OFF:
        return ticks + 1
    bars = _bars_at(grid, ticks, meter_map)
    return bars.tick_of(_line_at(grid, ticks, bars) + 1)


def _bars_at(grid: Grid, ticks: np.ndarray, meter_map: MeterMap) -> _Bars:
    changes = np.array([change.tick for change in meter_map.changes])
    lengths = np.array([change.meter.ticks_per_bar(meter_map.ppq) for change in meter_map.changes])
    index = changes.searchsorted(ticks, "right") - 1
    start = ticks - (ticks - changes[index]) % lengths[index]
    next_change = np.append(changes[1:], np.iinfo(np.int64).max)[index]
    end = np.minimum(start + lengths[index], next_change)  # a change may cut a bar off
    step = end - start if grid is Grid.BAR else np.full(len(ticks), grid.step_ticks(meter_map.ppq))
    return _Bars(start, end, step)


def _line_at(grid: Grid, ticks: np.ndarray, bars: _Bars) -> np.ndarray:
    """The last line of its bar that is not after each of `ticks`, from 0."""
    if grid is Grid.BAR:
        return np.zeros(len(ticks), np.int64)
    rest = ticks - bars.start
    line = np.floor(rest / bars.step).astype(np.int64)
    return line + (np.rint((line + 1) * bars.step) <= rest)  # a line between two ticks may be rounded down
