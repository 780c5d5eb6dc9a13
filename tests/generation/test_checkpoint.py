import pytest
import torch

from composer.generation.checkpoint import ModelCard, load_model, save_model
from composer.generation.model_file import read_model_file, write_model_file
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


def test_a_model_file_of_another_kind_is_refused(path, network):
    write_model_file(path, network.state_dict(), {"format": "somebody else's"})

    with pytest.raises(ModelFileError, match="not made by this version"):
        load_model(path)


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("network", '{"hidden": 64}'),
        ("network", '{"hidden": 1000000000}'),
        ("network", '{"hidden": "wide"}'),
        ("network", "[" * 100_000),
        ("card", '{"name": "a card without a data statement"}'),
        ("card", "not JSON"),
    ],
)
def test_a_header_that_promises_something_else_is_refused(path, key, words):
    tensors, header = read_model_file(path)
    write_model_file(path, tensors, header | {key: words})

    with pytest.raises(ModelFileError, match="does not hold the model"):
        load_model(path)


def test_a_pickle_is_never_opened(tmp_path):
    path = tmp_path / "model.safetensors"
    torch.save({"weights": torch.zeros(3)}, path)

    with pytest.raises(ModelFileError, match="not a readable model file"):
        load_model(path)
