import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.gui.piano_roll.geometry import (
    HIGHEST_ROW_HEIGHT,
    LEAD_IN,
    LOWEST_ROW_HEIGHT,
    NARROWEST_TICK,
    ROWS,
    Geometry,
)

geometries = st.builds(
    Geometry,
    left=st.floats(-100, 1e6),
    top=st.floats(0, 100),
    pixels_per_tick=st.floats(1e-3, 8),
    row_height=st.integers(LOWEST_ROW_HEIGHT, HIGHEST_ROW_HEIGHT),
)
pixels = st.floats(0, 4000)


def test_the_view_ends_before_the_last_tick_that_a_scroll_bar_knows():
    geometry = Geometry(left=1e12, pixels_per_tick=NARROWEST_TICK).bounded(600)
    assert geometry.left + 8000 / NARROWEST_TICK < 2**31


@given(geometries, st.integers(0, 10**6))
def test_a_tick_is_found_again_at_its_pixel(geometry, tick):
    assert geometry.x_to_tick(geometry.tick_to_x(tick)) == pytest.approx(tick, abs=1e-3)


@given(geometries, st.integers(0, 127))
def test_a_pitch_is_found_in_the_middle_of_its_row(geometry, pitch):
    assert geometry.y_to_pitch(geometry.pitch_to_y(pitch) + geometry.row_height / 2) == pitch


def test_places_outside_the_rows_belong_to_the_nearest_pitch():
    assert Geometry().y_to_pitch(-1000) == 127
    assert Geometry().y_to_pitch(1_000_000) == 0


@given(geometries, st.floats(0.5, 2), pixels)
def test_zooming_time_keeps_the_tick_under_the_mouse(geometry, factor, x):
    assert geometry.zoomed_time(factor, x).x_to_tick(x) == pytest.approx(geometry.x_to_tick(x), rel=1e-6, abs=1e-3)


@given(geometries, st.integers(-8, 8), pixels)
def test_zooming_pitch_keeps_the_row_under_the_mouse(geometry, change, y):
    zoomed = geometry.zoomed_pitch(change, y)
    assert zoomed.top + y / zoomed.row_height == pytest.approx(geometry.top + y / geometry.row_height)
    assert LOWEST_ROW_HEIGHT <= zoomed.row_height <= HIGHEST_ROW_HEIGHT


@given(geometries, st.integers(100, 5000))
def test_a_bounded_view_shows_only_what_exists(geometry, height):
    bounded = geometry.bounded(height)
    assert bounded.tick_to_x(0) <= LEAD_IN + 1e-6
    assert bounded.top >= 0
    if height < ROWS * geometry.row_height:
        assert bounded.pitch_to_y(-1) >= height - 1


def test_showing_a_tick_that_is_in_view_moves_nothing():
    assert Geometry().showing(500, width=800, margin=20) == Geometry()


def test_showing_a_tick_moves_no_further_than_needed():
    assert Geometry().showing(10_000, width=800, margin=20).tick_to_x(10_000) == pytest.approx(780)
    assert Geometry(left=5000).showing(1000, width=800, margin=20).tick_to_x(1000) == pytest.approx(20)


def test_showing_a_pitch_brings_its_whole_row_into_view():
    shown = Geometry(top=0).showing_pitch(10, height=320)
    assert shown.pitch_to_y(10) == pytest.approx(320 - 16)


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.integers(0, 100), st.integers(0, 27))
def test_a_fitted_view_holds_what_it_should(start, duration, low, span):
    fitted = Geometry().fitted((start, start + duration), (low, low + span), 800, 600)
    if fitted.pixels_per_tick < 8:
        assert 0 <= fitted.tick_to_x(start) <= fitted.tick_to_x(start + duration) <= 800
    assert 0 <= fitted.pitch_to_y(low + span) <= fitted.pitch_to_y(low - 1) <= 600


@pytest.mark.parametrize("scale", [1.0, 1.25, 2.0])
def test_a_tick_between_two_pixels_goes_to_the_same_one_wherever_the_view_is(scale):
    between = 30_000_010  # of 0.15 pixels each: half a pixel beyond a whole one
    pixels = set()
    for scrolled in (0, 1, 2, 7, 1000, 1001, 4_499_000):
        geometry = Geometry(pixels_per_tick=0.15).scrolled(scrolled * 4, 0).bounded(400)
        pixels.add(geometry.tick_to_pixel(between, scale) + round(geometry.left * 0.15 * scale))
    assert len(pixels) == 1


@pytest.mark.parametrize(
    ("pitches", "middle"), [([60], 60), ([60, 64, 70], 65), ([0, 127], 127), ([10, 50, 60, 127], 60)]
)
def test_pitches_are_in_the_middle_of_the_view_or_else_one_of_them(pitches, middle):
    view = Geometry(0.0, 0.0, 0.2, 16).around_pitches(pitches, height=320)
    assert view.pitch_to_y(middle) + 16 / 2 == 320 / 2
