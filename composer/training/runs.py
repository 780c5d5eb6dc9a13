"""The folder of a training run: what was asked for, where it stands, what it is asked to do. Imports no torch."""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from enum import StrEnum
from os import SEEK_END
from pathlib import Path
from typing import Any

from composer.disk import read_file, replace_file
from composer.generation.library import PASSAGES
from composer.music.errors import ComposerError
from composer.storage.folders import data_folder
from composer.storage.locks import ProjectLock

_LARGEST_FILE = 1 << 26  # bytes
_LONGEST_LINE = 1 << 13  # bytes of a log, with what may follow it; most are 200


class RunError(ComposerError):
    """A run that another process trains, or whose folder cannot be read."""


class Phase(StrEnum):
    """Where a run stands."""

    READING = "reading"
    TRAINING = "training"
    PAUSED = "paused"
    FINISHED = "finished"  # also when it was told to stop: the best model is kept
    FAILED = "failed"

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens by itself, nor when the run is started again."""
        return self in (Phase.FINISHED, Phase.FAILED)


class Wish(StrEnum):
    """What the process is asked to do."""

    GO_ON = ""
    PAUSE = "pause"
    STOP = "stop"  # and keep the best


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What to train and how."""

    name: str  # of the model
    folder: str  # of music
    recipe: str | None  # None: the flagship goes on with what it has learned
    epochs: int
    batch_size: int  # windows, or for the flagship pieces side by side
    window: int  # events
    oversampling: int = 0
    at_every_position: bool = False
    hold_out: bool = True
    left_out: tuple[str, ...] = ()  # files of the folder that are not learned from
    rng_seed: int = 1
    begin_with: str = ""  # the model file from which the flagship goes on; empty: the bundled one


@dataclass(frozen=True, slots=True)
class RunStatus:
    """Where a run stood when its process last said so."""

    phase: Phase = Phase.READING
    sentence: str = ""  # for people
    model: str = ""  # the finished model's file


@dataclass(frozen=True, slots=True)
class Point:
    """A line of the log: what had been learned after a step."""

    step: int  # of the optimizer, from 1
    steps: int  # in all
    epoch: int  # from 1
    epochs: int
    loss: float  # of what is learned from; nats a note for the flagship, the article's own for a recipe
    accuracy: float  # share of tokens or pitches ranked first that were right
    seconds: float  # of training
    remaining_seconds: float
    held_out: dict[str, float] | None = None  # "loss" and "accuracy", and nats by field, at the end of an epoch
    ends_epoch: bool = False


def runs_folder() -> Path:
    """Where the runs that have no place of their own lie."""
    return data_folder() / "training"


def all_runs(folder: Path | None = None) -> list["Run"]:
    """Every run there is, the newest first."""
    folder = folder or runs_folder()
    found = sorted(folder.glob("*/run.json"), key=lambda path: path.stat().st_mtime, reverse=True)
    return [Run(path.parent) for path in found]


def new_run(request: RunRequest, folder: Path | None = None) -> "Run":
    """Make the folder of a run; nothing is trained yet."""
    folder = folder or runs_folder()
    folder.mkdir(parents=True, exist_ok=True)
    slug = re.sub(r"[^\w-]+", "-", request.name).strip("-") or "run"
    taken = {path.name for path in folder.iterdir()}
    path = folder / next(name for name in _numbered(slug, len(taken) + 2) if name not in taken)
    path.mkdir()
    replace_file(path / "run.json", json.dumps(asdict(request), indent=2).encode())
    return Run(path)


