from PySide6.QtCore import Qt

from composer.music.score import Note

LOW, HIGH = Note(60, 480, 480, 90), Note(64, 960, 240, 60)


def test_the_right_edge_resizes_to_the_grid(hand, tune):
    hand.drag((950, 60), (1100, 60), (1195, 60))
    assert tune() == (Note(60, 480, 720, 90), HIGH)


def test_the_left_edge_resizes_from_the_start(hand, tune):
    hand.drag((490, 60), (300, 60), (240, 60))
    assert tune() == (Note(60, 240, 720, 90), HIGH)


def test_no_note_gets_shorter_than_a_step(hand, tune):
    hand.drag((950, 60), (100, 60))
    assert tune()[0] == Note(60, 480, 120, 90)
    hand.drag((485, 60), (2000, 60))
    assert tune()[0] == Note(60, 480, 120, 90)


def test_all_selected_notes_are_resized_by_the_same_amount(hand, roll, tune):
    roll.selection = frozenset({(0, LOW), (0, HIGH)})
    hand.drag((950, 60), (1070, 60))
    assert [note.duration for note in tune()] == [600, 360]


def test_alt_resizes_off_the_grid(hand, tune):
    hand.modifiers = Qt.KeyboardModifier.AltModifier
    hand.drag((950, 60), (1015, 60))
    assert tune()[0].duration == 545


def test_the_next_drawn_note_has_the_new_length(hand, tune):
    hand.drag((950, 60), (1195, 60))
    hand.click(2500, 70)
    assert tune()[-1].duration == 720


def test_escape_leaves_the_length(hand, roll, document):
    hand.press(950, 60)
    hand.move(1500, 60)
    roll.escape()
    hand.release(1500, 60)
    assert document.undo_stack.count == 0


def test_the_cursor_tells_an_edge_from_the_body(hand):
    hand.hover(950, 60)
    assert hand.widget.cursor().shape() == Qt.CursorShape.SizeHorCursor
    hand.hover(700, 60)
    assert hand.widget.cursor().shape() == Qt.CursorShape.SizeAllCursor
    hand.hover(700, 70)
    assert hand.widget.cursor().shape() == Qt.CursorShape.CrossCursor


def test_a_short_note_can_still_be_grasped_in_the_middle(hand, document, tune):
    document.apply("Draw note", document.score.with_track(0, document.score.tracks[0].with_notes([Note(70, 960, 60)])))
    hand.drag((990, 70), (1230, 70))
    assert tune() == (Note(70, 1200, 60),)
