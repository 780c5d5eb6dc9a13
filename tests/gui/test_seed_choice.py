import pytest

from composer.gui.seed_choice import SeedChoice, SeedScope, seed_in_words, single_note
from composer.music.errors import SeedError
from composer.music.pitch import Key
from composer.music.score import KeyChange, Note, Score, Track
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


def test_a_seed_reads_as_notes_bars_and_key():
    a_minor = Score(SCORE.tracks, keys=(KeyChange(0, Key(9, "minor")),))
    assert seed_in_words(whole_seed(a_minor)) == "2 notes, 2 bars, A minor"
    assert seed_in_words(whole_seed(single_note(SCORE, 60))).startswith("1 note, 1 bar")


def test_a_seed_that_ends_on_a_bar_line_does_not_count_the_next_bar():
    assert "1 bar," in seed_in_words(whole_seed(Score((Track.of([Note(60, 0, 1920)]),))))


def test_drums_have_no_key():
    drums = Score((Track.of([Note(36, 0, 480)], channel=9),))
    assert seed_in_words(whole_seed(drums)) == "1 note, 1 bar"


def test_a_single_note_keeps_tempo_metre_and_instrument():
    waltz = Score((Track.of([EARLY], "Piano", 4, 2), Track()), TempoMap.constant(90), MeterMap.constant(3, 4))
    single = single_note(waltz, 67)
    assert single.tracks == (Track.of([Note(67, 0, 480)], "Piano", 4, 2),)
    assert (single.tempo_map, single.meter_map) == (waltz.tempo_map, waltz.meter_map)
