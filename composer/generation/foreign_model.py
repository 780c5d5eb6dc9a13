"""PyTorch checkpoints (.pt) of a `MusicLSTM`, taken in without running what may be in them."""

import pickle
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from composer.generation.checkpoint import ModelCard, check_sizes, save_model
from composer.generation.model_file import are_finite
from composer.generation.network import HEADS, MusicLSTM, NetworkConfig
from composer.guarded import GuardError, Limits, guarded
from composer.music.errors import ModelFileError

LIMITS = Limits(processor_seconds=60, megabytes=3000)
LARGEST_FILE = 1 << 30  # bytes

# Where checkpoints keep the weights, the best first; ours have the averaged ones beside those in training.
_PLACES = ("averaged", "network", "model", "state_dict", "model_state_dict")
_MOST_TENSORS = 1000


@dataclass(frozen=True, slots=True)
class _Weights:
    """Every tensor of a checkpoint by its name, as 32-bit floats."""

    arrays: dict[str, np.ndarray]


def import_model(source: Path, target: Path, card: ModelCard) -> None:
    """Write the weights of a PyTorch checkpoint as a model file. Raises ModelFileError.

    The checkpoint is opened with `weights_only`, which executes nothing, in a process with limits.
    """
    weights = None
    try:
        for value in guarded(_weights_of, source, limits=LIMITS):
            weights = value or weights
    except GuardError as error:
        raise ModelFileError(f"{source.name} cannot be imported because {error}: choose another file.") from error
    assert weights is not None
    save_model(target, _network_of(weights, source.name), card)


def _network_of(weights: _Weights, name: str) -> MusicLSTM:
    tensors = {key: torch.from_numpy(array) for key, array in weights.arrays.items()}
    if not are_finite(tensor.half() for tensor in tensors.values()):  # as the model file would hold them
        raise ModelFileError(f"{name} holds a weight that is no finite number: choose another file.")
    try:
        config = _config_of(tensors)
        check_sizes(config, sum(tensor.numel() for tensor in tensors.values()))
        network = MusicLSTM(config)
        network.load_state_dict(tensors)
    except (KeyError, IndexError, ValueError, RuntimeError) as error:
        raise ModelFileError(
            f"{name} does not hold a network of Composer’s kind: only checkpoints of `composer train` can be imported."
        ) from error
    return network


def _config_of(tensors: Mapping[str, Tensor]) -> NetworkConfig:
    """The sizes that the weights have."""
    heads, hidden = tensors["to_heads.weight"].shape
    layers = sum(name.startswith("lstms.") and name.endswith(".weight_hh_l0") for name in tensors)
    return NetworkConfig(hidden=hidden, layers=layers, head=heads // HEADS, copies="copy_gates.trust" in tensors)


def _weights_of(path: Path) -> Iterator[_Weights]:
    """The weights in a checkpoint; runs in the guarded process."""
    if not path.is_file():
        raise ModelFileError(f"{path.name} is not a file that is there: choose a checkpoint.")
    if path.stat().st_size > LARGEST_FILE:
        raise ModelFileError(f"{path.name} is larger than {LARGEST_FILE >> 20} MB: choose a checkpoint.")
    try:
        loaded = torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        raise ModelFileError(
            f"{path.name} holds more than weights, perhaps a program. Nothing of it was run, and nothing is taken over."
        ) from error
    except Exception as error:
        raise ModelFileError(f"{path.name} is not a PyTorch checkpoint that can be read: get a fresh copy.") from error
    found = _state_in(loaded)
    if not found or len(found) > _MOST_TENSORS:
        raise ModelFileError(f"{path.name} holds no weights of a network: choose a checkpoint of `composer train`.")
    yield _Weights({name: tensor.float().numpy() for name, tensor in found.items()})


def _state_in(loaded: object) -> dict[str, Tensor]:
    """The tensors by name, wherever the checkpoint keeps them."""
    if not isinstance(loaded, Mapping):
        return {}
    for place in _PLACES:
        if isinstance(loaded.get(place), Mapping):
            return _state_in(loaded[place])
    return {str(name): tensor for name, tensor in loaded.items() if isinstance(tensor, Tensor)}
