import numpy as np
import pytest

from composer.generation.events import Column
from composer.generation.loop_guard import FREE_BARS, MOST_TIMES, LoopGuard
from composer.generation.options import SamplingOptions
from composer.generation.prompt import Prompt
from composer.generation.takes import Takes
from composer.music.score import Note, Score, Track
from composer.music.seed import whole_seed

BAR = 96  # steps
TICKS = 20  # to a step

OnsetAndPitch = tuple[int, int]  # steps

FREE = FREE_BARS * BAR
MELODY: list[OnsetAndPitch] = [(0, 60), (36, 64), (60, 67), (120, 65), (168, 62)]  # of two bars


def played(times: int, figure: list[OnsetAndPitch], length: int) -> list[OnsetAndPitch]:
    """A figure that is `length` steps long, so many times."""
    return [(time * length + onset, pitch) for time in range(times) for onset, pitch in figure]


def takes_after(notes: list[OnsetAndPitch], count: int = 1) -> Takes:
    """Takes that have read these notes."""
    seed = whole_seed(Score((Track.of([Note(pitch, onset * TICKS, 6 * TICKS) for onset, pitch in notes]),)))
    return Takes(Prompt.of(seed, SamplingOptions(bars=16)), count)


def guard_of(takes: Takes, **options: int) -> LoopGuard:
    return LoopGuard(takes, BAR, **options)


def turn_to(takes: Takes, onset: int) -> np.ndarray:
    """Turn to the next note of each take; the rows."""
    rows = np.zeros((len(takes), len(Column)), dtype=np.int64)
    rows[:, Column.DELTA] = onset - takes.states["onset"]  # up to a bar, a span is its own token
    takes.move(rows)
    return rows


def play(takes: Takes, guard: LoopGuard, onset: int, *pitches: int) -> None:
    """A note in each take."""
    rows = turn_to(takes, onset)
    rows[:, Column.PITCH], rows[:, Column.DURATION] = pitches, 6
    takes.hear(rows, np.full((5, len(takes)), 0.5))
    guard.hear()


def forbidden(takes: Takes, guard: LoopGuard, onset: int, track: int = 0) -> list[list[int]]:
    """The pitches that each take may not play there."""
    turn_to(takes, onset)
    allowed = np.ones((len(takes), 128), dtype=bool)
    guard.forbid(np.full(len(takes), track), allowed)
    return [np.flatnonzero(~row).tolist() for row in allowed]


def forbidden_after(notes: list[OnsetAndPitch], onset: int, track: int = 0, **options: int) -> list[int]:
    takes = takes_after(notes)
    return forbidden(takes, guard_of(takes, **options), onset, track)[0]


def test_what_was_played_three_times_in_a_row_may_not_begin_again():
    assert forbidden_after(played(MOST_TIMES, MELODY, 2 * BAR), MOST_TIMES * 2 * BAR) == [60]


def test_what_was_played_three_times_may_begin_again_where_nothing_else_may_come():
    takes = takes_after(played(MOST_TIMES, MELODY, 2 * BAR))
    turn_to(takes, MOST_TIMES * 2 * BAR)
    allowed = np.arange(128)[None] == 60
    guard_of(takes).forbid(np.zeros(1, dtype=np.int64), allowed)
    assert np.flatnonzero(allowed).tolist() == [60]


def test_what_was_played_twice_may_come_again_to_its_end():
    notes = played(MOST_TIMES, MELODY, 2 * BAR)
    assert [forbidden_after(notes[:end], notes[end][0]) for end in range(10, 15)] == [[]] * 5


@pytest.mark.parametrize("figure", [[(0, 60)], [(0, 60), (12, 64)], [(0, 60), (6, 64), (18, 67)]], ids=len)
def test_a_short_figure_may_fill_two_bars(figure: list[OnsetAndPitch]):
    notes = played(FREE // 24, figure, 24)

    assert forbidden_after(notes[:-1], notes[-1][0]) == []
    assert forbidden_after(notes, FREE) == [60]


def test_a_figure_that_is_not_as_long_as_bars_are_is_noticed_too():
    assert forbidden_after(played(5, [(0, 60), (24, 64), (48, 67)], 72), 5 * 72) == [60]


def test_chords_are_noticed_too():
    notes = played(FREE // 24, [(0, 60), (0, 64), (0, 67)], 24)
    assert forbidden_after(notes, FREE) == [60]


@pytest.mark.parametrize("change", [(BAR * 5 + 24, 65), (BAR * 5 + 30, 65)])
def test_a_note_between_begins_the_count_anew(change: OnsetAndPitch):
    notes = sorted([*played(3, MELODY, 2 * BAR), change])
    assert forbidden_after(notes, 6 * BAR) == []


def test_another_place_or_track_is_already_a_change():
    notes = played(3, MELODY, 2 * BAR)
    assert forbidden_after(notes, 6 * BAR + 12) == []
    assert forbidden_after(notes, 6 * BAR, track=1) == []


def test_what_a_plan_wants_to_return_may_return():
    notes = played(3, MELODY, 2 * BAR)
    assert forbidden_after(notes, 6 * BAR, section=2 * BAR) == []
    assert forbidden_after(played(FREE // 24, [(0, 60)], 24), FREE, section=2 * BAR) == [60]


def test_takes_are_heard_each_for_itself():
    notes = played(FREE // 24, [(0, 60)], 24)
    takes = takes_after(notes[:-1], count=2)
    guard = guard_of(takes)
    play(takes, guard, notes[-1][0], 60, 62)

    assert forbidden(takes, guard, FREE) == [[60], []]
    for part in (takes, guard):
        part.keep(np.array([1]))
    assert forbidden(takes, guard, FREE) == [[]]
