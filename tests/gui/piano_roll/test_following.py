from itertools import pairwise

import pytest

from composer.gui.piano_roll.following import FollowMode
from composer.music.score import Note, Score, Track


@pytest.fixture
def playing(roll):
    """The roll while it plays from its beginning."""
    roll.set_playhead(0)
    roll.set_playing(True)
    return roll


def x_of(roll, tick):
    return roll.state.geometry.tick_to_x(tick)


def test_without_following_the_view_stays(playing):
    playing.following.mode = FollowMode.OFF
    for tick in range(0, 20_000, 500):
        playing.set_playhead(tick)
    assert playing.state.geometry.left == 0


def test_page_by_page_the_view_stays_until_the_playhead_leaves_it(playing):
    width = playing.state.view_size.width()
    lefts = set()
    for tick in range(0, 20_000, 100):
        playing.set_playhead(tick)
        lefts.add(playing.state.geometry.left)
        assert 0 <= x_of(playing, tick) <= width
    assert len(lefts) == 1 + 20_000 // (width * 5 - 240)


def test_smoothly_the_playhead_stays_near_one_place_and_the_view_never_jumps(playing):
    playing.following.mode = FollowMode.SMOOTH
    width, lefts = playing.state.view_size.width(), []
    for tick in range(0, 40_000, 20):
        playing.set_playhead(tick)
        lefts.append(playing.state.geometry.left)
    assert 0.3 * width < x_of(playing, 39_980) < 0.5 * width
    moves = [(after - before) * playing.state.geometry.pixels_per_tick for before, after in pairwise(lefts)]
    assert min(moves) >= 0
    assert max(moves) < 12


def test_smoothly_a_playhead_that_goes_back_is_shown_again(playing):
    playing.following.mode = FollowMode.SMOOTH
    playing.set_playhead(300)
    playing.state.geometry = playing.state.geometry.scrolled(1200, 0)
    playing.set_playhead(round(playing.state.geometry.left) + 100)
    playing.set_playhead(0)
    assert 0 <= x_of(playing, 0) <= playing.state.view_size.width()


@pytest.mark.parametrize("mode", FollowMode)
def test_a_view_that_was_scrolled_away_is_left_alone(playing, mode):
    playing.following.mode = mode
    playing.state.geometry = playing.state.geometry.scrolled(3000, 0)
    before = playing.state.geometry
    playing.set_playhead(500)
    assert playing.state.geometry == before


@pytest.mark.parametrize("pitch", [20, 110])
def test_a_page_whose_notes_are_all_above_or_below_the_view_is_shown_with_them(playing, pitch):
    document = playing.state.document
    document.apply("Draw", Score((*document.score.tracks, Track.of([Note(pitch, 6_000, 480)]))))
    playing.set_playhead(2_000)
    playing.set_playhead(6_000)
    assert 0 < playing.state.geometry.pitch_to_y(pitch) < playing.state.view_size.height() - 16


def test_a_piece_of_the_lowest_and_the_highest_pitch_opens_with_one_of_them_in_view(roll):
    roll.state.document.load(Score((Track.of([Note(0, 0, 480), Note(127, 480, 480)]),)), None)
    roll.show_beginning()
    height = roll.state.view_size.height()
    assert any(0 <= roll.state.geometry.pitch_to_y(pitch) <= height - 16 for pitch in (0, 127))


@pytest.mark.parametrize("notes", [[], [Note(60, 6_000, 480), Note(110, 6_000, 480)]])
def test_a_page_without_notes_or_with_some_in_view_stays_at_its_pitch(playing, notes):
    document = playing.state.document
    document.apply("Draw", Score((*document.score.tracks, Track.of(notes))))
    before = playing.state.geometry.top
    playing.set_playhead(2_000)
    playing.set_playhead(6_000)
    assert playing.state.geometry.top == before
