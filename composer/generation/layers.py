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
    less when compiled, and the squashing in NumPy. What events say to the first layer is looked up.
    """

    def __init__(self, network: MusicLSTM, use_int8: bool = True) -> None:
        self._size = size = network.config.hidden
        self._offsets = network.offsets.numpy()
        self._table = network.embedding.weight.detach().numpy()
        self._gate_table = _gates_of_events(network)
        first, *others = zip(network.norms, network.lstms, strict=False)
        cells = [_product_of_hidden(*first), *(_one_product(*layer) for layer in others)]
        weight, bias = with_units(network.to_heads)
        norm = network.norms[-1]
        last = (weight * norm.weight, bias + weight @ norm.bias)
        self._products = [traced(product(*pair, use_int8), torch.zeros(1, pair[0].shape[1])) for pair in (*cells, last)]
        self._take_over([], [], np.empty((0, size), dtype=np.float32))

    def start(self, state: State, takes: int) -> None:
        """Take over from a network: state 2 × (layers, 1, hidden), the same for so many takes."""
        hidden, cells = (np.repeat(part.numpy(), takes, axis=1) for part in state)
        first, *others = hidden
        inputs = [first, *(np.concatenate([np.empty_like(layer), layer], axis=1) for layer in others)]
        self._take_over(inputs, list(cells), np.empty((takes, self._size), dtype=np.float32))

    def keep(self, kept: np.ndarray) -> None:
        """Go on with some of the takes only: `kept` are their places in the batch."""
        inputs, cells = ([each[kept] for each in arrays] for arrays in (self._inputs, self._cells))
        self._take_over(inputs, cells, self._features[kept])

    def step(self, rows: np.ndarray) -> np.ndarray:
        """The events just chosen, rows (batch, columns) int64 → contexts (batch, heads × width)."""
        x = self._x
        for layer, (inputs, seen, cell) in enumerate(zip(self._inputs, self._seen, self._cells, strict=False)):
            if layer:
                _normalize(x, _INPUT_SHARE, inputs)
            gates = self._products[layer](seen).numpy()
            if not layer:
                _take_in(rows, self._offsets, self._table, self._gate_table, x, gates)
            np.tanh(gates, out=gates)
            _remember(gates, cell)
            _recall(gates, np.tanh(cell), inputs, x)
        _normalize(x, 1.0, self._features)
        return self._products[-1](self._seen[-1]).numpy()

    def _take_over(self, inputs: list[np.ndarray], cells: list[np.ndarray], features: np.ndarray) -> None:
        self._inputs = inputs  # of the first layer its hidden state; of others (batch, 2 × hidden), it stands behind
        self._cells = cells  # of each layer, (batch, hidden)
        self._features = features  # the inputs of the heads, (batch, hidden)
        self._seen = [torch.from_numpy(each) for each in (*inputs, features)]  # the same memory, as torch sees it
        self._x = np.empty_like(features)  # what one layer hands to the next


@compiled()
def _moments(row: np.ndarray) -> tuple[np.float32, float]:
    """The mean of a row, and its standard deviation as LayerNorm sees it."""
    size = len(row)
    total = np.float32(0)
    for value in row:
        total += value
    mean = np.float32(total / size)
    squares = np.float32(0)
    for value in row:
        squares += (value - mean) ** 2
    return mean, np.sqrt(squares / size + _EPSILON)


@compiled("void(int64[:, ::1], int64[::1], float32[:, ::1], float32[:, ::1], float32[:, ::1], float32[:, ::1])")
def _take_in(
    rows: np.ndarray,  # (takes, columns)
    offsets: np.ndarray,  # (columns,)
    table: np.ndarray,  # (tokens of all columns, units)
    gate_table: np.ndarray,  # (tokens of all columns, gates)
    x: np.ndarray,  # (takes, units)
    gates: np.ndarray,  # (takes, gates)
) -> None:
    """Fill in x, the sum of what the table says for each column, and add to the gates what it is to them normalized."""
    units, said = x.shape[1], np.empty(gates.shape[1], dtype=np.float32)
    for take in range(len(rows)):
        x[take] = 0
        said[:] = 0
        for column in range(len(offsets)):
            place = rows[take, column] + offsets[column]
            for unit in range(units):
                x[take, unit] += table[place, unit]
            for gate in range(len(said)):
                said[gate] += gate_table[place, gate]
        scale = np.float32(1 / _moments(x[take])[1])
        for gate in range(len(said)):
            gates[take, gate] += scale * said[gate]


@compiled("void(float32[:, ::1], float64, float32[:, ::1])")
def _normalize(x: np.ndarray, share: float, out: np.ndarray) -> None:
    """Mean 0 and standard deviation `share` for every row of x, into the first columns of `out`."""
    for take in range(len(x)):
        mean, deviation = _moments(x[take])
        scale = np.float32(share / deviation)
        for unit in range(x.shape[1]):
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
    half, units, begin = np.float32(0.5), x.shape[1], inputs.shape[1] - x.shape[1]
    for take in range(len(x)):
        for unit in range(units):
            hidden = (half * gates[take, 2 * units + unit] + half) * squashed[take, unit]
            inputs[take, begin + unit] = hidden
            x[take, unit] += hidden


def _gates_of_events(network: MusicLSTM) -> np.ndarray:
    """What the tokens of all columns say to the gates of the first layer, (tokens, 4 × hidden).

    Normalizing takes away the mean of the sum of their embeddings, here of each, and then makes all of them smaller.
    """
    table, norm = network.embedding.weight.detach(), network.norms[0]
    of_input = network.lstms[0].get_parameter("weight_ih_l0").detach() * norm.weight.detach()
    return ((table - table.mean(dim=1, keepdim=True)) @ _halved(in_order(of_input)).T).numpy()


def _product_of_hidden(norm: nn.LayerNorm, lstm: nn.LSTM) -> tuple[Tensor, Tensor]:
    """Weight and bias of a layer's gates for its hidden state; the bias is also that for its normalized input."""
    return _halved(in_order(lstm.get_parameter("weight_hh_l0"))), _halved(in_order(_bias(norm, lstm)))


def _one_product(norm: nn.LayerNorm, lstm: nn.LSTM) -> tuple[Tensor, Tensor]:
    """Weight and bias of a layer's gates for its plainly normalized input, made smaller, beside its hidden state."""
    of_input, of_hidden = (lstm.get_parameter(name).detach() for name in ("weight_ih_l0", "weight_hh_l0"))
    weight = torch.cat([of_input * norm.weight / _INPUT_SHARE, of_hidden], dim=1)
    return _halved(in_order(weight)), _halved(in_order(_bias(norm, lstm)))


def _bias(norm: nn.LayerNorm, lstm: nn.LSTM) -> Tensor:
    """All that is added to a layer's gates, (4 × hidden,)."""
    names = ("weight_ih_l0", "bias_ih_l0", "bias_hh_l0")
    of_input, *biases = (lstm.get_parameter(name).detach() for name in names)
    return biases[0] + biases[1] + of_input @ norm.bias


def _halved(gates: Tensor) -> Tensor:
    """Gates `in_order`, those that open and close made half: one tanh serves all, as σ(x) = tanh(x / 2) / 2 + 1 / 2."""
    parts = gates.chunk(4)
    return torch.cat([*(part / 2 for part in parts[:3]), parts[3]])
