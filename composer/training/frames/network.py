"""The flagship's network in frame mode: an LSTM over frames, each decoded key by key, with a copy path."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from composer.training.frames.grams import KNOWN, WAYS
from composer.training.frames.learning import FrameModel
from composer.training.frames.matches import CANDIDATES, KINDS

RECENT = 3  # frames that are read at once

_ALONE = 0.5  # weight of the network's own loss: where copies are right, the mixture alone would teach it nothing

State = list[tuple[Tensor, Tensor]]


@dataclass(frozen=True)
class FrameConfig:
    """How a network is made; what is left out are the ablations."""

    keys: int
    hidden: int = 256
    layers: int = 2
    dropout: float = 0.2
    has_copies: bool = True
    has_counts: bool = True  # what counting says stands beside what is copied
    is_joint: bool = True  # keys see those below them in the same frame; else each is alone
    is_deep: bool = True  # residual, normalized layers, and the frame before beside the state; else a plain LSTM


@dataclass(frozen=True)
class FrameBatch:
    """Windows of pieces side by side: what has sounded, and the frames that follow."""

    recent: Tensor  # (pieces, frames, RECENT × keys) float
    following: Tensor  # (pieces × frames, keys) bool: the frame to be foreseen
    candidates: Tensor  # (pieces × frames, CANDIDATES, keys) bool
    kinds: Tensor  # (pieces × frames, CANDIDATES) int, below KINDS
    counts: Tensor  # (pieces × frames,) bool: False behind the end of a piece
    frame: Tensor  # the steps of `spell` for the frames that count, (steps,)
    token: Tensor
    lowest: Tensor
    beyond: Tensor
    counted: Tensor  # (steps, WAYS) float: the logarithm of each token's probability by counting
    known: Tensor  # (steps, WAYS) int below KNOWN, 0 where nothing is counted

    @property
    def frames(self) -> int:
        """How many frames are to be foreseen."""
        return int(self.counts.sum())


class FrameNetwork(FrameModel[FrameBatch]):
    """Nats of frames, each given those before it."""

    def __init__(self, config: FrameConfig) -> None:
        super().__init__()
        self.config = config
        hidden, keys = config.hidden, config.keys
        self.read = nn.Linear(RECENT * keys, hidden)
        self.norms = nn.ModuleList(nn.LayerNorm(hidden) for _ in range(config.layers + 1))
        self.lstms = nn.ModuleList(nn.LSTM(hidden, hidden, batch_first=True) for _ in range(config.layers))
        self.from_state = nn.Linear(hidden, hidden)
        self.from_last = nn.Linear(keys, hidden, bias=False)
        self.from_candidate = nn.Linear(keys, hidden, bias=False)
        self.of_kind = nn.Embedding(KINDS, hidden)
        self.from_lower = nn.Linear(keys, hidden, bias=False)
        self.to_tokens = nn.Linear(hidden, keys + 1)
        self.to_gates = nn.Linear(hidden, CANDIDATES + WAYS)
        self.trust = nn.Parameter(torch.full((CANDIDATES, KINDS, 2), -2.0))  # by kind and whether it has agreed so far
        self.trust_in_counts = nn.Parameter(torch.zeros(WAYS, KNOWN))

    def losses(self, batch: FrameBatch) -> tuple[Tensor, Tensor]:
        """The nats of the mixture and, at less weight, of the network alone; and the former."""
        mixed, alone, _ = self(batch)
        return (mixed + _ALONE * alone).sum(), mixed.sum()

    def hasty(self) -> list[nn.Parameter]:
        """The shares' biases."""
        return [self.trust, self.trust_in_counts]

    def forward(self, batch: FrameBatch, state: State | None = None) -> tuple[Tensor, Tensor, State]:
        """Nats of each following frame, (pieces × frames,), 0 where none counts; and the state behind the last.

        Between them, the nats without what is mixed in: of the network alone.
        """
        features, state = self._features(batch, state)
        context = self.from_state(self._dropped(features)).flatten(0, 1)
        if self.config.is_deep:
            context = context + self.from_last(batch.recent[..., : self.config.keys].flatten(0, 1))
        if self.config.has_copies:
            longest = (batch.kinds > 0).float().argmax(dim=1)  # the orders fall
            rows = torch.arange(len(longest))
            context = context + self.from_candidate(batch.candidates[rows, longest].float())
            context = context + self.of_kind(batch.kinds[rows, longest])
        nats, alone = (self._in_sequence if self.config.is_joint else self._each_alone)(batch, context)
        return nats, alone, state

    def _features(self, batch: FrameBatch, state: State | None) -> tuple[Tensor, State]:
        x = self.read(batch.recent)
        after = []
        for layer, (norm, lstm) in enumerate(zip(self.norms, self.lstms, strict=False)):
            inputs = self._dropped(norm(x) if self.config.is_deep else x)
            out, carried = lstm(inputs, None if state is None else state[layer])
            x = x + out if self.config.is_deep else out
            after.append(tuple(part.detach() for part in carried))
        return (self.norms[-1](x) if self.config.is_deep else x), after

    def _dropped(self, x: Tensor) -> Tensor:
        """Features (pieces, frames, features) without some of them: the same ones in all frames of a window."""
        return x * F.dropout(torch.ones(x.shape[0], 1, x.shape[2]), self.config.dropout, self.training)

    def _in_sequence(self, batch: FrameBatch, context: Tensor) -> tuple[Tensor, Tensor]:
        """By the chain rule over the tokens of each frame."""
        keys = torch.arange(self.config.keys + 1)
        is_below = keys[:-1] < batch.lowest[:, None]
        lower = batch.following[batch.frame] & is_below
        hidden = F.gelu(context.index_select(0, batch.frame) + self.from_lower(lower.float()))
        if self.training:  # drawing for each frame is enough, and as many times faster as it has tokens
            hidden = hidden * F.dropout(torch.ones_like(context), self.config.dropout).index_select(0, batch.frame)
        may_follow = (keys >= batch.lowest[:, None]) & (keys < batch.beyond[:, None])
        logits = self.to_tokens(hidden).masked_fill(~may_follow, -torch.inf)
        said = alone = logits.log_softmax(dim=-1).gather(1, batch.token[:, None])
        if self.config.has_copies or self.config.has_counts:
            candidates = batch.candidates[batch.frame]
            next_key = (F.pad(candidates, (0, 1), value=True) & may_follow[:, None]).byte().argmax(dim=-1)
            agrees = ((candidates & is_below[:, None]) == lower[:, None]).all(dim=-1)
            is_right = next_key == batch.token[:, None]
            known = batch.known * self.config.has_counts
            kinds = batch.kinds[batch.frame] * self.config.has_copies
            said = self._mixed(said, hidden, kinds, agrees, is_right, batch.counted, known)
        nothing = torch.zeros(len(context), 2)
        nats = nothing.index_add(0, batch.frame, -torch.cat([said, alone], dim=1))
        return nats[:, 0], nats[:, 1]

    def _each_alone(self, batch: FrameBatch, context: Tensor) -> tuple[Tensor, Tensor]:
        """Every key by itself; a frame is copied as a whole or not."""
        hidden = F.dropout(F.gelu(context), self.config.dropout, self.training)
        logits = self.to_tokens(hidden)[:, :-1]
        wrong = F.binary_cross_entropy_with_logits(logits, batch.following.float(), reduction="none")
        said = alone = -wrong.sum(dim=1, keepdim=True)
        if self.config.has_copies:
            is_right = (batch.candidates == batch.following[:, None]).all(dim=-1)
            known = torch.zeros(len(said), WAYS, dtype=torch.long)  # counting spells frames
            nothing = torch.zeros_like(is_right)
            said = self._mixed(said, hidden, batch.kinds, nothing, is_right, known.float(), known)
        return -said[:, 0] * batch.counts, -alone[:, 0] * batch.counts

    def _mixed(
        self,
        said: Tensor,
        hidden: Tensor,
        kinds: Tensor,
        agrees: Tensor,
        is_right: Tensor,
        counted: Tensor,
        known: Tensor,
    ) -> Tensor:
        """Log-likelihoods (rows, 1) of the network mixed with those of copying and of counting.

        kinds, agrees, is_right (rows, CANDIDATES); counted, known (rows, WAYS).
        """
        trust = self.trust[torch.arange(CANDIDATES), kinds, agrees.long()]
        trust = torch.cat([trust, self.trust_in_counts[torch.arange(WAYS), known]], dim=1)
        gates = self.to_gates(hidden) + trust
        gates = gates.masked_fill(torch.cat([kinds, known], dim=1) == 0, -torch.inf)
        shares = F.pad(gates, (1, 0)).log_softmax(dim=-1)
        copied = torch.zeros_like(trust[:, :CANDIDATES]).masked_fill(~is_right, -torch.inf)
        return (shares + torch.cat([said, copied, counted], dim=1)).logsumexp(dim=1, keepdim=True)
