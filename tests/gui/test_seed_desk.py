import pytest
from PySide6.QtWidgets import QMenu

from composer.gui.actions import make_actions
from composer.gui.document import Document
from composer.gui.piano_roll import PianoRoll
from composer.gui.roll_desk import RollDesk
from composer.gui.roll_tools import RollTools
from composer.gui.seed_choice import SeedScope
from composer.gui.seed_desk import SeedDesk
from composer.gui.seed_editor import SeedEditor
from composer.gui.transport import Transport
from composer.music.grid import Grid
from composer.music.score import Note, Score, Track
from composer.music.time import Meter
from composer.music.tracks import delete_track, move_track
from tests.gui.fakes import FakeEngine

EARLY, LATE, LAST = Note(60, 0, 480), Note(64, 1930, 480), Note(67, 3840, 480)
SCORE = Score((Track.of([EARLY, LATE, LAST]),))


class FakeFiles:
    def __init__(self):
        self.begun = []

    def begin_with(self, path=None):
        self.begun.append(path)


@pytest.fixture
def document(qapp):
    return Document(SCORE)


@pytest.fixture
def engine():
    return FakeEngine()


def make_roll_desk(document, roll):
    return RollDesk(document, roll, RollTools([]), make_actions(roll), roll)


@pytest.fixture
def desk(qtbot, document, engine):
    roll, editor = PianoRoll(document), SeedEditor(None)
    qtbot.addWidget(roll)
    qtbot.addWidget(editor)
    transport = Transport(lambda: engine, roll)
    transport.open(None)
    files = FakeFiles()
    desk = SeedDesk(document, editor, roll, transport, make_roll_desk(document, roll), lambda: files, roll)
    editor.set_score(document.score)
    document.score_changed.connect(lambda: editor.set_score(document.score))
    transport.show_score(document.score)
    yield desk
    transport.close()


def choose(menu, *words):
    for word in words:
        action = next(each for each in menu.actions() if each.text() == word)
        menu = action.menu()
    action.trigger()


def select_in_the_second_of_two_tracks(desk, document):
    document.apply("Add a track", Score((*SCORE.tracks, Track.of([LAST], "Bass"))))
    desk._editor.set_scope(SeedScope.SELECTION)
    desk._roll.selection = frozenset({(1, LAST)})


@pytest.fixture
def shape(desk):
    def shape(*words):
        menu = QMenu()
        desk.fill_shape_menu(menu)
        choose(menu, *words)

    return shape


@pytest.fixture
def source(desk):
    def source(*words):
        menu = QMenu()
        desk.fill_source_menu(menu)
        choose(menu, *words)

    return source


def test_a_seed_of_selected_notes_goes_along_when_their_track_moves(desk, document):
    select_in_the_second_of_two_tracks(desk, document)
    document.apply("Move track", move_track(document.score, 1, 0))
    assert [track.notes for track in desk._editor.seed().score.tracks] == [(LAST,), ()]


def test_a_seed_of_selected_notes_is_gone_with_their_track(desk, document):
    select_in_the_second_of_two_tracks(desk, document)
    document.apply("Delete track", delete_track(document.score, 1))
    assert "No notes are selected" in desk._editor.words


def test_the_seed_is_heard_from_its_bar_to_its_end(desk, engine):
    desk._editor.set_range(1920, 3840)
    desk.listen()
    assert ("play", 1920, None, 3840) in engine.asked


def test_the_notes_of_the_seed_can_be_selected(desk, shape):
    desk._editor.set_range(1920, 3840)
    shape("Select its notes")
    assert desk._roll.selection == {(0, LATE)}


def test_all_but_the_seed_can_be_removed(desk, shape, document, qtbot):
    desk._editor.set_range(1920, 3840)
    with qtbot.waitSignal(desk.began_anew):
        shape("Keep only the seed")
    assert document.score.tracks[0].notes == (Note(64, 10, 480),)
    assert desk._editor.scope is SeedScope.WHOLE
    document.undo_stack.undo()
    assert document.score == SCORE


def test_the_seed_alone_is_transposed(desk, shape, document):
    desk._editor.set_range(1920, 3840)
    shape("Octave up")
    assert [note.pitch for note in document.score.tracks[0].notes] == [60, 76, 67]


def test_the_seed_is_moved_to_another_key_the_short_way(desk, shape, document):
    shape("From C major to", "A major")
    assert [note.pitch for note in document.score.tracks[0].notes] == [57, 61, 64]
    document.undo_stack.undo()
    shape("From C major to", "F major")
    assert [note.pitch for note in document.score.tracks[0].notes] == [65, 69, 72]


def test_the_seed_is_quantized(shape, document):
    shape("Quantize to", Grid.SIXTEENTH.label)
    assert document.score.tracks[0].notes[1].start == 1920
    assert document.undo_stack.count == 1


def test_selected_notes_stay_the_seed_when_they_are_shaped(desk, shape):
    desk._editor.set_scope(SeedScope.SELECTION)
    desk._roll.selection = frozenset({(0, LATE)})
    shape("Semitone up")
    assert desk._editor.seed().score.tracks[0].notes == (Note(65, 1930, 480),)


def test_the_metre_of_the_seed_is_corrected_from_its_bar_on(desk, document):
    desk._editor.set_range(1920, 3840)
    desk._editor.meter_requested.emit("3/4")
    assert [document.score.meter_map.meter_at(tick) for tick in (0, 1920)] == [Meter(4, 4), Meter(3, 4)]


def test_ready_made_seeds_are_offered_by_style(desk, source):
    source("Hymn: Harvest road")
    assert [path.stem for path in desk._files().begun] == ["Harvest road"]


def test_a_single_note_is_a_seed(desk, source, document, qtbot):
    with qtbot.waitSignal(desk.began_anew):
        source("A single note", "E4")
    assert document.score.tracks[0].notes == (Note(64, 0, 480),)
    assert document.undo_stack.undo_text == "Start from E4"


def test_a_menu_that_opens_again_is_not_filled_twice(desk):
    menu = QMenu()
    desk.fill_source_menu(menu)
    entries = len(menu.actions())
    desk.fill_source_menu(menu)
    assert len(menu.actions()) == entries
