"""The training loop: AdamW with warm-up and cosine, averaged weights, carried state, resumable checkpoints."""

import copy
import json
import math
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from composer.generation.checkpoint import ModelCard, save_model
from composer.generation.events import Column
from composer.generation.network import MusicLSTM, NetworkConfig, State
from composer.training.corpus import Corpus
from composer.training.dataset import Batch, Streams
from composer.training.evaluate import evaluate
from composer.training.loss import Prediction, field_nats, targets
from composer.training.precision import autocast
from composer.training.saving import TrainingError, music_changed, save_state, told_if_full
from composer.training.team import ALONE, Team

BEST = "best.safetensors"

_STANDING = ("step", "notes", "seconds", "best", "disappointments")  # numbers of a run that its checkpoints hold
_HASTE_OF_TRUST = 20.0  # single numbers that have far to go, and of which each step moves but a few


@dataclass(frozen=True, slots=True)
class TrainingConfig:
    """How to train; stored beside the checkpoints."""

    steps: int = 6500
    minutes: float | None = None  # when given, training ends then, however many steps it took
    streams: int = 32  # of all processes together
    window: int = 96  # events
    learning_rate: float = 2e-3
    final_learning_rate: float = 5e-5
    warm_up: int = 150  # steps
    weight_decay: float = 0.01
    clip: float = 1.0
    average: float = 0.999  # decay of the averaged weights
    validate_every: int = 500  # steps
    validation_notes: int = 20_000
    patience: int = 0  # validations in a row without a better result, after which training ends; 0: it never does
    keep_every: int = 0  # validations after which the averaged weights are kept, best or not; 0: never
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
    accuracy: float  # share of pitches ranked first that were right on this batch
    held_out: dict[str, float] | None = None  # nats per note by field, after a validation


def train(
    corpus: Corpus,
    config: TrainingConfig,
    folder: Path,
    card: ModelCard,
    initial: MusicLSTM | None = None,
    team: Team = ALONE,
) -> Iterator[Progress]:
    """Train, yielding after every step; `folder` receives config.json, log.jsonl, checkpoint.pt and best.safetensors.

    With `initial`, training begins with what that network has learned. A run that was stopped at any moment goes on
    from its last checkpoint when started again, also with more processes or fewer. Only the first of a `team` writes.
    """
    yield from TrainingRun(corpus, config, folder, card, initial, team).steps()


