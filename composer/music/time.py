"""Score time: ticks to seconds (tempo) and ticks to bars and beats (metre)."""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from composer.music.errors import ScoreError

if TYPE_CHECKING:
    import numpy as np

PPQ = 480
DEFAULT_TEMPO = 500_000
SLOWEST_TEMPO = 0xFFFFFF  # the largest value that a MIDI file can hold: 3.58 bpm
MICROSECONDS_PER_MINUTE = 60_000_000
USUAL_METERS = ("2/4", "3/4", "4/4", "5/4", "6/4", "3/8", "6/8", "7/8", "9/8", "12/8", "2/2")


def bpm_to_tempo(bpm: float) -> int:
    """Quarters per minute to microseconds per quarter."""
    return round(MICROSECONDS_PER_MINUTE / bpm)


def tempo_to_bpm(tempo: int) -> float:
    """Microseconds per quarter to quarters per minute."""
    return MICROSECONDS_PER_MINUTE / tempo


def rescaled(tick: int, ppq: int, new_ppq: int) -> int:
    """The tick that is nearest to `tick` when a quarter has `new_ppq` ticks instead of `ppq`."""
    return round(tick * new_ppq / ppq)


@dataclass(frozen=True, slots=True)
class TempoChange:
    """From `tick` on, a quarter lasts `tempo` microseconds."""

    tick: int
    tempo: int

    def __post_init__(self) -> None:
        if self.tick < 0 or not 0 < self.tempo <= SLOWEST_TEMPO:
            raise ScoreError(
                f"Tempo {self.tempo} µs per quarter at tick {self.tick} is not possible: "
                f"use 1 to {SLOWEST_TEMPO} at tick 0 or later."
            )


@dataclass(frozen=True)
class TempoMap:
    """Tempo over the score. `changes` are in order of tick, the first at tick 0."""

    changes: tuple[TempoChange, ...] = (TempoChange(0, DEFAULT_TEMPO),)
    ppq: int = PPQ

    def __post_init__(self) -> None:
        _check_order([change.tick for change in self.changes], "tempo")
        if self.ppq <= 0:
            raise ScoreError(f"{self.ppq} ticks per quarter is not possible: use a positive number.")

    @staticmethod
    def constant(bpm: float, ppq: int = PPQ) -> "TempoMap":
        """One tempo for the whole score, in quarters per minute."""
        return TempoMap((TempoChange(0, bpm_to_tempo(bpm)),), ppq)

    @cached_property
    def _ticks(self) -> list[int]:
        return [change.tick for change in self.changes]

    @cached_property
    def _seconds_per_tick(self) -> list[float]:
        return [change.tempo / (1e6 * self.ppq) for change in self.changes]

    @cached_property
    def _seconds(self) -> list[float]:
        """When each change comes."""
        spans = zip(pairwise(self._ticks), self._seconds_per_tick, strict=False)
        return list(accumulate(((after - before) * seconds for (before, after), seconds in spans), initial=0.0))

    def _index_at(self, tick: float) -> int:
        return max(bisect_right(self._ticks, tick) - 1, 0)

    def tick_to_seconds(self, tick: float) -> float:
        """Seconds from the start of the score to `tick`."""
        index = self._index_at(tick)
        return self._seconds[index] + (tick - self._ticks[index]) * self._seconds_per_tick[index]

    def ticks_to_seconds(self, ticks: "np.ndarray") -> "np.ndarray":
        """`tick_to_seconds` for an array of ticks of any shape."""
        import numpy as np  # the window is painted without it

        changes = np.array(self._ticks, dtype=np.float64)
        index = np.maximum(np.searchsorted(changes, ticks, side="right") - 1, 0)
        seconds, seconds_per_tick = np.array(self._seconds), np.array(self._seconds_per_tick)
        return seconds[index] + (ticks - changes[index]) * seconds_per_tick[index]

    def seconds_to_tick(self, seconds: float) -> float:
        """The (fractional) tick that sounds `seconds` after the start of the score."""
        index = max(bisect_right(self._seconds, seconds) - 1, 0)
        return self._ticks[index] + (seconds - self._seconds[index]) / self._seconds_per_tick[index]

    def tempo_at(self, tick: int) -> int:
        """Microseconds per quarter at `tick`."""
        return self.changes[self._index_at(tick)].tempo

    def bpm_at(self, tick: int) -> float:
        """Quarters per minute at `tick`."""
        return tempo_to_bpm(self.tempo_at(tick))


