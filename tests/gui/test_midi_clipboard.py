import pytest
from PySide6.QtCore import QMimeData, QObject
from PySide6.QtGui import QGuiApplication

from composer.gui.document import Document
from composer.gui.midi_clipboard import MidiClipboard
from composer.gui.midi_data import midi_data
from composer.gui.piano_roll import PianoRoll
from composer.midi.encoding import score_to_bytes
from composer.midi.files import read_score
from composer.music.edits import everything
from composer.music.score import Note, Score, Track

TUNE = Track.of([Note(60, 480, 480, 90), Note(64, 960, 240, 60)], "Tune", program=40)
FOREIGN = Score((Track.of([Note(72, 960, 480), Note(76, 1440, 480)]),))


class Board:
    """A roll, and the clipboard that it shares with other programs."""

    def __init__(self, qtbot) -> None:
        self.qtbot = qtbot
        self.system = QGuiApplication.clipboard()
        self.system.setMimeData(QMimeData())
        self.document = Document(Score((TUNE,)))
        self.roll = PianoRoll(self.document)
        qtbot.addWidget(self.roll)
        self._owner = QObject()
        self.clipboard = MidiClipboard(self.document, self.roll, self._owner)
        self.troubles = []
        self.clipboard.troubled.connect(self.troubles.append)

    def copy_all(self):
        self.roll.selection = everything(self.document.score)
        self.clipboard.copy()
        self.qtbot.waitUntil(lambda: self.system.mimeData().hasFormat("audio/midi"))

    def copy_elsewhere(self, contents=None):
        self.system.setMimeData(midi_data(score_to_bytes(FOREIGN) if contents is None else contents))

    @property
    def pitches(self):
        return [note.pitch for note in self.document.score.tracks[0].notes]


@pytest.fixture
def board(qtbot):
    return Board(qtbot)


def test_copied_notes_are_offered_as_a_midi_file_that_begins_with_them(board):
    board.copy_all()
    offered = read_score(bytes(board.system.mimeData().data("audio/midi").data()))
    assert offered.tracks == (Track.of([Note(60, 0, 480, 90), Note(64, 480, 240, 60)], "Tune", program=40),)


def test_what_was_copied_in_the_roll_is_pasted_from_the_roll(board):
    board.copy_all()
    board.roll.set_playhead(1920)
    board.clipboard.paste()
    assert board.document.score.tracks[0].notes[2:] == (Note(60, 1920, 480, 90), Note(64, 2400, 240, 60))


def test_paste_does_not_wait_for_the_file(board):
    board.copy_elsewhere()
    board.roll.selection = everything(board.document.score)
    board.clipboard.copy()
    board.roll.set_playhead(1920)
    board.clipboard.paste()
    assert board.pitches == [60, 64, 60, 64]
    board.qtbot.waitUntil(lambda: board.clipboard._job is None)


def test_midi_that_another_program_has_copied_since_is_pasted(board):
    board.copy_all()
    board.copy_elsewhere()
    board.roll.set_playhead(1920)
    board.clipboard.paste()
    assert board.document.score.tracks[0].notes[2:] == (Note(72, 1920, 480), Note(76, 2400, 480))
    board.document.undo_stack.undo()
    assert board.pitches == [60, 64]


def test_text_that_was_copied_elsewhere_leaves_the_roll_its_notes_to_paste(board):
    board.copy_all()
    board.system.setText("la la la")
    board.clipboard.paste()
    assert len(board.pitches) == 4


def test_a_damaged_file_on_the_clipboard_is_refused_with_a_sentence(board):
    board.copy_elsewhere(b"no music at all")
    before = board.document.score
    board.clipboard.paste()
    assert board.document.score is before
    assert "what was copied" in board.troubles[0]


def test_cut_notes_are_offered_too(board):
    board.roll.selection = everything(board.document.score)
    board.clipboard.cut()
    assert board.pitches == []
    board.qtbot.waitUntil(lambda: board.system.mimeData().hasFormat("audio/midi"))
    board.clipboard.paste()
    assert board.pitches == [60, 64]


def test_copying_nothing_leaves_the_clipboard_as_it_is(board):
    board.copy_elsewhere()
    board.roll.selection = frozenset()
    board.clipboard.copy()
    board.roll.set_playhead(1920)
    board.clipboard.paste()
    assert board.pitches == [60, 64, 72, 76]


def test_an_empty_clipboard_pastes_nothing(board):
    board.system.clear()  # Qt has no data at all then
    assert not board.clipboard.can_paste
    board.clipboard.paste()
    assert board.pitches == [60, 64]


def test_it_says_whether_there_is_anything_to_paste(board):
    assert not board.clipboard.can_paste
    board.copy_elsewhere()
    assert board.clipboard.can_paste
    board.system.setMimeData(QMimeData())
    board.copy_all()
    assert board.clipboard.can_paste
