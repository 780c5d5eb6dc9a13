"""One step of the network's layers, for a batch of takes: from the rows just chosen to what the heads begin with."""

import numpy as np
import torch
from torch import Tensor, nn

from composer.generation.compiled import compiled
from composer.generation.head_arrays import with_units
from composer.generation.network import MusicLSTM, State
from composer.generation.products import in_order, product, traced

_INPUT_SHARE = 0.25  # a layer's input is made so much smaller, to share one 8-bit scale with its hidden state
_EPSILON = 1e-5  # of torch's LayerNorm


class Layers:
    """The layers with what can be folded into fewer products folded; the state lives here.

    The products are torch's, on 8-bit weights where possible (a quarter of the bytes); what lies between them costs
    less when compiled, and the squashing in NumPy.
    """

    def __init__(self, network: MusicLSTM, use_int8: bool = True) -> None:
        self._size = size = network.config.hidden
        self._offsets = network.offsets.numpy()
        self._table = network.embedding.weight.detach().numpy()
        cells = [_one_product(norm, lstm) for norm, lstm in zip(network.norms, network.lstms, strict=False)]
        weight, bias = with_units(network.to_heads)
        norm = network.norms[-1]
        last = (weight * norm.weight, bias + weight @ norm.bias)
        self._products = [traced(product(*pair, use_int8), torch.zeros(1, pair[0].shape[1])) for pair in (*cells, last)]
        self._take_over([], [], np.empty((0, size), dtype=np.float32))

    def start(self, state: State, takes: int) -> None:
        """Take over from a network: state 2 × (layers, 1, hidden), the same for so many takes."""
        hidden, cells = (np.repeat(part.numpy(), takes, axis=1) for part in state)
        inputs = [np.concatenate([np.empty_like(layer), layer], axis=1) for layer in hidden]
        self._take_over(inputs, list(cells), np.empty((takes, self._size), dtype=np.float32))

    def keep(self, kept: np.ndarray) -> None:
        """Go on with some of the takes only: `kept` are their places in the batch."""
        inputs, cells = ([each[kept] for each in arrays] for arrays in (self._inputs, self._cells))
        self._take_over(inputs, cells, self._features[kept])

    def step(self, rows: np.ndarray) -> np.ndarray:
        """The events just chosen, rows (batch, columns) int64 → contexts (batch, heads × width)."""
        x = self._x
        _embed(rows, self._offsets, self._table, x)
        for inputs, seen, cell, matrix in zip(self._inputs, self._seen, self._cells, self._products, strict=False):
            _normalize(x, _INPUT_SHARE, inputs)
            gates = matrix(seen).numpy()
            np.tanh(gates, out=gates)
            _remember(gates, cell)
            _recall(gates, np.tanh(cell), inputs, x)
        _normalize(x, 1.0, self._features)
        return self._products[-1](self._seen[-1]).numpy()

    def _take_over(self, inputs: list[np.ndarray], cells: list[np.ndarray], features: np.ndarray) -> None:
        self._inputs = inputs  # of each layer (batch, 2 × hidden), which holds its hidden state behind
        self._cells = cells  # of each layer, (batch, hidden)
        self._features = features  # the inputs of the heads, (batch, hidden)
        self._seen = [torch.from_numpy(each) for each in (*inputs, features)]  # the same memory, as torch sees it
        self._x = np.empty_like(features)  # what one layer hands to the next


@compiled("void(int64[:, ::1], int64[::1], float32[:, ::1], float32[:, ::1])")
def _embed(rows: np.ndarray, offsets: np.ndarray, table: np.ndarray, x: np.ndarray) -> None:
    """The sum of what the table says for each column."""
    for take in range(len(rows)):
        for unit in range(x.shape[1]):
            x[take, unit] = 0
        for column in range(len(offsets)):
            place = rows[take, column] + offsets[column]
            for unit in range(x.shape[1]):
                x[take, unit] += table[place, unit]


@compiled("void(float32[:, ::1], float64, float32[:, ::1])")
def _normalize(x: np.ndarray, share: float, out: np.ndarray) -> None:
    """Mean 0 and standard deviation `share` for every row of x, into the first columns of `out`."""
    size = x.shape[1]
    for take in range(len(x)):
        total = np.float32(0)
        for unit in range(size):
            total += x[take, unit]
        mean = np.float32(total / size)
        squares = np.float32(0)
        for unit in range(size):
            squares += (x[take, unit] - mean) ** 2
        scale = np.float32(share / np.sqrt(squares / size + _EPSILON))
        for unit in range(size):
            out[take, unit] = (x[take, unit] - mean) * scale


@compiled("void(float32[:, ::1], float32[:, ::1])")
def _remember(gates: np.ndarray, cell: np.ndarray) -> None:
    """What the cell (batch, units) forgets and takes in; gates (batch, 4 × units) are squashed, as `_halved` says."""
    half, units = np.float32(0.5), cell.shape[1]
    for take in range(len(cell)):
        for unit in range(units):
            taken = (half * gates[take, unit] + half) * gates[take, 3 * units + unit]
            cell[take, unit] = (half * gates[take, units + unit] + half) * cell[take, unit] + taken


@compiled("void(float32[:, ::1], float32[:, ::1], float32[:, ::1], float32[:, ::1])")
def _recall(gates: np.ndarray, squashed: np.ndarray, inputs: np.ndarray, x: np.ndarray) -> None:
    """The hidden state: into the last columns of the layer's inputs, and added to x."""
    half, units = np.float32(0.5), x.shape[1]
    for take in range(len(x)):
        for unit in range(units):
            hidden = (half * gates[take, 2 * units + unit] + half) * squashed[take, unit]
            inputs[take, units + unit] = hidden
            x[take, unit] += hidden


def _one_product(norm: nn.LayerNorm, lstm: nn.LSTM) -> tuple[Tensor, Tensor]:
    """Weight and bias of a layer's gates for its plainly normalized input, made smaller, beside its hidden state."""
    names = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
    of_input, of_hidden, *biases = (lstm.get_parameter(name).detach() for name in names)
    bias = biases[0] + biases[1] + of_input @ norm.bias
    weight = torch.cat([of_input * norm.weight / _INPUT_SHARE, of_hidden], dim=1)
    return _halved(in_order(weight)), _halved(in_order(bias))


def _halved(gates: Tensor) -> Tensor:
    """Gates `in_order`, those that open and close made half: one tanh serves all, as σ(x) = tanh(x / 2) / 2 + 1 / 2."""
    parts = gates.chunk(4)
    return torch.cat([*(part / 2 for part in parts[:3]), parts[3]])
