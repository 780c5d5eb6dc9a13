from bisect import bisect_right
from dataclasses import replace

import pytest

from composer.generation.events import DENSITY_EDGES
from composer.gui.seed_choice import (
    DENSITIES,
    SeedChoice,
    SeedScope,
    density_in_words,
    heard_key,
    seed_in_words,
    single_note,
)
from composer.music.errors import SeedError
from composer.music.pitch import Key
from composer.music.score import Note, Score, Track
from composer.music.seed import whole_seed
from composer.music.time import MeterMap, TempoMap

EARLY, LATE = Note(60, 0, 480), Note(64, 1920, 480)
SCORE = Score((Track.of([EARLY, LATE]),))


def notes_of(choice: SeedChoice) -> tuple[Note, ...]:
    return choice.seed_of(SCORE).score.tracks[0].notes


def test_the_whole_piece_is_the_seed_unless_chosen_otherwise():
    assert notes_of(SeedChoice()) == (EARLY, LATE)


def test_up_to_the_playhead_takes_what_begins_before_it():
    choice = SeedChoice(SeedScope.UP_TO_PLAYHEAD, playhead=1920)
    assert notes_of(choice) == (EARLY,)
    assert choice.seed_of(SCORE).end == 1920


def test_the_selection_can_be_the_seed():
    assert notes_of(SeedChoice(SeedScope.SELECTION, selection=frozenset({(0, LATE)}))) == (LATE,)


def test_of_a_selection_that_the_piece_holds_in_part_that_part_is_the_seed():
    selection = frozenset({(0, LATE), (0, Note(72, 0, 480)), (1, EARLY)})
    assert notes_of(SeedChoice(SeedScope.SELECTION, selection=selection)) == (LATE,)


def test_a_range_takes_what_begins_in_it():
    assert notes_of(SeedChoice(SeedScope.RANGE, seed_range=(480, 1921))) == (Note(64, 1920, 1),)


@pytest.mark.parametrize(
    "choice",
    [
        SeedChoice(SeedScope.UP_TO_PLAYHEAD, playhead=0),
        SeedChoice(SeedScope.SELECTION),
        SeedChoice(SeedScope.RANGE),
        SeedChoice(SeedScope.RANGE, seed_range=(480, 960)),
    ],
)
def test_a_choice_without_notes_is_no_seed(choice):
    with pytest.raises(SeedError, match="empty"):
        choice.seed_of(SCORE)


def test_a_seed_reads_as_notes_and_bars():
    assert seed_in_words(whole_seed(SCORE)) == "2 notes, 2 bars"
    assert seed_in_words(whole_seed(single_note(SCORE, 60))) == "1 note, 1 bar"


def test_a_bar_is_that_of_the_metre():
    waltz = replace(SCORE, meter_map=MeterMap.constant(6, 8))
    assert seed_in_words(whole_seed(waltz)) == "2 notes, 2 bars"


def test_there_is_one_density_of_every_class_that_the_model_tells_apart():
    classes = [bisect_right(DENSITY_EDGES.tolist(), density) for density in DENSITIES]
    assert classes == list(range(len(DENSITY_EDGES) + 1))


def test_a_density_is_counted_in_quarters():
    assert [density_in_words(density) for density in (0.44, 1, 12)] == [
        "0.44 per quarter",
        "1 per quarter",
        "12 per quarter",
    ]


def test_a_seed_that_ends_on_a_bar_line_does_not_count_the_next_bar():
    assert seed_in_words(whole_seed(Score((Track.of([Note(60, 0, 1920)]),)))) == "1 note, 1 bar"


def test_the_key_is_heard_in_pitched_notes():
    minor = Score((Track.of(Note(pitch, 480 * step, 480) for step, pitch in enumerate((57, 60, 64, 69))),))
    assert heard_key(whole_seed(minor)) == Key(9, "minor")
    assert heard_key(whole_seed(Score((Track.of([Note(36, 0, 480)], channel=9),)))) is None


def test_a_corrected_key_goes_with_the_seed():
    assert SeedChoice().seed_of(SCORE).key is None
    assert SeedChoice(key=Key(7)).seed_of(SCORE).key == Key(7)


@pytest.mark.parametrize(
    ("choice", "chosen"),
    [
        (SeedChoice(), {(0, EARLY), (0, LATE)}),
        (SeedChoice(SeedScope.UP_TO_PLAYHEAD, playhead=1920), {(0, EARLY)}),
        (SeedChoice(SeedScope.SELECTION, selection=frozenset({(0, LATE)})), {(0, LATE)}),
        (SeedChoice(SeedScope.RANGE, seed_range=(480, 1921)), {(0, LATE)}),
        (SeedChoice(SeedScope.RANGE), set()),
    ],
)
def test_the_notes_of_a_seed_are_those_of_the_piece(choice, chosen):
    assert choice.notes_of(SCORE) == chosen


def test_a_single_note_keeps_tempo_metre_and_instrument():
    waltz = Score((Track.of([EARLY], "Piano", 4, 2), Track()), TempoMap.constant(90), MeterMap.constant(3, 4))
    single = single_note(waltz, 67)
    assert single.tracks == (Track.of([Note(67, 0, 480)], "Piano", 4, 2),)
    assert (single.tempo_map, single.meter_map) == (waltz.tempo_map, waltz.meter_map)
