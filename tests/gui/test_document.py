from pathlib import Path

import pytest

from composer.gui.document import Document
from composer.music.score import Note, Score, Track

pytestmark = pytest.mark.usefixtures("qapp")


def score_of(*pitches: int) -> Score:
    return Score((Track.of(Note(pitch, 480 * index, 480) for index, pitch in enumerate(pitches)),))


@pytest.fixture
def document():
    return Document(score_of(60))


def test_an_applied_edit_is_one_undo_step(document):
    before, after = document.score, score_of(60, 62)
    document.apply("Draw note", after)
    assert document.undo_stack.undo_text == "Draw note"
    document.undo_stack.undo()
    assert document.score is before
    document.undo_stack.redo()
    assert document.score is after


def test_every_change_of_the_score_is_announced_once(document, qtbot):
    announced = []
    document.score_changed.connect(lambda: announced.append(document.score))
    after, other = score_of(61), score_of(64)
    before = document.score
    document.apply("Transpose", after)
    document.undo_stack.undo()
    document.undo_stack.redo()
    document.load(other, None)
    assert announced == [after, before, after, other]


def test_a_refused_edit_leaves_no_undo_step(document):
    document.apply("Transpose", document.score)
    assert document.undo_stack.count == 0
    assert not document.is_modified


def test_loading_forgets_what_could_be_undone(document):
    document.apply("Draw note", score_of(60, 62))
    document.load(score_of(70), Path("tune.mid"))
    assert not document.undo_stack.can_undo
    assert not document.is_modified
    assert document.path == Path("tune.mid")


def test_a_saved_score_is_unmodified_until_the_next_edit(document):
    document.apply("Draw note", score_of(60, 62))
    assert document.is_modified
    document.mark_saved(Path("tune.mid"))
    assert not document.is_modified
    document.undo_stack.undo()
    assert document.is_modified


def test_a_new_path_is_announced(document, qtbot):
    with qtbot.waitSignal(document.path_changed, timeout=100):
        document.mark_saved(Path("tune.mid"))
    with qtbot.assertNotEmitted(document.path_changed):
        document.mark_saved(Path("tune.mid"))
