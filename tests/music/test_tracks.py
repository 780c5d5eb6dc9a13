from dataclasses import replace

from composer.music.score import Note, Score, Track
from composer.music.tracks import TRACK_COLOURS, colour_of, heard, is_heard

TUNE = Track.of([Note(60, 0, 480)], name="Tune")
BASS = Track.of([Note(36, 0, 480)], name="Bass")
PAIR = Score((TUNE, BASS))


def test_a_muted_track_is_not_heard():
    score = PAIR.with_track(1, replace(BASS, is_muted=True))
    assert [is_heard(score, index) for index in (0, 1)] == [True, False]


def test_beside_a_solo_track_no_other_is_heard():
    score = PAIR.with_track(1, replace(BASS, is_solo=True))
    assert [is_heard(score, index) for index in (0, 1)] == [False, True]


def test_a_solo_track_that_is_muted_stays_silent():
    score = PAIR.with_track(1, replace(BASS, is_solo=True, is_muted=True))
    assert not any(is_heard(score, index) for index in (0, 1))


def test_what_is_heard_leaves_silent_tracks_in_place_without_their_notes():
    score = PAIR.with_track(0, replace(TUNE, is_muted=True))
    assert [len(track.notes) for track in heard(score).tracks] == [0, 1]
    assert heard(score).tracks[1] is BASS


def test_a_score_that_is_heard_whole_is_not_copied():
    assert heard(PAIR) is PAIR


def test_tracks_have_the_colour_of_their_place_until_one_is_chosen():
    tracks = (*(Track() for _ in range(TRACK_COLOURS)), Track(), Track(colour=5))
    score = Score(tracks)
    assert [colour_of(score, index) for index in (0, 1, TRACK_COLOURS, TRACK_COLOURS + 1)] == [0, 1, 0, 5]
