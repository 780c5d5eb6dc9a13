"""Commands that zoom."""

import pytest

from composer.music.score import Note
from composer.music.take import ContinuedNote


def test_zooming_to_fit_shows_every_note_and_the_take(roll):
    roll.set_take([ContinuedNote(Note(100, 50_000, 480), 0)])
    roll.zooming.zoom_to_fit()
    geometry = roll._state.geometry
    assert geometry.tick_to_x(50_480) <= roll._note_grid.width()
    assert geometry.tick_to_x(480) >= 0
    assert geometry.pitch_to_y(100) >= 0


def test_zooming_to_the_selection_fills_the_view_with_it(roll):
    roll.selection = frozenset({(0, Note(64, 960, 240, 60))})
    roll.zooming.zoom_to_selection()
    width = roll._state.geometry.tick_to_x(1200) - roll._state.geometry.tick_to_x(960)
    assert width > roll._note_grid.width() * 0.8


def test_zooming_in_and_out_again_shows_the_same(roll):
    before = roll._state.geometry
    roll.zooming.zoom_in()
    assert roll._state.geometry.pixels_per_tick > before.pixels_per_tick
    roll.zooming.zoom_out()
    assert roll._state.geometry.left == pytest.approx(before.left, abs=1)


def test_the_playhead_stays_where_it_is_in_view(roll):
    roll.set_playhead(960)
    x = roll._state.geometry.tick_to_x(960)
    roll.zooming.zoom_in()
    assert roll._state.geometry.tick_to_x(960) == pytest.approx(x, abs=1)


def test_the_middle_stays_while_the_playhead_is_out_of_view(roll):
    roll.set_playhead(100_000)
    middle = roll._note_grid.width() / 2
    tick = roll._state.geometry.x_to_tick(middle)
    roll.zooming.zoom_in()
    assert roll._state.geometry.tick_to_x(tick) == pytest.approx(middle, abs=1)


def test_without_a_selection_everything_is_shown(roll):
    roll.zooming.zoom_to_fit()
    everything = roll._state.geometry
    roll.zooming.zoom_in()
    roll.zooming.zoom_to_selection()
    assert roll._state.geometry == everything
