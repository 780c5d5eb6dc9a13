from itertools import product

import numpy as np
import pytest

from composer.training.frames.data import FrameSet
from composer.training.frames.floors import NAMES, _Markov, floors
from composer.training.frames.grams import Grams
from tests.training.frames.conftest import random_frames


def frames_that_might_follow(data: FrameSet) -> np.ndarray:
    if not data.voices:
        return np.array(list(product([0, 1], repeat=data.keys)), dtype=bool)
    eye = np.eye(data.block, dtype=bool)
    return np.array([np.concatenate(each) for each in product(eye, repeat=data.voices)])


@pytest.mark.parametrize("floor", [_Markov, lambda data: Grams(data.train, data.voices)], ids=["markov", "n-gram"])
def test_the_probabilities_of_all_frames_that_might_follow_add_up_to_one(data, floor):
    following = frames_that_might_follow(data)
    counted = floor(data)
    for before in data.test[0][:10]:
        assert counted.of(np.repeat(before[None], len(following), axis=0), following).sum() == pytest.approx(1)


def test_copying_is_best_where_pieces_repeat_themselves():
    pieces = [np.tile(random_frames(seed, 12, keys=8), (4, 1)) for seed in range(9)]
    counted = floors(FrameSet("jsb", 0, pieces[:3], pieces[3:6], pieces[6:]))
    assert tuple(counted) == NAMES
    assert counted["copying"].per_frame < 0.5 * min(counted["markov"].per_frame, counted["n-gram"].per_frame)


def test_the_mean_over_pieces_weighs_short_and_long_ones_alike(data):
    for each in floors(data).values():
        assert each.per_frame > 0
        assert each.per_piece == pytest.approx(each.per_frame, rel=0.3)
