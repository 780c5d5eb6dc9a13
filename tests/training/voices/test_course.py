import numpy as np
import pytest
import torch

from composer.training.frames.ablation import Ablation
from composer.training.frames.data import FrameSet
from composer.training.frames.learning import Lesson, train
from composer.training.voices.blending import blended
from composer.training.voices.course import VoiceCourse, batch_of
from tests.training.voices.conftest import VOICES, frames_of


@pytest.fixture(scope="module")
def data() -> FrameSet:
    splits = (
        [np.tile(frames_of(seed, 12), (3, 1)) for seed in seeds] for seeds in (range(8), range(8, 10), range(10, 12))
    )
    return FrameSet("jsb16", VOICES, *splits)


@pytest.fixture(scope="module")
def course(data) -> VoiceCourse:
    return VoiceCourse(data)


def test_each_pass_foresees_every_frame_but_the_first_once(course):
    random = np.random.default_rng(0)
    passes = [sum(batch.frames for batch in course.lessons(random)) for _ in range(2)]
    assert passes == [course.frames] * 2 == [8 * 35] * 2


def test_a_network_that_has_learned_nothing_says_what_counting_says(course):
    network = course.network()
    batch = batch_of(course.splits["valid"])
    nats = 0.0
    for voice in range(VOICES):
        weights = network.tellers[voice].by_place[batch.place]
        logits = blended(batch.logs[:, voice].float(), weights).masked_fill(~batch.may_follow, -torch.inf)
        nats += float(torch.nn.functional.cross_entropy(logits, batch.tokens[:, voice]).detach())
    assert course.judge(network, "valid").per_frame == pytest.approx(nats / VOICES, rel=1e-5)


def test_the_likelihood_is_per_note_of_a_voice(course):
    network = course.network()
    with torch.inference_mode():
        nats = float(network.eval().losses(batch_of(course.splits["test"]))[1])
    assert course.judge(network, "test").per_frame == pytest.approx(nats / (2 * 35 * VOICES), rel=1e-5)


def test_it_learns(course):
    told = []
    network = train(course, Lesson(3), told.append)
    assert course.judge(network, "valid").per_frame < course.judge(course.network(), "valid").per_frame
    assert min(progress.valid for progress in told) == pytest.approx(course.judge(network, "valid").per_frame)


def test_without_depth_there_is_one_plain_layer(data):
    plain = VoiceCourse(data, (Ablation.DEPTH,)).network().config
    assert (plain.layers, plain.is_deep) == (1, False)
