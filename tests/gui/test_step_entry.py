import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel

from composer.gui.document import Document
from composer.gui.piano_roll import PianoRoll
from composer.gui.step_entry import StepEntry
from composer.gui.step_entry_bar import StepEntryBar
from composer.music.score import Note, Score, Track
from composer.music.tracks import move_track
from composer.playback.messages import NOTE_ON, SUSTAIN, control_change, note_off, note_on

Key = Qt.Key


@pytest.fixture
def document(qapp):
    return Document()


@pytest.fixture
def roll(qtbot, document):
    roll = PianoRoll(document)
    qtbot.addWidget(roll)
    roll.playhead_requested.connect(roll.set_playhead)
    roll.resize(900, 600)
    roll.show()
    return roll


@pytest.fixture
def entry(document, roll):
    entry = StepEntry(document, roll, roll)
    entry.begin()
    return entry


@pytest.fixture
def hand(qtbot, roll, entry):
    """Fingers on the keyboard of the computer."""

    class Hand:
        def press(self, key):
            qtbot.keyPress(roll.focusProxy(), key)

        def release(self, key):
            qtbot.keyRelease(roll.focusProxy(), key)

        def play(self, *keys):
            for key in keys:
                self.press(key)
                self.release(key)

    return Hand()


@pytest.fixture
def notes(document):
    return lambda: [(note.pitch, note.start, note.duration) for note in document.score.tracks[0].notes]


def test_letters_are_the_keys_of_a_piano(hand, notes, roll):
    hand.play(Key.Key_A, Key.Key_W, Key.Key_D, Key.Key_K)
    assert notes() == [(60, 0, 480), (61, 480, 480), (64, 960, 480), (72, 1440, 480)]
    assert roll.playhead == 1920


def test_keys_that_are_down_together_are_a_chord(hand, notes):
    for key in (Key.Key_A, Key.Key_D, Key.Key_G):
        hand.press(key)
    for key in (Key.Key_A, Key.Key_D, Key.Key_G):
        hand.release(key)
    hand.play(Key.Key_F)
    assert notes() == [(60, 0, 480), (64, 0, 480), (67, 0, 480), (65, 480, 480)]


def test_a_key_that_repeats_itself_is_one_note(hand, roll, notes):
    hand.press(Key.Key_A)
    repeated = QKeyEvent(QEvent.Type.KeyPress, Key.Key_A, Qt.KeyboardModifier.NoModifier, "a", True)
    QApplication.sendEvent(roll.focusProxy(), repeated)
    assert len(notes()) == 1


def test_octave_length_and_velocity_are_chosen_with_keys(hand, document):
    hand.play(Key.Key_X, Key.Key_4, Key.Key_Period, Key.Key_V, Key.Key_A)
    assert document.score.tracks[0].notes == (Note(72, 0, 360, 90),)
    hand.play(Key.Key_Period, Key.Key_Z, Key.Key_Z, Key.Key_C, Key.Key_C, Key.Key_A)
    assert document.score.tracks[0].notes[1] == Note(48, 360, 240, 70)


def test_a_rest_is_a_step_without_a_note(hand, notes):
    hand.play(Key.Key_Right, Key.Key_A, Key.Key_Left, Key.Key_Left)
    assert notes() == [(60, 480, 480)]


def test_a_step_is_taken_back_with_all_its_notes(hand, notes, roll):
    hand.play(Key.Key_A)
    hand.press(Key.Key_D)
    hand.press(Key.Key_G)
    hand.play(Key.Key_Backspace)
    assert notes() == [(60, 0, 480)]
    assert roll.playhead == 480
    hand.play(Key.Key_Backspace)
    assert notes() == []


def test_taking_a_step_back_leaves_notes_alone_that_were_there_before(hand, document, notes):
    document.load(Score((Track.of([Note(60, 0, 1920), Note(62, 480, 480)]),)), None)
    hand.play(Key.Key_A, Key.Key_S)
    assert notes() == [(60, 0, 480), (60, 0, 1920), (62, 480, 480)]
    hand.play(Key.Key_Backspace, Key.Key_Backspace)
    assert notes() == [(60, 0, 1920), (62, 480, 480)]


def test_a_step_is_taken_back_from_the_track_that_it_was_entered_in(hand, document, roll):
    document.load(Score((Track(), Track.of([Note(60, 0, 480)], name="Other"))), None)
    hand.play(Key.Key_A)
    document.apply("Move track", move_track(document.score, 0, 1))
    roll.active_track = 0
    hand.play(Key.Key_Backspace)
    assert [len(track.notes) for track in document.score.tracks] == [1, 0]


