"""What the roll shows of a track goes with the track when the tracks change places."""

import gc
import weakref

from composer.music.edits import everything
from composer.music.score import Note, Score
from composer.music.tracks import add_track, delete_track, move_track

TUNE, BASS = 0, 1


def test_the_active_track_stays_active_where_it_moves_to_and_back(roll, document):
    roll.active_track = BASS
    document.apply("Move track", move_track(document.score, BASS, 0))
    assert roll.active_track == 0
    document.undo_stack.undo()
    assert roll.active_track == BASS


def test_selected_notes_stay_selected_where_their_track_moves_to(roll, document, tune):
    roll.selection = frozenset({(TUNE, tune()[0])})
    document.apply("Move track", move_track(document.score, TUNE, 1))
    assert roll.selection == {(1, Note(60, 480, 480, 90))}


def test_the_selection_of_a_deleted_track_is_gone_and_another_track_is_active(roll, document):
    roll.selection = frozenset(
        {(TUNE, document.score.tracks[TUNE].notes[0]), (BASS, document.score.tracks[BASS].notes[0])}
    )
    roll.active_track = BASS
    document.apply("Delete track", delete_track(document.score, BASS))
    assert roll.selection == {(TUNE, Note(60, 480, 480, 90))}
    assert roll.active_track == TUNE


def test_whoever_follows_the_selection_hears_that_its_tracks_have_other_numbers(qtbot, roll, document, tune):
    roll.selection = frozenset({(TUNE, tune()[0])})
    with qtbot.waitSignal(roll.selection_changed):
        document.apply("Move track", move_track(document.score, TUNE, 1))
    with qtbot.waitSignal(roll.selection_changed):
        document.apply("Delete track", delete_track(document.score, 1))


def test_a_note_is_found_under_the_mouse_in_the_track_that_it_has_moved_to(roll, hand, document):
    hand.click(500, 60)
    document.apply("Move track", move_track(document.score, TUNE, 1))
    roll.selection = frozenset()
    hand.click(500, 60)
    assert roll.selection == {(1, Note(60, 480, 480, 90))}


def test_a_new_track_leaves_the_active_one_active(roll, document):
    roll.active_track = BASS
    document.apply("Add track", add_track(document.score))
    assert roll.active_track == BASS


def test_notes_that_were_selected_in_another_piece_are_forgotten(roll, document):
    roll.selection = everything(document.score)
    shown = [roll.state.selected(track) for track in (TUNE, BASS)]
    indices = list(map(weakref.ref, shown))
    del shown
    document.load(Score(), None)
    roll.state.selected(TUNE)
    gc.collect()
    assert [index() for index in indices] == [None, None]
