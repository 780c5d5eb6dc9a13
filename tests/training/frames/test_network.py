from itertools import product

import numpy as np
import pytest
import torch

from composer.training.frames.batches import FramePiece, batch_of
from composer.training.frames.grams import Grams
from composer.training.frames.network import FrameConfig, FrameNetwork
from tests.training.frames.conftest import random_frames, random_voices


def every_frame(voices: int) -> np.ndarray:
    if not voices:
        return np.array(list(product([0, 1], repeat=5)), dtype=bool)
    return np.concatenate([np.repeat(np.eye(3, dtype=bool), 3, axis=0), np.tile(np.eye(3, dtype=bool), (3, 1))], axis=1)


def network_of(keys: int, voices: int, **options) -> FrameNetwork:
    torch.manual_seed(3)
    network = FrameNetwork(FrameConfig(keys, voices, hidden=16, **options)).eval()
    with torch.no_grad():
        network.trust.normal_()
        network.trust_in_counts.normal_()
    return network


@pytest.mark.parametrize(
    ("voices", "options"),
    [
        *product([0, 2], [{}, {"has_copies": False}, {"has_counts": False}, {"is_deep": False, "layers": 1}]),
        (0, {"is_joint": False}),  # keys that are each alone do not know of voices
    ],
)
def test_the_probabilities_of_all_frames_that_might_follow_add_up_to_one(voices, options):
    frames = random_voices(5, 12) if voices else np.tile(random_frames(5, 4), (3, 1))
    network = network_of(frames.shape[1], voices, **options)
    grams = Grams([frames[:4]], voices)
    nats = []
    for following in every_frame(voices):
        piece = FramePiece(np.concatenate([frames, following[None]]), voices, grams)
        with torch.no_grad():
            nats.append(network(batch_of([(piece, 0, len(piece))], voices))[0][-1])
    assert float(torch.exp(-torch.stack(nats)).sum()) == pytest.approx(1, abs=1e-5)


def test_the_state_carries_over_from_one_window_to_the_next():
    piece = FramePiece(random_frames(2, 30), 0)
    network = network_of(5, 0)
    with torch.no_grad():
        whole, *_ = network(batch_of([(piece, 0, 29)], 0))
        first, _, state = network(batch_of([(piece, 0, 13)], 0))
        second, *_ = network(batch_of([(piece, 13, 29)], 0), state)
    assert torch.allclose(whole, torch.cat([first, second]), atol=1e-5)


def test_what_lies_behind_the_end_of_a_piece_counts_nothing():
    long, short = FramePiece(random_frames(1, 20), 0), FramePiece(random_frames(2, 8), 0)
    for config in ({}, {"is_joint": False}):
        network = network_of(5, 0, **config)
        with torch.no_grad():
            together, *_ = network(batch_of([(long, 0, 19), (short, 0, 7)], 0))
            alone, *_ = network(batch_of([(short, 0, 7)], 0))
        assert torch.allclose(together.reshape(2, -1)[1], torch.cat([alone, torch.zeros(12)]), atol=1e-5)


def test_the_future_is_not_seen():
    frames = random_frames(4, 20)
    changed = frames.copy()
    changed[15:] = ~changed[15:]
    network = network_of(5, 0)
    with torch.no_grad():
        nats = [network(batch_of([(FramePiece(each, 0), 0, 19)], 0))[0] for each in (frames, changed)]
    assert torch.equal(nats[0][:14], nats[1][:14])
    assert not torch.equal(nats[0][14:], nats[1][14:])
