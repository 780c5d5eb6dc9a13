import pytest

from composer.music.edits import everything
from composer.music.grid import Grid
from composer.music.score import Note, Score, Track
from composer.music.time import Meter, MeterChange, MeterMap, TempoMap
from composer.music.tracks import move_track

LOW, HIGH = Note(60, 480, 480, 90), Note(64, 960, 240, 60)


@pytest.fixture
def playheads(roll):
    """The playhead, moved wherever the roll asks for it."""
    asked = []

    def follow(tick):
        asked.append(tick)
        roll.set_playhead(tick)

    roll.playhead_requested.connect(follow)
    return asked


def test_select_all_selects_every_track(roll, document):
    roll.choosing.select_all()
    assert roll.selection == everything(document.score)


def test_pasted_notes_begin_at_the_playhead_which_goes_on_to_their_end(roll, tune, playheads):
    roll.selection = frozenset({(0, LOW), (0, HIGH)})
    roll.copy()
    roll.set_playhead(1920)
    roll.paste()
    assert tune()[2:] == (Note(60, 1920, 480, 90), Note(64, 2400, 240, 60))
    assert playheads == [2640]
    roll.paste()
    assert len(tune()) == 6


def test_cut_notes_can_be_pasted(roll, tune):
    roll.selection = frozenset({(0, LOW)})
    roll.cut()
    assert tune() == (HIGH,)
    roll.set_playhead(0)
    roll.paste()
    assert tune()[0] == Note(60, 0, 480, 90)


def test_what_was_copied_is_as_long_in_a_piece_of_finer_ticks(roll, document, tune, playheads):
    roll.selection = frozenset({(0, LOW), (0, HIGH)})
    roll.copy()
    document.load(Score((Track(),), TempoMap.constant(120, 960), MeterMap.constant(ppq=960)), None)
    roll.set_playhead(0)
    roll.paste()
    assert tune() == (Note(60, 0, 960, 90), Note(64, 960, 480, 60))
    assert playheads == [1440]


def test_what_was_copied_from_several_tracks_is_pasted_into_them_where_they_are_now(roll, document):
    roll.choosing.select_all()
    roll.copy()
    document.apply("Move track", move_track(document.score, 1, 0))
    roll.set_playhead(4800)
    roll.paste()
    assert [track.notes[-1].pitch for track in document.score.tracks] == [48, 64]


def test_what_was_copied_from_several_tracks_goes_into_those_in_the_same_places_of_another_piece(roll, document):
    document.load(Score(tuple(Track.of([Note(60 + place, 0, 480)]) for place in range(3))), None)
    roll.choosing.select_all()
    roll.copy()
    document.load(Score((Track(name="Flute"), Track(name="Harp"))), None)
    roll.active_track = 1
    roll.paste()
    assert [[note.pitch for note in track.notes] for track in document.score.tracks] == [[60], [61, 62]]
    document.load(Score(), None)
    document.load(Score((Track(name="Flute"), Track(name="Harp"), Track(name="Bells"))), None)
    roll.set_playhead(0)
    roll.paste()
    assert [[note.pitch for note in track.notes] for track in document.score.tracks] == [[60], [61], [62]]


def test_bars_are_counted_where_the_notes_are(roll, document, tune):
    meter_map = MeterMap((MeterChange(0, Meter(4, 4)), MeterChange(1920, Meter(3, 4))))
    document.load(Score((Track.of([Note(60, 1920, 1440)]),), meter_map=meter_map), None)
    roll.grid = Grid.BAR
    roll.set_playhead(0)
    roll.choosing.select_all()
    roll.duplicate()
    assert [note.start for note in tune()] == [1920, 3360]
    roll.nudge(1)
    assert [note.start for note in tune()] == [1920, 4800]
    roll.nudge(-3)
    assert [note.start for note in tune()] == [0, 1920]


def test_pasting_nothing_is_no_undo_step(roll, document):
    roll.paste()
    assert document.undo_stack.count == 0


