"""One step of the network without autograd: the fast path that generation takes, in 8-bit weights where possible."""

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from composer.generation.network import FIRST_HEAD_TO_SEE, MusicLSTM, State

Product = Callable[[Tensor], Tensor]  # (batch, in) → (batch, out)
Cell = Callable[[Tensor, Tensor, Tensor], tuple[Tensor, Tensor]]  # input, hidden, cell → hidden, cell; (batch, hidden)


class Decoder:
    """`MusicLSTM` for a batch of candidates, one event at a time; the state lives here.

    A step costs the reading of the weights plus the calls of many small operations. So the large products run
    on 8-bit weights (a quarter of the bytes) in torch, and what is small in NumPy, whose calls cost less.
    """

    def __init__(self, network: MusicLSTM, use_int8: bool = True) -> None:
        is_int8 = use_int8 and _has_int8()
        self._offsets = network.offsets.numpy()
        self._table = _array(network.embedding.weight)
        self._norms = [(norm.normalized_shape, norm.weight.detach(), norm.bias.detach()) for norm in network.norms]
        self._layers = [_int8_cell(lstm) if is_int8 else _float_cell(lstm) for lstm in network.lstms]
        product = _int8_product if is_int8 else _float_product
        self._to_heads = product(network.to_heads.weight.detach(), network.to_heads.bias.detach())
        self._seen = [_array(embedding.weight) for embedding in network.seen]
        self._heads = [(np.ascontiguousarray(_array(head.weight).T), _array(head.bias)) for head in network.heads]
        self._head_width = network.config.head
        self._hidden: list[Tensor] = []  # a layer each, (batch, hidden)
        self._cell: list[Tensor] = []
        self._contexts = np.empty((0, 0), dtype=np.float32)  # (batch, heads × head width)

    def start(self, state: State, features: Tensor) -> None:
        """Take over after the seed: state 2 × (layers, batch, hidden), features (batch, hidden) of its last event."""
        self._hidden, self._cell = list(state[0]), list(state[1])
        self._contexts = self._to_heads(features).numpy()

    def keep(self, kept: np.ndarray) -> None:
        """Go on with some of the candidates only: `kept` are their places in the batch."""
        places = torch.from_numpy(kept)
        self._hidden = [hidden[places] for hidden in self._hidden]
        self._cell = [cell[places] for cell in self._cell]

    def read(self, rows: np.ndarray) -> None:
        """Take in the events just chosen, rows (batch, columns)."""
        x = torch.from_numpy(np.add.reduce(self._table[rows + self._offsets], axis=1))
        for index, layer in enumerate(self._layers):
            normed = torch.layer_norm(x, *self._norms[index])
            self._hidden[index], self._cell[index] = layer(normed, self._hidden[index], self._cell[index])
            x += self._hidden[index]
        self._contexts = self._to_heads(torch.layer_norm(x, *self._norms[-1])).numpy()

    def see(self, source: int, tokens: np.ndarray) -> None:
        """Tell the later heads what is now known of the next event: `tokens` (batch,) of SOURCES[source]."""
        self._contexts[:, FIRST_HEAD_TO_SEE[source] * self._head_width :] += self._seen[source][tokens]

    def logits(self, head: int) -> np.ndarray:
        """Logits of one field, (batch, field size)."""
        width = self._head_width
        weight, bias = self._heads[head]
        return np.maximum(self._contexts[:, head * width : (head + 1) * width], 0) @ weight + bias


def _array(parameter: Tensor) -> np.ndarray:
    return parameter.detach().numpy()


def _has_int8() -> bool:
    return any(engine != "none" for engine in torch.backends.quantized.supported_engines)


def _float_product(weight: Tensor, bias: Tensor) -> Product:
    return lambda x: F.linear(x, weight, bias)


def _int8_product(weight: Tensor, bias: Tensor) -> Product:
    packed = _packed(weight, bias)
    multiply = _without_ceremony(torch.ops.quantized.linear_dynamic.default)
    # With a reduced range no sum of products overflows on processors without VNNI.
    return lambda x: multiply(x, packed, True)


def _float_cell(lstm: nn.LSTM) -> Cell:
    weights = _lstm_parameters(lstm)
    return lambda x, hidden, cell: torch.lstm_cell(x, (hidden, cell), *weights)


def _int8_cell(lstm: nn.LSTM) -> Cell:
    of_input, of_hidden, input_bias, hidden_bias = _lstm_parameters(lstm)
    weights = (_packed(of_input, input_bias), _packed(of_hidden, hidden_bias), input_bias, hidden_bias)
    step = _without_ceremony(torch.ops.quantized.quantized_lstm_cell_dynamic.default)
    return lambda x, hidden, cell: step(x, [hidden, cell], *weights)


def _without_ceremony(operator: Callable[..., Any]) -> Callable[..., Any]:
    """The operator itself, if it can be had, without torch's search for traced arguments, which takes 10 µs a call."""
    return getattr(operator, "_op", operator)


def _lstm_parameters(lstm: nn.LSTM) -> list[Tensor]:
    names = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
    return [lstm.get_parameter(name).detach() for name in names]


def _packed(weight: Tensor, bias: Tensor) -> torch.ScriptObject:
    """Weights in 8 bits, one scale for each output; inputs are quantized at each call, one scale for all."""
    scales = weight.abs().amax(dim=1).clamp(min=1e-8) / 127
    zeros = torch.zeros(len(weight), dtype=torch.int64)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # that these functions will move to another package
        quantized = torch.quantize_per_channel(weight, scales, zeros, axis=0, dtype=torch.qint8)
    return torch.ops.quantized.linear_prepack(quantized, bias)