@dataclass(frozen=True, slots=True)
class Meter:
    """A time signature: `numerator` beats of one `denominator`-th note each."""

    numerator: int = 4
    denominator: int = 4

    def __post_init__(self) -> None:
        power_of_two = self.denominator > 0 and self.denominator & (self.denominator - 1) == 0
        if not (1 <= self.numerator <= 255 and power_of_two and self.denominator <= 128):
            raise ScoreError(f"A metre of {self.numerator}/{self.denominator} is not possible.")

    def __str__(self) -> str:
        return f"{self.numerator}/{self.denominator}"

    def ticks_per_beat(self, ppq: int) -> int:
        """Length of one `denominator`-th note."""
        return max(4 * ppq // self.denominator, 1)

    def ticks_per_bar(self, ppq: int) -> int:
        """Length of one bar; the beats' rounding does not add up in it."""
        return max(self.numerator * 4 * ppq // self.denominator, 1)


@dataclass(frozen=True, slots=True)
class MeterChange:
    """From `tick` on, `meter` holds; a bar begins there."""

    tick: int
    meter: Meter


@dataclass(frozen=True, slots=True)
class BarPosition:
    """A tick as a musician counts it. All parts start at 0; people see `bar` + 1 and `beat` + 1."""

    bar: int
    beat: int
    tick: int  # within the beat


@dataclass(frozen=True)
class MeterMap:
    """Metre over the score. `changes` are in order of tick, the first at tick 0; each begins a bar."""

    changes: tuple[MeterChange, ...] = (MeterChange(0, Meter()),)
    ppq: int = PPQ

    def __post_init__(self) -> None:
        _check_order([change.tick for change in self.changes], "metre")

    @staticmethod
    def constant(numerator: int = 4, denominator: int = 4, ppq: int = PPQ) -> "MeterMap":
        """One metre for the whole score."""
        return MeterMap((MeterChange(0, Meter(numerator, denominator)),), ppq)

    @cached_property
    def _ticks(self) -> list[int]:
        return [change.tick for change in self.changes]

    @cached_property
    def _first_bars(self) -> list[int]:
        """The index of the bar that begins at each change; a cut-off bar before a change counts as one."""
        bars = [0]
        for before, after in pairwise(self.changes):
            length = before.meter.ticks_per_bar(self.ppq)
            bars.append(bars[-1] + -(-(after.tick - before.tick) // length))
        return bars

    def _index_at(self, tick: int) -> int:
        return max(bisect_right(self._ticks, tick) - 1, 0)

    def meter_at(self, tick: int) -> Meter:
        """The metre that holds at `tick`."""
        return self.changes[self._index_at(tick)].meter

    def bar_at(self, tick: int) -> int:
        """Index of the bar that holds `tick`, from 0."""
        index = self._index_at(tick)
        change = self.changes[index]
        return self._first_bars[index] + (tick - change.tick) // change.meter.ticks_per_bar(self.ppq)

    def bar_start(self, bar: int) -> int:
        """The tick on which bar `bar` begins."""
        index = max(bisect_right(self._first_bars, bar) - 1, 0)
        change = self.changes[index]
        return change.tick + (bar - self._first_bars[index]) * change.meter.ticks_per_bar(self.ppq)

    def bar_line_before(self, tick: int) -> int:
        """The last bar line at or before `tick`."""
        return self.bar_start(self.bar_at(tick))

    def bar_line_from(self, tick: int) -> int:
        """The first bar line at or after `tick`."""
        bar = self.bar_at(tick)
        start = self.bar_start(bar)
        return start if start == tick else self.bar_start(bar + 1)

    def position_at(self, tick: int) -> BarPosition:
        """`tick` counted in bars, beats and ticks."""
        bar = self.bar_at(tick)
        meter = self.meter_at(tick)
        ticks_per_beat = meter.ticks_per_beat(self.ppq)
        rest = tick - self.bar_start(bar)
        beat = min(rest // ticks_per_beat, meter.numerator - 1)
        return BarPosition(bar, beat, rest - beat * ticks_per_beat)


def _check_order(ticks: list[int], what: str) -> None:
    if not ticks or ticks[0] != 0 or any(after <= before for before, after in pairwise(ticks)):
        raise ScoreError(f"The {what} map must start at tick 0 and go forward; it has changes at {ticks[:8]}.")
