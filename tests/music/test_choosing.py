from composer.music import choosing
from composer.music.edits import NOTHING, everything
from composer.music.score import Note, Score, Track

LOW, HIGH, AGAIN = Note(60, 0, 480, 40), Note(64, 480, 240, 90), Note(60, 960, 240, 100)
BASS = Note(60, 0, 1920, 70)
SCORE = Score((Track.of([LOW, HIGH, AGAIN]), Track.of([BASS])))


def test_an_inverted_selection_is_all_the_rest():
    assert choosing.inverted(SCORE, frozenset({(0, LOW)})) == {(0, HIGH), (0, AGAIN), (1, BASS)}
    assert choosing.inverted(SCORE, everything(SCORE)) == NOTHING


def test_notes_of_the_same_pitch_are_those_of_the_same_track():
    assert choosing.of_same_pitch(SCORE, frozenset({(0, LOW)})) == {(0, LOW), (0, AGAIN)}
    assert choosing.of_same_pitch(SCORE, NOTHING) == NOTHING


def test_a_range_holds_what_begins_in_it():
    assert choosing.in_range(SCORE, 1, 960) == {(0, HIGH)}
    assert choosing.in_range(SCORE, 0, 1) == {(0, LOW), (1, BASS)}


def test_velocities_choose_among_the_notes_given():
    assert choosing.by_velocity(everything(SCORE), 70, 90) == {(0, HIGH), (1, BASS)}
    assert choosing.by_velocity(frozenset({(0, LOW)}), 70, 90) == NOTHING
