"""What the model is given to continue."""

import pytest

from composer.music.errors import SeedError
from composer.music.score import Note, Score, Track
from composer.music.seed import seed_of_notes, seed_of_range, seed_up_to, whole_seed

FIRST, SECOND, THIRD = Note(60, 0, 480), Note(62, 480, 480), Note(64, 960, 960)
LOW = Note(36, 480, 1440)
SONG = Score((Track.of([FIRST, SECOND, THIRD], "Melody"), Track.of([LOW], "Bass")))


def test_a_range_holds_what_begins_in_it_cut_off_at_its_end():
    seed = seed_of_range(SONG, 480, 960)
    assert seed.score.tracks[0].notes == (SECOND,)
    assert seed.score.tracks[1].notes == (Note(36, 480, 480),)
    assert (seed.start, seed.end) == (480, 960)


def test_everything_up_to_the_playhead_begins_with_the_piece():
    seed = seed_up_to(SONG, 720)
    assert seed.score.tracks[0].notes == (FIRST, Note(62, 480, 240))
    assert (seed.start, seed.end) == (0, 720)


def test_chosen_notes_stay_in_their_tracks_and_end_where_the_last_ends():
    seed = seed_of_notes(SONG, {(0, FIRST), (1, LOW)})
    assert [track.notes for track in seed.score.tracks] == [(FIRST,), (LOW,)]
    assert seed.end == LOW.end


def test_a_track_without_notes_of_the_seed_stays_in_its_place():
    assert [track.name for track in seed_of_notes(SONG, {(1, LOW)}).score.tracks] == ["Melody", "Bass"]


def test_the_whole_piece_ends_with_its_last_note():
    assert whole_seed(SONG).end == SONG.end == 1920


def test_a_seed_keeps_tempo_and_metre():
    assert whole_seed(SONG).score.tempo_map is SONG.tempo_map
    assert seed_up_to(SONG, 720).score.meter_map is SONG.meter_map


@pytest.mark.parametrize(
    "make", [lambda: whole_seed(Score()), lambda: seed_of_range(SONG, 5000, 6000), lambda: seed_of_notes(SONG, [])]
)
def test_an_empty_seed_is_refused_with_what_to_do(make):
    with pytest.raises(SeedError, match="draw at least one note"):
        make()


def test_density_counts_pitched_notes_per_quarter_from_the_first_note_on():
    late = Track.of([Note(60, 960, 480), Note(62, 1440, 480), Note(64, 1440, 480)])
    drums = Track.of([Note(36, 0, 480)], channel=9)
    assert whole_seed(Score((late, drums))).counted_density == 1.5
    assert whole_seed(Score((Track.of([Note(60, 0, 120)]),))).counted_density == 1
    assert whole_seed(Score((drums,))).counted_density == 0
