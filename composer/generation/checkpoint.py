"""Model files: safetensors with the config, event scheme, data statement and a SHA-256 of the tensors in the header."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from composer.generation.events import COLUMN_SIZES, FIELD_SIZES, STYLES
from composer.generation.network import MusicLSTM, NetworkConfig
from composer.music.errors import ModelFileError

FORMAT = "composer-music-lstm-1"


@dataclass(frozen=True)
class ModelCard:
    """What a model file says about itself."""

    name: str
    data_statement: str
    notes_trained: int = 0
    held_out: dict[str, float] = field(default_factory=dict)  # nats per note by field


def save_model(path: Path, network: MusicLSTM, card: ModelCard) -> None:
    """Write the weights in half precision; the file appears whole or not at all."""
    tensors = {name: tensor.detach().half().contiguous() for name, tensor in network.state_dict().items()}
    header = {
        "format": FORMAT,
        "network": json.dumps(asdict(network.config)),
        "events": json.dumps(_event_scheme()),
        "card": json.dumps(asdict(card)),
        "sha256": tensors_digest(tensors),
    }
    partial = path.with_name(path.name + ".partial")
    save_file(tensors, partial, metadata=header)
    partial.replace(path)


def load_model(path: Path) -> tuple[MusicLSTM, ModelCard]:
    """Read and verify a model file; the network is in float32 and evaluation mode."""
    try:
        with safe_open(path, framework="pt") as file:
            header = file.metadata() or {}
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except FileNotFoundError as error:
        raise ModelFileError(
            f"The model file {path} is missing: install the program again, or choose another."
        ) from error
    except (SafetensorError, OSError) as error:
        raise ModelFileError(f"{path.name} is not a readable model file ({error}): choose another model.") from error
    if header.get("format") != FORMAT:
        raise ModelFileError(f"{path.name} was not made by this version of Composer: choose another model.")
    if header.get("sha256") != tensors_digest(tensors):
        raise ModelFileError(f"{path.name} is damaged (its checksum does not match): get a fresh copy of it.")
    try:
        config = NetworkConfig(**json.loads(header["network"]))
        card = ModelCard(**json.loads(header["card"]))
        if json.loads(header["events"]) != _event_scheme():
            raise ModelFileError(f"{path.name} reads notes in another way than this version: choose another model.")
        network = MusicLSTM(config)  # on the meta device this would be free, but it imports 900 modules of torch
        network.load_state_dict({name: tensor.float() for name, tensor in tensors.items()}, assign=True)
    except (KeyError, TypeError, ValueError, RuntimeError) as error:
        raise ModelFileError(f"{path.name} does not hold the model that its header promises ({error}).") from error
    network.make_offsets()
    return network.eval(), card


def tensors_digest(tensors: dict[str, Tensor]) -> str:
    """SHA-256 over names, types, shapes and bytes, in order of name."""
    digest = hashlib.sha256()
    for name in sorted(tensors):
        tensor = tensors[name].contiguous()
        digest.update(f"{name} {tensor.dtype} {tuple(tensor.shape)}\n".encode())
        digest.update(tensor.view(torch.uint8).numpy().tobytes())
    return digest.hexdigest()


def _event_scheme() -> dict[str, list]:
    return {"columns": list(COLUMN_SIZES), "fields": list(FIELD_SIZES), "styles": list(STYLES)}
