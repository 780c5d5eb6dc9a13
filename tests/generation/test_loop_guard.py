import numpy as np

from composer.generation.events import score_to_arrays
from composer.generation.loop_guard import LoopGuard
from composer.generation.takes import TAKE
from composer.music.score import Note, Score, Track

NoteInBar = tuple[int, int, int, int]  # position, track, pitch, duration

BAR: list[NoteInBar] = [(0, 0, 60, 24), (24, 0, 64, 24)]


def standing(bar: int, note: NoteInBar, takes: int = 1) -> np.ndarray:
    """Takes for which this is the latest note, or the one that is being chosen."""
    states = np.zeros(takes, TAKE)
    states["bar"] = bar
    for name, value in zip(("position", "track", "pitch", "duration"), note, strict=True):
        states[name] = value
    return states


def guard_after(*bars: tuple[int, list[NoteInBar]], takes: int = 1) -> LoopGuard:
    """One that heard the first bar, the bar 0, in the seed."""
    (_, first), *others = bars
    ticks = 20  # to a step
    seed = Track.of([Note(pitch, position * ticks, duration * ticks) for position, _, pitch, duration in first])
    guard = LoopGuard(score_to_arrays(Score((seed,))), takes)
    for bar, notes in others:
        for note in notes:
            guard.hear(standing(bar, note, takes))
    return guard


def forbidden(guard: LoopGuard, bar: int, position: int, track: int = 0, takes: int = 1) -> list[list[int]]:
    """The pitches that each take may not play there."""
    allowed = np.ones((takes, 128), dtype=bool)
    guard.forbid(standing(bar, (position, 0, 0, 0), takes), np.full(takes, track), allowed)
    return [np.flatnonzero(~row).tolist() for row in allowed]


def test_after_three_identical_bars_the_fourth_may_not_begin_like_them():
    assert forbidden(guard_after((0, BAR), (1, BAR), (2, BAR)), 3, 0) == [[60]]


def test_two_identical_bars_may_be_followed_by_a_third():
    assert forbidden(guard_after((0, BAR), (1, BAR)), 2, 0) == [[]]


def test_within_a_bar_nothing_is_forbidden():
    guard = guard_after((0, BAR), (1, BAR), (2, BAR), (3, [(0, 0, 62, 24)]))

    assert forbidden(guard, 3, 24) == [[]]


def test_another_place_or_track_is_already_a_change():
    guard = guard_after((0, BAR), (1, BAR), (2, BAR))

    assert forbidden(guard, 3, 12) == [[]]
    assert forbidden(guard, 3, 0, track=1) == [[]]


def test_a_changed_or_an_empty_bar_begins_the_count_anew():
    changed = [BAR[0], (24, 0, 65, 24)]

    assert forbidden(guard_after((0, BAR), (1, BAR), (2, changed), (3, BAR)), 4, 0) == [[]]
    assert forbidden(guard_after((0, BAR), (1, BAR), (3, BAR), (4, BAR)), 5, 0) == [[]]
    assert forbidden(guard_after((0, BAR), (1, BAR), (2, BAR)), 4, 0) == [[]]


def test_bars_of_long_ago_are_forgotten():
    assert forbidden(guard_after((0, BAR), (1, BAR), (2, BAR), (15, BAR), (50, BAR)), 51, 0) == [[]]
    assert forbidden(guard_after((0, BAR), *((bar, BAR) for bar in range(50, 53))), 53, 0) == [[60]]


def test_what_is_two_or_four_bars_long_may_not_come_a_fourth_time_either():
    others: list[list[NoteInBar]] = [BAR, [(0, 0, 67, 24)], [(0, 0, 69, 24)], [(0, 0, 71, 24)]]
    for length in (2, 4):
        bars = [(bar, others[bar % length]) for bar in range(3 * length)]

        assert forbidden(guard_after(*bars[:-length]), 2 * length, 0) == [[]]
        assert forbidden(guard_after(*bars), 3 * length, 0) == [[60]]


def test_takes_are_heard_each_for_itself():
    guard = guard_after((0, BAR), (1, BAR), (2, BAR[:1]), takes=2)
    states = standing(2, BAR[1], takes=2)
    states["pitch"][1] = 65
    guard.hear(states)

    assert forbidden(guard, 3, 0, takes=2) == [[60], []]
    guard.keep(np.array([1]))
    assert forbidden(guard, 3, 0) == [[]]
