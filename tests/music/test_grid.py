import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.music.grid import Grid
from composer.music.time import Meter, MeterChange, MeterMap

COMMON_TIME = MeterMap()
SEVEN_EIGHT_THEN_FOUR_FOUR = MeterMap((MeterChange(0, Meter(7, 8)), MeterChange(1680, Meter(4, 4))))
grids = st.sampled_from(list(Grid))


@pytest.mark.parametrize(
    ("grid", "tick", "line"),
    [
        (Grid.SIXTEENTH, 59, 0),
        (Grid.SIXTEENTH, 60, 120),
        (Grid.QUARTER, 700, 480),
        (Grid.EIGHTH_TRIPLET, 150, 160),
        (Grid.OFF, 150.4, 150),
        (Grid.SIXTEENTH, -500, 0),
    ],
)
def test_a_tick_snaps_to_the_nearest_line(grid, tick, line):
    assert grid.nearest(tick, COMMON_TIME) == line


def test_a_step_begins_at_the_line_before_the_tick():
    assert Grid.SIXTEENTH.at_or_before(239, COMMON_TIME) == 120
    assert Grid.SIXTEENTH.at_or_before(240, COMMON_TIME) == 240


def test_lines_are_counted_anew_from_every_bar_line():
    assert Grid.QUARTER.nearest(1690, SEVEN_EIGHT_THEN_FOUR_FOUR) == 1680
    assert Grid.QUARTER.after(1440, SEVEN_EIGHT_THEN_FOUR_FOUR) == 1680


def test_bars_move_things_by_as_long_as_the_bars_are_that_are_passed():
    assert Grid.BAR.shift(1680, -1, SEVEN_EIGHT_THEN_FOUR_FOUR) == -1680
    assert Grid.BAR.shift(1680, 1, SEVEN_EIGHT_THEN_FOUR_FOUR) == 1920
    assert Grid.BAR.shift(100, -1, SEVEN_EIGHT_THEN_FOUR_FOUR) == 0
    assert Grid.EIGHTH.shift(1680, -3, SEVEN_EIGHT_THEN_FOUR_FOUR) == -720


def test_a_span_is_of_whole_steps():
    assert Grid.BAR.span(0, 1680, SEVEN_EIGHT_THEN_FOUR_FOUR) == 1680
    assert Grid.BAR.span(0, 1681, SEVEN_EIGHT_THEN_FOUR_FOUR) == 1680 + 1920
    assert Grid.BAR.span(1700, 100, SEVEN_EIGHT_THEN_FOUR_FOUR) == 1920
    assert Grid.EIGHTH.span(1700, 250, SEVEN_EIGHT_THEN_FOUR_FOUR) == 480


@given(grid=grids, tick=st.integers(0, 100_000), ppq=st.sampled_from([24, 96, 100, 480, 960]))
def test_a_line_stays_where_it_is(grid, tick, ppq):
    meter_map = MeterMap.constant(ppq=ppq)
    line = grid.nearest(tick, meter_map)
    assert grid.nearest(line, meter_map) == grid.at_or_before(line, meter_map) == line


@given(grid=grids, tick=st.integers(0, 100_000))
def test_the_next_line_comes_after_the_tick(grid, tick):
    for meter_map in (COMMON_TIME, SEVEN_EIGHT_THEN_FOUR_FOUR):
        assert grid.at_or_before(tick, meter_map) <= tick < grid.after(tick, meter_map)


@pytest.mark.parametrize(
    ("grid", "label"),
    [
        (Grid.OFF, "Off"),
        (Grid.BAR, "Bar"),
        (Grid.SIXTY_FOURTH, "1/64"),
        (Grid.EIGHTH_TRIPLET, "1/8 triplet"),
        (Grid.QUARTER_DOTTED, "1/4 dotted"),
    ],
)
def test_grids_are_named_as_note_values(grid, label):
    assert grid.label == label


def test_the_grid_of_bars_follows_the_metre():
    assert [Grid.BAR.nearest(tick, SEVEN_EIGHT_THEN_FOUR_FOUR) for tick in (800, 900, 3500)] == [0, 1680, 3600]
    assert Grid.BAR.step_at(0, SEVEN_EIGHT_THEN_FOUR_FOUR) == 1680
    assert Grid.BAR.step_at(1680, SEVEN_EIGHT_THEN_FOUR_FOUR) == 1920


def test_dotted_and_triplet_steps_are_as_long_as_they_sound():
    assert [grid.step(480) for grid in (Grid.EIGHTH_DOTTED, Grid.QUARTER_TRIPLET, Grid.SIXTY_FOURTH)] == [360, 320, 30]


def test_swing_delays_every_second_step():
    lines = [Grid.EIGHTH.nearest(tick, COMMON_TIME, swing=2 / 3) for tick in (5, 250, 330, 470, 730)]
    assert lines == [0, 320, 320, 480, 800]


@given(grid=grids, tick=st.integers(0, 20_000), swing=st.floats(0.5, 0.75))
def test_a_swung_line_stays_where_it_is(grid, tick, swing):
    line = grid.nearest(tick, COMMON_TIME, swing)
    assert grid.nearest(line, COMMON_TIME, swing) == line
