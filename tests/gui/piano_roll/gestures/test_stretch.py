import pytest
from PySide6.QtCore import Qt

from composer.gui.piano_roll import Tool
from composer.music.score import Note

LOW, HIGH = Note(60, 480, 480, 90), Note(64, 960, 240, 60)
BOTH = frozenset({(0, LOW), (0, HIGH)})


@pytest.fixture
def stretching(hand, roll):
    """A hand in the select tool that holds Ctrl, with both notes selected."""
    roll.tool = Tool.SELECT
    roll.selection = BOTH
    hand.modifiers = Qt.KeyboardModifier.ControlModifier
    return hand


def test_dragging_an_end_with_ctrl_stretches_the_selection(stretching, tune, document):
    stretching.drag((1195, 64), (1500, 64), (1915, 64))
    assert tune() == (Note(60, 480, 960, 90), Note(64, 1440, 480, 60))
    assert document.undo_stack.count == 1
    assert document.undo_stack.undo_text == "Stretch notes"


def test_dragging_the_first_start_stretches_towards_the_beginning(stretching, tune):
    stretching.drag((485, 60), (240, 60), (125, 60))
    assert tune() == (Note(60, 120, 720, 90), Note(64, 840, 360, 60))


def test_a_stretch_shows_itself_while_it_is_dragged(stretching, roll, document):
    stretching.press(1195, 64)
    stretching.move(1915, 64)
    assert roll._state.shown_score.tracks[0].end == 1920
    assert document.score.tracks[0].notes == (LOW, HIGH)


def test_an_escaped_stretch_leaves_notes_and_selection(stretching, roll, tune, document):
    stretching.press(1195, 64)
    stretching.move(1915, 64)
    assert roll.escape()
    stretching.release(1915, 64)
    assert tune() == (LOW, HIGH)
    assert roll.selection == BOTH
    assert document.undo_stack.count == 0


def test_an_unselected_note_is_stretched_alone(stretching, roll, tune):
    roll.selection = frozenset()
    stretching.drag((955, 60), (1440, 60))
    assert tune() == (Note(60, 480, 960, 90), HIGH)


def test_a_stretch_never_turns_notes_around(stretching, tune):
    stretching.drag((1195, 64), (900, 64), (100, 64))
    assert all(note.duration > 0 and note.start >= 480 for note in tune())
