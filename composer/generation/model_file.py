"""The model file: safetensors with words in the header, and a SHA-256 of words and tensors, checked on reading."""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from composer.music.errors import ModelFileError

_DIGEST = "sha256"
_PICKLES = (".pt", ".pth", ".ckpt", ".bin", ".pkl")


def write_model_file(path: Path, tensors: Mapping[str, Tensor], header: Mapping[str, str]) -> None:
    """Write `tensors` and the words that describe them; the file appears whole or not at all."""
    stored = {name: tensor.detach().contiguous() for name, tensor in tensors.items()}
    partial = path.with_name(path.name + ".partial")
    try:
        save_file(stored, partial, metadata={**header, _DIGEST: _digest(stored, header)})
        partial.replace(path)
    except (SafetensorError, OSError):
        partial.unlink(missing_ok=True)
        raise


def read_model_file(path: Path) -> tuple[dict[str, Tensor], dict[str, str]]:
    """The tensors and the header of a file that holds exactly what was written. Raises ModelFileError.

    Nothing in such a file is ever executed: it is numbers and words.
    """
    if path.exists() and not path.is_file():  # a pipe would be waited for
        raise ModelFileError(f"{path.name} is not a file: choose a model file.")
    try:
        with safe_open(path, framework="pt") as file:
            header = dict(file.metadata() or {})
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except FileNotFoundError as error:
        raise ModelFileError(
            f"The model file {path} is missing: install the program again, or choose another."
        ) from error
    except (SafetensorError, OSError) as error:
        if path.suffix in _PICKLES:
            raise ModelFileError(
                f"{path.name} may hold a program, so it is not opened. "
                f"`composer import-model {path.name}` takes only the weights out of it."
            ) from error
        raise ModelFileError(f"{path.name} is not a readable model file ({error}): choose another model.") from error
    promised = header.pop(_DIGEST, None)
    if promised is None:
        raise ModelFileError(f"{path.name} was not made by this version of Composer: choose another model.")
    if promised != _digest(tensors, header):
        raise ModelFileError(
            f"{path.name} is damaged (its checksum does not match): get a fresh copy of it, or choose another model."
        )
    if not are_finite(tensors.values()):
        raise ModelFileError(f"{path.name} holds a weight that is no finite number: choose another model.")
    return tensors, header


def are_finite(tensors: Iterable[Tensor]) -> bool:
    """Whether all weights are finite numbers; with a single other one, a network may say nothing else."""
    return all(bool(tensor.float().isfinite().all()) for tensor in tensors)


def format_of(path: Path) -> str | None:
    """What kind of model a file says it holds; None when it says nothing or cannot be read."""
    try:
        if not path.is_file():  # a pipe would be waited for
            return None
        with safe_open(path, framework="pt") as file:
            return (file.metadata() or {}).get("format")
    except (SafetensorError, OSError):
        return None


def _digest(tensors: Mapping[str, Tensor], header: Mapping[str, str]) -> str:
    """SHA-256 over the words, and over names, types, shapes and bytes, each in order of name."""
    digest = hashlib.sha256()
    for key in sorted(header):
        digest.update(f"{key!r} {header[key]!r}\n".encode())
    for name in sorted(tensors):
        tensor = tensors[name]
        digest.update(f"{name!r} {tensor.dtype} {tuple(tensor.shape)}\n".encode())
        digest.update(tensor.contiguous().view(-1).view(torch.uint8).numpy().data)
    return digest.hexdigest()
