"""Blends of what several ways of counting say: weighted geometric means, the weights fitted to pieces."""

import torch
from torch import Tensor
from torch.nn import functional as F

from composer.training.voices.views import QUARTER

_ROUNDS = 15


def blended(logs: Tensor, weights: Tensor) -> Tensor:
    """Logits (rows, size): logs of probabilities (rows, ways, size) in weights (rows, ways)."""
    return torch.einsum("rws,rw->rs", logs, weights)


def fitted_weights(logs: Tensor, tokens: Tensor, places: Tensor) -> Tensor:
    """Weights (QUARTER, ways) by place in the quarter that make the tokens likeliest.

    logs (rows, ways, size), tokens and places (rows,).
    """
    ways = logs.shape[1]
    weights = torch.full((QUARTER, ways), 1 / ways, requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=_ROUNDS)

    def loss() -> Tensor:
        optimizer.zero_grad()
        nats = F.cross_entropy(blended(logs, weights[places]), tokens)
        nats.backward()
        return nats

    optimizer.step(loss)
    return weights.detach()
