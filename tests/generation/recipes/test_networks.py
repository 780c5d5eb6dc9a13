"""The five networks layer for layer: their sizes, worked out by hand from the formulas of Keras' layers."""

from functools import cache

import pytest
import torch
from torch import nn

from composer.generation.recipes.layers import LSTM, BidirectionalGRU, Dense, LayerStack
from composer.generation.recipes.table import recipe_of


def lstm(inputs: int, units: int) -> int:
    """Four gates, each with weights for input and state and one bias."""
    return 4 * units * (inputs + units + 1)


def bidirectional_gru(inputs: int, units: int) -> int:
    """Two directions of three gates, each with weights for input and state and two biases (`reset_after`)."""
    return 2 * 3 * units * (inputs + units + 2)


def dense(inputs: int, units: int) -> int:
    return units * (inputs + 1)


# (recipe, size of the vocabulary in the article, parameters)
PUBLISHED = [
    (
        "note-chord-lstm",
        352,
        lstm(1, 256) + lstm(256, 512) + lstm(512, 256) + dense(256, 256) + dense(256, 352),
    ),
    ("step-duration-lstm", 0, lstm(3, 128) + dense(128, 128) + 2 * dense(128, 1)),
    (
        "frame-bigru",
        201,
        201 * 100 + bidirectional_gru(100, 128) + 2 * bidirectional_gru(256, 128) + dense(256, 64) + dense(64, 201),
    ),
    ("one-hot-lstm", 308, lstm(308, 512) + lstm(512, 256) + dense(256, 308)),
    (
        "lofi-lstm",
        300,
        lstm(1, 512) + dense(512, 256) + dense(256, 256) + lstm(256, 512) + dense(512, 256) + lstm(256, 512)
        + dense(512, 300),
    ),
]  # fmt: skip


@cache
def network_of(recipe_id: str) -> LayerStack:
    """The network for the article's own vocabulary."""
    [vocabulary] = [size for each, size, _ in PUBLISHED if each == recipe_id]
    return recipe_of(recipe_id).network(vocabulary)


@pytest.mark.parametrize(("recipe_id", "_", "expected"), PUBLISHED)
def test_a_network_has_as_many_parameters_as_the_published_layers(recipe_id, _, expected):
    assert network_of(recipe_id).parameter_count == expected


def test_the_sums_are_the_numbers_that_keras_prints():
    assert [expected for *_, expected in PUBLISHED] == [2_782_816, 84_354, 819_149, 2_548_020, 4_684_844]


@pytest.mark.parametrize(
    ("recipe_id", "kinds"),
    [
        ("note-chord-lstm", "Scaled LSTM Dropout LSTM Dropout LSTM | Dense Dropout Dense"),
        ("step-duration-lstm", "_ScaledPitch LSTM | _Heads"),
        ("frame-bigru", "Embedding BidirectionalGRU BidirectionalGRU BidirectionalGRU | Dense LeakyReLU Dense"),
        ("one-hot-lstm", "OneHot LSTM Dropout LSTM | Dropout Dense"),
        ("lofi-lstm", "Scaled Dropout LSTM Dense Dense LSTM Dense LSTM | Dense"),
    ],
)
def test_the_layers_stand_in_the_published_order(recipe_id, kinds):
    network = network_of(recipe_id)
    body, head = ([type(layer).__name__ for layer in part] for part in (network.body, network.head))
    assert " ".join([*body, "|", *head]) == kinds


@pytest.mark.parametrize(
    ("recipe_id", "rates"),
    [("note-chord-lstm", [0.3, 0.3, 0.3]), ("one-hot-lstm", [0.3, 0.3]), ("lofi-lstm", [0.2])],
)
def test_the_dropouts_are_the_published_ones(recipe_id, rates):
    assert [layer.p for layer in network_of(recipe_id).modules() if isinstance(layer, nn.Dropout)] == rates


@pytest.mark.parametrize(
    ("recipe_id", "kind", "rate"),
    [
        ("note-chord-lstm", torch.optim.RMSprop, 0.001),
        ("step-duration-lstm", torch.optim.Adam, 0.005),
        ("one-hot-lstm", torch.optim.Adam, 0.001),
        ("lofi-lstm", torch.optim.RMSprop, 0.001),
    ],
)
def test_the_optimizers_are_the_published_ones(recipe_id, kind, rate):
    optimizer = recipe_of(recipe_id).optimizer([nn.Parameter(torch.zeros(1))])
    assert type(optimizer) is kind
    assert optimizer.param_groups[0]["lr"] == rate
    assert optimizer.param_groups[0]["eps"] == 1e-7


def test_an_lstm_has_one_bias_like_keras_and_opens_its_forget_gates():
    layer = LSTM(2, 3)
    of_input, of_hidden, bias, other_bias = layer.parameters()
    assert bias.tolist() == [0] * 3 + [1] * 3 + [0] * 6  # input, forget, cell, output
    assert other_bias.tolist() == [0] * 12
    assert not other_bias.requires_grad
    assert torch.allclose(of_hidden.T @ of_hidden, torch.eye(3), atol=1e-5)
    assert of_input.abs().max() <= (6 / (2 + 12)) ** 0.5


def test_a_gru_resets_after_the_product_like_keras():
    """One unit, one event: h = (1 − z) · tanh(W x + b + r · (U h₀ + c)), where h₀ = 0 leaves r · c."""
    layer = BidirectionalGRU(1, 1)
    with torch.no_grad():
        layer.weight_ih_l0[:] = torch.tensor([[0.5], [0.25], [1.0]])  # reset, update, new
        layer.bias_ih_l0[:] = torch.tensor([0.1, 0.2, 0.3])
        layer.bias_hh_l0[:] = torch.tensor([0.0, 0.0, 0.7])
        output = layer(torch.ones(1, 1, 1))[0, 0, 0]
    reset, update = torch.sigmoid(torch.tensor([0.6, 0.45]))
    assert output == pytest.approx(float((1 - update) * torch.tanh(1.3 + reset * 0.7)), abs=1e-6)


def test_the_last_gru_gives_the_end_of_the_way_forward_and_of_the_way_back():
    every, last = BidirectionalGRU(2, 3), BidirectionalGRU(2, 3, is_last=True)
    last.load_state_dict(every.state_dict())
    x = torch.randn(4, 7, 2)
    outputs = every(x)
    expected = torch.cat([outputs[:, -1, :3], outputs[:, 0, 3:]], dim=1)
    assert torch.allclose(last(x)[:, 0], expected, atol=1e-6)


def test_dense_layers_begin_as_keras_begins_them():
    layer = Dense(100, 50)
    assert layer.bias.abs().max() == 0
    assert layer.weight.abs().max() <= (6 / 150) ** 0.5
