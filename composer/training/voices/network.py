"""A network that tells the voices of a frame one after another, weighing what counting says of each."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from composer.training.frames.learning import FrameModel
from composer.training.voices.contexts import CHAINS, CHAINS_HERE
from composer.training.voices.counting import KNOWN
from composer.training.voices.views import QUARTER

WAYS = len(CHAINS) + len(CHAINS_HERE)
STRIDE = 2  # the LSTM hears every second frame: what moves within an eighth is seen only where the next frame is told
_SPREAD = 0.1  # of the features' first vectors, of which dozens are added up


@dataclass(frozen=True)
class VoiceConfig:
    """How a network is made."""

    size: int  # tokens
    heard: int  # features of what has sounded
    seen: tuple[int, ...]  # features of each voice that is to be told
    hidden: int = 128
    layers: int = 2
    dropout: float = 0.4
    blindness: float = 0.2  # of the features, how many are not shown while learning
    is_deep: bool = True  # residual, normalized layers; else a plain LSTM


@dataclass(frozen=True)
class VoiceBatch:
    """Pieces side by side, and their frames to be told one below another."""

    heard: Tensor  # (pieces, steps, features) int
    step: Tensor  # (frames,) int, below pieces × steps: what has been heard before each frame is told
    seen: tuple[Tensor, ...]  # for each voice (frames, features) int
    place: Tensor  # (frames,) int, below QUARTER
    own: Tensor  # (frames, voices) int: what was sung before
    tokens: Tensor  # (frames, voices) int: what is to be told
    may_follow: Tensor  # (frames, size) bool
    logs: Tensor  # (frames, voices, WAYS, size): what counting says
    known: Tensor  # (frames, voices, CHAINS) int, below KNOWN

    @property
    def frames(self) -> int:
        """How many frames are to be told."""
        return len(self.tokens)


class VoiceNetwork(FrameModel[VoiceBatch]):
    """Nats of frames, each given those before it: the chain rule over voices."""

    def __init__(self, config: VoiceConfig) -> None:
        super().__init__()
        self.config = config
        hidden = config.hidden
        self.read = nn.EmbeddingBag(config.heard, hidden, mode="sum")
        self.norms = nn.ModuleList(nn.LayerNorm(hidden) for _ in range(config.layers + 1))
        self.lstms = nn.ModuleList(nn.LSTM(hidden, hidden, batch_first=True) for _ in range(config.layers))
        self.from_state = nn.Linear(hidden, hidden)
        self.tellers = nn.ModuleList(_Teller(config, features) for features in config.seen)
        nn.init.normal_(self.read.weight, std=_SPREAD)

    def begin_with(self, weights: Sequence[Tensor]) -> None:
        """Let each voice begin with weights of what counting says, (QUARTER, WAYS)."""
        with torch.no_grad():
            for teller, each in zip(self.tellers, weights, strict=True):
                teller.get_parameter("by_place").copy_(each)

    def losses(self, batch: VoiceBatch) -> tuple[Tensor, Tensor]:
        """The nats of the batch: nothing else is learned."""
        nats = self(batch).sum()
        return nats, nats

    def forward(self, batch: VoiceBatch) -> Tensor:
        """Nats of each frame, (frames,)."""
        x = _shown(self.read, batch.heard.flatten(0, 1), self.config).reshape(*batch.heard.shape[:2], -1)
        for norm, lstm in zip(self.norms, self.lstms, strict=False):
            out, _ = lstm(self._dropped(norm(x) if self.config.is_deep else x))
            x = x + out if self.config.is_deep else out
        x = self.norms[-1](x) if self.config.is_deep else x
        state = self.from_state(self._dropped(x)).flatten(0, 1)[batch.step]
        return torch.stack([teller(state, batch, voice) for voice, teller in enumerate(self.tellers)]).sum(dim=0)

    def _dropped(self, x: Tensor) -> Tensor:
        """Features (pieces, steps, features) without some of them: the same ones in all of a piece."""
        return x * F.dropout(torch.ones(x.shape[0], 1, x.shape[2]), self.config.dropout, self.training)


class _Teller(nn.Module):
    """Tells one voice."""

    def __init__(self, config: VoiceConfig, features: int) -> None:
        super().__init__()
        self.config = config
        hidden = config.hidden
        self.see = nn.EmbeddingBag(features, hidden, mode="sum")
        self.norm, self.middle, self.last_norm = nn.LayerNorm(hidden), nn.Linear(hidden, hidden), nn.LayerNorm(hidden)
        self.to_tokens, self.to_steps = nn.Linear(hidden, config.size), nn.Linear(hidden, config.size)
        self.to_weights = nn.Linear(hidden, WAYS, bias=False)
        self.by_place = nn.Parameter(torch.full((QUARTER, WAYS), 1 / WAYS))
        self.trust = nn.Parameter(torch.zeros(len(CHAINS), KNOWN))
        nn.init.normal_(self.see.weight, std=_SPREAD)
        for parameter in (*self.to_tokens.parameters(), *self.to_steps.parameters(), self.to_weights.weight):
            nn.init.zeros_(parameter)  # begins as what counting says

    def forward(self, state: Tensor, batch: VoiceBatch, voice: int) -> Tensor:
        """Nats of the voice in each frame, (frames,)."""
        hidden = F.gelu(state + _shown(self.see, batch.seen[voice], self.config))
        hidden = F.dropout(hidden, self.config.dropout, self.training)
        if self.config.is_deep:
            hidden = hidden + F.gelu(self.middle(self.norm(hidden)))
        hidden = self.last_norm(hidden)
        size = self.config.size
        steps = (torch.arange(size) - batch.own[:, voice, None]) % size
        logits = self.to_tokens(hidden) + self.to_steps(hidden).gather(1, steps)
        weights = self.to_weights(hidden) + self.by_place[batch.place]
        known = self.trust[torch.arange(len(CHAINS)), batch.known[:, voice]]
        weights = weights + F.pad(known, (0, WAYS - len(CHAINS)))
        counted = torch.einsum("fw,fws->fs", weights, batch.logs[:, voice].float())
        logits = (logits + counted).masked_fill(~batch.may_follow, -torch.inf)
        return F.cross_entropy(logits, batch.tokens[:, voice], reduction="none")


def _shown(bag: nn.EmbeddingBag, features: Tensor, config: VoiceConfig) -> Tensor:
    """The sum of the vectors of features (rows, features), without some of them while learning."""
    if not bag.training:
        return bag(features)
    return bag(features, per_sample_weights=F.dropout(torch.ones(features.shape), config.blindness))
