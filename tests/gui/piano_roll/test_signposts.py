from dataclasses import replace

from PySide6.QtCore import QPoint

from composer.gui.piano_roll.signposts import Signpost, signposts_between, signposts_of
from composer.gui.theme import CONTRAST, apply_theme
from composer.music.score import Marker, Score
from composer.music.time import Meter, MeterChange, MeterMap, TempoChange, TempoMap, bpm_to_tempo
from tests.gui.test_theme import contrast

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


def test_in_high_contrast_the_name_of_a_marker_stands_out_from_its_flag(roll, document, qapp):
    apply_theme(qapp, "contrast")
    document.load(replace(document.score, markers=(Marker(480, "Intro"),)), None)
    place = QPoint(round(roll.state.geometry.tick_to_x(480)) + 3, 3)
    flag = roll._ruler.grab().toImage().pixelColor(place)
    assert flag != CONTRAST.ruler
    assert contrast(flag, CONTRAST.text) >= 7
