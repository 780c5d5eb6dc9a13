import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from composer.music import grid_arrays
from composer.music.grid import MOST_SWING, STRAIGHT, Grid
from composer.music.time import Meter, MeterChange, MeterMap

meters = st.builds(Meter, st.integers(1, 13), st.sampled_from([2, 4, 8, 16]))
later_changes = st.dictionaries(st.integers(1, 9000), meters, max_size=3).map(lambda meters: sorted(meters.items()))
meter_maps = st.builds(
    lambda first, later, ppq: MeterMap((MeterChange(0, first), *(MeterChange(*change) for change in later)), ppq),
    meters,
    later_changes,
    st.sampled_from([24, 96, 100, 480]),
)
some_ticks = st.lists(st.integers(0, 20_000), max_size=20)
grids = st.sampled_from(list(Grid))


@given(grid=grids, ticks=some_ticks, meter_map=meter_maps, swing=st.floats(STRAIGHT, MOST_SWING))
def test_the_nearest_lines_are_those_that_the_grid_tells_of_each_tick(grid, ticks, meter_map, swing):
    nearest = grid_arrays.nearest(grid, np.array(ticks, np.int64), meter_map, swing)
    assert nearest.tolist() == [grid.nearest(tick, meter_map, swing) for tick in ticks]


@given(grid=grids, ticks=some_ticks, meter_map=meter_maps)
def test_the_next_lines_are_those_that_the_grid_tells_of_each_tick(grid, ticks, meter_map):
    after = grid_arrays.after(grid, np.array(ticks, np.int64), meter_map)
    assert after.tolist() == [grid.after(tick, meter_map) for tick in ticks]
