"""The quantize grid: note values that edits snap to, counted anew from every bar line."""

from enum import Enum
from math import floor

from composer.music.time import MeterMap

STRAIGHT = 0.5  # the share of a pair of steps that its first one takes; 2/3 swings like triplets
MOST_SWING = 0.75


class Grid(Enum):
    """A division of the bar; its value is the length of a step in whole notes, as numerator and denominator."""

    OFF = (0, 1)
    BAR = (1, 1)  # as long as the bar is
    HALF = (1, 2)
    QUARTER = (1, 4)
    EIGHTH = (1, 8)
    SIXTEENTH = (1, 16)
    THIRTY_SECOND = (1, 32)
    SIXTY_FOURTH = (1, 64)
    HALF_TRIPLET = (1, 3)
    QUARTER_TRIPLET = (1, 6)
    EIGHTH_TRIPLET = (1, 12)
    SIXTEENTH_TRIPLET = (1, 24)
    THIRTY_SECOND_TRIPLET = (1, 48)
    HALF_DOTTED = (3, 4)
    QUARTER_DOTTED = (3, 8)
    EIGHTH_DOTTED = (3, 16)
    SIXTEENTH_DOTTED = (3, 32)

    @property
    def label(self) -> str:
        """What a person reads: "1/16", "1/8 triplet", "1/4 dotted", "Bar", "Off"."""
        if self in (Grid.OFF, Grid.BAR):
            return self.name.capitalize()
        numerator, denominator = self.value
        if numerator == 3:
            return f"1/{denominator // 2} dotted"
        return f"1/{denominator * 2 // 3} triplet" if denominator % 3 == 0 else f"1/{denominator}"

    @property
    def feel(self) -> str:
        """How it divides: "straight", "triplet" or "dotted"."""
        numerator, denominator = self.value
        return "dotted" if numerator == 3 else "triplet" if denominator % 3 == 0 else "straight"

    def step_ticks(self, ppq: int) -> float:
        """Ticks of one step, not rounded; 1 without a grid, and for `BAR` those of a bar of four quarters."""
        numerator, denominator = self.value
        return max(4 * ppq * numerator / denominator, 1.0)

    def step(self, ppq: int) -> int:
        """Ticks of one step as an edit can use them."""
        return round(self.step_ticks(ppq))

    def step_at(self, tick: int, meter_map: MeterMap) -> int:
        """Ticks of one step at `tick`: the same everywhere, except for `BAR`."""
        if self is Grid.BAR:
            return meter_map.meter_at(tick).ticks_per_bar(meter_map.ppq)
        return self.step(meter_map.ppq)

    def shift(self, tick: int, steps: int, meter_map: MeterMap) -> int:
        """Ticks by which `steps` of it move what is at `tick`: bars by the bars that are passed, down to the first."""
        if self is not Grid.BAR:
            return steps * self.step(meter_map.ppq)
        bar = meter_map.bar_at(tick)
        return meter_map.bar_start(max(bar + steps, 0)) - meter_map.bar_start(bar)

    def span(self, tick: int, ticks: int, meter_map: MeterMap) -> int:
        """The ticks of as few steps as are at least `ticks` long; bars are counted from the one that holds `tick`."""
        if self is not Grid.BAR:
            step = self.step(meter_map.ppq)
            return -(-ticks // step) * step
        bar_start = meter_map.bar_line_before(tick)
        return meter_map.bar_line_from(bar_start + ticks) - bar_start

    def nearest(self, tick: float, meter_map: MeterMap, swing: float = STRAIGHT) -> int:
        """The grid line that is nearest to `tick`, never before 0; `swing` delays every second one."""
        if self is Grid.OFF:
            return floor(max(tick, 0.0) + 0.5)
        bar, line = self._bar_and_line(tick, meter_map)
        lines = (self._tick_of(bar, near, meter_map, swing) for near in range(max(line - 1, 0), line + 2))
        return min(lines, key=lambda at: (abs(at - tick), -at))

    def at_or_before(self, tick: float, meter_map: MeterMap) -> int:
        """The start of the step that holds `tick`, never before 0."""
        if self is Grid.OFF:
            return floor(max(tick, 0.0))
        return self._tick_of(*self._bar_and_line(tick, meter_map), meter_map)

    def after(self, tick: float, meter_map: MeterMap) -> int:
        """The first grid line after `tick`."""
        if self is Grid.OFF:
            return floor(max(tick, -1.0)) + 1
        bar, line = self._bar_and_line(tick, meter_map)
        return self._tick_of(bar, line + 1, meter_map)

    def _bar_and_line(self, tick: float, meter_map: MeterMap) -> tuple[int, int]:
        """The bar that holds `tick`, and the last of its lines that is not after it, both from 0."""
        whole = round(max(tick, 0.0))
        bar = meter_map.bar_at(whole)
        if self is Grid.BAR:
            return bar, 0
        step, rest = self.step_ticks(meter_map.ppq), whole - meter_map.bar_start(bar)
        line = floor(rest / step)
        return bar, line + (round((line + 1) * step) <= rest)  # a line between two ticks may be rounded down

    def _tick_of(self, bar: int, line: int, meter_map: MeterMap, swing: float = STRAIGHT) -> int:
        """The tick of a line of a bar, at most the end of the bar."""
        bar_start, bar_end = meter_map.bar_start(bar), meter_map.bar_start(bar + 1)
        step = bar_end - bar_start if self is Grid.BAR else self.step_ticks(meter_map.ppq)
        delay = (2 * swing - 1) * step if line % 2 else 0.0
        return min(bar_start + round(line * step + delay), bar_end)
