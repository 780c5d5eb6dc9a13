import pytest

from composer.gui.piano_roll.geometry import Geometry
from composer.gui.piano_roll.time_lines import lines_in_view
from composer.music.grid import Grid
from composer.music.time import Meter, MeterChange, MeterMap

COMMON_TIME = MeterMap()


def test_every_line_is_in_one_list_only():
    bars, beats, steps = lines_in_view(Geometry(), 384, COMMON_TIME, Grid.EIGHTH)
    assert [line.tick for line in bars] == [0]
    assert beats == [480, 960, 1440]
    assert steps == [240, 720, 1200, 1680]


def test_triplet_steps_lie_between_the_beats():
    *_, steps = lines_in_view(Geometry(), 96, COMMON_TIME, Grid.EIGHTH_TRIPLET)
    assert steps[:4] == [160, 320, 640, 800]


def test_lines_that_would_crowd_are_left_out():
    bars, beats, steps = lines_in_view(Geometry(pixels_per_tick=0.02), 1000, COMMON_TIME, Grid.SIXTEENTH)
    assert len(bars) == 27
    assert not beats
    assert not steps


def test_far_out_only_some_bars_have_a_line():
    bars, *_ = lines_in_view(Geometry(pixels_per_tick=0.002), 1000, COMMON_TIME, Grid.SIXTEENTH)
    assert [line.bar for line in bars][:3] == [0, 16, 32]


@pytest.mark.parametrize("zoom", [0.00037, 0.0021, 0.013, 0.0186, 0.3])
def test_the_number_of_a_bar_in_the_thousands_has_room(zoom):
    geometry = Geometry(left=1200 * 1920, pixels_per_tick=zoom)
    first, second, *_ = (line.tick for line in lines_in_view(geometry, 1500, COMMON_TIME, Grid.OFF).bars)
    assert (second - first) * zoom >= 8 + 4 * 7  # pixels: it begins beside the playhead's head, and has four digits


def test_bars_follow_the_metre():
    meter_map = MeterMap((MeterChange(0, Meter(3, 4)), MeterChange(1440, Meter(4, 4))))
    bars, *_ = lines_in_view(Geometry(), 800, meter_map, Grid.SIXTEENTH)
    assert [line.tick for line in bars] == [0, 1440, 3360]


def test_no_grid_has_no_step_lines():
    assert not lines_in_view(Geometry(), 800, COMMON_TIME, Grid.OFF).steps
