from composer.music.dynamics import set_velocities
from composer.music.score import Note, Score, Track

LOUD, SOFT = Note(60, 0, 480, 100), Note(64, 480, 480, 30)
SONG = Score((Track.of([LOUD, SOFT]), Track.of([Note(36, 0, 480, 80)])))


def velocities(score):
    return [[note.velocity for note in track.notes] for track in score.tracks]


def test_every_note_gets_its_own_velocity_and_is_selected_then():
    after = set_velocities(SONG, {(0, LOUD): 20, (0, SOFT): 90})
    assert velocities(after.score) == [[20, 90], [80]]
    assert after.selection == {(0, Note(60, 0, 480, 20)), (0, Note(64, 480, 480, 90))}
    assert after.score.tracks[1] is SONG.tracks[1]


def test_velocities_stay_within_what_midi_can_say():
    assert velocities(set_velocities(SONG, {(0, LOUD): 300, (0, SOFT): -5}).score) == [[127, 1], [80]]


def test_the_same_velocities_give_the_same_score():
    assert set_velocities(SONG, {(0, LOUD): 100}).score is SONG
