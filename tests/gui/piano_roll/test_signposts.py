from composer.gui.piano_roll.signposts import Signpost, signposts_between, signposts_of
from composer.music.score import Marker, Score
from composer.music.time import Meter, MeterChange, MeterMap, TempoChange, TempoMap, bpm_to_tempo

SCORE = Score(
    tempo_map=TempoMap((TempoChange(0, bpm_to_tempo(120)), TempoChange(1920, bpm_to_tempo(92.5)))),
    meter_map=MeterMap((MeterChange(0, Meter(4, 4)), MeterChange(1920, Meter(3, 4)))),
    markers=(Marker(1920, "Waltz"), Marker(4800, "End")),
)


def test_a_piece_says_its_metre_and_tempo_at_its_beginning():
    assert signposts_of(Score()) == [Signpost(0, "", "4/4 · 120 bpm", None)]


def test_what_is_at_one_place_is_said_together_and_knows_its_room():
    assert signposts_of(SCORE) == [
        Signpost(0, "", "4/4 · 120 bpm", 1920),
        Signpost(1920, "Waltz", "3/4 · 92.5 bpm", 4800),
        Signpost(4800, "End", "", None),
    ]


def test_only_those_of_a_range_are_found():
    signposts = signposts_of(SCORE)
    assert [each.tick for each in signposts_between(signposts, 1, 4800)] == [1920]
    assert [each.tick for each in signposts_between(signposts, -100, 4801)] == [0, 1920, 4800]
