import numpy as np
import pytest

from composer.training.telling_apart import area_under_curve, told_apart


@pytest.fixture
def random() -> np.random.Generator:
    return np.random.default_rng(0)


def test_the_area_is_the_share_of_pairs_in_the_right_order():
    assert area_under_curve(np.array([2.0, 3.0]), np.array([1.0, 2.0])) == pytest.approx(3.5 / 4)


def test_what_differs_clearly_is_told_apart(random):
    judged = told_apart(random.normal(2, 1, (60, 3)), random.normal(0, 1, (60, 3)))
    assert judged.area > 0.9
    assert judged.low <= judged.area <= judged.high


def test_what_comes_from_one_source_is_not_told_apart(random):
    judged = told_apart(random.normal(0, 1, (200, 5)), random.normal(0, 1, (200, 5)))
    assert judged.low < 0.5 < judged.high


def test_the_same_pieces_are_not_told_apart(random):
    pieces = random.normal(0, 1, (40, 4))
    assert told_apart(pieces, pieces).area == pytest.approx(0.5)


def test_nothing_is_learned_from_the_pieces_that_are_judged(random):
    # More features than pieces: a classifier that had seen them would tell all of them apart.
    judged = told_apart(random.normal(0, 1, (20, 200)), random.normal(0, 1, (20, 200)))
    assert judged.area < 0.85


def test_a_feature_that_never_changes_does_no_harm(random):
    judged = told_apart(np.ones((20, 2)), np.ones((20, 2)))
    assert judged.area == pytest.approx(0.5)
