from dataclasses import replace

from PySide6.QtCore import Qt

from composer.gui.piano_roll import Grid, Tool
from composer.music.score import Note
from composer.music.time import MeterMap


def test_a_click_draws_a_note_on_the_step_under_the_mouse(hand, tune, heard):
    hand.click(2000, 72)
    assert tune()[-1] == Note(72, 1920, 480, 80)
    assert heard == [(72, 80)]


def test_drawing_is_one_undo_step(hand, document):
    hand.drag((2000, 72), (2200, 72), (2700, 74), (2900, 75))
    assert document.undo_stack.count == 1
    assert document.undo_stack.undo_text == "Draw note"


def test_the_new_note_is_selected(hand, roll, tune):
    hand.click(2000, 72)
    assert roll.selection == {(0, tune()[-1])}


def test_a_drag_to_the_right_lengthens_the_note_to_the_grid(hand, tune):
    hand.drag((1930, 72), (2300, 72), (2870, 72))
    assert tune()[-1] == Note(72, 1920, 960, 80)


def test_a_dragged_note_is_at_least_one_step_long(hand, tune):
    hand.drag((2000, 72), (1500, 72), (1000, 72))
    assert tune()[-1] == Note(72, 1920, 120, 80)


def test_on_the_grid_of_bars_a_note_is_as_long_as_its_bar(hand, roll, document, tune):
    document.load(replace(document.score, meter_map=MeterMap.constant(3, 4)), None)
    roll.grid = Grid.BAR
    hand.drag((1500, 72), (2000, 72), (2870, 72))
    assert tune()[-1] == Note(72, 1440, 1440, 80)


def test_a_drag_up_moves_the_note_and_sounds_each_pitch(hand, tune, heard):
    hand.drag((2000, 72), (2000, 73), (2000, 74))
    assert tune()[-1] == Note(74, 1920, 480, 80)
    assert [pitch for pitch, _ in heard] == [72, 73, 74]


def test_the_next_note_is_as_long_as_the_last_one(hand, tune):
    hand.drag((2000, 72), (2300, 72), (2870, 72))
    hand.click(3900, 70)
    assert tune()[-1].duration == 960


def test_clicking_a_note_makes_the_next_one_like_it(hand, tune):
    hand.click(1000, 64)
    hand.click(2000, 72)
    assert tune()[-1] == Note(72, 1920, 240, 60)


def test_alt_draws_off_the_grid(hand, tune):
    hand.modifiers = Qt.KeyboardModifier.AltModifier
    hand.click(2003, 72)
    assert abs(tune()[-1].start - 2003) <= 5


def test_triplet_grids_draw_triplets(hand, roll, tune):
    roll.grid = Grid.EIGHTH_TRIPLET
    hand.click(2100, 72)
    assert tune()[-1].start == 2080


def test_escape_while_drawing_leaves_nothing(hand, roll, document):
    before = document.score
    hand.press(2000, 72)
    hand.move(2500, 72)
    assert roll.escape()
    hand.release(2500, 72)
    assert document.score is before
    assert roll._state.shown_score is before
    assert document.undo_stack.count == 0


def test_a_running_drag_does_not_touch_the_document(hand, roll, document):
    before = document.score
    hand.press(2000, 72)
    hand.move(2500, 72)
    assert document.score is before
    assert roll._state.shown_score.note_count == before.note_count + 1
    hand.release(2500, 72)


def test_a_double_click_draws_in_the_select_tool(hand, roll, tune):
    roll.tool = Tool.SELECT
    hand.click(2000, 72)
    assert len(tune()) == 2
    hand.double_click(3000, 72)
    assert len(tune()) == 3


def test_notes_go_to_the_active_track(hand, roll, document):
    roll.active_track = 1
    hand.click(2600, 50)
    assert len(document.score.tracks[1].notes) == 2


def test_lowest_and_highest_pitch_can_be_drawn(hand, roll, tune):
    for pitch in (127, 0):
        roll.scroll_to(0, pitch)
        hand.click(100, pitch)
    assert {127, 0} <= {note.pitch for note in tune()}
