import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialogButtonBox, QSlider

from composer.gui import shape_dialogs
from composer.gui.document import Document
from composer.gui.piano_roll import PianoRoll
from composer.gui.shape_dialogs import NumbersDialog
from composer.music.score import Note, Score, Track

CROOKED = (Note(60, 500, 100, 40), Note(62, 970, 100, 90))


@pytest.fixture
def document(qapp):
    return Document(Score((Track.of(CROOKED),)))


@pytest.fixture
def roll(qtbot, document):
    roll = PianoRoll(document)
    qtbot.addWidget(roll)
    roll.resize(900, 600)
    roll.show()
    return roll


@pytest.fixture
def ask(qtbot, roll):
    """Open one of the dialogs and hold it."""

    def ask(name):
        getattr(shape_dialogs, name)(roll, roll)
        return roll.findChild(NumbersDialog)

    return ask


def press(qtbot, dialog, button):
    box = dialog.findChild(QDialogButtonBox)
    qtbot.mouseClick(box.button(button), Qt.MouseButton.LeftButton)


def slider(dialog, name):
    return next(each for each in dialog.findChildren(QSlider) if each.accessibleName().startswith(name))


OK, CANCEL = QDialogButtonBox.StandardButton.Ok, QDialogButtonBox.StandardButton.Cancel


def test_the_outcome_for_thousands_of_notes_is_seen_too(ask, roll, document):
    crooked = Track.of([Note(60, 480 * number + 20, 100) for number in range(20_000)])
    document.load(Score((crooked,)), None)
    ask("ask_quantize")
    assert roll.state.shown_score.tracks[0].notes.start == 0


def test_the_outcome_is_seen_before_it_is_done(qtbot, ask, roll, document):
    dialog = ask("ask_quantize")
    assert [note.start for note in roll._state.shown_score.tracks[0].notes] == [480, 960]
    slider(dialog, "Strength").setValue(50)
    assert [note.start for note in roll._state.shown_score.tracks[0].notes] == [490, 965]
    assert document.score.tracks[0].notes == CROOKED
    press(qtbot, dialog, OK)
    assert [note.start for note in document.score.tracks[0].notes] == [490, 965]
    assert document.undo_stack.count == 1


def test_a_cancelled_dialog_leaves_everything(qtbot, ask, roll, document):
    press(qtbot, ask("ask_humanize"), CANCEL)
    assert document.undo_stack.count == 0
    assert roll._state.shown_score is document.score


def test_escape_cancels_too(qtbot, ask, roll, document):
    qtbot.keyClick(ask("ask_quantize"), Qt.Key.Key_Escape)
    assert roll._state.shown_score is document.score


def test_q_repeats_what_the_dialog_was_told(qtbot, ask, roll, document):
    dialog = ask("ask_quantize")
    slider(dialog, "Strength").setValue(50)
    dialog.findChild(QCheckBox).setChecked(True)
    press(qtbot, dialog, OK)
    assert roll.shaping.quantize_how == (0.5, 0.5, True)
    roll.shaping.quantize()
    assert document.score.tracks[0].notes[0].start == 485


def test_the_dialog_begins_with_the_grid_of_the_roll_and_can_use_another(qtbot, ask, document):
    dialog = ask("ask_quantize")
    grids = dialog.findChild(QComboBox)
    assert grids.currentText() == "1/16"
    grids.setCurrentText("1/2")
    press(qtbot, dialog, OK)
    assert [note.start for note in document.score.tracks[0].notes] == [960, 960]


def test_one_velocity_for_all(qtbot, ask, roll, document):
    roll.choosing.select_all()
    dialog = ask("ask_velocity")
    assert slider(dialog, "Velocity").value() == 65 - 1  # the average to begin with
    slider(dialog, "Velocity").setValue(100 - 1)
    press(qtbot, dialog, OK)
    assert [note.velocity for note in document.score.tracks[0].notes] == [100, 100]
    assert len(roll.selection) == 2


def test_humanizing_is_seen_and_is_the_same_in_the_end(qtbot, ask, roll, document):
    dialog = ask("ask_humanize")
    slider(dialog, "Timing").setValue(60)
    shown = roll._state.shown_score
    press(qtbot, dialog, OK)
    assert document.score == shown != Score((Track.of(CROOKED),))


def test_notes_are_chosen_by_velocity_while_the_sliders_move(qtbot, ask, roll):
    dialog = ask("ask_select_by_velocity")
    slider(dialog, "The softest").setValue(60 - 1)
    assert roll.selection == {(0, CROOKED[1])}
    press(qtbot, dialog, CANCEL)
    assert roll.selection == frozenset()
