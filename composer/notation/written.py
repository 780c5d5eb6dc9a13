"""Written notes: played times put on the note values that a reader expects."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from composer.music.score import Note
from composer.music.time import MeterMap

Quarters = Fraction  # from the start of the score

_DIVISIONS = (1, 2, 3, 4, 6, 8)  # of a quarter: the first that fits is written
_ROUGH_DIVISIONS = (4, 3)  # one of these is meant where none fits, as in what was played freely
_FIT = Fraction(1, 32)  # quarters by which a note may be off and still be meant exactly there
_EXACT = Fraction(1, 480)  # quarters by which an end may be off and still have been drawn there
_GAP = Fraction(1, 4)  # quarters: a shorter silence after such an end is a way of playing, not a rest
_BREATH = Fraction(1, 8)  # quarters: such a short one is never written


@dataclass(frozen=True, slots=True)
class WrittenNote:
    """A note as it stands on paper."""

    pitch: int
    velocity: int
    start: Quarters
    duration: Quarters

    @property
    def end(self) -> Quarters:
        """Where the note value ends."""
        return self.start + self.duration


def written(notes: Iterable[Note], meter_map: MeterMap) -> list[WrittenNote]:
    """`notes` of one track on the simplest division that fits the onsets of each beat, triplets among them.

    An end that is on no division was played, not written: the note goes on to the next one if that is near.
    """
    notes = list(notes)
    beats = _Beats(notes, meter_map)
    starts = [beats.start_of(note.start) for note in notes]
    ordered = sorted(set(starts))
    made = []
    for note, start in zip(notes, starts, strict=True):
        end, is_exact = beats.end_of(note.end)
        following = bisect_right(ordered, start)
        gap = abs(ordered[following] - end) if following < len(ordered) else _GAP + 1
        if gap <= _BREATH or (not is_exact and gap <= _GAP):
            end = ordered[following]
        duration = end - start if end > start else beats.shortest_at(note.start)
        made.append(WrittenNote(note.pitch, note.velocity, start, duration))
    return made


def written_place(tick: int, meter_map: MeterMap) -> Quarters:
    """Where something that is no note stands: on the nearest sixteenth."""
    return Fraction(round(Fraction(4 * tick, meter_map.ppq)), 4)


class _Beats:
    """The quarters of a track, counted anew from every change of the metre, and how each is divided."""

    def __init__(self, notes: list[Note], meter_map: MeterMap) -> None:
        self._ppq = meter_map.ppq
        self._changes = [change.tick for change in meter_map.changes]
        self._origins = [written_place(tick, meter_map) for tick in self._changes]
        within: defaultdict[tuple[int, int], list[Fraction]] = defaultdict(list)
        for tick in {note.start for note in notes}:
            change, quarter, rest = self._place(tick)
            within[change, quarter].append(rest)
        self._divisions = {beat: _division_of(rests) for beat, rests in within.items()}

    def start_of(self, tick: int) -> Quarters:
        """Where a note that starts at `tick` is written."""
        change, quarter, rest = self._place(tick)
        return self._origins[change] + quarter + _nearest(rest, self._divisions[change, quarter])

    def end_of(self, tick: int) -> tuple[Quarters, bool]:
        """Where a note that ends at `tick` is written to end, and whether that is what was meant."""
        change, quarter, rest = self._place(tick)
        division = self._divisions.get((change, quarter), 1)
        finer = [each for each in (*_DIVISIONS, 12) if each % division == 0]
        fitting = next((each for each in finer if abs(rest - _nearest(rest, each)) <= _EXACT), None)
        end = self._origins[change] + quarter + _nearest(rest, fitting or max(division, *_ROUGH_DIVISIONS))
        return end, fitting is not None

    def shortest_at(self, tick: int) -> Quarters:
        """The note value of a note so short that its end would be its start."""
        change, quarter, _ = self._place(tick)
        return Fraction(1, max(self._divisions[change, quarter], *_ROUGH_DIVISIONS))

    def _place(self, tick: int) -> tuple[int, int, Fraction]:
        """The metre change before `tick`, the quarter after it, and the rest in quarters."""
        change = bisect_right(self._changes, tick) - 1
        quarter, rest = divmod(tick - self._changes[change], self._ppq)
        return change, quarter, Fraction(rest, self._ppq)


def _division_of(rests: list[Fraction]) -> int:
    for division in _DIVISIONS:
        if all(_is_fit(rest, division) for rest in rests):
            return division
    return min(_ROUGH_DIVISIONS, key=lambda each: sum((rest - _nearest(rest, each)) ** 2 for rest in rests))


def _is_fit(rest: Fraction, division: int) -> bool:
    return abs(rest - _nearest(rest, division)) <= _FIT


def _nearest(rest: Fraction, division: int) -> Fraction:
    return Fraction(round(rest * division), division)
