import numpy as np
import pytest

from composer.generation.events import score_to_arrays
from composer.generation.options import SamplingOptions
from composer.generation.register import keep_registers, registers
from composer.music.score import Note, Score, Track

MELODY = [Note(60, 0, 240), Note(79, 240, 240)]


def range_of(*tracks: list[Note], track: int = 0, more: int = 0) -> list[int]:
    """The lowest and the highest pitch of a track's register."""
    within = registers(score_to_arrays(Score(tuple(map(Track.of, tracks)))), more)[track]
    pitches = np.flatnonzero(within)
    assert len(pitches) == pitches[-1] - pitches[0] + 1
    return pitches[[0, -1]].tolist()


def test_a_register_goes_a_fifth_beyond_what_was_played():
    assert range_of(MELODY) == [53, 86]


def test_each_track_has_its_own():
    bass = [Note(36, 0, 240), Note(50, 240, 240)]

    assert range_of(bass, MELODY) == [29, 57]
    assert range_of(bass, MELODY, track=1) == [53, 86]


def test_after_a_single_note_there_are_two_octaves():
    assert range_of([Note(60, 0, 240)]) == [48, 72]


@pytest.mark.parametrize(("pitch", "expected"), [(2, [0, 14]), (125, [113, 127])])
def test_it_ends_where_pitches_do(pitch: int, expected: list[int]):
    assert range_of([Note(pitch, 0, 240)]) == expected


def test_it_can_be_made_wider():
    assert range_of(MELODY, more=5) == [48, 91]


def test_pitches_outside_are_taken_away_unless_nothing_else_is_left():
    within = registers(score_to_arrays(Score((Track.of(MELODY),))))
    allowed = np.ones((2, 128), dtype=bool)
    allowed[1, :90] = False

    keep_registers(within, np.array([0, 0]), allowed)

    assert np.flatnonzero(allowed[0])[[0, -1]].tolist() == [53, 86]
    assert np.flatnonzero(allowed[1])[[0, -1]].tolist() == [90, 127]


def played(continuer, seed, **options) -> list[int]:
    """The pitches of a take of 16 bars."""
    batches = continuer.continue_from(seed, SamplingOptions(bars=16, **options))
    return [continued.note.pitch for batch in batches for continued in batch]


def test_what_is_made_stays_in_the_register_unless_it_is_set_free(continuer, seed):
    assert set(played(continuer, seed)) <= set(range(53, 80))
    assert not set(played(continuer, seed, keeps_register=False)) <= set(range(53, 80))


def test_a_range_that_is_asked_for_counts_more_than_the_register(continuer, seed):
    assert set(played(continuer, seed, lowest_pitch=90, highest_pitch=110)) <= set(range(90, 111))


def test_a_section_that_is_to_return_far_away_may_go_there(continuer, seed):
    within = set(range(53 - 24, 80 + 24))
    assert set(played(continuer, seed, plan="A A+24")) <= within
    assert not set(played(continuer, seed, plan="A A+24")) <= set(range(53, 80))
