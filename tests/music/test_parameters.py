from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from composer.music.control_edits import Performance, cleared, excerpted, laid, lifted, overdubbed
from composer.music.controls import BEND, CONTROLLER, NO_CONTROLS, SUSTAIN, Control, Controls, Dial
from composer.music.parameters import CHOICES, ENTRIES, STEPS

BEND_RANGE, FINE_TUNING, NONE = (0, 0), (0, 1), (127, 127)
COARSE, FINE = ENTRIES
UP, DOWN = STEPS

ticks = st.integers(0, 8)


def said(tick, number, value):
    return Control(tick, Dial(CONTROLLER, number), value)


def chosen(tick, parameter, numbers=(101, 100)):
    return [said(tick, number, part) for number, part in zip(numbers, parameter, strict=True)]


OPEN = Controls([*chosen(0, BEND_RANGE), said(0, COARSE, 12)])
CLOSED = OPEN.merged(Controls(chosen(0, NONE)))

values = st.integers(0, 2)
entries = st.builds(lambda tick, number, value: [said(tick, number, value)], ticks, st.sampled_from(ENTRIES), values)
steps = st.builds(lambda tick, number: [said(tick, number, 0)], ticks, st.sampled_from(STEPS))
parts = st.builds(lambda tick, number, value: [said(tick, number, value)], ticks, st.sampled_from([*CHOICES]), values)
choices = st.builds(chosen, ticks, st.tuples(values, values), st.sampled_from([(101, 100), (99, 98)]))


def controls_of(*kinds):
    return st.lists(st.one_of(kinds), max_size=15).map(lambda groups: Controls(chain.from_iterable(groups)))


class Listener:
    """A synth that has heard what `controls` say of parameters up to `tick`."""

    def __init__(self, controls, tick):
        self.parts, self.pair, self.settings = {}, (), {}
        for control in controls.between(0, tick + 1):
            if control.dial.number in CHOICES:
                self.pair = CHOICES[control.dial.number]
                self.parts[control.dial.number] = control.value
            elif self.pair and control.dial.number in (*ENTRIES, *STEPS):
                self._set(control.dial.number, control.value)

    def _set(self, number, value):
        parameter = self.pair, *(self.parts.get(part, 0) for part in self.pair)
        if number in STEPS:
            steps = self.settings.get((*parameter, UP), 0)
            self.settings[*parameter, UP] = steps + (1 if number == UP else -1)
        else:
            self.settings |= {(*parameter, number): value, (*parameter, UP): 0}

    def __eq__(self, other):
        return (self.settings, self.pair, self.parts) == (other.settings, other.pair, other.parts)

    @property
    def bend_range(self):
        return self.settings.get(((101, 100), *BEND_RANGE, COARSE), 2)


@given(controls_of(entries, steps, parts, choices), ticks, ticks)
def test_outside_a_cleared_stretch_all_parameters_are_as_before(controls, one, other):
    start, end = sorted((one, other))
    after = cleared(controls, start, end)
    assert not after.between(start, end)
    assert all(Listener(after, tick) == Listener(controls, tick) for tick in (*range(start), *range(end, 10)))


@given(controls_of(entries, steps, parts, choices), ticks, ticks)
def test_within_an_excerpt_all_parameters_are_as_they_were(controls, one, other):
    start, end = sorted((one, other))
    after = excerpted(controls, start, end)
    assert all(Listener(after, tick - start) == Listener(controls, tick) for tick in range(start, end))


@given(controls_of(entries, choices), controls_of(entries, choices), ticks, ticks, ticks)
def test_after_a_laid_passage_all_parameters_that_were_set_are_as_before(controls, other, one, another, target):
    start, end = sorted((one, another))
    target_end = target + end - start
    after = laid(controls, lifted(other, start, end), target, target_end)
    for tick in (*range(target), *range(target_end, 20)):
        was, now = Listener(controls, tick), Listener(after, tick)
        assert now.settings | was.settings == now.settings
        assert was.pair in ((), now.pair)
        assert now.parts | was.parts == now.parts


def test_a_laid_passage_sets_what_it_set_where_it_was_lifted():
    source = Controls(chosen(0, FINE_TUNING)).merged(Controls([said(100, COARSE, 70)]))
    after = laid(CLOSED, lifted(source, 50, 150), 1000, 1100)
    assert Listener(after, 1050).settings[(101, 100), *FINE_TUNING, COARSE] == 70
    assert Listener(after, 1100).bend_range == 12


def test_a_laid_passage_says_again_what_is_said_already_when_the_order_needs_it():
    twice = Controls([*chosen(0, BEND_RANGE), said(0, COARSE, 12), *chosen(0, FINE_TUNING), said(0, COARSE, 64)])
    after = laid(CLOSED, lifted(twice, 0, 100), 1000, 1100)
    assert Listener(after, 1000).settings == Listener(twice, 0).settings


def test_a_passage_that_says_nothing_of_parameters_leaves_those_where_it_is_laid():
    clip = lifted(Controls([Control(0, SUSTAIN, 127)]), 0, 100)
    assert [control for control in laid(OPEN, clip, 0, 100) if control.dial != SUSTAIN] == list(OPEN)


def test_the_range_of_bends_outlives_the_passage_in_which_it_was_set():
    bend = Controls([Control(5000, BEND, 16383)])
    after = cleared(CLOSED.merged(bend), 0, 1000)
    assert list(after) == [*chosen(1000, BEND_RANGE), said(1000, COARSE, 12), *chosen(1000, NONE), *bend]
    assert list(excerpted(CLOSED, 1000, 2000)) == [*chosen(0, BEND_RANGE), said(0, COARSE, 12), *chosen(0, NONE)]


def test_what_is_chosen_within_a_cleared_stretch_is_set_at_its_end():
    controls = Controls([*chosen(500, BEND_RANGE), said(1000, COARSE, 12)])
    assert list(cleared(controls, 0, 1000)) == [*chosen(1000, BEND_RANGE), said(1000, COARSE, 12)]


def test_only_what_a_cleared_stretch_changed_is_said_at_its_end():
    tuning = Controls([*chosen(500, FINE_TUNING), said(500, COARSE, 70)])
    assert list(cleared(OPEN.merged(tuning), 400, 600)) == [*OPEN, *chosen(600, FINE_TUNING), said(600, COARSE, 70)]


def test_what_was_played_sets_parameters_in_the_order_of_playing_and_they_are_as_before_when_it_ends():
    wider = Controls([*chosen(200, BEND_RANGE), said(200, COARSE, 24), *chosen(200, NONE)])
    after = overdubbed(CLOSED, Performance(wider, 500))
    assert Listener(after, 200).bend_range == 24
    assert Listener(after, 500) == Listener(CLOSED, 500)
    assert overdubbed(NO_CONTROLS, Performance(wider, 500)) == wider
