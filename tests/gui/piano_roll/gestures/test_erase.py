from composer.gui.piano_roll import Tool
from composer.music.score import Note
from tests.gui.piano_roll.conftest import RIGHT

LOW, HIGH = Note(60, 480, 480, 90), Note(64, 960, 240, 60)


def test_a_right_click_deletes_a_note(hand, tune):
    hand.button = RIGHT
    hand.click(600, 60)
    assert tune() == (HIGH,)


def test_a_right_drag_sweeps_notes_away_in_one_undo_step(hand, document):
    hand.button = RIGHT
    hand.drag((600, 60), (1000, 64), (1000, 48))
    assert document.score.note_count == 0
    assert document.undo_stack.count == 1
    document.undo_stack.undo()
    assert document.score.note_count == 3


def test_a_fast_sweep_misses_no_note_on_its_way(hand, document, tune):
    notes = [Note(70, 480 * index, 120) for index in range(8)]
    document.apply("Draw notes", document.score.with_track(0, document.score.tracks[0].with_notes(notes)))
    hand.button = RIGHT
    hand.drag((10, 70), (3600, 70))
    assert tune() == ()


def test_the_erase_tool_erases_with_the_left_button(hand, roll, tune):
    roll.tool = Tool.ERASE
    hand.click(600, 60)
    assert tune() == (HIGH,)


def test_erasing_nothing_leaves_no_undo_step(hand, document):
    hand.button = RIGHT
    hand.drag((2000, 70), (3000, 75))
    assert document.undo_stack.count == 0


def test_escape_brings_swept_notes_back(hand, roll, document):
    hand.button = RIGHT
    hand.press(600, 60)
    assert roll._state.shown_score.note_count == 2
    roll.escape()
    hand.release(600, 60)
    assert roll._state.shown_score.note_count == document.score.note_count == 3


def test_an_erased_note_is_no_longer_selected(hand, roll):
    roll.selection = frozenset({(0, LOW), (0, HIGH)})
    hand.button = RIGHT
    hand.click(600, 60)
    assert roll.selection == {(0, HIGH)}


def test_the_right_button_erases_nothing_in_the_select_tool(hand, roll, document):
    roll.tool = Tool.SELECT
    hand.button = RIGHT
    hand.click(600, 60)
    assert document.score.note_count == 3


def test_a_double_click_deletes_in_the_select_tool(hand, roll, tune):
    roll.tool = Tool.SELECT
    hand.double_click(600, 60)
    assert tune() == (HIGH,)
