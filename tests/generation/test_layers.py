import numpy as np
import pytest
import torch

from composer.generation.events import COLUMN_SIZES
from composer.generation.layers import Layers
from composer.generation.network import HEADS, MusicLSTM, NetworkConfig

TAKES = 3


@pytest.fixture(scope="module")
def network() -> MusicLSTM:
    torch.manual_seed(0)
    network = MusicLSTM(NetworkConfig(hidden=48, layers=2, head=24)).eval()
    for norm in network.norms:
        torch.nn.init.normal_(norm.weight, 1, 0.2)
        torch.nn.init.normal_(norm.bias, 0, 0.2)
    return network


def rows(count: int, rng_seed: int) -> np.ndarray:
    rng = np.random.default_rng(rng_seed)
    return rng.integers(0, COLUMN_SIZES, size=(count, TAKES, len(COLUMN_SIZES)))


def contexts_of(network: MusicLSTM, features: torch.Tensor) -> np.ndarray:
    """What the heads begin with, and a 1 behind each."""
    contexts = network.to_heads(features).unflatten(-1, (HEADS, -1))
    return torch.cat([contexts, torch.ones_like(contexts[..., :1])], dim=-1).flatten(-2).numpy()


@pytest.mark.parametrize(("use_int8", "tolerance"), [(False, 1e-5), (True, 0.1)])
def test_steps_give_what_the_network_gives_for_all_events_at_once(network, use_int8, tolerance):
    events = rows(20, 1)
    with torch.inference_mode():
        features, _ = network(torch.from_numpy(events).transpose(0, 1).contiguous())
        expected = contexts_of(network, features.transpose(0, 1))
        layers = Layers(network, use_int8)
        nothing = torch.zeros(2, 1, 48)
        layers.start((nothing, nothing), TAKES)

        found = np.stack([layers.step(each) for each in events])

    np.testing.assert_allclose(found, expected, atol=tolerance)


def test_a_take_goes_on_alone_as_it_would_have_beside_the_others(network):
    events = rows(6, 2)
    state = (torch.randn(2, 1, 48), torch.randn(2, 1, 48))
    with torch.inference_mode():
        together, alone = Layers(network, use_int8=False), Layers(network, use_int8=False)
        for layers in (together, alone):
            layers.start(state, TAKES)
            layers.step(events[0])
        alone.keep(np.array([1]))

        for each in events[1:]:
            np.testing.assert_allclose(alone.step(each[1:2]), together.step(each)[1:2], atol=1e-5)


def test_the_state_that_was_taken_over_stays_as_it_was(network):
    state = (torch.randn(2, 1, 48), torch.randn(2, 1, 48))
    before = [part.clone() for part in state]
    layers = Layers(network)
    layers.start(state, 1)

    layers.step(rows(1, 3)[0][:1])

    for part, copy in zip(state, before, strict=True):
        assert torch.equal(part, copy)
