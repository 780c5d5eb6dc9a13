from composer.gui.piano_roll.shaping import QuantizeHow
from composer.music import rhythm
from composer.music.scales import Scale
from composer.music.score import Note, Score, Track

LOW, HIGH = Note(60, 480, 480, 90), Note(64, 960, 240, 60)


def test_shapes_are_one_undo_step_and_keep_the_notes_selected(roll, document, tune):
    roll.selection = frozenset({(0, LOW), (0, HIGH)})
    roll.shaping.apply("Reverse notes", rhythm.reverse)
    assert tune() == (Note(64, 480, 240, 60), Note(60, 720, 480, 90))
    assert roll.selection == {(0, note) for note in tune()}
    assert document.undo_stack.count == 1
    document.undo_stack.undo()
    assert tune() == (LOW, HIGH)


def test_without_a_selection_the_active_track_is_shaped_and_nothing_is_selected(roll, document, tune):
    roll.shaping.stretch(2.0)
    assert tune() == (Note(60, 480, 960, 90), Note(64, 1440, 480, 60))
    assert document.score.tracks[1].notes[0].duration == 1920
    assert roll.selection == frozenset()


def test_a_shape_that_changes_nothing_is_no_undo_step(roll, document):
    roll.shaping.apply("Legato", rhythm.legato)
    assert document.undo_stack.count == 0


def test_what_is_tried_out_is_shown_but_not_done(roll, document):
    roll.shaping.try_out(rhythm.reverse)
    assert roll._state.shown_score is not document.score
    roll.shaping.try_out(None)
    assert roll._state.shown_score is document.score


def test_quantizing_is_as_strong_as_it_was_last_chosen(roll, document, tune):
    document.apply("Draw", document.score.with_track(0, Track.of([Note(60, 500, 100)])))
    roll.shaping.quantize_how = QuantizeHow(strength=0.5)
    roll.shaping.quantize()
    assert tune()[0].start == 490


def test_a_split_is_at_the_playhead_or_at_the_mouse(roll, hand, tune):
    roll.set_playhead(600)
    roll.shaping.split_at_playhead()
    assert tune() == (Note(60, 480, 120, 90), Note(60, 600, 360, 90), HIGH)
    hand.hover(730, 60)
    roll.shaping.split_at_pointer()
    assert [note.start for note in tune()] == [480, 600, 720, 960]
    hand.hover(1090, 60)
    roll.shaping.split_at_pointer()
    assert len(tune()) == 4


def test_steps_follow_the_scale_that_is_shown_or_else_the_key(roll, document, tune, heard):
    document.load(Score((Track.of(Note(pitch, 0, 480) for pitch in (60, 64, 67)),)), None)
    roll.choosing.select_all()
    roll.shaping.move_in_scale(1)
    assert [note.pitch for note in tune()] == [62, 65, 69]
    assert heard == [(62, 80)]
    roll._state.scale = Scale(2, "minor pentatonic")
    roll.shaping.move_in_scale(1)
    assert [note.pitch for note in tune()] == [65, 67, 72]


def test_without_a_selection_no_scale_step_is_taken(roll, document):
    roll.shaping.move_in_scale(1)
    assert document.undo_stack.count == 0


def test_milliseconds_are_counted_at_the_tempo_of_the_notes(roll):
    assert roll.shaping.ticks_of(500) == 480
