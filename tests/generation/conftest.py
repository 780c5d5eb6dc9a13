import pytest
import torch

from composer.generation.checkpoint import ModelCard
from composer.generation.continuation import Continuer
from composer.generation.events import Column
from composer.generation.network import MusicLSTM, NetworkConfig
from composer.music.score import Note, Score, Track
from composer.music.seed import Seed, whole_seed


@pytest.fixture(scope="session")
def network() -> MusicLSTM:
    """A small network with random weights: it babbles, but every code path is real."""
    torch.manual_seed(0)
    network = MusicLSTM(NetworkConfig(hidden=48, layers=2, head=24, copies=True)).eval()
    assert network.copy_gates is not None
    torch.nn.init.normal_(network.copy_gates.trust)
    network.heads[Column.DURATION].bias.data[0] = -100.0  # no trained network says that a note is without duration
    for gate in network.copy_gates.gates:
        torch.nn.init.normal_(gate.weight, std=0.3)
    return network


@pytest.fixture(scope="session")
def continuer(network: MusicLSTM) -> Continuer:
    return Continuer(network, ModelCard("babbler", "nothing"))


@pytest.fixture
def seed() -> Seed:
    pitches = [60, 64, 67, 72, 71, 67, 64, 62]
    return whole_seed(Score((Track.of([Note(pitch, 240 * i, 240) for i, pitch in enumerate(pitches)]),)))
