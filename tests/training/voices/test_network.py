from itertools import product

import numpy as np
import pytest
import torch

from composer.training.frames.ablation import Ablation
from composer.training.voices.counting import Counting
from composer.training.voices.course import ReadPiece, batch_of
from composer.training.voices.network import VoiceConfig, VoiceNetwork
from composer.training.voices.pieces import piece_of
from tests.training.voices.conftest import BLOCK, VOICES, frames_of


def read(pieces: list[np.ndarray], counting: Counting, is_joint: bool = True) -> list[ReadPiece]:
    known = [piece_of(frames, VOICES) for frames in pieces]
    return [ReadPiece(*each, is_joint) for each in zip(known, counting.of(known), strict=True)]


def network_for(piece: ReadPiece, **options) -> VoiceNetwork:
    torch.manual_seed(3)
    config = VoiceConfig(piece.piece.size, piece.features_heard, piece.features_seen, hidden=16, **options)
    network = VoiceNetwork(config).eval()
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.normal_(std=0.3)
    return network


@pytest.mark.parametrize(("without", "length"), [((), 8), ((), 9), *(((part,), 8) for part in Ablation)])
def test_the_probabilities_of_all_frames_that_might_follow_add_up_to_one(learned, without, length):
    is_joint, is_deep = Ablation.JOINT not in without, Ablation.DEPTH not in without
    counting = Counting(learned, without)
    eye = np.eye(BLOCK, dtype=bool)
    every = [np.concatenate(each) for each in product(eye, repeat=VOICES)]
    pieces = read([np.concatenate([frames_of(4, length), each[None]]) for each in every], counting, is_joint)
    network = network_for(pieces[0], is_deep=is_deep)
    with torch.no_grad():
        nats = network(batch_of(pieces)).reshape(len(pieces), -1)[:, -1]
    assert float(torch.exp(-nats).sum()) == pytest.approx(1, abs=1e-4)


def test_the_future_is_not_seen(learned):
    counting = Counting(learned)
    pieces = read([np.concatenate([frames_of(7, 15), frames_of(ending, 6)]) for ending in (8, 9)], counting)
    network = network_for(pieces[0])
    with torch.no_grad():
        nats = [network(batch_of([piece])) for piece in pieces]
    assert torch.equal(nats[0][:14], nats[1][:14])
    assert not torch.equal(nats[0][14:], nats[1][14:])


def test_pieces_side_by_side_are_told_as_each_alone(learned):
    counting = Counting(learned)
    pieces = read([frames_of(7, 20), frames_of(8, 9)], counting)
    network = network_for(pieces[0])
    with torch.no_grad():
        together = network(batch_of(pieces))
        alone = torch.cat([network(batch_of([piece])) for piece in pieces])
    assert torch.allclose(together, alone, atol=1e-5)
