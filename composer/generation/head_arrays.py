"""The network's heads and copy gates in NumPy, for one event at a time."""

from math import exp

import numpy as np
import torch
from torch import Tensor, nn

from composer.generation.copying import Candidate
from composer.generation.events import FIELD_SIZES, Column
from composer.generation.network import FIRST_HEAD_TO_SEE, HEADS, SOURCES, CopyGates, MusicLSTM


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
        self._trust = [] if gates is None else gates.trust.tolist()  # [field][order][kind][agreement]
        self._contexts = np.empty((0, 0), dtype=np.float32)  # (batch, heads × width)
        self._candidates: list[Candidate] = []

    def begin(self, contexts: np.ndarray, candidates: list[Candidate]) -> None:
        """Turn to the next event: contexts (batch, heads × width), and what might be copied."""
        self._contexts = contexts
        self._candidates = candidates

    def see(self, column: Column, tokens: np.ndarray) -> None:
        """Tell the later heads what is now known of the next event: `tokens` (batch,) of one of SOURCES."""
        first, table = self._seen[column]
        self._contexts[:, first * self._width :] += table[tokens]
        if self._candidates and column < HEADS:
            chosen = tokens.tolist()
            for candidate in self._candidates:
                candidate.agreement = 2 * candidate.agreement + (candidate.tokens[column] == chosen[candidate.take])

    def weights(self, field: Column, allowed: np.ndarray | None) -> np.ndarray:
        """How probable the tokens of a field are, in proportion, (batch, field size); 0 where not `allowed`."""
        begin = field * self._width
        said = np.maximum(self._contexts[:, begin : begin + self._width], 0) @ self._heads[field]
        logits = said[:, : FIELD_SIZES[field]]
        if allowed is not None:
            logits = np.where(allowed, logits, -np.inf)
        weights = np.exp(logits - np.maximum.reduce(logits, axis=1, keepdims=True))
        if self._candidates:
            self._add_copies(weights, field, said[:, FIELD_SIZES[field] :].tolist(), allowed)
        return weights

    def _add_copies(
        self, weights: np.ndarray, field: Column, gates: list[list[float]], allowed: np.ndarray | None
    ) -> None:
        """Add to the weights the odds of copying. A handful of candidates costs less in Python than in NumPy."""
        trust = self._trust[field]
        totals = np.add.reduce(weights, axis=1).tolist()
        for candidate in self._candidates:
            take, order = candidate.take, candidate.order
            token = candidate.tokens[field]
            if allowed is None or allowed[take, token]:
                log_odds = gates[take][order] + trust[order][candidate.kind][candidate.agreement]
                weights[take, token] += totals[take] * exp(log_odds)


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
