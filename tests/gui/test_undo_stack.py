import subprocess
import sys

import pytest

from composer.gui.undo_stack import STEPS_IN_FULL, UndoStack
from composer.music.score import Note, Score, Track
from composer.storage.history import History

pytestmark = pytest.mark.usefixtures("qapp")

# A window is edited, and Python ends without anybody having taken it down.
_ENDING = """
from composer import app
from composer.music.score import Note, Score, Track

application, window = app.open_window()
for start in range(60):
    window.document.apply("Draw note", Score((Track.of([Note(60, start, 5)]),)))
window.document.undo_stack.undo()
application.processEvents()
"""


def score_of(pitch: int) -> Score:
    return Score((Track.of([Note(pitch, 0, 480)]),))


@pytest.fixture
def stack():
    stack = UndoStack(score_of(60))
    for pitch in (61, 62, 63):
        stack.push(f"To {pitch}", score_of(pitch))
    return stack


def pitch_in(stack: UndoStack) -> int:
    return stack.score.tracks[0].notes[0].pitch


def test_it_tells_what_would_be_undone_and_done_again(stack):
    assert (stack.undo_text, stack.redo_text) == ("To 63", "")
    stack.undo()
    assert (stack.undo_text, stack.redo_text) == ("To 62", "To 63")


def test_nothing_happens_beyond_either_end(stack):
    stack.redo()
    assert pitch_in(stack) == 63
    for _ in range(9):
        stack.undo()
    assert pitch_in(stack) == 60
    assert not stack.can_undo


def test_a_new_step_takes_the_place_of_those_that_were_undone(stack):
    stack.undo()
    stack.undo()
    stack.push("To 70", score_of(70))
    assert not stack.can_redo
    assert stack.count == 2
    stack.undo()
    assert pitch_in(stack) == 61


def test_it_is_clean_wherever_the_way_leads_back_to_what_was_saved(stack):
    stack.set_clean()
    stack.undo()
    assert not stack.is_clean
    assert stack.unclean_steps == 1
    stack.redo()
    assert stack.is_clean


def test_what_was_saved_is_out_of_reach_once_other_steps_lead_on(stack):
    stack.set_clean()
    stack.undo()
    stack.push("To 63 again", score_of(63))
    assert not stack.is_clean
    stack.undo()
    stack.redo()
    assert not stack.is_clean
    assert stack.unclean_steps == 3


def test_what_was_done_while_an_earlier_moment_was_saved_is_not_clean_but_undoing_leads_there(stack):
    saved = stack.history
    stack.push("To 63", score_of(63))
    stack.set_clean(saved)
    assert not stack.is_clean
    stack.undo()
    assert stack.is_clean


def test_a_saved_moment_that_was_undone_and_replaced_meanwhile_is_out_of_reach(stack):
    saved = stack.history
    stack.undo()
    stack.push("To 63", score_of(63))
    stack.set_clean(saved)
    assert not stack.is_clean
    stack.undo()
    assert not stack.is_clean


def test_becoming_clean_or_not_is_told_once_each(stack):
    told = []
    stack.clean_changed.connect(told.append)
    stack.set_clean()
    stack.set_clean()
    stack.push("To 1", score_of(1))
    stack.push("To 2", score_of(2))
    stack.undo()
    stack.undo()
    assert told == [True, False, True]


def test_the_score_is_there_when_a_move_is_told(stack):
    seen = []
    stack.moved.connect(lambda: seen.append((pitch_in(stack), stack.undo_text)))
    stack.undo()
    stack.redo()
    stack.restore(score_of(80), History(), is_clean=True)
    assert seen == [(62, "To 62"), (63, "To 63"), (80, "")]


def test_a_recovered_history_is_gone_on_with_where_it_stood(stack):
    stack.undo()
    another = UndoStack(Score())
    another.restore(stack.score, stack.history, is_clean=False)
    assert not another.is_clean
    another.redo()
    assert pitch_in(another) == 63
    for _ in range(3):
        another.undo()
    assert pitch_in(another) == 60
    assert not another.is_clean


def test_even_steps_that_are_no_longer_kept_in_full_are_undone_exactly():
    stack = UndoStack(score_of(0))
    for pitch in range(1, STEPS_IN_FULL + 20):
        stack.push("Up", score_of(pitch))
        stack.history.steps[-1].delta  # noqa: B018 - as when the step has been stored
    while stack.can_undo:
        stack.undo()
    assert pitch_in(stack) == 0


def test_a_program_that_is_left_in_the_middle_of_editing_ends_quietly():
    run = subprocess.run([sys.executable, "-c", _ENDING], capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 0, run.stderr
    assert "Traceback" not in run.stderr
