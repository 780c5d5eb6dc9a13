from dataclasses import replace

import pytest
from PySide6.QtGui import QImage

from composer.gui.piano_roll.geometry import ROWS
from composer.gui.piano_roll.note_grid import NoteGrid
from composer.gui.theme import CONTRAST, DARK, LIGHT, apply_theme
from composer.music.pitch import is_black
from composer.music.scales import Scale
from tests.gui.piano_roll.test_piano_roll import colour_at

EMPTY = 3000  # a tick without notes and lines


THEMES = pytest.mark.parametrize(("theme", "palette"), [("dark", DARK), ("light", LIGHT), ("contrast", CONTRAST)])


@THEMES
def test_rows_of_black_keys_are_darker_than_those_of_white_ones(qapp, roll, theme, palette):
    apply_theme(qapp, theme)
    rows = {pitch: colour_at(roll, EMPTY, pitch) for pitch in range(60, 72)}
    black = {row.lightness() for pitch, row in rows.items() if is_black(pitch)}
    white = {row.lightness() for pitch, row in rows.items() if not is_black(pitch)}
    assert max(black) < min(white)


@THEMES
def test_rows_outside_a_highlighted_scale_are_dimmer(qapp, roll, theme, palette):
    apply_theme(qapp, theme)
    assert colour_at(roll, EMPTY, 64) == palette.white_row
    roll.highlight_scale(Scale(0))
    inside, outside, tonic = (colour_at(roll, EMPTY, pitch) for pitch in (64, 66, 60))
    assert inside == palette.white_row
    assert outside.lightness() < inside.lightness()
    assert outside != palette.black_row
    assert tonic not in (inside, outside)
    roll.highlight_scale(None)
    assert colour_at(roll, EMPTY, 66) == palette.black_row


def test_white_keys_outside_the_scale_are_dimmer_too(qapp, roll):
    apply_theme(qapp, "dark")
    roll.highlight_scale(Scale(1, "major pentatonic"))
    assert colour_at(roll, EMPTY, 64).lightness() < DARK.white_row.lightness()
    assert colour_at(roll, EMPTY, 63) == DARK.black_row


def test_the_room_below_the_lowest_row_is_not_left_as_it_was(qapp, roll):
    apply_theme(qapp, "dark")
    roll.resize(900, 1000)
    roll.state.geometry = replace(roll.state.geometry, row_height=4)
    grid = roll.findChild(NoteGrid)
    below = QImage(grid.size(), QImage.Format.Format_RGB32)
    below.fill(DARK.accent)
    grid.render(below)
    x = round(roll.state.geometry.tick_to_x(EMPTY)) + 3
    assert below.pixelColor(x, ROWS * 4 + 50) == DARK.ruler
