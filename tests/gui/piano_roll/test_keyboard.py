import pytest

from composer.gui.piano_roll.geometry import LOWEST_ROW_HEIGHT, Geometry
from composer.gui.piano_roll.keyboard import KEYBOARD_WIDTH, Keyboard
from composer.gui.theme import DARK, apply_theme


@pytest.mark.parametrize("row_height", [LOWEST_ROW_HEIGHT, 6, 16])
def test_each_c_is_named_however_low_the_rows_are(qapp, roll, row_height):
    apply_theme(qapp, "dark")
    roll.state.geometry = Geometry(top=127 - 72, row_height=row_height)
    geometry, [keyboard] = roll.state.geometry, roll.findChildren(Keyboard)
    picture = keyboard.grab().toImage()
    for pitch in (60, 48):
        middle = round(geometry.pitch_to_y(pitch) + row_height / 2)
        around = range(middle - 3, middle + 4)
        letters = range(round(KEYBOARD_WIDTH * 0.6) + 1, KEYBOARD_WIDTH - 5)
        darkest = min(picture.pixelColor(x, y).lightness() for x in letters for y in around)
        assert darkest < (DARK.key_text.lightness() + DARK.key_line.lightness()) / 2
