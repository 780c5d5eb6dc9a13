"""One step of the network without autograd: the fast path that generation takes, in 8-bit weights where possible."""

import warnings
from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from composer.generation.network import FIRST_HEAD_TO_SEE, MusicLSTM, State

# The hidden state lies within ±1, its layer's normed input within about ±4. Both share one scale when they are
# quantized, so the hidden state is stretched to use the same range.
_HIDDEN_SCALE = 4.0

Product = Callable[[Tensor], Tensor]  # (batch, in) → (batch, out)


class Decoder:
    """`MusicLSTM` for a batch of candidates, one event at a time; the state lives here.

    A step costs the reading of the weights plus the calls of many small operations. So the large products run
    on 8-bit weights (a quarter of the bytes) in torch, and all else in NumPy, whose calls cost less.
    """

    def __init__(self, network: MusicLSTM, use_int8: bool = True) -> None:
        product = _int8_product if use_int8 and _has_int8() else _float_product
        self._offsets = network.offsets.numpy()
        self._table = _array(network.embedding.weight)
        self._norms = list(network.norms)
        self._gates = [_gate_product(lstm, product) for lstm in network.lstms]
        self._to_heads = product(network.to_heads.weight.detach(), network.to_heads.bias.detach())
        self._seen = [_array(embedding.weight) for embedding in network.seen]
        self._heads = [(np.ascontiguousarray(_array(head.weight).T), _array(head.bias)) for head in network.heads]
        self._width = network.config.hidden
        self._head_width = network.config.head
        self._cells: list[np.ndarray] = []  # a layer each, (batch, hidden)
        self._inputs: list[np.ndarray] = []  # a layer each, (batch, 2 × hidden): normed input, scaled hidden state
        self._contexts = np.empty((0, 0), dtype=np.float32)  # (batch, heads × head width)

    def start(self, state: State, features: Tensor) -> None:
        """Take over after the seed: state 2 × (layers, batch, hidden), features (batch, hidden) of its last event."""
        self._cells = [cell.numpy().copy() for cell in state[1]]
        self._inputs = [np.concatenate([hidden, hidden * _HIDDEN_SCALE], axis=1) for hidden in state[0].numpy()]
        self._contexts = self._to_heads(features).numpy()

    def read(self, rows: np.ndarray) -> None:
        """Take in the events just chosen, rows (batch, columns)."""
        width = self._width
        x = np.add.reduce(self._table[rows + self._offsets], axis=1)
        for inputs, cell, norm, gate_product in zip(self._inputs, self._cells, self._norms, self._gates, strict=False):
            inputs[:, :width] = _layer_norm(x, norm)
            gates = gate_product(torch.from_numpy(inputs)).numpy()
            opened = 1 / (1 + np.exp(-gates[:, : 3 * width]))  # input, forget and output gates lie side by side
            cell *= opened[:, width : 2 * width]
            cell += opened[:, :width] * np.tanh(gates[:, 3 * width :])
            hidden = np.tanh(cell) * opened[:, 2 * width :]
            inputs[:, width:] = hidden * _HIDDEN_SCALE
            x += hidden
        self._contexts = self._to_heads(torch.from_numpy(_layer_norm(x, self._norms[-1]))).numpy()

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


def _layer_norm(x: np.ndarray, norm: nn.LayerNorm) -> np.ndarray:
    return F.layer_norm(torch.from_numpy(x), norm.normalized_shape, norm.weight, norm.bias, norm.eps).numpy()


def _has_int8() -> bool:
    return any(engine != "none" for engine in torch.backends.quantized.supported_engines)


def _gate_product(lstm: nn.LSTM, product: Callable[[Tensor, Tensor], Product]) -> Product:
    """The product of (input, scaled hidden state) with all gates' weights, ordered input, forget, output, cell."""

    def parameter(name: str) -> Tensor:
        i, f, g, o = lstm.get_parameter(name).detach().chunk(4)
        return torch.cat([i, f, o, g])

    weight = torch.cat([parameter("weight_ih_l0"), parameter("weight_hh_l0") / _HIDDEN_SCALE], dim=1)
    return product(weight, parameter("bias_ih_l0") + parameter("bias_hh_l0"))


def _float_product(weight: Tensor, bias: Tensor) -> Product:
    return lambda x: F.linear(x, weight, bias)


def _int8_product(weight: Tensor, bias: Tensor) -> Product:
    """Weights in 8 bits, one scale for each output; inputs are quantized on the way in, one scale for each call."""
    scales = weight.abs().amax(dim=1).clamp(min=1e-8) / 127
    zeros = torch.zeros(len(weight), dtype=torch.int64)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # that these functions will move to another package
        quantized = torch.quantize_per_channel(weight, scales, zeros, axis=0, dtype=torch.qint8)
    packed = torch.ops.quantized.linear_prepack(quantized, bias)
    # With a reduced range no sum of products overflows on processors without VNNI.
    return lambda x: torch.ops.quantized.linear_dynamic(x, packed, True)
