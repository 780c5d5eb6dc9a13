"""How well a model predicts: negative log-likelihood in nats, field by field."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from composer.generation.copying import CANDIDATES, COPY_COLUMNS
from composer.generation.events import BOS_PITCH, COLUMNS, END_TOKEN, Column
from composer.generation.network import MusicLSTM, State, field_tokens
from composer.training.dataset import FIRST_COPY_COLUMN, HAS_VELOCITY


class Prediction(nn.Module):
    """`predict` of a network as one module, so that processes can learn it together."""

    def __init__(self, network: MusicLSTM) -> None:
        super().__init__()
        self.network = network

    def forward(self, rows: Tensor, state: State | None) -> tuple[list[Tensor], State]:
        """What `predict` says."""
        return predict(self.network, rows, state)


def predict(network: MusicLSTM, rows: Tensor, state: State | None) -> tuple[list[Tensor], State]:
    """What the network says about every row after the first: fields × (batch, time, field size), and its state.

    rows (batch, time + 1, stream columns) int64.
    """
    before, following = rows[:, :-1], rows[:, 1:]
    features, after = network(before[..., :COLUMNS], state)
    candidates = before[..., FIRST_COPY_COLUMN:].unflatten(-1, (CANDIDATES, COPY_COLUMNS))
    return network.logits(features, following, candidates), after


def targets(following: Tensor) -> tuple[Tensor, Tensor]:
    """What the heads should have said about the rows that follow.

    following (..., stream columns) int64 → tokens (..., fields) and weights (..., fields) float, 0 where a
    field does not count: after the end of a piece only Δonset does, and velocity only where it was played.
    """
    ends = following[..., Column.PITCH] == BOS_PITCH
    tokens = field_tokens(following)
    tokens[..., Column.DELTA] = torch.where(ends, END_TOKEN, tokens[..., Column.DELTA])
    tokens[..., Column.PITCH] = torch.where(ends, 0, tokens[..., Column.PITCH])
    weights = (~ends).unsqueeze(-1).expand(tokens.shape).float().clone()
    weights[..., Column.DELTA] = 1.0
    weights[..., Column.VELOCITY] *= following[..., HAS_VELOCITY]
    return tokens, weights


def field_nats(logits: list[Tensor], tokens: Tensor, weights: Tensor) -> Tensor:
    """Weighted cross-entropy of each field of each row, (..., fields).

    logits: fields × (..., field size); tokens and weights (..., fields).
    """
    nats = [
        F.cross_entropy(field_logits.float().flatten(0, -2), tokens[..., index].flatten(), reduction="none")
        for index, field_logits in enumerate(logits)
    ]
    return torch.stack(nats, dim=-1).view(tokens.shape) * weights
