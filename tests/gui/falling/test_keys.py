from hypothesis import given
from hypothesis import strategies as st

from composer.gui.falling.keys import HIGHEST_KEY, LOWEST_KEY, keys_across, range_of
from composer.music.pitch import is_black


def test_a_piano_has_52_white_keys_of_one_width_that_fill_it():
    keys = keys_across(1040)
    whites = [key for pitch, key in keys.items() if not is_black(pitch)]
    assert (len(keys), len(whites)) == (88, 52)
    assert {round(key.right - key.left, 6) for key in whites} == {20.0}
    assert (whites[0].left, round(whites[-1].right, 6)) == (0, 1040)


@given(st.integers(0, 127), st.integers(0, 127), st.floats(200, 4000))
def test_keys_lie_in_the_order_of_their_pitches_and_inside(one, other, width):
    low, high = sorted((one, other))
    keys = keys_across(width, low, high)
    assert {low, high} <= keys.keys()
    lefts = [keys[pitch].left for pitch in sorted(keys)]
    assert lefts == sorted(lefts)
    assert min(key.left for key in keys.values()) >= 0
    assert max(key.right for key in keys.values()) <= width + 1e-6


def test_there_are_as_many_keys_as_the_notes_need():
    assert range_of(None, None) == range_of(40, 80) == (LOWEST_KEY, HIGHEST_KEY)
    assert range_of(10, 120) == (10, 120)
