"""Model files of the flagship: its weights with config, event scheme and data statement in the header."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from composer.generation.events import COLUMN_SIZES, FIELD_SIZES, STYLES
from composer.generation.model_file import read_model_file, write_model_file
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
    header = {
        "format": FORMAT,
        "network": json.dumps(asdict(network.config)),
        "events": json.dumps(_event_scheme()),
        "card": json.dumps(asdict(card)),
    }
    write_model_file(path, {name: tensor.half() for name, tensor in network.state_dict().items()}, header)


def load_model(path: Path) -> tuple[MusicLSTM, ModelCard]:
    """Read and verify a model file; the network is in float32 and evaluation mode. Raises ModelFileError."""
    tensors, header = read_model_file(path)
    if header.get("format") != FORMAT:
        raise ModelFileError(f"{path.name} was not made by this version of Composer: choose another model.")
    try:
        config = NetworkConfig(**json.loads(header["network"]))
        card = ModelCard(**json.loads(header["card"]))
        if json.loads(header["events"]) != _event_scheme():
            raise ModelFileError(f"{path.name} reads notes in another way than this version: choose another model.")
        check_sizes(config, sum(tensor.numel() for tensor in tensors.values()))
        network = MusicLSTM(config)  # on the meta device this would be free, but it imports 900 modules of torch
        network.load_state_dict({name: tensor.float() for name, tensor in tensors.items()}, assign=True)
    except (KeyError, TypeError, ValueError, RuntimeError) as error:  # RuntimeError: also JSON nested too deeply
        raise ModelFileError(f"{path.name} does not hold the model that its header promises ({error}).") from error
    network.make_offsets()
    return network.eval(), card


def check_sizes(config: NetworkConfig, weights: int) -> None:
    """Refuse sizes for which the file has too few weights, before a network that fills the memory is built."""
    if config.layers * 8 * config.hidden**2 + config.hidden * config.head > weights:
        raise ValueError(f"{config.layers} layers of {config.hidden} units in {weights} weights")


def _event_scheme() -> dict[str, list]:
    return {"columns": list(COLUMN_SIZES), "fields": list(FIELD_SIZES), "styles": list(STYLES)}
