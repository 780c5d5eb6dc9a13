"""Tempo and metre: ticks, seconds, bars and beats."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.music.errors import ScoreError
from composer.music.time import (
    BarPosition,
    Meter,
    MeterChange,
    MeterMap,
    TempoChange,
    TempoMap,
    bpm_to_tempo,
    tempo_to_bpm,
)

SLOWING_DOWN = TempoMap((TempoChange(0, 500_000), TempoChange(960, 1_000_000)))
WALTZ_THEN_MARCH = MeterMap((MeterChange(0, Meter(3, 4)), MeterChange(2880, Meter(4, 4))))


def test_120_quarters_per_minute_are_half_a_second_each():
    assert bpm_to_tempo(120) == 500_000
    assert tempo_to_bpm(500_000) == 120


def test_seconds_follow_every_tempo_change():
    assert SLOWING_DOWN.tick_to_seconds(960) == pytest.approx(1.0)
    assert SLOWING_DOWN.tick_to_seconds(1440) == pytest.approx(2.0)


@given(st.integers(0, 10**6))
def test_ticks_to_seconds_and_back_is_the_same_tick(tick: int):
    assert SLOWING_DOWN.seconds_to_tick(SLOWING_DOWN.tick_to_seconds(tick)) == pytest.approx(tick)


def test_an_array_of_ticks_gives_seconds_of_the_same_shape():
    ticks = np.array([[0, 480], [960, 1440]])
    np.testing.assert_allclose(SLOWING_DOWN.ticks_to_seconds(ticks), [[0.0, 0.5], [1.0, 2.0]])


def test_a_tempo_holds_from_its_tick_on():
    assert [SLOWING_DOWN.bpm_at(tick) for tick in (0, 959, 960, 5000)] == [120, 120, 60, 60]


@pytest.mark.parametrize(("tick", "tempo"), [(0, 0), (0, 2**24), (-1, 500_000)])
def test_an_impossible_tempo_is_refused(tick: int, tempo: int):
    with pytest.raises(ScoreError, match="is not possible"):
        TempoChange(tick, tempo)


@pytest.mark.parametrize("ticks", [[], [480], [0, 480, 480], [0, 960, 480]])
def test_a_map_that_does_not_start_at_0_and_go_forward_is_refused(ticks: list[int]):
    with pytest.raises(ScoreError, match="tempo map must start at tick 0"):
        TempoMap(tuple(TempoChange(tick, 500_000) for tick in ticks))
    with pytest.raises(ScoreError, match="metre map must start at tick 0"):
        MeterMap(tuple(MeterChange(tick, Meter()) for tick in ticks))


@pytest.mark.parametrize(("numerator", "denominator"), [(0, 4), (256, 4), (4, 0), (4, 3), (4, 256)])
def test_an_impossible_metre_is_refused(numerator: int, denominator: int):
    with pytest.raises(ScoreError, match=f"{numerator}/{denominator} is not possible"):
        Meter(numerator, denominator)


def test_bars_are_counted_through_a_metre_change():
    assert [WALTZ_THEN_MARCH.bar_at(tick) for tick in (0, 1439, 1440, 2880, 4799, 4800)] == [0, 0, 1, 2, 2, 3]
    assert [WALTZ_THEN_MARCH.bar_start(bar) for bar in range(5)] == [0, 1440, 2880, 4800, 6720]


def test_a_metre_change_within_a_bar_cuts_that_bar_off():
    cut = MeterMap((MeterChange(0, Meter(4, 4)), MeterChange(2400, Meter(2, 4))))
    assert [cut.bar_start(bar) for bar in range(4)] == [0, 1920, 2400, 3360]
    assert cut.bar_at(2399) == 1
    assert cut.bar_line_from(1921) == 2400


def test_a_tick_on_a_bar_line_is_its_own_next_bar_line():
    assert WALTZ_THEN_MARCH.bar_line_from(1440) == 1440
    assert WALTZ_THEN_MARCH.bar_line_from(1441) == 2880


def test_a_position_is_counted_in_bars_beats_and_ticks():
    assert WALTZ_THEN_MARCH.position_at(2880 + 1920 + 3 * 480 + 7) == BarPosition(bar=3, beat=3, tick=7)


def test_a_bar_keeps_its_length_when_a_beat_is_no_whole_number_of_ticks():
    six_eight = MeterMap.constant(6, 8, ppq=25)  # a beat of 12.5 ticks
    assert six_eight.bar_start(2) == 150
    assert six_eight.position_at(149) == BarPosition(bar=1, beat=5, tick=14)


@given(
    st.integers(0, 10**5),
    st.lists(st.integers(1, 20_000), unique=True, max_size=6).map(sorted),
    st.lists(st.builds(Meter, st.integers(1, 12), st.sampled_from([2, 4, 8])), min_size=7, max_size=7),
)
def test_every_tick_lies_in_the_bar_that_holds_it(tick: int, changes: list[int], meters: list[Meter]):
    meter_map = MeterMap(tuple(MeterChange(at, meter) for at, meter in zip([0, *changes], meters, strict=False)))
    bar = meter_map.bar_at(tick)
    assert meter_map.bar_start(bar) <= tick < meter_map.bar_start(bar + 1)
    assert meter_map.bar_at(meter_map.bar_start(bar)) == bar


def test_the_bar_line_before_a_tick_is_where_its_bar_begins():
    meter_map = MeterMap((MeterChange(0, Meter(3, 4)), MeterChange(1440, Meter(4, 4))))
    assert [meter_map.bar_line_before(tick) for tick in (0, 1439, 1440, 5000)] == [0, 0, 1440, 3360]
