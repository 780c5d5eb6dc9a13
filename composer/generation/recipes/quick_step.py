"""A step of the LSTMs on 8-bit weights, with the layers between them folded: few bytes to read, few calls to make."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import cast

import torch
from torch import Tensor, nn
from torch.jit import optimized_execution  # pyright: ignore[reportPrivateImportUsage] # torch forgot to export it
from torch.nn import functional as F

from composer.generation.products import in_order, product, remembered, traced
from composer.generation.recipes.layers import LSTM, LayerStack, OneHot, Scaled, State

_NARROW = 16  # inputs up to here are few numbers that have to stay exact, such as a token's id


class QuickStep:
    """What `LayerStack.step` and its head do, but with weights rounded to 8 bits where the processor can use them."""

    def __init__(self, network: LayerStack, example: Tensor) -> None:
        """`example` is an event (batch, ...) as it will be read."""
        state = [part for pair in network.zero_state(len(example)) for part in pair]
        self._layers = traced(_Layers(network), example, *state)

    def __call__(self, x: Tensor, state: State) -> tuple[Tensor, State]:
        """One event (batch, ...) read after those in `state` → outputs (batch, size), and the next state."""
        # Optimizing would take a tenth of a second from the first notes, and there is nothing to gain.
        with optimized_execution(False):
            outputs, *after = self._layers(x, *(part for pair in state for part in pair))
        return outputs, list(zip(after[::2], after[1::2], strict=True))


class _Layers(nn.Module):
    """Dense layers without activation are part of the product behind them: of an LSTM's gates, or of the outputs."""

    def __init__(self, network: LayerStack) -> None:
        super().__init__()
        layers = [layer for layer in (*network.body, *network.head) if not isinstance(layer, nn.Dropout)]
        places = [place for place, layer in enumerate(layers) if isinstance(layer, LSTM)]
        lstms = [cast(LSTM, layers[place]) for place in places]
        dense = [layers[place + 1 : end] for place, end in zip(places, [*places[1:], len(layers)], strict=True)]
        self.event_gates = _event_gates(layers[: places[0]], lstms[0])
        _, of_hidden, _, zeros = lstms[0].weights
        self.hidden_gates = _product(in_order(of_hidden), zeros.detach())
        gates = [_product(*_gates(*each)) for each in zip(lstms, dense, lstms[1:], strict=False)]
        self.gates = cast(list[nn.Module], nn.ModuleList(gates))
        self.outputs = _product(*_affine(dense[-1], lstms[-1].hidden_size))

    def forward(self, event: Tensor, *state: Tensor) -> tuple[Tensor, ...]:
        """An event (batch, ...), hidden and cell of each LSTM → outputs (batch, size), hidden and cell …"""
        x, memory = remembered(self.event_gates(event) + self.hidden_gates(state[0]), state[1])
        after = [x, memory]
        for gates, hidden, memory in zip(self.gates, state[2::2], state[3::2], strict=True):
            x, memory = remembered(gates(torch.cat([x, hidden], dim=1)), memory)
            after += [x, memory]
        return self.outputs(x), *after


class _Lookup(nn.Module):
    """What a token adds to the gates: a row of a table, without multiplying."""

    def __init__(self, table: Tensor) -> None:
        super().__init__()
        self.table = table

    def forward(self, ids: Tensor) -> Tensor:
        """(batch,) → (batch, out)."""
        return F.embedding(ids, self.table)


def _event_gates(front: Sequence[nn.Module], lstm: LSTM) -> nn.Module:
    """What an event adds to the gates of the first LSTM."""
    of_input, _, bias, _ = map(in_order, lstm.weights)
    if front and isinstance(tokens := front[0], Scaled | OneHot):
        return _Lookup(F.linear(tokens(torch.arange(tokens.vocabulary)), of_input, bias))
    return nn.Sequential(*front, _product(of_input, bias))


def _gates(before: LSTM, dense: Sequence[nn.Module], lstm: LSTM) -> tuple[Tensor, Tensor]:
    """Weight and bias of all gates of `lstm`, for the outputs of the LSTM `before` it beside its own hidden state."""
    of_input, of_hidden, bias, _ = map(in_order, lstm.weights)
    weight, bias = _affine([*dense, partial(F.linear, weight=of_input, bias=bias)], before.hidden_size)
    return torch.cat([weight, of_hidden], dim=1), bias


def _affine(layers: Sequence[Callable[[Tensor], Tensor]], inputs: int) -> tuple[Tensor, Tensor]:
    """Weight and bias of layers without activation, one after the other."""
    x = torch.cat([torch.zeros(1, inputs), torch.eye(inputs)])
    for layer in layers:
        x = layer(x)
    return (x[1:] - x[0]).T.detach(), x[0].detach()


def _product(weight: Tensor, bias: Tensor) -> nn.Module:
    return product(weight, bias, is_int8=weight.shape[1] > _NARROW)