def test_a_duplicate_follows_right_after(roll, tune):
    roll.selection = frozenset({(0, LOW), (0, HIGH)})
    roll.duplicate()
    assert tune()[2:] == (Note(60, 1200, 480, 90), Note(64, 1680, 240, 60))
    roll.duplicate()
    assert tune()[4].start == 1920


def test_deleting_is_undone_at_once(roll, document, tune):
    roll.choosing.select_all()
    roll.delete_selection()
    assert document.score.note_count == 0
    document.undo_stack.undo()
    assert tune() == (LOW, HIGH)


def test_a_transposition_sounds_and_keeps_the_selection(roll, tune, heard):
    roll.selection = frozenset({(0, LOW)})
    roll.transpose_selection(12)
    assert tune()[0].pitch == 72
    assert heard == [(72, 90)]
    roll.transpose_selection(-12)
    assert tune() == (LOW, HIGH)


def test_a_refused_transposition_is_silent_and_no_undo_step(roll, document, heard):
    roll.selection = frozenset({(0, LOW)})
    roll.transpose_selection(100)
    assert document.undo_stack.count == 0
    assert not heard


def test_a_nudge_moves_notes_by_a_step(roll, tune):
    roll.selection = frozenset({(0, LOW)})
    roll.nudge(-1)
    assert tune()[0].start == 360


def test_resizing_changes_durations_by_steps(roll, tune):
    roll.selection = frozenset({(0, LOW)})
    roll.resize_selection(-2)
    assert tune()[0].duration == 240


def test_quantizing_without_a_selection_takes_the_whole_track(roll, document, tune):
    crooked = document.score.tracks[0].with_notes([Note(60, 475, 100), Note(62, 1000, 100)])
    document.apply("Draw notes", document.score.with_track(0, crooked))
    roll.shaping.quantize()
    assert [note.start for note in tune()] == [480, 960]
    assert roll.selection == frozenset()


def test_velocities_change_together(roll, tune):
    roll.selection = frozenset({(0, LOW), (0, HIGH)})
    roll.change_velocity(10)
    assert [note.velocity for note in tune()] == [100, 70]


def test_notes_can_be_entered_one_after_the_other(roll, document, playheads):
    document.load(Score(), None)
    for pitch in (60, 62, 64):
        roll.insert_note(pitch)
    assert [(note.pitch, note.start) for note in document.score.tracks[0].notes] == [(60, 0), (62, 480), (64, 960)]
    assert playheads[-1] == 1440


def test_without_a_selection_the_arrow_keys_move_the_caret(roll, document, playheads, heard):
    document.load(Score(), None)
    roll.transpose_selection(1)  # shows the caret at middle C
    roll.transpose_selection(4)
    roll.nudge(2)
    roll.resize_selection(-2)
    roll.insert_note()
    assert document.score.tracks[0].notes == (Note(64, 240, 240),)
    assert [pitch for pitch, _ in heard] == [60, 64, 64]


def test_the_caret_stays_within_the_piano(roll):
    roll.transpose_selection(1)
    roll.transpose_selection(500)
    assert roll._state.caret_pitch == 127


def test_notes_can_be_chosen_one_by_one(roll, heard):
    roll.choosing.select_neighbour(1)
    assert roll.selection == {(0, LOW)}
    roll.choosing.select_neighbour(1)
    assert roll.selection == {(0, HIGH)}
    roll.choosing.select_neighbour(1)
    assert roll.selection == {(0, HIGH)}
    roll.choosing.select_neighbour(-1)
    assert roll.selection == {(0, LOW)}
    assert heard[0] == (60, 90)


def test_undo_forgets_selected_notes_that_are_gone(roll, document):
    roll.insert_note(70)
    roll.choosing.select_all()
    document.undo_stack.undo()
    assert roll.selection == everything(document.score)


def test_nothing_is_selected_in_another_piece_even_if_it_has_the_same_notes(roll, document):
    roll.selection = frozenset({(0, LOW)})
    document.load(document.score, None)
    assert roll.selection == frozenset()
