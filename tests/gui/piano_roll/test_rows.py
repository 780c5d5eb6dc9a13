import pytest

from composer.gui.theme import CONTRAST, DARK, LIGHT, apply_theme
from composer.music.scales import Scale
from tests.gui.piano_roll.test_piano_roll import colour_at

EMPTY = 3000  # a tick without notes and lines


@pytest.mark.parametrize(("theme", "palette"), [("dark", DARK), ("light", LIGHT), ("contrast", CONTRAST)])
def test_rows_outside_a_highlighted_scale_are_dimmer(qapp, roll, theme, palette):
    apply_theme(qapp, theme)
    assert colour_at(roll, EMPTY, 64) == palette.white_row
    roll.highlight_scale(Scale(0))
    inside, outside, tonic = (colour_at(roll, EMPTY, pitch) for pitch in (64, 66, 60))
    assert inside == palette.white_row
    assert outside not in (palette.black_row, palette.white_row)
    assert tonic not in (inside, outside)
    roll.highlight_scale(None)
    assert colour_at(roll, EMPTY, 66) == palette.black_row


def test_white_keys_outside_the_scale_are_dimmer_too(qapp, roll):
    apply_theme(qapp, "dark")
    roll.highlight_scale(Scale(1, "major pentatonic"))
    assert colour_at(roll, EMPTY, 64).lightness() < DARK.white_row.lightness()
    assert colour_at(roll, EMPTY, 63) == DARK.black_row
