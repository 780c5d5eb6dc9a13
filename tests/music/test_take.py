"""Keeping what the model added."""

from composer.music.score import Note, Score, Track
from composer.music.take import ContinuedNote, keep

SONG = Score((Track.of([Note(60, 0, 480)], "Melody"), Track.of([Note(36, 0, 480)], "Bass")))


def test_kept_notes_join_their_tracks_in_order():
    kept = keep(SONG, [ContinuedNote(Note(64, 960, 480), 0), ContinuedNote(Note(62, 480, 480), 0)])
    assert kept.tracks[0] == Track.of([Note(60, 0, 480), Note(62, 480, 480), Note(64, 960, 480)], "Melody")


def test_tracks_without_new_notes_are_shared():
    assert keep(SONG, [ContinuedNote(Note(62, 480, 480), 0)]).tracks[1] is SONG.tracks[1]


def test_kept_notes_find_their_places_among_notes_that_come_later():
    song = Score((Track.of([Note(60, 0, 480), Note(60, 960, 480), Note(60, 1920, 480)]),))
    new = [Note(72, 1920, 480), Note(48, 0, 240), Note(62, 960, 240), Note(62, 480, 240)]
    kept = keep(song, [ContinuedNote(note, 0) for note in new])
    assert kept.tracks[0] == Track.of([*song.tracks[0].notes, *new])


def test_keeping_nothing_gives_the_same_score():
    assert keep(SONG, []) is SONG
