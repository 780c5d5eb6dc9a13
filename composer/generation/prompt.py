"""A seed as the model reads it, and the room for what follows: from its end to the bar line that is asked for."""

from dataclasses import dataclass

import numpy as np

from composer.generation.events import (
    STEPS_PER_QUARTER,
    Conditions,
    NoteArrays,
    bars_remaining_class,
    encode,
    score_to_arrays,
    used_tracks,
)
from composer.generation.options import SamplingOptions
from composer.music.errors import SeedError
from composer.music.seed import Seed

LONGEST_CONTEXT = 1024  # notes of a long seed that are read: its end


@dataclass(frozen=True)
class Prompt:
    """What is read, and where its continuation may go; times are steps."""

    context: NoteArrays  # the notes that are read
    rows: np.ndarray  # the same as events, (1 + notes, columns)
    tracks: list[int]  # indices in the seed of the tracks that play
    origin: int  # onset of the last note that is read
    begin: int  # where the first new note may begin
    limit: int  # the bar line where the continuation ends
    limit_tick: int
    last_bar_begins: int
    places: np.ndarray  # of every step from the origin to the limit: Column.POSITION to BARS_REMAINING, (steps, 5)
    bars: np.ndarray  # of the same steps, (steps,)

    @staticmethod
    def of(seed: Seed, options: SamplingOptions) -> "Prompt":
        """Read `seed`, as `options` ask. Raises SeedError when there is nothing to read."""
        notes = score_to_arrays(seed.score)
        if not len(notes):
            raise SeedError("The seed holds only drums: add at least one pitched note to continue.")
        ppq, tracks = seed.score.ppq, used_tracks(seed.score)
        limit_tick = _bar_line_after(seed, options.bars)
        begin, limit = _first_step_from(seed.end, ppq), _first_step_from(limit_tick, ppq)
        last_bar = int(notes.bars.locate(np.array([limit - 1]))[0][0])
        conditions = Conditions(
            style=options.style,
            key=seed.key or notes.key,
            bpm=notes.bpm,
            tracks=len(tracks),
            density=seed.density or _density(notes, begin),
            last_bar=last_bar if options.compose_ending else None,
        )
        context, first_bar = _context(notes)
        origin = int(context.onset[-1])
        bar, position, strength, meter = notes.bars.locate(np.arange(origin, limit + 1))
        columns = (position, strength, meter, (bar - first_bar) % 8, bars_remaining_class(bar, conditions.last_bar))
        return Prompt(
            context=context,
            rows=encode(context, conditions, first_bar),
            tracks=tracks,
            origin=origin,
            begin=begin,
            limit=limit,
            limit_tick=limit_tick,
            last_bar_begins=notes.bars.bar_start(last_bar),
            places=np.stack(columns, axis=1),
            bars=bar,
        )


def _density(notes: NoteArrays, end: int) -> float:
    """Notes per quarter from the first of `notes` to step `end`."""
    return len(notes) * STEPS_PER_QUARTER / max(end - int(notes.onset[0]), STEPS_PER_QUARTER)


def _first_step_from(tick: int, ppq: int) -> int:
    """The first step at or after `tick`."""
    return -(-tick * STEPS_PER_QUARTER // ppq)


def _bar_line_after(seed: Seed, bars: int) -> int:
    """The tick of the bar line that ends `bars` whole bars after the seed; an open bar is completed first."""
    meter_map = seed.score.meter_map
    return meter_map.bar_start(meter_map.bar_at(meter_map.bar_line_from(seed.end)) + bars)


def _context(notes: NoteArrays) -> tuple[NoteArrays, int]:
    """The end of a long seed, from a bar whose place in the phrase of eight is that of the first; and that bar."""
    bars, *_ = notes.bars.locate(notes.onset)
    first_bar = int(bars[0])
    if len(notes) <= LONGEST_CONTEXT:
        return notes, first_bar
    earliest = int(bars[-LONGEST_CONTEXT])
    bar = first_bar + -(-(earliest - first_bar) // 8) * 8
    if bar > bars[-1]:  # more than a thousand notes within eight bars
        bar = earliest
    return notes.where(bars >= bar), bar
