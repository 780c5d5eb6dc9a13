"""The scroll bars beside the roll say what is in view, and move it."""


def test_scroll_bars_and_view_follow_each_other(roll):
    roll._bars.time.setValue(960)
    assert roll._state.geometry.left == 960
    roll.scroll_to(40_000)
    assert roll._bars.time.value() == round(roll._state.geometry.left)
    roll._bars.pitch.setValue(0)
    assert roll._state.geometry.top == 0
