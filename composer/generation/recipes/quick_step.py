"""A step of the LSTMs on 8-bit weights: a quarter of the bytes to read, which is what a step costs."""

import warnings
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from composer.generation.recipes.layers import LSTM, Dense, LayerStack, State

_NARROW = 16  # inputs up to here are few numbers that have to stay exact, such as a token's id

Product = Callable[[Tensor], Tensor]  # (batch, in) → (batch, out)


class QuickStep:
    """What `LayerStack.step` and its head do, but with weights rounded to 8 bits where the processor can use them."""

    def __init__(self, network: LayerStack) -> None:
        body, head = (
            [each for each in part if not isinstance(each, nn.Dropout)] for part in (network.body, network.head)
        )
        self._body = [_QuickLSTM(layer) if isinstance(layer, LSTM) else _map_of(layer) for layer in body]
        self._head = [_map_of(layer) for layer in head]

    def __call__(self, x: Tensor, state: State) -> tuple[Tensor, State]:
        """One event (batch, ...) read after those in `state` → outputs (batch, size), and the next state."""
        following: State = []
        for layer in self._body:
            if isinstance(layer, _QuickLSTM):
                following.append(layer.step(x, state[len(following)]))
                x = following[-1][0]
            else:
                x = layer(x)
        for layer in self._head:
            x = layer(x)
        return x, following


class _QuickLSTM:
    """The gates come in the order input, forget, output, cell, so that one call squashes the first three."""

    def __init__(self, layer: LSTM) -> None:
        i, f, g, o = torch.arange(4 * layer.hidden_size).chunk(4)
        of_input, of_hidden, bias, _ = (weight.detach()[torch.cat([i, f, o, g])] for weight in layer.all_weights[0])
        self._of_input = _product(of_input, bias)
        self._of_hidden = _product(of_hidden, torch.zeros_like(bias))
        self._units = layer.hidden_size

    def step(self, x: Tensor, state: tuple[Tensor, Tensor]) -> tuple[Tensor, Tensor]:
        hidden, cell = state
        gates = self._of_input(x) + self._of_hidden(hidden)
        i, f, o = gates[:, : 3 * self._units].sigmoid().chunk(3, dim=1)
        cell = torch.addcmul(f * cell, i, gates[:, 3 * self._units :].tanh())
        return o * cell.tanh(), cell


def _map_of(layer: nn.Module) -> Product:
    return _product(layer.weight.detach(), layer.bias.detach()) if isinstance(layer, Dense) else layer


def _product(weight: Tensor, bias: Tensor) -> Product:
    """The linear map of a weight (out, in) and a bias (out,)."""
    if weight.shape[1] <= _NARROW or not _has_int8():
        return lambda x: F.linear(x, weight, bias)
    scales = weight.abs().amax(dim=1).clamp(min=1e-8) / 127
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # that these functions will move to another package
        zeros = torch.zeros(len(weight), dtype=torch.int64)
        quantized = torch.quantize_per_channel(weight, scales, zeros, axis=0, dtype=torch.qint8)
    packed = torch.ops.quantized.linear_prepack(quantized, bias)
    # With a reduced range no sum of products overflows on processors without VNNI.
    multiply = _without_ceremony(torch.ops.quantized.linear_dynamic.default)
    return lambda x: multiply(x, packed, True)


def _without_ceremony(operator: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """The operator itself, if it can be had, without torch's search for traced arguments, which takes 10 µs a call."""
    return getattr(operator, "_op", operator)


def _has_int8() -> bool:
    return any(engine != "none" for engine in torch.backends.quantized.supported_engines)
