from hypothesis import given
from hypothesis import strategies as st

from composer.music import edits
from composer.music.controls import MODULATION, SUSTAIN, Control, Controls
from composer.music.notes import Notes
from composer.music.score import Note, Score, Track
from tests.music.test_control_edits import controls, stands

BAR = 1920
NOTES = Notes(Note(60 + index, index * 480, 480) for index in range(12))  # three bars
PEDAL = Controls([Control(0, SUSTAIN, 127), Control(900, SUSTAIN, 0), Control(BAR, SUSTAIN, 127)])
PIANO = Score((Track(NOTES, controls=PEDAL),))
FIRST_BAR = frozenset((0, note) for note in NOTES[:4])
LAST_BAR = frozenset((0, note) for note in NOTES[8:])


def pedal(score, track=0):
    return [(control.tick, control.value) for control in score.tracks[track].controls.of(SUSTAIN)]


def test_the_controls_of_a_clip_sound_the_same_in_a_score_of_finer_ticks():
    clip = edits.copied(PIANO, FIRST_BAR).with_ppq(960)
    [controls] = clip.controls
    [before] = edits.copied(PIANO, FIRST_BAR).controls
    assert (controls.start, controls.duration) == (2 * before.start, 2 * before.duration)
    assert [control.tick for control in controls.controls] == [2 * control.tick for control in before.controls]


def test_a_bar_that_moves_takes_its_pedal_along():
    after = edits.move(PIANO, FIRST_BAR, 3 * BAR).score
    assert pedal(after) == [(BAR, 127), (3 * BAR + 900, 0), (4 * BAR, 127)]


def test_a_bar_that_is_only_transposed_leaves_it():
    assert edits.transpose(PIANO, FIRST_BAR, 2).score.tracks[0].controls is PEDAL


def test_some_notes_of_a_bar_leave_the_pedal_where_it_is():
    some = frozenset((0, note) for note in NOTES[:3])
    assert edits.move(PIANO, some, 480).score.tracks[0].controls is PEDAL
    assert edits.delete(PIANO, some).score.tracks[0].controls is PEDAL


def test_a_bar_that_is_deleted_takes_its_pedal_with_it():
    assert pedal(edits.delete(PIANO, FIRST_BAR).score) == [(BAR, 127)]


def test_a_bar_that_is_duplicated_sounds_as_before_in_its_new_place():
    after = edits.duplicate(PIANO, LAST_BAR, BAR).score
    assert pedal(after) == pedal(PIANO)


def test_a_bar_that_is_copied_and_pasted_brings_its_pedal_to_another_track():
    score = Score((*PIANO.tracks, Track()))
    after = edits.paste(score, edits.copied(score, FIRST_BAR), BAR, 1).score
    assert pedal(after, 1) == [(BAR, 127), (BAR + 900, 0)]
    assert pedal(after) == pedal(PIANO)


def test_notes_without_controls_are_copied_as_ever():
    score = Score((Track(NOTES),))
    assert edits.copied(score, FIRST_BAR).controls == ()
    assert edits.delete(score, FIRST_BAR).score.tracks[0].controls == Controls()


@given(controls, st.integers(0, 2), st.integers(-2, 3))
def test_a_moved_bar_sounds_as_before_and_so_does_what_it_did_not_come_to(given, bar, bars):
    score = Score((Track(NOTES, controls=given),))
    selection = frozenset((0, note) for note in NOTES[4 * bar : 4 * bar + 4])
    after = edits.move(score, selection, bars * BAR)
    if after.score is score or not bars:
        return
    before, now = given, after.score.tracks[0].controls
    start, there = bar * BAR, (bar + bars) * BAR
    for offset in range(0, BAR, 97):
        assert stands(now, MODULATION, there + offset) == stands(before, MODULATION, start + offset)
    for tick in range(0, 8 * BAR, 97):
        if not (start <= tick < start + BAR or there <= tick < there + BAR):
            assert stands(now, MODULATION, tick) == stands(before, MODULATION, tick)


def test_controls_of_other_tracks_let_no_note_of_those_selected_be_made():
    notes = Notes.of_columns(Notes(Note(60, 10 * number, 10) for number in range(300)).columns)
    score = Score((Track(notes), Track(controls=PEDAL)))
    after = edits.delete(score, edits.everything(score))
    assert not after.score.note_count
    assert not any("notes" in vars(chunk) for chunk in notes.chunks)
