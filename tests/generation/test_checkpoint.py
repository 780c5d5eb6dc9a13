import random

import pytest
import torch
from safetensors.torch import load_file, save_file

from composer.generation.checkpoint import FORMAT, ModelCard, load_model, save_model
from composer.music.errors import ModelFileError

CARD = ModelCard("babbler", "nothing", 12, {"total": 3.0})


@pytest.fixture
def path(tmp_path, network):
    path = tmp_path / "model.safetensors"
    save_model(path, network, CARD)
    return path


def test_a_model_comes_back_as_it_was_saved_in_half_precision(path, network):
    loaded, card = load_model(path)

    assert card == CARD
    for name, tensor in network.state_dict().items():
        assert torch.equal(loaded.state_dict()[name], tensor.half().float())


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ModelFileError, match=r"nowhere\.safetensors is missing"):
        load_model(tmp_path / "nowhere.safetensors")


def test_every_flipped_bit_among_the_weights_is_noticed(path):
    contents = path.read_bytes()
    rng = random.Random(1)
    for _ in range(50):
        damaged = bytearray(contents)
        damaged[rng.randrange(len(contents) // 2, len(contents))] ^= 1 << rng.randrange(8)
        path.write_bytes(damaged)
        with pytest.raises(ModelFileError, match="damaged"):
            load_model(path)


def test_every_truncation_is_noticed(path):
    contents = path.read_bytes()
    rng = random.Random(1)
    for length in [0, 1, 8, *(rng.randrange(len(contents)) for _ in range(50))]:
        path.write_bytes(contents[:length])
        with pytest.raises(ModelFileError):
            load_model(path)


def test_a_foreign_safetensors_file_is_refused(path):
    save_file(load_file(path), path, metadata={"format": "somebody else's"})

    with pytest.raises(ModelFileError, match="not made by this version"):
        load_model(path)


def test_a_header_that_promises_another_network_is_refused(path):
    from safetensors import safe_open

    with safe_open(path, framework="pt") as file:
        header = file.metadata()
    save_file(load_file(path), path, metadata=header | {"network": '{"hidden": 64}', "format": FORMAT})

    with pytest.raises(ModelFileError, match="does not hold the model"):
        load_model(path)


def test_a_pickle_is_never_opened(tmp_path):
    path = tmp_path / "model.safetensors"
    torch.save({"weights": torch.zeros(3)}, path)

    with pytest.raises(ModelFileError, match="not a readable model file"):
        load_model(path)
