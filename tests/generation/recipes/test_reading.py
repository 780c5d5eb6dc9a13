"""Three ways of feeding a network, and what they must have in common."""

import numpy as np
import pytest
import torch

from composer.generation.recipes.layers import LSTM, Dense, LayerStack, OneHot, Scaled
from composer.generation.recipes.quick_step import QuickStep
from composer.generation.recipes.reading import CarryingReader, RereadingReader, RollingReader, reader_of
from tests.generation.recipes.conftest import small_model

TOKENS = 9
WINDOW = 5


@pytest.fixture
def network() -> LayerStack:
    stack = LayerStack(
        Scaled(TOKENS), torch.nn.Dropout(0.5), LSTM(1, 7), Dense(7, 4), LSTM(4, 6), Dense(6, TOKENS)
    )  # fmt: skip
    return stack.requires_grad_(False).eval()


def outputs_of(reader, events: np.ndarray) -> list[np.ndarray]:
    """What is said after a seed of `WINDOW` events, and after each of those that two takes add."""
    seed, rest = events[:WINDOW, 0], events[WINDOW:]
    return [reader.start(seed, takes=2), *(reader.read(row) for row in rest)]


def events_for_two() -> np.ndarray:
    events = np.random.default_rng(3).integers(0, TOKENS, (3 * WINDOW + 2, 2))
    events[:WINDOW, 1] = events[:WINDOW, 0]  # they share the seed
    return events


def test_rolling_windows_say_exactly_what_reading_each_window_anew_says(network):
    events = events_for_two()
    rolling, reread = outputs_of(RollingReader(network), events), outputs_of(RereadingReader(network), events)
    assert len(rolling) == len(reread) == 2 * WINDOW + 3
    for ours, published in zip(rolling, reread, strict=True):
        np.testing.assert_allclose(ours, published, atol=1e-6)


def test_a_carried_state_has_read_everything_from_the_beginning(network):
    events = events_for_two()
    said = outputs_of(CarryingReader(network), events)[-1]
    everything = network(torch.from_numpy(events.T.copy()))[:, -1].numpy()
    np.testing.assert_allclose(said, everything, atol=1e-6)


def test_a_network_that_reads_backwards_reads_its_window_again():
    network = small_model("frame-bigru").network
    assert isinstance(reader_of(network, keeps_window=False), RereadingReader)


def test_the_state_is_carried_unless_the_window_is_to_be_kept(network):
    assert isinstance(reader_of(network, keeps_window=False), CarryingReader)
    assert isinstance(reader_of(network, keeps_window=True), RollingReader)


@pytest.mark.parametrize("front", [Scaled(TOKENS), OneHot(TOKENS)])
def test_a_step_on_8_bit_weights_says_nearly_what_an_exact_one_says(front):
    torch.manual_seed(1)
    wide = LayerStack(
        front,
        LSTM(1 if isinstance(front, Scaled) else TOKENS, 64),
        Dense(64, 40),
        Dense(40, 30),
        LSTM(30, 64),
        torch.nn.Dropout(0.5),
        Dense(64, TOKENS),
    )
    wide.requires_grad_(False).eval()
    quick = QuickStep(wide, torch.tensor([0]))
    exact, quick_state = wide.zero_state(2), wide.zero_state(2)
    for event in torch.arange(TOKENS):
        outputs, quick_state = quick(event.expand(2), quick_state)
        features, exact = wide.step(event.expand(2), exact)
        torch.testing.assert_close(outputs, wide.head(features), atol=0.03, rtol=0)
    assert not torch.equal(outputs, wide.head(features))
