from composer.generation.loop_guard import LoopGuard, NoteInBar

BAR: list[NoteInBar] = [(0, 0, 60, 24), (24, 0, 64, 24)]


def guard_after(*bars: tuple[int, list[NoteInBar]]) -> LoopGuard:
    guard = LoopGuard()
    for bar, notes in bars:
        for note in notes:
            guard.hear(bar, note)
    return guard


def test_after_three_identical_bars_the_fourth_may_not_begin_like_them():
    assert guard_after((0, BAR), (1, BAR), (2, BAR)).forbidden_pitch(3, 0, 0) == 60


def test_two_identical_bars_may_be_followed_by_a_third():
    assert guard_after((0, BAR), (1, BAR)).forbidden_pitch(2, 0, 0) == -1


def test_within_a_bar_nothing_is_forbidden():
    guard = guard_after((0, BAR), (1, BAR), (2, BAR))
    guard.hear(3, (0, 0, 62, 24))

    assert guard.forbidden_pitch(3, 24, 0) == -1


def test_another_place_or_track_is_already_a_change():
    guard = guard_after((0, BAR), (1, BAR), (2, BAR))

    assert guard.forbidden_pitch(3, 12, 0) == -1
    assert guard.forbidden_pitch(3, 0, 1) == -1


def test_a_changed_or_an_empty_bar_begins_the_count_anew():
    changed = [BAR[0], (24, 0, 65, 24)]

    assert guard_after((0, BAR), (1, BAR), (2, changed), (3, BAR)).forbidden_pitch(4, 0, 0) == -1
    assert guard_after((0, BAR), (1, BAR), (3, BAR), (4, BAR)).forbidden_pitch(5, 0, 0) == -1
    assert guard_after((0, BAR), (1, BAR), (2, BAR)).forbidden_pitch(4, 0, 0) == -1


def test_what_is_two_bars_long_may_not_come_a_fourth_time_either():
    other = [(0, 0, 67, 24)]
    twice = [(bar, other if bar % 2 else BAR) for bar in range(4)]

    assert guard_after(*twice).forbidden_pitch(4, 0, 0) == -1
    assert guard_after(*twice, (4, BAR), (5, other)).forbidden_pitch(6, 0, 0) == 60


def test_forks_hear_each_for_itself():
    guard = guard_after((0, BAR), (1, BAR), (2, BAR[:1]))
    other = guard.fork()

    guard.hear(2, BAR[1])
    other.hear(2, (24, 0, 65, 24))

    assert guard.forbidden_pitch(3, 0, 0) == 60
    assert other.forbidden_pitch(3, 0, 0) == -1
