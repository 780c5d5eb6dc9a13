"""What was drawn or played, as it stands on paper."""

from fractions import Fraction
from random import Random

import pytest

from composer.music.score import Note
from composer.music.time import Meter, MeterChange, MeterMap
from composer.notation.written import written, written_place

FOUR = MeterMap()


def places(notes, meter_map=FOUR):
    return [(note.start, note.duration) for note in written(notes, meter_map)]


def test_what_is_on_the_grid_stays_as_it_is():
    drawn = [Note(60, 0, 480), Note(62, 480, 240), Note(64, 720, 120), Note(65, 840, 120), Note(67, 960, 60)]
    quarters = [Fraction(duration, 480) for duration in (480, 240, 120, 120, 60)]
    assert [duration for _, duration in places(drawn)] == quarters
    assert [start for start, _ in places(drawn)] == [0, 1, Fraction(3, 2), Fraction(7, 4), 2]


def test_triplets_are_found_beside_sixteenths():
    triplet = [Note(60, 160 * each, 160) for each in range(3)]
    sixteenths = [Note(60, 480 + 120 * each, 120) for each in range(4)]
    assert [duration for _, duration in places([*triplet, *sixteenths])] == 3 * [Fraction(1, 3)] + 4 * [Fraction(1, 4)]


def test_a_free_hand_is_put_on_the_nearest_note_values():
    random = Random(7)
    played = [
        Note(60, max(480 * each + random.randint(-25, 25), 0), 480 + random.randint(-70, 10)) for each in range(16)
    ]
    assert places(played) == [(each, 1) for each in range(16)]


def test_a_rest_that_was_drawn_is_not_filled():
    staccato = [Note(60, 240 * each, 120) for each in range(4)]
    assert [duration for _, duration in places(staccato)] == 4 * [Fraction(1, 4)]


@pytest.mark.parametrize("duration", [1, 7, 12])
def test_the_shortest_note_has_a_note_value(duration):
    [(_, written_duration)] = places([Note(60, 475, duration)])
    assert written_duration >= Fraction(1, 12)


def test_beats_are_counted_from_a_change_of_the_metre():
    meter_map = MeterMap((MeterChange(0, Meter()), MeterChange(1920 + 240, Meter(3, 4))))
    assert places([Note(60, 2160 + 480 * each, 480) for each in range(3)], meter_map) == [
        (Fraction(9, 2) + each, 1) for each in range(3)
    ]


def test_signs_stand_on_sixteenths():
    assert written_place(1921, FOUR) == 4
    assert written_place(130, FOUR) == Fraction(1, 4)
