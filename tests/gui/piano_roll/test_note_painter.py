from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect, QSize

from composer.gui.piano_roll.detail import Detail, detail_of
from composer.gui.theme import DARK, apply_theme
from composer.music.score import Note, Score, Track
from tests.gui.piano_roll.test_piano_roll import colour_at


@pytest.fixture(autouse=True)
def dark(qapp):
    apply_theme(qapp, "dark")


def difference(first, second):
    return sum(abs(one - other) for one, other in zip(first.getRgb(), second.getRgb(), strict=True))


def test_other_tracks_are_faint_ghosts_in_their_own_colour(roll, document):
    """The second track is a bass at pitch 48 from tick 480 on."""
    green = document.score.tracks[1].colour or 1
    ghost = colour_at(roll, 1200, 48)
    assert abs(ghost.hslHue() - DARK.track_colours[green].hslHue()) < 25
    roll.active_track = 1
    edited = colour_at(roll, 1200, 48)
    assert difference(edited, DARK.white_row) > difference(ghost, DARK.white_row) > 30


@pytest.mark.parametrize("pixels", [48, 8, 4])
@pytest.mark.parametrize("row_height", [16, 5])
@pytest.mark.parametrize("pitch", [60, 48], ids=["edited", "other"])
def test_repeated_notes_can_be_told_apart(roll, document, pitch, row_height, pixels):
    beats = [Note(pitch, 480 * beat, 480) for beat in range(1, 11)]
    tracks = [Track(), Track()]
    tracks[pitch == 48] = Track.of(beats)
    document.load(Score(tuple(tracks)), None)
    roll.state.geometry = replace(roll.state.geometry, pixels_per_tick=pixels / 480, row_height=row_height)
    geometry = roll.state.geometry
    row = QPoint(round(geometry.tick_to_x(480)), round(geometry.pitch_to_y(pitch)) + 2)
    picture = roll._note_grid.grab(QRect(row, QSize(10 * pixels, 1))).toImage()
    middles = [picture.pixelColor(beat * pixels + pixels // 2, 0) for beat in range(9)]
    ends = [picture.pixelColor((beat + 1) * pixels - 1, 0) for beat in range(9)]
    assert all(difference(middle, end) > 20 for middle, end in zip(middles, ends, strict=True))


def test_a_chosen_colour_shows_at_once(roll, document):
    bass = document.score.tracks[1]
    document.apply("Change colour", document.score.with_track(1, replace(bass, colour=3)))
    assert abs(colour_at(roll, 1200, 48).hslHue() - DARK.track_colours[3].hslHue()) < 25


def test_a_muted_track_is_fainter(roll, document):
    ghost = colour_at(roll, 1200, 48)
    document.apply("Mute", document.score.with_track(1, replace(document.score.tracks[1], is_muted=True)))
    assert 0 < difference(colour_at(roll, 1200, 48), DARK.white_row) < difference(ghost, DARK.white_row)


def test_beside_a_solo_track_the_others_are_fainter(roll, document):
    before = colour_at(roll, 560, 60)
    document.apply("Solo", document.score.with_track(1, replace(document.score.tracks[1], is_solo=True)))
    assert difference(colour_at(roll, 560, 60), DARK.white_row) < difference(before, DARK.white_row)


def colours(roll, at: int, width: int = 16) -> int:
    """How many there are in so many pixels, from `at` pixels after the beginning of the note at tick 480 on."""
    corner = QPoint(round(roll.state.geometry.tick_to_x(480)) + at, round(roll.state.geometry.pitch_to_y(60)) + 3)
    part = roll.focusProxy().grab(QRect(corner, QSize(width, 10))).toImage()
    return len({part.pixel(x, y) for x in range(part.width()) for y in range(part.height())})


def test_the_name_of_a_note_is_written_on_it(roll):
    assert colours(roll, at=4) > 3
    assert colours(roll, at=60) == 1


def test_of_notes_that_overlap_only_one_is_named_at_a_place(roll, document):
    notes = [Note(60, 480, 960), Note(60, 580, 860), Note(64, 480, 960)]
    document.load(Score((Track.of(notes),)), None)
    assert colours(roll, at=4, width=10) == 1
    assert colours(roll, at=19) > 3


def test_selected_notes_of_several_tracks_are_named(roll, document):
    document.load(Score((Track.of([Note(60, 480, 960)]), Track.of([Note(60, 0, 480)]))), None)
    roll.choosing.select_all()
    assert colours(roll, at=4) > 3


def test_notes_are_named_where_there_is_room(roll):
    geometry = roll.state.geometry
    assert detail_of(roll.state) is Detail.NAMED
    roll.state.geometry = replace(geometry, row_height=8)
    assert detail_of(roll.state) is Detail.PLAIN
    roll.state.geometry = replace(geometry, pixels_per_tick=0.02)
    assert detail_of(roll.state) is Detail.PLAIN


def test_crowded_views_show_where_the_notes_of_each_track_are(roll, document):
    upper = Track.of(Note(70, 10 * number, 10) for number in range(8_000))
    lower = Track.of(Note(50, 10 * number, 10) for number in range(4_000, 8_000))
    document.load(Score((upper, lower, Track.of([Note(60, 0, 20_000)]))), None)
    roll.zooming.zoom_to_fit()
    assert detail_of(roll.state) is Detail.DENSE
    own, ghost, long = colour_at(roll, 60_000, 70), colour_at(roll, 60_000, 50), colour_at(roll, 10_000, 60)
    assert own.blue() > own.red() + 40
    assert ghost.green() > ghost.blue()
    for colour, empty in ((ghost, colour_at(roll, 20_000, 50)), (long, colour_at(roll, 40_000, 60))):
        assert difference(colour, empty) > 30
