from PySide6.QtCore import Qt

from composer.gui.piano_roll import Tool
from composer.music.score import Note

LOW, HIGH, BASS = (0, Note(60, 480, 480, 90)), (0, Note(64, 960, 240, 60)), (1, Note(48, 480, 1920))


def test_a_rubber_band_selects_what_it_touches(hand, roll):
    roll.tool = Tool.SELECT
    hand.drag((300, 66), (700, 62), (900, 58))
    assert roll.selection == {LOW}
    assert roll._state.rubber_band is None


def test_a_rubber_band_reaches_over_all_tracks(hand, roll):
    roll.tool = Tool.SELECT
    hand.drag((300, 66), (2500, 40))
    assert roll.selection == {LOW, HIGH, BASS}


def test_control_drags_a_rubber_band_in_the_draw_tool(hand, roll, document):
    hand.modifiers = Qt.KeyboardModifier.ControlModifier
    hand.drag((300, 66), (1100, 58))
    assert roll.selection == {LOW, HIGH}
    assert document.undo_stack.count == 0


def test_shift_adds_to_the_selection(hand, roll):
    roll.tool = Tool.SELECT
    roll.selection = frozenset({BASS})
    hand.modifiers = Qt.KeyboardModifier.ShiftModifier
    hand.drag((300, 66), (900, 58))
    assert roll.selection == {LOW, BASS}


def test_a_click_beside_the_notes_clears_the_selection(hand, roll):
    roll.tool = Tool.SELECT
    roll.choosing.select_all()
    hand.click(3000, 75)
    assert roll.selection == frozenset()


def test_the_selection_follows_the_band_while_it_is_dragged(hand, roll):
    roll.tool = Tool.SELECT
    hand.press(300, 66)
    hand.move(1100, 58)
    assert roll.selection == {LOW, HIGH}
    hand.move(900, 58)
    assert roll.selection == {LOW}
    hand.release(900, 58)


def test_escape_brings_the_old_selection_back(hand, roll):
    roll.tool = Tool.SELECT
    roll.selection = frozenset({BASS})
    hand.press(300, 66)
    hand.move(1100, 58)
    assert roll.escape()
    assert roll.selection == {BASS}
    assert roll._state.rubber_band is None
    hand.release(1100, 58)
