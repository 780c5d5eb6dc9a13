"""Writing what a training run has learned: whole or not at all, and a full disk is told as such."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch
from safetensors import SafetensorError

from composer.disk import reason_of
from composer.music.errors import ComposerError, CorpusError


class TrainingError(ComposerError):
    """Training that cannot go on; what was learned until then is safe."""


def music_changed(folder: Path) -> CorpusError:
    """What to raise when the run in `folder` cannot go on, because it would go on with other music."""
    return CorpusError(f"The music has changed since {folder} was begun: put it back, or choose another --out.")


def save_state(path: Path, state: dict) -> None:
    """Write a checkpoint that `torch.load(weights_only=True)` reads. Raises TrainingError, and the old one stays."""
    with written_whole(path) as partial:
        torch.save(state, partial)


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """Give a file to write to, which becomes `path` at the end. Raises TrainingError, and the old one stays."""
    partial = path.with_name(path.name + ".partial")
    with told_if_full(path, partial):
        yield partial
        partial.replace(path)


@contextmanager
def told_if_full(path: Path, *partials: Path) -> Iterator[None]:
    """Raise TrainingError when something within cannot be written; `partials` make room again."""
    try:
        yield
    except (OSError, SafetensorError, RuntimeError) as error:  # torch says that a disk is full by a RuntimeError
        for partial in partials:
            partial.unlink(missing_ok=True)
        reason = reason_of(error) if isinstance(error, OSError) else str(error)
        raise TrainingError(
            f"{path} cannot be written: {reason}. Make room, then let it go on: it does so from the last checkpoint."
        ) from error
