from hypothesis import given
from hypothesis import strategies as st

from composer.music.control_edits import Performance, cleared, drawn, erased, excerpted, overdubbed, with_controls
from composer.music.controls import BEND, MIDDLE_BEND, MODULATION, NO_CONTROLS, SUSTAIN, Control, Controls, Dial
from composer.music.score import Score

VOLUME = Dial(0xB, 7)
SWELL = Controls([Control(0, MODULATION, 10), Control(480, MODULATION, 20), Control(960, MODULATION, 30)])
PEDAL = Controls([Control(100, SUSTAIN, 127), Control(700, SUSTAIN, 0)])

dials = st.sampled_from([SUSTAIN, MODULATION, BEND, VOLUME])
controls = st.lists(st.builds(Control, st.integers(0, 1000), dials, st.integers(0, 127)), max_size=15).map(Controls)
ticks = st.integers(0, 1000)


def values(controls, dial=MODULATION):
    return [(control.tick, control.value) for control in controls.of(dial)]


def stands(controls, dial, tick):
    value = controls.value_at(tick, dial)
    return dial.home if value is None else value


def test_a_drawn_curve_takes_the_place_of_what_was_there_and_what_comes_later_is_as_before():
    after = drawn(SWELL.merged(PEDAL), MODULATION, [(240, 50), (300, 60), (600, 70)], 720)
    assert values(after) == [(0, 10), (240, 50), (300, 60), (600, 70), (720, 20), (960, 30)]
    assert after.of(SUSTAIN) == PEDAL


def test_where_nothing_was_a_curve_ends_where_its_dial_belongs():
    assert values(drawn(NO_CONTROLS, BEND, [(0, 0), (10, 500)], 20), BEND) == [(0, 0), (10, 500), (20, MIDDLE_BEND)]
    assert values(drawn(NO_CONTROLS, VOLUME, [(0, 90)], 20), VOLUME) == [(0, 90)]


def test_points_that_change_nothing_are_not_drawn():
    assert values(drawn(NO_CONTROLS, MODULATION, [(0, 5), (10, 5), (20, 6), (30, 6)], 40)) == [(0, 5), (20, 6), (40, 0)]


def test_an_erased_stretch_stays_where_it_was_and_then_goes_on_as_before():
    assert values(erased(SWELL, MODULATION, 240, 720)) == [(0, 10), (720, 20), (960, 30)]
    assert erased(SWELL, SUSTAIN, 0, 2000) is SWELL


@given(controls, dials, ticks, ticks)
def test_outside_an_erased_stretch_nothing_sounds_otherwise(controls, dial, one, other):
    start, end = sorted((one, other))
    after = erased(controls, dial, start, end)
    for tick in (*range(0, start, 50), *range(end, 1100, 50)):
        assert stands(after, dial, tick) == stands(controls, dial, tick) or stands(controls, dial, 0) is None
    assert not after.of(dial).between(start, end)


@given(controls, st.dictionaries(ticks, st.integers(0, 127), min_size=1, max_size=5), ticks)
def test_a_drawn_curve_is_what_is_heard_and_outside_it_nothing_sounds_otherwise(controls, points, more):
    curve = sorted(points.items())
    end = curve[-1][0] + more + 1
    after = drawn(controls, MODULATION, curve, end)
    for tick, value in curve:
        assert after.value_at(tick, MODULATION) == value
    for tick in (*range(0, curve[0][0], 50), *range(end, 2100, 50)):
        assert stands(after, MODULATION, tick) == stands(controls, MODULATION, tick)


def test_what_was_played_counts_from_the_first_touch_to_the_end_of_the_performance():
    performance = Performance(Controls([Control(200, SUSTAIN, 0), Control(300, SUSTAIN, 127)]), 500)
    after = overdubbed(PEDAL.merged(SWELL), performance)
    assert values(after, SUSTAIN) == [(100, 127), (200, 0), (300, 127), (700, 0)]
    assert after.of(MODULATION) == SWELL


def test_a_pedal_that_is_down_when_recording_ends_goes_up_there():
    after = overdubbed(NO_CONTROLS, Performance(Controls([Control(200, SUSTAIN, 127)]), 500))
    assert values(after, SUSTAIN) == [(200, 127), (500, 0)]


def test_a_cleared_stretch_leaves_every_dial_as_it_is_afterwards():
    after = cleared(PEDAL.merged(SWELL), 50, 500)
    assert values(after, SUSTAIN) == [(500, 127), (700, 0)]
    assert values(after) == [(0, 10), (500, 20), (960, 30)]


def test_equal_controls_leave_the_score_as_it_is():
    score = with_controls(Score(), 0, PEDAL)
    assert score.tracks[0].controls == PEDAL
    assert with_controls(score, 0, Controls(PEDAL)) is score


def test_an_excerpt_begins_with_where_everything_stands_and_ends_where_it_belongs():
    assert list(excerpted(PEDAL.merged(SWELL), 480, 900)) == [
        Control(0, MODULATION, 10),
        Control(0, SUSTAIN, 127),
        Control(0, MODULATION, 20),
        Control(220, SUSTAIN, 0),
        Control(420, MODULATION, 0),
    ]


@given(controls, ticks, ticks)
def test_within_an_excerpt_everything_stands_where_it_stood(controls, one, other):
    start, end = sorted((one, other))
    after = excerpted(controls, start, end)
    for dial in (SUSTAIN, MODULATION, BEND):
        assert [stands(after, dial, tick - start) for tick in range(start, end, 7)] == [
            stands(controls, dial, tick) for tick in range(start, end, 7)
        ]
        assert stands(after, dial, max(end - start, 0)) == dial.home
