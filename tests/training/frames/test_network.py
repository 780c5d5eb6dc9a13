from itertools import product

import numpy as np
import pytest
import torch

from composer.training.frames.batches import FramePiece, batch_of
from composer.training.frames.grams import Grams
from composer.training.frames.network import FrameConfig, FrameNetwork
from tests.training.frames.conftest import random_frames


def every_frame() -> np.ndarray:
    return np.array(list(product([0, 1], repeat=5)), dtype=bool)


def network_of(**options) -> FrameNetwork:
    torch.manual_seed(3)
    network = FrameNetwork(FrameConfig(5, hidden=16, **options)).eval()
    with torch.no_grad():
        network.trust.normal_()
        network.trust_in_counts.normal_()
    return network


@pytest.mark.parametrize(
    "options",
    [{}, {"has_copies": False}, {"has_counts": False}, {"is_deep": False, "layers": 1}, {"is_joint": False}],
)
def test_the_probabilities_of_all_frames_that_might_follow_add_up_to_one(options):
    frames = np.tile(random_frames(5, 4), (3, 1))
    network = network_of(**options)
    grams = Grams([frames[:4]], 0)
    nats = []
    for following in every_frame():
        piece = FramePiece(np.concatenate([frames, following[None]]), grams)
        with torch.no_grad():
            nats.append(network(batch_of([(piece, 0, len(piece))]))[0][-1])
    assert float(torch.exp(-torch.stack(nats)).sum()) == pytest.approx(1, abs=1e-5)


def test_the_state_carries_over_from_one_window_to_the_next():
    piece = FramePiece(random_frames(2, 30))
    network = network_of()
    with torch.no_grad():
        whole, *_ = network(batch_of([(piece, 0, 29)]))
        first, _, state = network(batch_of([(piece, 0, 13)]))
        second, *_ = network(batch_of([(piece, 13, 29)]), state)
    assert torch.allclose(whole, torch.cat([first, second]), atol=1e-5)


def test_what_lies_behind_the_end_of_a_piece_counts_nothing():
    long, short = FramePiece(random_frames(1, 20)), FramePiece(random_frames(2, 8))
    for config in ({}, {"is_joint": False}):
        network = network_of(**config)
        with torch.no_grad():
            together, *_ = network(batch_of([(long, 0, 19), (short, 0, 7)]))
            alone, *_ = network(batch_of([(short, 0, 7)]))
        assert torch.allclose(together.reshape(2, -1)[1], torch.cat([alone, torch.zeros(12)]), atol=1e-5)


def test_the_future_is_not_seen():
    frames = random_frames(4, 20)
    changed = frames.copy()
    changed[15:] = ~changed[15:]
    network = network_of()
    with torch.no_grad():
        nats = [network(batch_of([(FramePiece(each), 0, 19)]))[0] for each in (frames, changed)]
    assert torch.equal(nats[0][:14], nats[1][:14])
    assert not torch.equal(nats[0][14:], nats[1][14:])
