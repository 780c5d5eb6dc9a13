"""What is sent beside the notes while playing: the clicks of the metronome and the pulses of MIDI clock."""

from collections.abc import Iterator
from heapq import merge
from itertools import count, takewhile
from math import ceil
from operator import attrgetter
from typing import NamedTuple

from composer.music.time import MeterMap
from composer.playback import messages

_PULSES_PER_QUARTER = 24
_PULSES_PER_SIXTEENTH = 6
_SIXTEENTHS_PER_QUARTER = 4


class Click(NamedTuple):
    """One beat of the metronome."""

    tick: float
    is_first: bool  # of its bar


class ClockPulse(NamedTuple):
    """One pulse of MIDI clock, and before the first one the word to begin."""

    tick: float
    messages: tuple[bytes, ...]


def pulses(
    meter_map: MeterMap, start: float, count_in_bars: int, has_metronome: bool, sends_clock: bool
) -> Iterator[Click | ClockPulse]:
    """All that is wanted from tick `start` on, and before it the count-in, in order and without end."""
    beats = clicks(meter_map, start, count_in_bars)
    if not has_metronome:
        beats = takewhile(lambda click: click.tick < start, beats)
    clock = clock_pulses(meter_map.ppq, start) if sends_clock else iter(())
    return merge(beats, clock, key=attrgetter("tick"))


def clicks(meter_map: MeterMap, start: float, count_in_bars: int = 0) -> Iterator[Click]:
    """The beats of `count_in_bars` bars before tick `start`, and all from there on without end."""
    meter = meter_map.meter_at(int(start))
    beat, bar_length = meter.ticks_per_beat(meter_map.ppq), meter.ticks_per_bar(meter_map.ppq)
    for bar in range(-count_in_bars, 0):
        yield from (Click(start + bar * bar_length + at, at == 0) for at in range(0, bar_length, beat))
    for bar in count(meter_map.bar_at(int(start))):
        first, end = meter_map.bar_start(bar), meter_map.bar_start(bar + 1)
        beat = meter_map.meter_at(first).ticks_per_beat(meter_map.ppq)
        yield from (Click(tick, tick == first) for tick in range(first, end, beat) if tick >= start)


def count_in_ticks(meter_map: MeterMap, start: float, bars: int) -> int:
    """How long `bars` bars before tick `start` are."""
    return bars * meter_map.meter_at(int(start)).ticks_per_bar(meter_map.ppq)


def clock_pulses(ppq: int, start: float) -> Iterator[ClockPulse]:
    """24 pulses to a quarter, from the first sixteenth at or after tick `start` on; it was told by `song_position`."""
    first = _sixteenth_from(ppq, start) * _PULSES_PER_SIXTEENTH
    begin = messages.CONTINUE if first else messages.START
    for index in count(first):
        words = (begin, messages.CLOCK) if index == first else (messages.CLOCK,)
        yield ClockPulse(index * ppq / _PULSES_PER_QUARTER, words)


def song_position(ppq: int, start: float) -> bytes:
    """The message that tells other machines where they will begin."""
    return messages.song_position(_sixteenth_from(ppq, start))


def _sixteenth_from(ppq: int, tick: float) -> int:
    return ceil(tick * _SIXTEENTHS_PER_QUARTER / ppq)
