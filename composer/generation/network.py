"""The network: summed event embeddings, two residual LSTM layers, and heads that decode a note field by field."""

from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor, nn

from composer.generation.copying import CANDIDATES, KINDS
from composer.generation.events import COLUMN_SIZES, FIELD_SIZES, FIELDS, VELOCITY_STEP, Column

State = tuple[Tensor, Tensor]  # hidden and cell, each (layers, batch, hidden)

# What each head sees of the next event besides the hidden state, in the order in which it becomes known:
# after Δonset its place in the bar, then track, pitch and duration.
HEADS = len(FIELD_SIZES)
SOURCES: tuple[Column, ...] = (
    Column.DELTA,
    Column.POSITION,
    Column.STRENGTH,
    Column.TRACK,
    Column.PITCH,
    Column.DURATION,
)
FIRST_HEAD_TO_SEE = (1, 1, 1, 2, 3, 4)

_HARDLY = -4.0  # log odds of copying before anything is learned
_SMALLEST_SHARE = 1e-20  # of a token, so that its logarithm exists


@dataclass(frozen=True, slots=True)
class NetworkConfig:
    """Sizes of a `MusicLSTM`; stored in the checkpoint."""

    hidden: int = 384
    layers: int = 2
    head: int = 192
    dropout: float = 0.0
    copies: bool = False  # whether it may copy what followed earlier matches; models of the first version cannot


class MusicLSTM(nn.Module):
    """Reads event rows and predicts the next: P(Δonset) P(track | …) P(pitch | …) P(duration | …) P(velocity | …).

    Decoding the fields in sequence lets the model say "this pitch *with* this length"; heads that are
    independent given the state cannot.
    """

    offsets: Tensor  # where each column begins in the one embedding table, (columns,)

    def __init__(self, config: NetworkConfig) -> None:
        super().__init__()
        self.config = config
        self.make_offsets()
        self.embedding = nn.EmbeddingBag(sum(COLUMN_SIZES), config.hidden, mode="sum")
        nn.init.normal_(self.embedding.weight, std=0.25)
        # A ModuleList forgets what it holds; the casts remember.
        norms = (nn.LayerNorm(config.hidden) for _ in range(config.layers + 1))
        self.norms = cast(list[nn.LayerNorm], nn.ModuleList(norms))
        lstms = (nn.LSTM(config.hidden, config.hidden, batch_first=True) for _ in range(config.layers))
        self.lstms = cast(list[nn.LSTM], nn.ModuleList(lstms))
        self.dropout = nn.Dropout(config.dropout)
        self.to_heads = nn.Linear(config.hidden, HEADS * config.head)
        seen = (
            nn.Embedding(COLUMN_SIZES[column], (HEADS - first) * config.head)
            for column, first in zip(SOURCES, FIRST_HEAD_TO_SEE, strict=True)
        )
        self.seen = cast(list[nn.Embedding], nn.ModuleList(seen))
        for embedding in self.seen:
            nn.init.normal_(embedding.weight, std=0.25)
        self.heads = cast(list[nn.Linear], nn.ModuleList(nn.Linear(config.head, size) for size in FIELD_SIZES))
        self.copy_gates = CopyGates(config.head) if config.copies else None
        for lstm in self.lstms:
            _open_forget_gates(lstm)

    def make_offsets(self) -> None:
        """Set up where each column begins in the one embedding table; not part of the weights."""
        starts = torch.tensor([0, *COLUMN_SIZES[:-1]], device="cpu").cumsum(0)
        self.register_buffer("offsets", starts, persistent=False)

    def forward(self, rows: Tensor, state: State | None = None) -> tuple[Tensor, State]:
        """Rows (batch, time, columns) int64 → features (batch, time, hidden); state 2 × (layers, batch, hidden)."""
        batch, time, columns = rows.shape
        x = self.embedding((rows + self.offsets).view(batch * time, columns)).view(batch, time, -1)
        hidden, cell = [], []
        for layer, (norm, lstm) in enumerate(zip(self.norms, self.lstms, strict=False)):
            before = None if state is None else (state[0][layer : layer + 1], state[1][layer : layer + 1])
            y, (h, c) = lstm(self.dropout(norm(x)), before)
            x = x + self.dropout(y)
            hidden.append(h)
            cell.append(c)
        return self.norms[-1](x), (torch.cat(hidden), torch.cat(cell))

    def logits(self, features: Tensor, following: Tensor, candidates: Tensor) -> list[Tensor]:
        """Logits of every field, each given the true earlier ones (teacher forcing).

        features (..., hidden); following: the rows (..., columns) that come next; candidates (..., candidates, copy
        columns): what might be copied there → 5 × (..., field size).
        """
        contexts = self.to_heads(features).unflatten(-1, (HEADS, self.config.head))
        added: list[Tensor | int] = [0] * HEADS
        for column, first, embedding in zip(SOURCES, FIRST_HEAD_TO_SEE, self.seen, strict=True):
            seen = embedding(following[..., column]).unflatten(-1, (HEADS - first, self.config.head))
            for head in range(first, HEADS):
                added[head] = added[head] + seen[..., head - first, :]
        contexts = [torch.relu(contexts[..., index, :] + added[index]) for index in range(HEADS)]
        logits = [head(context) for head, context in zip(self.heads, contexts, strict=True)]
        return logits if self.copy_gates is None else self.copy_gates(logits, contexts, following, candidates)