@dataclass(frozen=True, slots=True)
class Run:
    """One run's folder. The process that trains writes into it, and others look."""

    path: Path

    @property
    def request(self) -> RunRequest:
        """What was asked for. Raises RunError."""
        stored = self._read("run.json")
        try:
            return RunRequest(**{**stored, "left_out": tuple(stored["left_out"])})
        except (KeyError, TypeError) as error:
            raise RunError(f"{self.path} is not the folder of a training: delete it.") from error

    @property
    def status(self) -> RunStatus:
        """Where it stands; what cannot be read counts as just begun."""
        stored = self._read("status.json")
        try:
            return RunStatus(**{**stored, "phase": Phase(stored.get("phase", Phase.READING))})
        except (TypeError, ValueError):
            return RunStatus()

    @property
    def is_running(self) -> bool:
        """Whether a process has it in hand."""
        lock = self.lock()
        is_free = lock.acquire(datetime.now())
        lock.release()
        return not is_free

    @property
    def target(self) -> Path:
        """The best model so far."""
        return self.path / "model.safetensors"

    @property
    def passages(self) -> Path:
        """The index of the passages of its music, if its model is of a kind that is kept from copying them."""
        return self.path / "model-training" / f"music{PASSAGES}"

    @property
    def checkpoints(self) -> list[Path]:
        """The model as it was after epochs, in order."""
        return sorted((self.path / "model-training").glob("epoch-*.safetensors"))

    @property
    def samples(self) -> list[Path]:
        """What the model wrote after each epoch, in order."""
        return sorted(self.path.glob("sample-*.mid"))

    @property
    def layers(self) -> Sequence[tuple[str, str, int]]:
        """Name, kind and parameters of every layer; empty before the network is built."""
        return [(str(name), str(kind), int(count)) for name, kind, count in self._read("layers.json").get("layers", [])]

    @property
    def wish(self) -> Wish:
        """What its process is asked to do."""
        try:
            return Wish(read_file(self.path / "control", 100).decode().strip())
        except (OSError, ValueError):
            return Wish.GO_ON

    def ask(self, wish: Wish) -> None:
        """Ask its process for something. Raises OSError."""
        replace_file(self.path / "control", wish.encode())

    def tell(self, status: RunStatus) -> None:
        """Say where it stands. Raises OSError."""
        replace_file(self.path / "status.json", json.dumps(asdict(status)).encode())

    def show_layers(self, layers: Sequence[tuple[str, str, int]]) -> None:
        """Say what the network is made of."""
        replace_file(self.path / "layers.json", json.dumps({"layers": layers}).encode())

    def lock(self) -> ProjectLock:
        """What the process that trains holds."""
        return ProjectLock(self.path, self.path)

    def points(self) -> list[Point]:
        """The log until now; a line that is still being written is left out."""
        return points_in(self._bytes("log.jsonl"))

    @property
    def last_point(self) -> Point | None:
        """The newest whole line of the log, which is found as fast in a long log as in a short one."""
        try:
            with (self.path / "log.jsonl").open("rb") as log:
                log.seek(max(log.seek(0, SEEK_END) - _LONGEST_LINE, 0))
                whole, _, _ = log.read(_LONGEST_LINE).rpartition(b"\n")
        except OSError:
            return None
        return next(reversed(points_in(whole)), None)

    def _read(self, name: str) -> dict[str, Any]:
        try:
            stored = json.loads(self._bytes(name) or b"{}")
        except (ValueError, RecursionError):
            return {}
        return stored if isinstance(stored, dict) else {}

    def _bytes(self, name: str) -> bytes:
        try:
            return read_file(self.path / name, _LARGEST_FILE)
        except OSError:
            return b""


class LogReader:
    """Reads a growing log bit by bit."""

    def __init__(self, run: Run) -> None:
        self._path = run.path / "log.jsonl"
        self._read = 0  # bytes
        self.points: list[Point] = []

    def update(self) -> bool:
        """Read what is new; whether there was something. A log that was cut is read anew."""
        try:
            size = self._path.stat().st_size
            if size == self._read:
                return False
            if size < self._read:
                self._read, self.points = 0, []
            with self._path.open("rb") as file:
                file.seek(self._read)
                whole, end, _ = file.read(_LARGEST_FILE).rpartition(b"\n")
        except OSError:
            return False
        self._read += len(whole + end)
        new = points_in(whole)
        if new and self.points and new[0].step <= self.points[-1].step:  # cut, and longer again since
            self.points = [point for point in self.points if point.step < new[0].step]
        self.points += new
        return bool(new)


def points_in(lines: bytes) -> list[Point]:
    """The points of whole lines."""
    names = {each.name for each in fields(Point)}
    found = []
    for line in lines.splitlines():
        try:
            stored = json.loads(line)
            found.append(Point(**{name: value for name, value in stored.items() if name in names}))
        except (ValueError, TypeError, AttributeError):
            continue
    return found


def _numbered(name: str, count: int) -> list[str]:
    """`name`, then `name-2`, `name-3` and so on."""
    return [name, *(f"{name}-{number}" for number in range(2, count + 2))]
