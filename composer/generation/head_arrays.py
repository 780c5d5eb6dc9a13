"""The network's heads and copy gates in NumPy, for one event at a time."""

import numpy as np
import torch
from torch import Tensor, nn

from composer.generation.copying import CANDIDATES, MATCH_LENGTHS
from composer.generation.events import FIELD_SIZES, Column
from composer.generation.network import FIRST_HEAD_TO_SEE, HEADS, SOURCES, CopyGates, MusicLSTM

_AGREEMENTS = 1 << (HEADS - 1)
_FIRST_TRUST = np.arange(CANDIDATES) * (1 + len(MATCH_LENGTHS)) * _AGREEMENTS  # of each candidate in a field's trust


class HeadArrays:
    """What `MusicLSTM.logits` does, field by field, each head and its copy gates in one product.

    The context of each head has one more unit, which is always 1: its weights are the biases.
    """

    def __init__(self, network: MusicLSTM) -> None:
        self._width = network.config.head + 1
        self._seen = {
            column: (first, _padded_table(embedding, first))
            for column, first, embedding in zip(SOURCES, FIRST_HEAD_TO_SEE, network.seen, strict=True)
        }
        gates = network.copy_gates
        self._heads = [_head(head, gates, field) for field, head in enumerate(network.heads)]
        self._heads[Column.DURATION][-1, 0] = -np.inf  # no note is without duration
        self._trust = None if gates is None else _trust(gates)
        self._contexts = np.empty((0, 0), dtype=np.float32)  # (batch, heads × width)
        self._may_copy = False
        self._copies = np.empty((0, 0, 0), dtype=np.int64)  # tokens that may be copied, (fields, batch, candidates)
        self._places = np.empty((0, 0), dtype=np.int64)  # in the trust of a field, (batch, candidates)
        self._agreement = np.empty((0, 0), dtype=np.int64)

    def begin(self, contexts: np.ndarray, candidates: np.ndarray | None) -> None:
        """Turn to the next event: contexts (batch, heads × width), candidates (batch, candidates, copy columns)."""
        self._contexts = contexts
        self._may_copy = candidates is not None and bool(candidates[..., 0].any())
        if candidates is not None and self._may_copy:
            self._copies = candidates[..., 1:].transpose(2, 0, 1).astype(np.int64)
            self._places = _FIRST_TRUST + candidates[..., 0].astype(np.int64) * _AGREEMENTS
            self._agreement = np.zeros_like(self._places)

    def see(self, column: Column, tokens: np.ndarray) -> None:
        """Tell the later heads what is now known of the next event: `tokens` (batch,) of one of SOURCES."""
        first, table = self._seen[column]
        self._contexts[:, first * self._width :] += table[tokens]
        if self._may_copy and column < HEADS:
            self._agreement = 2 * self._agreement + (self._copies[column] == tokens[:, None])

    def weights(self, field: Column, allowed: np.ndarray | None) -> np.ndarray:
        """How probable the tokens of a field are, in proportion, (batch, field size); 0 where not `allowed`."""
        begin = field * self._width
        said = np.maximum(self._contexts[:, begin : begin + self._width], 0) @ self._heads[field]
        logits = said[:, : FIELD_SIZES[field]]
        if allowed is not None:
            logits = np.where(allowed, logits, -np.inf)
        weights = np.exp(logits - np.maximum.reduce(logits, axis=1, keepdims=True))
        if self._trust is not None and self._may_copy:
            odds = np.exp(said[:, FIELD_SIZES[field] :] + self._trust[field].take(self._places + self._agreement))
            odds *= np.add.reduce(weights, axis=1, keepdims=True)
            copies = self._copies[field] + np.arange(len(weights))[:, None] * FIELD_SIZES[field]
            if allowed is not None:
                odds *= allowed.take(copies)
            np.add.at(weights.ravel(), copies, odds)
        return weights


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


def _trust(gates: CopyGates) -> np.ndarray:
    """(fields, candidates × match lengths × agreements), nothing where there is no match."""
    trust = gates.trust.detach().clone()
    trust[:, :, 0] = -torch.inf
    return trust.flatten(1).numpy()
