"""One step of the network without autograd: the fast path that generation takes, in 8-bit weights where possible."""

from typing import cast

import numpy as np
import torch
from torch import Tensor, nn
from torch.jit import optimized_execution  # pyright: ignore[reportPrivateImportUsage] # torch forgot to export it
from torch.nn import functional as F

from composer.generation.copying import CopyMemory
from composer.generation.events import Column
from composer.generation.head_arrays import HeadArrays, with_units
from composer.generation.network import MusicLSTM, State
from composer.generation.products import in_order, product, remembered, traced

_INPUT_SHARE = 0.25  # a layer's input is made so much smaller, to share one 8-bit scale with its hidden state


class Decoder:
    """`MusicLSTM` for a batch of candidates, one event at a time; the state lives here.

    A step costs the reading of the weights plus the calls of many small operations. So the layers, on 8-bit weights
    (a quarter of the bytes), are one traced call into torch; the heads, between which tokens are drawn, are in NumPy,
    whose calls cost less.
    """

    def __init__(self, network: MusicLSTM, use_int8: bool = True) -> None:
        self._heads = HeadArrays(network)
        self._offsets = network.offsets.numpy()
        state = [torch.zeros(1, network.config.hidden)] * (2 * network.config.layers)
        self._layers = traced(_Layers(network, use_int8), torch.zeros(1, 1, dtype=torch.int64), *state)
        self._copies = network.copy_gates is not None
        self._memory: CopyMemory | None = None
        self._state: list[Tensor] = []  # hidden and cell of each layer, (batch, hidden)

    def start(self, state: State, rows: np.ndarray, takes: int) -> None:
        """Take over from a network that has read all but the last of the seed's rows (events, columns).

        state: 2 × (layers, 1, hidden) before the last row.
        """
        hidden, cell = (part.expand(-1, takes, -1) for part in state)
        self._state = [part for layer in zip(hidden, cell, strict=True) for part in layer]
        self._memory = CopyMemory(rows[:-1], takes) if self._copies else None
        self.read(np.repeat(rows[-1:].astype(np.int64), takes, axis=0))

    def keep(self, kept: np.ndarray) -> None:
        """Go on with some of the candidates only: `kept` are their places in the batch."""
        places = torch.from_numpy(kept)
        self._state = [part[places] for part in self._state]
        if self._memory is not None:
            self._memory.keep(kept)

    def read(self, rows: np.ndarray) -> None:
        """Take in the events just chosen, rows (batch, columns)."""
        # Optimizing would take a tenth of a second from the first notes, and there is nothing to gain.
        with optimized_execution(False):
            contexts, *self._state = self._layers(torch.from_numpy(rows + self._offsets), *self._state)
        if self._memory is not None:
            self._memory.append(rows)
        self._heads.begin(contexts.numpy(), self._memory.candidates() if self._memory else [])

    def see(self, column: Column, tokens: np.ndarray) -> None:
        """Tell the fields that follow what is now known of the next event, (batch,)."""
        self._heads.see(column, tokens)

    def weights(self, field: Column, allowed: np.ndarray | None = None) -> np.ndarray:
        """How probable the tokens of a field are, (batch, field size), in proportion; 0 where not `allowed`."""
        return self._heads.weights(field, allowed)


class _Layers(nn.Module):
    """All of a step up to the heads, with what can be folded into fewer products folded."""

    def __init__(self, network: MusicLSTM, is_int8: bool) -> None:
        super().__init__()
        self.size = network.config.hidden
        self.table = network.embedding.weight.detach()
        self.share = torch.full((self.size,), _INPUT_SHARE)
        pairs = zip(network.norms, network.lstms, strict=False)
        cells = [product(*_one_product(norm, lstm), is_int8) for norm, lstm in pairs]
        self.cells = cast(list[nn.Module], nn.ModuleList(cells))
        weight, bias = with_units(network.to_heads)
        norm = network.norms[-1]
        self.to_heads = product(weight * norm.weight, bias + weight @ norm.bias, is_int8)

    def forward(self, rows: Tensor, *state: Tensor) -> tuple[Tensor, ...]:
        """Rows (batch, columns) with their offsets, hidden and cell of each layer → contexts, hidden and cell …"""
        x = F.embedding(rows, self.table).sum(dim=1)  # an embedding bag would be traced for one batch size only
        after = []
        for cell, hidden, memory in zip(self.cells, state[::2], state[1::2], strict=True):
            gates = cell(torch.cat([torch.layer_norm(x, (self.size,), self.share), hidden], dim=1))
            hidden, memory = remembered(gates, memory)
            x = x + hidden
            after += [hidden, memory]
        return self.to_heads(torch.layer_norm(x, (self.size,))), *after


def _one_product(norm: nn.LayerNorm, lstm: nn.LSTM) -> tuple[Tensor, Tensor]:
    """Weight and bias of a layer's gates for its plainly normalized input, made smaller, beside its hidden state."""
    names = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
    of_input, of_hidden, *biases = (lstm.get_parameter(name).detach() for name in names)
    bias = biases[0] + biases[1] + of_input @ norm.bias
    weight = torch.cat([of_input * norm.weight / _INPUT_SHARE, of_hidden], dim=1)
    return in_order(weight), in_order(bias)
