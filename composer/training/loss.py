"""How well a model predicts: negative log-likelihood in nats, field by field."""

import torch
from torch import Tensor
from torch.nn import functional as F

from composer.generation.events import BOS_PITCH, END_TOKEN, FIELDS, VELOCITY_STEP, Column
from composer.training.dataset import HAS_VELOCITY


def targets(following: Tensor) -> tuple[Tensor, Tensor]:
    """What the heads should have said about the rows that follow.

    following (..., stream columns) int64 → tokens (..., fields) and weights (..., fields) float, 0 where a
    field does not count: after the end of a piece only Δonset does, and velocity only where it was played.
    """
    ends = following[..., Column.PITCH] == BOS_PITCH
    tokens = torch.stack([following[..., field] for field in FIELDS], dim=-1)
    tokens[..., Column.DELTA] = torch.where(ends, END_TOKEN, tokens[..., Column.DELTA])
    tokens[..., Column.PITCH] = torch.where(ends, 0, tokens[..., Column.PITCH])
    tokens[..., Column.VELOCITY] = tokens[..., Column.VELOCITY] // VELOCITY_STEP
    weights = (~ends).unsqueeze(-1).expand(tokens.shape).float().clone()
    weights[..., Column.DELTA] = 1.0
    weights[..., Column.VELOCITY] *= following[..., HAS_VELOCITY]
    return tokens, weights


def field_losses(logits: list[Tensor], tokens: Tensor, weights: Tensor) -> Tensor:
    """Summed cross-entropy of each field, (fields,) in nats.

    logits: fields × (..., field size); tokens and weights (..., fields).
    """
    losses = []
    for index, field_logits in enumerate(logits):
        nats = F.cross_entropy(field_logits.float().flatten(0, -2), tokens[..., index].flatten(), reduction="none")
        losses.append((nats * weights[..., index].flatten()).sum())
    return torch.stack(losses)
