import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.music.controls import (
    BEND,
    CHANNEL_PRESSURE,
    CONTROLLER,
    HIGHEST_BEND,
    KEY_PRESSURE,
    MIDDLE_BEND,
    MODULATION,
    NO_CONTROLS,
    PROGRAM_CHANGE,
    SUSTAIN,
    Control,
    Controls,
    Dial,
    dial_of,
)
from composer.music.errors import ScoreError

dials = st.one_of(
    st.builds(Dial, st.just(CONTROLLER), st.integers(0, 127)),
    st.builds(Dial, st.just(KEY_PRESSURE), st.integers(0, 127)),
    st.sampled_from([BEND, PROGRAM_CHANGE, Dial(CHANNEL_PRESSURE)]),
)
controls = dials.flatmap(
    lambda dial: st.builds(Control, st.integers(0, 5000), st.just(dial), st.integers(0, dial.highest))
)
lists = st.lists(controls, max_size=30)
PEDAL = Controls([Control(0, SUSTAIN, 127), Control(480, SUSTAIN, 0), Control(960, SUSTAIN, 127)])


def by_tick(given):
    return sorted(given, key=lambda control: control.tick)


@given(lists)
def test_controls_are_what_was_given_in_order_of_tick_and_else_of_giving(given):
    assert list(Controls(given)) == by_tick(given)
    assert [Controls(given)[index] for index in range(len(given))] == by_tick(given)


@given(lists)
def test_equal_controls_are_equal_and_cross_to_other_processes_as_they_are(given):
    one, other = Controls(given), Controls(by_tick(given))
    assert one == other
    assert hash(one) == hash(other)
    assert pickle.loads(pickle.dumps(one)) == one
    assert Controls.from_packed(one.packed) == one


@given(lists, st.integers(-10, 5000), st.integers(-10, 5000))
def test_a_range_holds_its_first_tick_and_not_its_last(given, start, end):
    expected = [control for control in by_tick(given) if start <= control.tick < end]
    assert list(Controls(given).between(start, end)) == expected


@given(lists, lists)
def test_merged_controls_keep_their_order_within_a_tick(ours, theirs):
    assert list(Controls(ours).merged(Controls(theirs))) == by_tick([*by_tick(ours), *by_tick(theirs)])


@given(lists, dials, st.integers(0, 5000))
def test_a_dial_stands_where_it_was_turned_last(given, dial, tick):
    values = [control.value for control in by_tick(given) if control.dial == dial and control.tick <= tick]
    assert Controls(given).value_at(tick, dial) == (values[-1] if values else None)


def test_one_dial_can_be_looked_at_alone():
    both = PEDAL.merged(Controls([Control(480, BEND, HIGHEST_BEND)]))
    assert both.of(SUSTAIN) == PEDAL
    assert both.dials == {SUSTAIN, BEND}
    assert both.of(MODULATION) == NO_CONTROLS


def test_controls_move_to_other_ticks():
    assert [control.tick for control in PEDAL.with_ticks(lambda tick: tick // 2 + 10)] == [10, 250, 490]


def test_a_place_can_be_filled_with_others():
    assert list(PEDAL.spliced(1, 2, Controls([Control(300, SUSTAIN, 5)]))) == [
        PEDAL[0],
        Control(300, SUSTAIN, 5),
        PEDAL[2],
    ]


def test_a_hundred_thousand_bends_take_eight_bytes_each():
    bends = Controls(Control(tick, BEND, MIDDLE_BEND) for tick in range(100_000))
    assert len(bends.packed) == 800_000


@pytest.mark.parametrize(
    "control",
    [
        Control(-1, SUSTAIN, 0),
        Control(1 << 38, SUSTAIN, 0),
        Control(0, SUSTAIN, 128),
        Control(0, BEND, HIGHEST_BEND + 1),
        Control(0, Dial(CONTROLLER, 128), 0),
        Control(0, Dial(CHANNEL_PRESSURE, 1), 0),
        Control(0, Dial(0x9), 0),
    ],
)
def test_what_no_controller_can_say_is_refused(control):
    with pytest.raises(ScoreError):
        Controls([control])


def test_packed_controls_that_are_damaged_are_refused():
    damaged = PEDAL.packed[8:] + PEDAL.packed[:8]
    with pytest.raises(ScoreError, match="order"):
        Controls.from_packed(damaged)
    with pytest.raises(ScoreError):
        Controls.from_packed(b"\xff" * 8)


@pytest.mark.parametrize("dial", [SUSTAIN, BEND, Dial(KEY_PRESSURE, 60)])
def test_a_dial_is_found_again_by_its_numbers(dial):
    assert dial_of(list(dial)) == dial


@pytest.mark.parametrize("words", [[11, 128], [9, 1], [11], "ab", [11.5, 1], None])
def test_numbers_that_name_no_dial_are_refused(words):
    with pytest.raises(ScoreError):
        dial_of(words)
