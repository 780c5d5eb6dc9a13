from dataclasses import replace
from itertools import pairwise
from random import Random

import pytest

from composer.music.errors import SeedError
from composer.music.excerpts import bars, excerpt, phrases, random_phrase, random_place
from composer.music.notes import Notes
from composer.music.pitch import Key
from composer.music.score import KeyChange, Marker, Note, Score, Track
from composer.music.time import Meter, MeterChange, MeterMap, TempoChange, TempoMap

BAR = 1920
PIECE = Score(
    (
        Track.of([Note(60, 0, 480), Note(62, BAR, 480), Note(64, 2 * BAR, 3 * BAR)], "Tune", 5, 1),
        Track.of([Note(40, 0, 480)], "Bass"),
    ),
    TempoMap((TempoChange(0, 500_000), TempoChange(BAR, 400_000))),
    MeterMap((MeterChange(0, Meter(4, 4)), MeterChange(2 * BAR, Meter(3, 4)))),
    (KeyChange(0, Key(0)), KeyChange(BAR, Key(7))),
    (Marker(0, "A"), Marker(2 * BAR, "B")),
)


def tune(*onsets, duration=240):
    return Score((Track.of(Note(60, onset, duration) for onset in onsets),))


def test_an_excerpt_begins_at_its_bar_with_what_holds_there():
    part = excerpt(PIECE, BAR, 4 * BAR)
    assert part.tracks == (Track.of([Note(62, 0, 480), Note(64, BAR, 2 * BAR)], "Tune", 5, 1),)
    assert part.tempo_map.changes == (TempoChange(0, 400_000),)
    assert part.meter_map.changes == (MeterChange(0, Meter(4, 4)), MeterChange(BAR, Meter(3, 4)))
    assert part.keys == (KeyChange(0, Key(7)),)
    assert part.markers == (Marker(BAR, "B"),)


def test_a_key_that_is_given_only_within_an_excerpt_holds_from_there():
    late = replace(PIECE, keys=(KeyChange(BAR, Key(7)),))
    assert excerpt(late, 0, 4 * BAR).keys == late.keys


def test_the_whole_piece_is_an_excerpt_of_itself():
    assert excerpt(PIECE, 0, PIECE.end) == PIECE


def test_silence_is_no_excerpt():
    with pytest.raises(SeedError):
        excerpt(PIECE, 10 * BAR, 12 * BAR)


def test_bars_are_counted_in_their_own_metre():
    assert bars(PIECE, 1, 2) == (BAR, 2 * BAR + 1440)


def test_phrases_end_where_a_note_is_held():
    quarters = [480 * index for index in range(12)]  # three bars, of which the last note is held through a fourth
    held = tune(*quarters, *(4 * BAR + onset for onset in quarters))
    assert phrases(held) == [(0, 4 * BAR), (4 * BAR, 7 * BAR)]


def test_even_motion_is_cut_every_four_bars():
    assert phrases(tune(*range(0, 12 * BAR, 480))) == [(0, 4 * BAR), (4 * BAR, 8 * BAR), (8 * BAR, 12 * BAR)]


def test_phrases_cover_the_piece_without_gaps():
    random = Random(5)
    for _ in range(20):
        piece = tune(*sorted(random.sample(range(0, 30 * BAR, 120), 40)))
        cuts = phrases(piece)
        assert all(before[1] == after[0] for before, after in pairwise(cuts))
        assert cuts[0][0] <= piece.tracks[0].notes[0].start
        assert cuts[-1][1] > piece.tracks[0].notes[-1].start


def test_drums_make_no_phrases():
    drums = Score((Track.of([Note(36, 0, 480)], channel=9),))
    assert phrases(drums) == []
    assert random_phrase(drums, Random(1)) is None


def test_chance_finds_places_that_sound_and_the_same_ones_again():
    piece = tune(*range(0, 12 * BAR, 480))
    places = {random_place(piece, 4, Random(seed)) for seed in range(20)}
    assert len(places) > 3
    assert random_place(piece, 4, Random(1)) == random_place(piece, 4, Random(1))
    assert all(excerpt(piece, *place).note_count for place in places)
    assert random_phrase(piece, Random(1)) in phrases(piece)
    assert random_place(Score(), 4, Random(1)) is None


def test_no_note_is_made_to_find_a_place_in_a_piece(monkeypatch):
    piece = tune(0, 4 * BAR)
    monkeypatch.setattr(Notes, "__iter__", None)
    assert phrases(piece)[0][0] == 0
    assert random_place(piece, 1, Random(1)) in {(0, BAR), (4 * BAR, 5 * BAR)}
