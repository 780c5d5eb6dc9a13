import pytest

from composer.generation.ranking import best_take, closeness_to_seed
from composer.music.score import Note, Score, Track
from composer.music.seed import Seed, whole_seed
from composer.music.take import ContinuedNote

SCALE = [60, 62, 64, 65, 67, 65, 64, 62]


def take(pitches: list[int], step: int = 240) -> list[ContinuedNote]:
    return [ContinuedNote(Note(pitch, 1920 + step * i, step), 0) for i, pitch in enumerate(pitches)]


@pytest.fixture
def seed() -> Seed:
    return whole_seed(Score((Track.of(Note(pitch, 240 * i, 240) for i, pitch in enumerate(SCALE)),)))


def test_the_seed_itself_is_as_close_as_can_be(seed):
    assert closeness_to_seed(seed, [take(SCALE)]) == pytest.approx([1])


def test_other_pitches_and_another_rhythm_are_farther_away(seed):
    takes = [take([*SCALE[:-1], 61]), take([61, 73, 49, 66]), take([61, 73, 49], 1440)]
    near, far, farthest = closeness_to_seed(seed, takes)
    assert 1 > near > far > farthest


def test_nothing_at_all_is_as_far_away_as_can_be(seed):
    assert closeness_to_seed(seed, [[]]) == [0]


def test_of_equally_likely_takes_the_closest_is_offered(seed):
    assert best_take(seed, [take([61, 73, 49, 66]), take(SCALE)], [-2.0, -2.0]) == 1


def test_of_equally_close_takes_the_likeliest_is_offered(seed):
    assert best_take(seed, [take(SCALE)] * 3, [-2.0, -1.0, -3.0]) == 1


def test_where_the_two_disagree_the_likelier_is_offered(seed):
    assert best_take(seed, [take(SCALE), take([61, 73, 49, 66])], [-2.0, -1.0]) == 1


def test_a_take_without_notes_is_offered_last(seed):
    assert best_take(seed, [[], take([61])], [0.0, -5.0]) == 1