class TrainingRun:
    """A training run; it goes on from the last checkpoint, if there is one."""

    def __init__(
        self,
        corpus: Corpus,
        config: TrainingConfig,
        folder: Path,
        card: ModelCard,
        initial: MusicLSTM | None = None,
        team: Team = ALONE,
    ) -> None:
        if config.streams % team.size:
            raise TrainingError(
                f"{config.streams} streams cannot be shared equally by {team.size} processes: choose a multiple."
            )
        if team.is_first:
            folder.mkdir(parents=True, exist_ok=True)
            with told_if_full(folder):
                (folder / "config.json").write_text(json.dumps(asdict(config), indent=2), encoding="utf-8")
        torch.manual_seed(config.rng_seed)
        self.config, self.card, self._team = config, card, team
        self.network = MusicLSTM(config.network)
        if initial is not None:
            # Parts that the initial network lacks, as the copy gates of the first version's, begin without effect.
            self.network.load_state_dict(initial.state_dict(), strict=False)
        self.network.to(team.device)
        self.averaged = copy.deepcopy(self.network).eval().requires_grad_(False)
        self.optimizer = torch.optim.AdamW(
            _groups(self.network), lr=config.learning_rate, betas=(0.9, 0.98), weight_decay=config.weight_decay
        )
        self.step = 0
        self.notes = 0
        self.seconds = 0.0
        self.best = math.inf
        self.disappointments = 0  # validations since the best
        self._corpus, self._folder, self._has_a_past = corpus, folder, initial is not None
        self._music = corpus.fingerprint
        self._streams = Streams(corpus, config.streams, config.window, config.rng_seed)
        self._state: State | None = None  # of this process's streams
        self._resume()
        self._prediction = team.learning_together(Prediction(self.network))

    def steps(self) -> Iterator[Progress]:
        """Train, yielding after every step."""
        if self._has_a_past and not self.step:  # what it knew already is the first to be surpassed
            self._keep_if_best(self._held_out())
        batches = iter(self._streams)
        started = time.monotonic() - self.seconds
        while self.done() < 1 and not self._has_lost_patience:
            loss, accuracy = self._learn(next(batches))
            loss, accuracy, self.seconds = self._team.mean(loss, accuracy, time.monotonic() - started)
            held_out = None
            if self.step % self.config.validate_every == 0 or self.done() >= 1:
                held_out = self._held_out()
                self._end_interval(held_out)
            steps = max(round(self.step / self.done()), self.step)
            rate = self.learning_rate()
            progress = Progress(self.step, steps, self.notes, self.seconds, loss, rate, accuracy, held_out)
            self._log(progress)
            yield progress

    def save(self) -> None:
        """Write a checkpoint of this moment. Raises TrainingError, and the last one stays."""
        state = self._state and tuple(self._team.joined(part, dim=1) for part in self._state)
        if not self._team.is_first:
            return
        checkpoint = {name: getattr(self, name) for name in _STANDING} | {
            "music": self._music,
            "network": self.network.state_dict(),
            "averaged": self.averaged.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "streams": self._streams.standing,
            "state": state,
            "random": torch.get_rng_state(),
        }
        save_state(self._folder / "checkpoint.pt", checkpoint)

    def keep(self) -> None:
        """Make sure that there is a model, however little it has learned. Raises TrainingError."""
        if not (self._folder / BEST).exists():
            self._save_model(BEST, {})

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

    @property
    def _has_lost_patience(self) -> bool:
        return 0 < self.config.patience <= self.disappointments

    def _held_out(self) -> dict[str, float]:
        """Nats per note of the averaged weights on the validation split."""
        return self._team.told_by_first(
            lambda: evaluate(self.averaged, self._corpus, "valid", self.config.validation_notes)
        )

    def _learn(self, batch: Batch) -> tuple[float, float]:
        """One optimiser step; returns nats per note, and the share of pitches ranked first that were right."""
        self.network.train()
        mine = self._team.part(len(batch.rows))
        rows = torch.from_numpy(batch.rows[mine]).long().to(self._team.device)
        tokens, weights = targets(rows[:, 1:])
        with autocast(self._team.device.type):
            logits, (hidden, cell) = self._prediction(rows, _fresh(self._state, batch.is_fresh[mine]))
        nats = field_nats(logits, tokens, weights).sum() / tokens[..., 0].numel()
        for group in self.optimizer.param_groups:
            group["lr"] = self.learning_rate() * group["haste"]
        self.optimizer.zero_grad(set_to_none=True)
        nats.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), self.config.clip)
        self.optimizer.step()
        self.step += 1
        self.notes += tokens[..., 0].numel() * self._team.size
        self._average()
        self._state = (hidden.detach(), cell.detach())
        counted = weights[..., Column.PITCH]
        hits = (logits[Column.PITCH].detach().argmax(-1) == tokens[..., Column.PITCH]) * counted
        return nats.item(), float(hits.sum() / counted.sum().clamp(min=1))

    def _average(self) -> None:
        decay = min(self.config.average, (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            for mean, current in zip(self.averaged.parameters(), self.network.parameters(), strict=True):
                mean.lerp_(current, 1 - decay)

    def _log(self, progress: Progress) -> None:
        if not self._team.is_first:
            return
        path = self._folder / "log.jsonl"
        with told_if_full(path), path.open("a", encoding="utf-8") as log:
            log.write(json.dumps(asdict(progress)) + "\n")

    def _end_interval(self, held_out: dict[str, float]) -> None:
        """Keep the averaged weights if they are the best so far or wanted anyway, and last a checkpoint."""
        self._keep_if_best(held_out)
        number = self.step // self.config.validate_every
        if self.config.keep_every and number % self.config.keep_every == 0:
            self._save_model(f"epoch-{number:03}.safetensors", held_out)
        self.save()

    def _keep_if_best(self, held_out: dict[str, float]) -> None:
        self.disappointments += 1
        if held_out["total"] < self.best:
            self.best, self.disappointments = held_out["total"], 0
            self._save_model(BEST, held_out)

    def _save_model(self, name: str, held_out: dict[str, float]) -> None:
        if not self._team.is_first:
            return
        with told_if_full(self._folder / name):
            card = replace(self.card, notes_trained=self.notes, held_out=held_out)
            save_model(self._folder / name, copy.deepcopy(self.averaged).cpu(), card)

    def _resume(self) -> None:
        path = self._folder / "checkpoint.pt"
        checkpoint = self._team.told_by_first(
            lambda: torch.load(path, weights_only=True, map_location="cpu") if path.exists() else None
        )
        if checkpoint is None:
            return
        if self._music != checkpoint.get("music", self._music):
            raise music_changed(self._folder)
        for name in _STANDING:
            setattr(self, name, checkpoint[name])
        self.network.load_state_dict(checkpoint["network"])
        self.averaged.load_state_dict(checkpoint["averaged"])
        self.optimizer.load_state_dict(checkpoint["optimizer"])
        self._streams.go_on_from(checkpoint["streams"])
        mine = self._team.part(self.config.streams)
        if checkpoint["state"] is not None:
            hidden, cell = (part[:, mine].to(self._team.device) for part in checkpoint["state"])
            self._state = hidden, cell
        torch.set_rng_state(checkpoint["random"])


def _groups(network: MusicLSTM) -> list[dict]:
    """All parameters, with the multiple of the learning rate at which they learn."""
    gates = network.copy_gates
    trust = [] if gates is None else [gates.trust]
    others = [parameter for parameter in network.parameters() if all(parameter is not one for one in trust)]
    return [{"params": others, "haste": 1.0}, {"params": trust, "haste": _HASTE_OF_TRUST}]


def _fresh(state: State | None, is_fresh: np.ndarray) -> State | None:
    """The carried state, zeroed for the streams whose window begins a piece."""
    if state is None:
        return None
    keeps: Tensor = torch.from_numpy(~is_fresh).to(state[0])[None, :, None]
    return state[0] * keeps, state[1] * keeps
