"""The training loop: AdamW with warm-up and cosine, averaged weights, carried state, resumable checkpoints."""

import copy
import json
import math
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import torch
from torch import Tensor

from composer.generation.checkpoint import ModelCard, save_model
from composer.generation.network import MusicLSTM, NetworkConfig, State
from composer.training.corpus import Corpus
from composer.training.dataset import Batch, Streams
from composer.training.evaluate import evaluate
from composer.training.loss import field_nats, predict, targets
from composer.training.precision import autocast

_HASTE_OF_TRUST = 20.0  # single numbers that have far to go, and of which each step moves but a few


@dataclass(frozen=True, slots=True)
class TrainingConfig:
    """How to train; stored beside the checkpoints."""

    steps: int = 6500
    minutes: float | None = None  # when given, training ends then, however many steps it took
    streams: int = 32
    window: int = 96  # events
    learning_rate: float = 2e-3
    final_learning_rate: float = 5e-5
    warm_up: int = 150  # steps
    weight_decay: float = 0.01
    clip: float = 1.0
    average: float = 0.999  # decay of the averaged weights
    validate_every: int = 500  # steps
    validation_notes: int = 20_000
    rng_seed: int = 1
    network: NetworkConfig = field(default_factory=lambda: NetworkConfig(copies=True))


@dataclass(frozen=True, slots=True)
class Progress:
    """Where training stands after a step."""

    step: int
    steps: int  # in all; an estimate where minutes are given
    notes: int
    seconds: float
    loss: float  # nats per note on this batch
    learning_rate: float
    held_out: dict[str, float] | None = None  # nats per note by field, after a validation


def train(
    corpus: Corpus, config: TrainingConfig, folder: Path, card: ModelCard, initial: MusicLSTM | None = None
) -> Iterator[Progress]:
    """Train, yielding after every step; `folder` receives config.json, log.jsonl, checkpoint.pt and best.safetensors.

    With `initial`, training begins with what that network has learned. A run that was stopped at any moment goes on
    from its last checkpoint when started again.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(asdict(config), indent=2), encoding="utf-8")
    torch.manual_seed(config.rng_seed)
    run = _Run(config, folder, initial)
    run.resume()
    streams = iter(Streams(corpus, config.streams, config.window, config.rng_seed + run.step))
    started = time.monotonic() - run.seconds
    state: State | None = None
    with (folder / "log.jsonl").open("a", encoding="utf-8") as log:
        while run.done() < 1:
            loss, state = run.learn(next(streams), state)
            run.seconds = time.monotonic() - started
            held_out = None
            if run.step % config.validate_every == 0 or run.done() >= 1:
                held_out = evaluate(run.averaged, corpus, "valid", config.validation_notes)
                run.keep(held_out, card)
            steps = max(round(run.step / run.done()), run.step)
            progress = Progress(run.step, steps, run.notes, run.seconds, loss, run.learning_rate(), held_out)
            log.write(json.dumps(asdict(progress)) + "\n")
            log.flush()
            yield progress


class _Run:
    """The mutable parts of a training run."""

    def __init__(self, config: TrainingConfig, folder: Path, initial: MusicLSTM | None) -> None:
        self.config = config
        self.network = MusicLSTM(config.network)
        if initial is not None:
            # Parts that the initial network lacks, as the copy gates of the first version's, begin without effect.
            self.network.load_state_dict(initial.state_dict(), strict=False)
        self.averaged = copy.deepcopy(self.network).eval().requires_grad_(False)
        self.optimizer = torch.optim.AdamW(
            _groups(self.network), lr=config.learning_rate, betas=(0.9, 0.98), weight_decay=config.weight_decay
        )
        self.step = 0
        self.notes = 0
        self.seconds = 0.0
        self.best = math.inf
        self._folder = folder

    def done(self) -> float:
        """The share of the training that lies behind: of the minutes if they are given, else of the steps."""
        if self.config.minutes is not None:
            return self.seconds / (60 * self.config.minutes)
        return self.step / self.config.steps

    def learning_rate(self) -> float:
        """Linear warm-up, and a cosine over the whole training down to the final rate."""
        config = self.config
        warm = min((self.step + 1) / config.warm_up, 1.0)
        share = 0.5 * (1 + math.cos(math.pi * min(self.done(), 1.0)))
        return warm * (config.final_learning_rate + (config.learning_rate - config.final_learning_rate) * share)

    def learn(self, batch: Batch, state: State | None) -> tuple[float, State]:
        """One optimiser step; returns nats per note and the state to carry on."""
        self.network.train()
        rows = torch.from_numpy(batch.rows).long()
        tokens, weights = targets(rows[:, 1:])
        with autocast():
            logits, (hidden, cell) = predict(self.network, rows, _fresh(state, batch))
        nats = field_nats(logits, tokens, weights).sum() / tokens[..., 0].numel()
        for group in self.optimizer.param_groups:
            group["lr"] = self.learning_rate() * group["haste"]
        self.optimizer.zero_grad(set_to_none=True)
        nats.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), self.config.clip)
        self.optimizer.step()
        self.step += 1
        self.notes += tokens[..., 0].numel()
        self._average()
        return nats.item(), (hidden.detach(), cell.detach())

    def _average(self) -> None:
        decay = min(self.config.average, (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            for mean, current in zip(self.averaged.parameters(), self.network.parameters(), strict=True):
                mean.lerp_(current, 1 - decay)

    def keep(self, held_out: dict[str, float], card: ModelCard) -> None:
        """Write the checkpoint, and the averaged weights if they are the best so far."""
        if held_out["total"] < self.best:
            self.best = held_out["total"]
            save_model(
                self._folder / "best.safetensors",
                self.averaged,
                ModelCard(card.name, card.data_statement, self.notes, held_out),
            )
        names = ("step", "notes", "seconds", "best")
        checkpoint = {name: getattr(self, name) for name in names} | {
            "network": self.network.state_dict(),
            "averaged": self.averaged.state_dict(),
            "optimizer": self.optimizer.state_dict(),
        }
        partial = self._folder / "checkpoint.pt.partial"
        torch.save(checkpoint, partial)
        partial.replace(self._folder / "checkpoint.pt")

    def resume(self) -> None:
        """Go on from checkpoint.pt, if there is one."""
        path = self._folder / "checkpoint.pt"
        if not path.exists():
            return
        checkpoint = torch.load(path, weights_only=True)
        for name in ("step", "notes", "seconds", "best"):
            setattr(self, name, checkpoint[name])
        self.network.load_state_dict(checkpoint["network"])
        self.averaged.load_state_dict(checkpoint["averaged"])
        self.optimizer.load_state_dict(checkpoint["optimizer"])


def _groups(network: MusicLSTM) -> list[dict]:
    """All parameters, with the multiple of the learning rate at which they learn."""
    gates = network.copy_gates
    trust = [] if gates is None else [gates.trust]
    others = [parameter for parameter in network.parameters() if all(parameter is not one for one in trust)]
    return [{"params": others, "haste": 1.0}, {"params": trust, "haste": _HASTE_OF_TRUST}]


def _fresh(state: State | None, batch: Batch) -> State | None:
    """The carried state, zeroed for the streams whose window begins a piece."""
    if state is None:
        return None
    keeps: Tensor = torch.from_numpy(~batch.is_fresh).to(state[0].dtype)[None, :, None]
    return state[0] * keeps, state[1] * keeps
