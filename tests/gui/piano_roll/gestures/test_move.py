from PySide6.QtCore import Qt

from composer.music.score import Note

LOW, HIGH = Note(60, 480, 480, 90), Note(64, 960, 240, 60)
SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier


def test_a_drag_moves_a_note_by_steps_and_semitones(hand, tune):
    hand.drag((600, 60), (700, 61), (855, 62))
    assert tune() == (Note(62, 720, 480, 90), HIGH)


def test_a_move_is_one_undo_step(hand, document, tune):
    hand.drag((600, 60), (700, 61), (855, 62))
    assert document.undo_stack.count == 1
    document.undo_stack.undo()
    assert tune() == (LOW, HIGH)


def test_all_selected_notes_move_together(hand, roll, tune):
    roll.selection = frozenset({(0, LOW), (0, HIGH)})
    hand.drag((600, 60), (600, 62), (600, 67))
    assert tune() == (Note(67, 480, 480, 90), Note(71, 960, 240, 60))


def test_grasping_an_unselected_note_moves_it_alone(hand, roll, tune):
    roll.selection = frozenset({(0, HIGH)})
    hand.drag((600, 60), (600, 65))
    assert tune() == (Note(65, 480, 480, 90), HIGH)


def test_notes_stop_at_the_edges_of_the_roll(hand, roll, tune):
    roll.selection = frozenset({(0, LOW), (0, HIGH)})
    hand.drag((600, 60), (-4000, 65))
    assert [note.start for note in tune()] == [0, 480]
    roll.scroll_to(0, 127)
    roll.selection = frozenset((0, note) for note in tune())
    hand.drag((100, tune()[0].pitch), (100, 140))
    assert max(note.pitch for note in tune()) == 127


def test_each_new_pitch_sounds_once(hand, heard):
    hand.drag((600, 60), (650, 60), (600, 61), (660, 61), (600, 62))
    assert heard == [(60, 90), (61, 90), (62, 90)]


def test_a_note_off_the_grid_snaps_to_it_when_moved(hand, document, roll, tune):
    document.apply(
        "Draw note", document.score.with_track(0, document.score.tracks[0].with_notes([Note(70, 1003, 400)]))
    )
    hand.drag((1100, 70), (1300, 70))
    assert tune() == (Note(70, 1200, 400),)


def test_alt_moves_off_the_grid(hand, tune):
    hand.modifiers = ALT
    hand.drag((600, 60), (650, 60))
    assert tune()[0].start == 530


def test_a_trembling_click_moves_nothing(hand, document):
    hand.drag((600, 60), (605, 60))
    assert document.undo_stack.count == 0


def test_a_drag_back_to_the_start_changes_nothing(hand, roll, document):
    hand.drag((600, 60), (900, 66), (600, 60))
    assert document.undo_stack.count == 0
    assert roll._state.shown_score is document.score


def test_a_shift_drag_copies(hand, document, tune):
    hand.modifiers = SHIFT
    hand.drag((600, 60), (1000, 60), (1560, 60))
    assert tune() == (LOW, HIGH, Note(60, 1440, 480, 90))
    assert document.undo_stack.undo_text == "Copy notes"


def test_a_shift_click_adds_to_and_takes_from_the_selection(hand, roll):
    hand.click(600, 60)
    hand.modifiers = SHIFT
    hand.click(1000, 64)
    assert roll.selection == {(0, LOW), (0, HIGH)}
    hand.click(600, 60)
    assert roll.selection == {(0, HIGH)}


def test_clicking_one_of_many_selected_notes_selects_it_alone(hand, roll):
    roll.choosing.select_all()
    hand.click(600, 60)
    assert roll.selection == {(0, LOW)}


def test_escape_brings_notes_and_selection_back(hand, roll, document):
    before = document.score
    roll.selection = frozenset({(0, HIGH)})
    hand.press(600, 60)
    hand.move(1200, 70)
    assert roll.escape()
    assert roll._state.shown_score is before
    assert roll.selection == {(0, HIGH)}
    hand.release(1200, 70)
    assert document.undo_stack.count == 0


def test_grasping_a_note_of_another_track_makes_it_the_active_one(hand, roll):
    hand.click(600, 48)
    assert roll.active_track == 1


def test_moved_notes_stay_selected(hand, roll, tune):
    hand.drag((600, 60), (855, 62))
    assert roll.selection == {(0, tune()[0])}


def test_an_undo_in_the_middle_of_a_drag_ends_the_drag(hand, roll, document, tune):
    hand.click(2000, 72)
    hand.press(2000, 72)
    hand.move(2500, 76)
    document.undo_stack.undo()
    hand.move(2600, 77)
    hand.release(2600, 77)
    assert tune() == (LOW, HIGH)
    assert roll.selection == frozenset()


def test_letting_go_keeps_what_was_shown(hand, roll, document):
    hand.press(600, 60)
    hand.move(700, 62)
    shown = roll.state.shown_score
    hand.release(700, 62)
    assert document.score is shown


def test_a_large_selection_is_moved_without_looking_at_each_note(hand, roll, document):
    notes = [Note(40 + number % 40, 10 * number, 300) for number in range(20_000)]
    document.apply("Read notes", document.score.with_track(0, document.score.tracks[0].with_notes(notes)))
    roll.choosing.select_all()
    hand.drag((750, 60), (850, 61), (990, 62))
    after = document.score.tracks[0].notes
    assert (after[0].start, after[0].pitch) == (240, 42)
    assert sum("notes" in vars(chunk) for chunk in after.chunks) <= 1
