"""The network's heads and copy gates in NumPy and compiled, for one event at a time."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from composer.generation.compiled import compiled
from composer.generation.copying import COPY_COLUMNS
from composer.generation.events import FIELD_SIZES, Column
from composer.generation.network import FIRST_HEAD_TO_SEE, HEADS, SOURCES, CopyGates, MusicLSTM

_NO_LIMITS = np.empty((0, 0), dtype=bool)


class HeadArrays:
    """What `MusicLSTM.logits` does, field by field, each head and its copy gates in one product.

    The context of each head has one more unit, which is always 1: its weights are the biases.
    """

    def __init__(self, network: MusicLSTM) -> None:
        self._width = network.config.head + 1
        self._seen = {
            column: _Source(first * self._width, _padded_table(embedding, first))
            for column, first, embedding in zip(SOURCES, FIRST_HEAD_TO_SEE, network.seen, strict=True)
        }
        gates = network.copy_gates
        self._heads = [_head(head, gates, field) for field, head in enumerate(network.heads)]
        self._heads[Column.DURATION][-1, 0] = -np.inf  # no note is without duration
        self._trust = [each.numpy() for each in (gates.trust.detach().exp() if gates else torch.zeros(HEADS, 0, 0, 0))]
        self._contexts = np.empty((0, 0), dtype=np.float32)  # (batch, heads × width)
        self._candidates = np.empty((0, 0, COPY_COLUMNS), dtype=np.int64)
        # Of each candidate a bit for each field chosen so far, the latest the lowest: whether it was as it says.
        self._agreements = np.empty((0, 0), dtype=np.int64)

    def begin(self, contexts: np.ndarray, candidates: np.ndarray) -> None:
        """Turn to the next event: contexts (batch, heads × width), and what might be copied.

        candidates (batch, CANDIDATES, COPY_COLUMNS) int64; with nothing to copy ever, (batch, 0, COPY_COLUMNS).
        """
        self._contexts, self._candidates = contexts, candidates
        self._agreements = np.zeros(candidates.shape[:2], dtype=np.int64)

    def see(self, column: Column, tokens: np.ndarray) -> None:
        """Tell the later heads what is now known of the next event: `tokens` (batch,) int64 of one of SOURCES."""
        source = self._seen[column]
        compared = 1 + column if column < HEADS else 0
        _see(self._contexts, source.begin, source.table, tokens, self._candidates, compared, self._agreements)

    def weights(self, field: Column, allowed: np.ndarray | None) -> np.ndarray:
        """How probable the tokens of a field are, in proportion, (batch, field size); 0 where not `allowed`."""
        limits = _NO_LIMITS if allowed is None else allowed
        context = self._contexts[:, field * self._width : (field + 1) * self._width]
        said = np.maximum(context, 0, out=context) @ self._heads[field]
        weights = np.empty((len(said), FIELD_SIZES[field]), dtype=np.float32)
        _limit(said, weights.shape[1], limits)
        np.exp(said, out=said)
        _add_copies(said, limits, self._candidates, 1 + field, self._agreements, self._trust[field], weights)
        return weights


@dataclass(frozen=True, slots=True)
class _Source:
    """What the heads see of a column of the next event."""

    begin: int  # first of the contexts' units that see it
    table: np.ndarray  # (tokens, units from there on)


@compiled("void(float32[:, ::1], int64, float32[:, ::1], int64[:], int64[:, :, ::1], int64, int64[:, ::1])")
def _see(
    contexts: np.ndarray,  # (takes, units)
    begin: int,
    table: np.ndarray,  # (tokens, units from `begin` on)
    tokens: np.ndarray,  # (takes,)
    candidates: np.ndarray,  # (takes, candidates, 1 + fields)
    column: int,  # of the candidates that says the same, or 0
    agreements: np.ndarray,  # (takes, candidates)
) -> None:
    """Add what the table says of the tokens to the contexts, and note which candidates said the same."""
    for take in range(len(contexts)):
        token = tokens[take]
        for unit in range(table.shape[1]):
            contexts[take, begin + unit] += table[token, unit]
        if column:
            for order in range(candidates.shape[1]):
                is_right = candidates[take, order, column] == token
                agreements[take, order] = 2 * agreements[take, order] + is_right


@compiled("void(float32[:, ::1], int64, boolean[:, ::1])")
def _limit(said: np.ndarray, size: int, allowed: np.ndarray) -> None:
    """Of what is said of the first `size` tokens, make the largest 0, and -∞ what is not allowed."""
    for take in range(len(said)):
        row = said[take, :size]
        if len(allowed):
            for token in range(size):
                if not allowed[take, token]:
                    row[token] = -np.inf
        row -= row.max()


@compiled(
    "void(float32[:, ::1], boolean[:, ::1], int64[:, :, ::1], int64, int64[:, ::1], float32[:, :, ::1],"
    " float32[:, ::1])"
)
def _add_copies(
    said: np.ndarray,  # odds (takes, field size + candidates): of the tokens, and of copying before it is trusted
    allowed: np.ndarray,  # (takes, field size), or nothing where all is
    candidates: np.ndarray,  # (takes, candidates, 1 + fields)
    column: int,  # of the candidates
    agreements: np.ndarray,  # (takes, candidates)
    trust: np.ndarray,  # (candidates, kinds, agreements)
    weights: np.ndarray,  # (takes, field size)
) -> None:
    """Fill in the odds of the tokens: what the head says, and beside it those of copying."""
    size = weights.shape[1]
    for take in range(len(weights)):
        row = weights[take]
        row[:] = said[take, :size]
        total = row.sum()
        for order in range(candidates.shape[1]):
            kind, token = candidates[take, order, 0], candidates[take, order, column]
            if kind > 0 and (not len(allowed) or allowed[take, token]):
                row[token] += total * said[take, size + order] * trust[order, kind, agreements[take, order]]


def nothing_to_copy(takes: int) -> np.ndarray:
    """The candidates of so many takes, for a network that cannot copy."""
    return np.empty((takes, 0, COPY_COLUMNS), dtype=np.int64)


def with_units(to_heads: nn.Linear) -> tuple[Tensor, Tensor]:
    """Weight and bias of the product that makes the contexts, the units that are always 1 included."""
    weight = to_heads.weight.detach().unflatten(0, (HEADS, -1))
    bias = to_heads.bias.detach().unflatten(0, (HEADS, -1))
    weight = torch.cat([weight, torch.zeros_like(weight[:, :1])], dim=1)
    bias = torch.cat([bias, torch.ones_like(bias[:, :1])], dim=1)
    return weight.flatten(0, 1), bias.flatten()


def _padded_table(embedding: nn.Embedding, first: int) -> np.ndarray:
    """What a source adds to the contexts of the heads from `first` on, and nothing to their constant units."""
    table = embedding.weight.detach().unflatten(1, (HEADS - first, -1))
    return torch.cat([table, torch.zeros_like(table[..., :1])], dim=2).flatten(1).numpy()


def _head(head: nn.Linear, gates: CopyGates | None, field: int) -> np.ndarray:
    """Weights of a head, and behind them those of its copy gates, (width, field size + candidates)."""
    weight = torch.cat([head.weight, head.bias[:, None]], dim=1).detach()
    if gates is not None:
        gate = gates.gates[field].weight.detach()
        weight = torch.cat([weight, torch.cat([gate, torch.zeros_like(gate[:, :1])], dim=1)])
    return np.ascontiguousarray(weight.numpy().T)
