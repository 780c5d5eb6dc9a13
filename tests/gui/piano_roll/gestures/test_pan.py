from tests.gui.piano_roll.conftest import MIDDLE


def test_the_grasped_place_stays_under_the_mouse(hand, roll):
    hand.button = MIDDLE
    start = hand.place(2000, 60)
    hand.press(2000, 60)
    before = roll._state.geometry
    hand.move(1500, 64)
    geometry = roll._state.geometry
    assert geometry.left == before.left + 500
    assert geometry.pitch_to_y(60) + geometry.row_height / 2 == start.y() - 4 * geometry.row_height


def test_escape_brings_the_view_back(hand, roll):
    before = roll._state.geometry
    hand.button = MIDDLE
    hand.press(2000, 60)
    hand.move(1500, 64)
    roll.escape()
    assert roll._state.geometry == before
