import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from composer.generation.options import SamplingOptions
from composer.gui.actions import make_actions
from composer.gui.document import Document
from composer.gui.generation_flow import GenerationFlow, Phase
from composer.gui.out_desk import OutDesk
from composer.gui.piano_roll import PianoRoll
from composer.gui.takes_panel import TakesPanel
from composer.gui.transport_bar import TransportBar
from composer.midi.files import read_score
from composer.music.score import Note, Score, Track
from composer.music.seed import whole_seed
from tests.gui.fakes import FakeContinuer
from tests.gui.piano_roll.conftest import Hand
from tests.gui.test_drag_out import Dropped

BAR = 1920
PIECE = Score((Track.of([Note(60, 0, 480), Note(64, BAR + 480, 480)], "Tune"), Track.of([Note(36, 0, BAR)], "Bass")))


class Stage:
    """The parts that notes can be dragged out of."""

    def __init__(self, qtbot, score) -> None:
        self.qtbot = qtbot
        self.document = Document(score)
        self.flow = GenerationFlow(self.document, FakeContinuer)
        self.roll, self.takes = PianoRoll(self.document), TakesPanel()
        self._owner = QObject()
        self.bar = TransportBar(make_actions(self._owner), QWidget())
        for widget in (self.roll, self.takes, self.bar):
            qtbot.addWidget(widget)
        self.desk = OutDesk(self.document, self.flow, self.roll, self.takes, self.bar, self._owner)
        self.desk.drag_out.run = self.dropped = Dropped()
        self.troubles = []
        self.desk.troubled.connect(self.troubles.append)

    @property
    def score(self):
        return read_score(self.dropped.files[-1])

    @property
    def name(self):
        return self.dropped.files[-1].stem


@pytest.fixture
def stage(qtbot):
    return Stage(qtbot, PIECE)


def test_without_a_selection_the_whole_piece_is_dragged(stage):
    stage.bar.drag_requested.emit()
    assert stage.score == PIECE
    assert stage.name == stage.document.title


def test_selected_notes_are_dragged_from_the_bar_in_which_they_begin(stage):
    stage.roll.selection = frozenset({(0, Note(64, BAR + 480, 480))})
    stage.bar.drag_requested.emit()
    assert stage.score.tracks == (Track.of([Note(64, 480, 480)], "Tune"),)
    assert stage.name.endswith("selection")


def test_an_empty_piece_says_that_there_is_nothing_to_drag(qtbot):
    stage = Stage(qtbot, Score())
    stage.bar.drag_requested.emit()
    assert "no notes to drag out" in stage.troubles[0]
    assert stage.dropped.files == []


def test_the_chosen_take_is_dragged_alone(stage):
    stage.flow.load_model()
    stage.qtbot.waitUntil(lambda: stage.flow.phase is Phase.READY)
    stage.flow.generate(whole_seed(PIECE), SamplingOptions(bars=2, candidates=2))
    stage.qtbot.waitUntil(lambda: stage.flow.phase is Phase.AUDITIONING)
    stage.flow.hear(1)
    stage.takes.drag_requested.emit()
    assert stage.name.endswith("take 2")
    assert stage.score.note_count == len(stage.flow.chosen_notes)
    assert stage.score.tracks[0].notes[0].start < BAR


def test_a_note_that_is_pulled_with_ctrl_and_alt_leaves_the_window_and_stays_where_it_was(stage):
    stage.roll.resize(1000, 600)
    stage.roll.show()
    hand = Hand(stage.roll, stage.roll._note_grid)
    hand.modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    hand.press(200, 60)
    for tick in (400, 900, 1400):
        hand.move(tick, 60)
    stage.qtbot.waitUntil(lambda: bool(stage.dropped.files))
    assert stage.score.tracks == (Track.of([Note(60, 0, 480)], "Tune"),)
    assert stage.document.score is PIECE
    assert len(stage.dropped.files) == 1
    # The drag has swallowed the release of the button; the next press works all the same.
    hand.modifiers = Qt.KeyboardModifier.NoModifier
    hand.drag((200, 60), (680, 60))
    assert stage.document.score.tracks[0].notes[0].start == 480
