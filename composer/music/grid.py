"""The quantize grid: note values that edits snap to, counted anew from every bar line."""

from enum import Enum
from math import floor

from composer.music.time import MeterMap


class Grid(Enum):
    """A division of the bar; its value is the number of steps in a whole note, 0 for no grid at all."""

    OFF = 0
    QUARTER = 4
    QUARTER_TRIPLET = 6
    EIGHTH = 8
    EIGHTH_TRIPLET = 12
    SIXTEENTH = 16
    SIXTEENTH_TRIPLET = 24
    THIRTY_SECOND = 32
    THIRTY_SECOND_TRIPLET = 48

    @property
    def label(self) -> str:
        """What a person reads: "1/16", "1/8 triplet", "Off"."""
        if self is Grid.OFF:
            return "Off"
        return f"1/{self.value * 2 // 3} triplet" if self.value % 3 == 0 else f"1/{self.value}"

    def step_ticks(self, ppq: int) -> float:
        """Ticks of one step, not rounded; 1 without a grid."""
        return 4 * ppq / self.value if self.value else 1.0

    def step(self, ppq: int) -> int:
        """Ticks of one step as an edit can use them, at least 1."""
        return max(round(self.step_ticks(ppq)), 1)

    def nearest(self, tick: float, meter_map: MeterMap) -> int:
        """The grid line that is nearest to `tick`, never before 0."""
        return self._snapped(tick, meter_map, 0.5)

    def at_or_before(self, tick: float, meter_map: MeterMap) -> int:
        """The start of the step that holds `tick`, never before 0."""
        return self._snapped(tick, meter_map, 0.0)

    def after(self, tick: float, meter_map: MeterMap) -> int:
        """The first grid line after `tick`."""
        line = self.at_or_before(tick, meter_map)
        bar_end = meter_map.bar_start(meter_map.bar_at(line) + 1)
        return min(self._snapped(line + self.step_ticks(meter_map.ppq), meter_map, 0.5), bar_end)

    def _snapped(self, tick: float, meter_map: MeterMap, rounding: float) -> int:
        """The grid line of `tick`: 0 rounds down to it, 0.5 to the nearest."""
        tick = max(tick, 0.0)
        if self is Grid.OFF:
            return floor(tick + rounding)
        bar = meter_map.bar_at(round(tick))
        bar_start, bar_end = meter_map.bar_start(bar), meter_map.bar_start(bar + 1)
        step = self.step_ticks(meter_map.ppq)
        # Half a tick more keeps a tick that was rounded down from a fractional step on its own line.
        steps = floor((round(tick) - bar_start + 0.5) / step + rounding)
        return min(bar_start + round(steps * step), bar_end)