def test_steps_of_another_piece_are_not_taken_back_from_this_one(hand, document, notes):
    hand.play(Key.Key_A)
    document.load(Score((Track.of([Note(60, 0, 480)]),)), None)
    hand.play(Key.Key_Backspace)
    assert notes() == [(60, 0, 480)]


def test_a_letter_that_comes_up_while_ctrl_is_down_is_not_held_any_more(qtbot, hand, roll, notes):
    hand.press(Key.Key_A)
    qtbot.keyRelease(roll.focusProxy(), Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    hand.play(Key.Key_S)
    assert notes() == [(60, 0, 480), (62, 480, 480)]


def test_every_note_is_an_undo_step(hand, document, notes):
    hand.play(Key.Key_A, Key.Key_S)
    document.undo_stack.undo()
    assert notes() == [(60, 0, 480)]


def test_the_mode_takes_keys_from_shortcuts_and_escape_gives_them_back(hand, entry, roll):
    def is_taken(key):
        event = QKeyEvent(QEvent.Type.ShortcutOverride, key, Qt.KeyboardModifier.NoModifier)
        event.ignore()
        QApplication.sendEvent(roll.focusProxy(), event)
        return event.isAccepted()

    assert is_taken(Key.Key_S)
    assert not is_taken(Key.Key_Space)
    hand.play(Key.Key_Escape)
    assert not entry.is_on
    assert not is_taken(Key.Key_S)


def test_keys_with_modifiers_stay_shortcuts(entry, roll):
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    event.ignore()
    QApplication.sendEvent(roll.focusProxy(), event)
    assert not event.isAccepted()


def test_the_mode_is_seen_while_it_is_on(hand, entry, roll):
    bar = roll.findChild(StepEntryBar)
    assert bar.isVisible()
    hand.play(Key.Key_4)
    assert "1/8" in bar.findChild(QLabel).text()
    entry.switch()
    assert not bar.isVisible()


def test_the_octave_stays_within_the_piano(hand, entry, notes):
    hand.play(*[Key.Key_X] * 20, Key.Key_P)
    assert entry.octave == 8
    assert [pitch for pitch, *_ in notes()] == [123]


def test_keys_of_a_midi_keyboard_are_notes_as_loud_as_they_were_played(entry, document):
    for message in (
        note_on(3, 50, 33),
        note_on(3, 57, 44),
        note_off(3, 50),
        bytes((NOTE_ON, 57, 0)),
        note_on(0, 52, 80),
    ):
        entry.take(message, is_heard=True)
    assert [(note.pitch, note.start, note.velocity) for note in document.score.tracks[0].notes] == [
        (50, 0, 33),
        (57, 0, 44),
        (52, 480, 80),
    ]


def test_the_sustain_pedal_is_one_rest_until_it_comes_up(entry, roll):
    for value in (100, 127, 0, 64):
        entry.take(control_change(0, SUSTAIN, value), is_heard=True)
    entry.take(control_change(0, SUSTAIN + 1, 127), is_heard=True)
    assert roll.playhead == 2 * 480


def test_a_note_is_sounded_unless_the_keyboard_sounds_by_itself(qtbot, entry, roll):
    with qtbot.assertNotEmitted(roll.note_sounded):
        entry.take(note_on(0, 50, 33), is_heard=True)
    with qtbot.waitSignal(roll.note_sounded):
        entry.take(note_on(0, 52, 33), is_heard=False)


def test_a_key_that_comes_up_elsewhere_does_not_draw_later_notes_into_its_chord(hand, roll, notes):
    hand.press(Key.Key_A)
    QApplication.sendEvent(roll.focusProxy(), QFocusEvent(QEvent.Type.FocusOut))
    hand.play(Key.Key_S)
    assert notes() == [(60, 0, 480), (62, 480, 480)]


def test_after_a_rest_a_new_chord_begins_although_a_key_is_still_down(hand, notes):
    hand.press(Key.Key_A)
    hand.play(Key.Key_Right, Key.Key_S)
    assert notes() == [(60, 0, 480), (62, 960, 480)]


def test_a_pedal_that_is_down_is_no_second_rest_after_a_click_elsewhere(entry, roll):
    entry.take(control_change(0, SUSTAIN, 100), is_heard=False)
    QApplication.sendEvent(roll.focusProxy(), QFocusEvent(QEvent.Type.FocusOut))
    entry.take(control_change(0, SUSTAIN, 110), is_heard=False)
    assert roll.playhead == 480
