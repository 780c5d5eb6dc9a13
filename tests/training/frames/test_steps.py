import numpy as np

from composer.training.frames.steps import spell
from tests.training.frames.conftest import random_frames, random_voices


def test_a_frame_is_spelled_from_its_lowest_key_up_and_ended():
    steps = spell(np.array([[0, 1, 0, 1], [0, 0, 0, 0]], dtype=bool), voices=0)
    assert steps.frame.tolist() == [0, 0, 0, 1]
    assert steps.token.tolist() == [1, 3, 4, 4]
    assert steps.lowest.tolist() == [0, 2, 4, 0]
    assert steps.beyond.tolist() == [5, 5, 5, 5]


def test_each_voice_is_spelled_within_its_own_keys_and_no_end_is_needed():
    steps = spell(np.array([[0, 1, 0, 0, 0, 1]], dtype=bool), voices=2)
    assert steps.token.tolist() == [1, 5]
    assert (steps.lowest.tolist(), steps.beyond.tolist()) == ([0, 3], [3, 6])


def test_every_token_is_one_that_may_stand_where_it_does():
    for frames, voices in ((random_frames(1, 50), 0), (random_voices(1, 50), 2)):
        steps = spell(frames, voices)
        assert (steps.lowest <= steps.token).all()
        assert (steps.token < steps.beyond).all()
