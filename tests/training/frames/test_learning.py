from dataclasses import replace

import numpy as np
import pytest
import torch

from composer.training.frames.ablation import Ablation
from composer.training.frames.course import FrameCourse
from composer.training.frames.data import FrameSet
from composer.training.frames.floors import floors
from composer.training.frames.learning import Lesson, pooled, train
from tests.training.frames.conftest import random_frames


def repeating(seeds: range) -> list[np.ndarray]:
    return [np.tile(random_frames(seed, 6), (8, 1)) for seed in seeds]


@pytest.fixture(autouse=True)
def one_thread():
    """On more, sums are added up in an order of their own."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def data() -> FrameSet:
    return FrameSet("jsb", 0, repeating(range(6)), repeating(range(6, 8)), repeating(range(8, 10)))


def learned(data: FrameSet, epochs: int, seed: int = 0):
    told = []
    course = FrameCourse(data, (Ablation.MOVING,))
    course.config = replace(course.config, hidden=16, dropout=0.0)
    return course, train(course, Lesson(epochs, seed), told.append), told


def test_it_learns_to_foresee_better_than_single_keys_do_and_keeps_what_was_best_on_the_validation_split(data):
    course, network, told = learned(data, 12)
    assert course.judge(network, "test").per_frame < floors(data)["markov"].per_frame
    best = min(told, key=lambda progress: progress.valid)
    assert course.judge(network, "valid").per_frame == pytest.approx(best.valid)
    assert best.is_best


def test_equal_seeds_give_equal_networks(data):
    networks = [learned(data, 2, seed)[1] for seed in (1, 1, 2)]
    same, other = (
        all(torch.equal(a, b) for a, b in zip(networks[0].parameters(), network.parameters(), strict=True))
        for network in networks[1:]
    )
    assert same
    assert not other


def test_the_likelihood_is_per_frame_and_with_voices_per_note_of_a_voice():
    assert pooled([10.0, 2.0], [4, 2], voices=0).per_frame == 2
    assert pooled([10.0, 2.0], [4, 2], voices=0).per_piece == 1.75
    assert pooled([10.0, 2.0], [4, 2], voices=4).per_frame == 0.5