class CopyGates(nn.Module):
    """Mixes what the heads say with copies: for every field and candidate, odds that the next event is copied from it.

    The odds come from the context of the head and, in `trust`, from the candidate's kind (how long its match is, and
    whether it is transposed) and which of the earlier fields turned out as it says.
    """

    def __init__(self, head: int) -> None:
        super().__init__()
        gates = (nn.Linear(head, CANDIDATES, bias=False) for _ in range(HEADS))
        self.gates = cast(list[nn.Linear], nn.ModuleList(gates))
        for gate in self.gates:
            nn.init.zeros_(gate.weight)
        # One number for each field, candidate, kind and agreement (a bit for each earlier field).
        self.trust = nn.Parameter(torch.full((HEADS, CANDIDATES, KINDS, 1 << (HEADS - 1)), _HARDLY))

    def forward(
        self, logits: list[Tensor], contexts: list[Tensor], following: Tensor, candidates: Tensor
    ) -> list[Tensor]:
        """Logits of the mixture: the exact logarithm of softmax + Σ odds · candidate, up to a constant."""
        kinds, tokens = candidates[..., 0], candidates[..., 1:]
        chosen = field_tokens(following)
        which = torch.arange(CANDIDATES, device=kinds.device)
        agreement = torch.zeros_like(kinds)
        mixed = []
        for field in range(HEADS):
            log_odds = self.gates[field](contexts[field]) + self.trust[field, which, kinds, agreement]
            odds = torch.where(kinds > 0, log_odds.float().exp(), 0.0)
            shares = torch.softmax(logits[field].float(), dim=-1).scatter_add(-1, tokens[..., field], odds)
            mixed.append(shares.clamp(min=_SMALLEST_SHARE).log())
            agreement = 2 * agreement + (tokens[..., field] == chosen[..., field, None])
        return mixed


def field_tokens(rows: Tensor) -> Tensor:
    """The tokens of the predicted fields, (..., columns) → (..., fields) int64."""
    tokens = rows[..., : len(FIELDS)].clone()
    tokens[..., Column.VELOCITY] //= VELOCITY_STEP
    return tokens


def _open_forget_gates(lstm: nn.LSTM) -> None:
    """Start with forget gates at 1, so that memory is kept until there is a reason (Jozefowicz et al. 2015)."""
    hidden = lstm.hidden_size
    for name, parameter in lstm.named_parameters():
        if name.startswith("bias"):
            nn.init.zeros_(parameter)
            if name.startswith("bias_ih"):
                nn.init.ones_(parameter[hidden : 2 * hidden])
        elif name.startswith("weight_hh"):
            nn.init.orthogonal_(parameter)
        else:
            nn.init.xavier_uniform_(parameter)
