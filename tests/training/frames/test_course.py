import numpy as np
import pytest

from composer.training.frames.ablation import Ablation
from composer.training.frames.course import FrameCourse, config_for
from tests.training.frames.conftest import random_set

DATA = random_set(voices=0)


@pytest.mark.parametrize("part", [part for part in Ablation if part is not Ablation.MOVING])
def test_each_ablation_of_the_network_changes_it(part):
    assert config_for(DATA, (part,)) != config_for(DATA, ())


def test_without_moving_pieces_are_learned_in_their_own_keys_only():
    pieces = {frames.tobytes() for split in (DATA.train,) for piece in split for frames in piece}
    course = FrameCourse(DATA, (Ablation.MOVING,))
    for batch in course.lessons(np.random.default_rng(0)):
        assert {frame.numpy().tobytes() for frame in batch.following[batch.counts]} <= pieces
