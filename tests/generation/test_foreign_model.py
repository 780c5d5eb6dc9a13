"""Checkpoints of strangers. The long version is tests/reliability/models.py."""

import copy
import pickle

import pytest
import torch

from composer.generation import foreign_model
from composer.generation.checkpoint import ModelCard, load_model
from composer.generation.foreign_model import import_model
from composer.generation.model_file import read_model_file
from composer.music.errors import ModelFileError

CARD = ModelCard("a stranger", "nothing is known")


class Trap:
    """A pickle that makes a file when it is loaded."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return open, (str(self.path), "w")


@pytest.fixture
def in_this_process(monkeypatch):
    """Spare the process of its own, which takes seconds to import torch."""
    monkeypatch.setattr(foreign_model, "guarded", lambda work, path, limits: work(path))


@pytest.mark.parametrize("place", [None, "averaged", "state_dict"])
def test_the_weights_of_a_checkpoint_become_a_model(tmp_path, network, place, in_this_process):
    state = network.state_dict()
    torch.save(state if place is None else {place: state, "optimizer": {"state": {}}}, tmp_path / "run.pt")
    import_model(tmp_path / "run.pt", tmp_path / "model.safetensors", CARD)
    loaded, card = load_model(tmp_path / "model.safetensors")
    assert (loaded.config, card) == (network.config, CARD)
    assert all(torch.equal(loaded.state_dict()[name], state[name].half().float()) for name in state)


@pytest.mark.parametrize("odd", [float("nan"), 1e6], ids=["no number", "too large for half precision"])
def test_a_weight_that_no_model_file_can_hold_is_refused(tmp_path, network, odd, in_this_process):
    state = copy.deepcopy(network.state_dict())
    state["to_heads.weight"][0, 0] = odd
    torch.save(state, tmp_path / "run.pt")
    with pytest.raises(ModelFileError, match=r"run\.pt .* no finite number: choose another file"):
        import_model(tmp_path / "run.pt", tmp_path / "model.safetensors", CARD)


def test_a_program_in_a_checkpoint_is_not_run(tmp_path, network):
    torch.save({"network": network.state_dict(), "extra": Trap(tmp_path / "sprung")}, tmp_path / "run.pt")
    with pytest.raises(ModelFileError, match=r"run\.pt holds more than weights"):
        import_model(tmp_path / "run.pt", tmp_path / "model.safetensors", CARD)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run.pt"]


@pytest.mark.parametrize(
    "contents", [b"", b"PK\x03\x04", pickle.dumps({"network": 1}), pickle.dumps([1]), b"\x80\x02" + b"(" * 1000]
)
def test_what_holds_no_weights_is_refused(tmp_path, contents, in_this_process):
    (tmp_path / "run.pt").write_bytes(contents)
    with pytest.raises(ModelFileError, match=r"run\.pt"):
        import_model(tmp_path / "run.pt", tmp_path / "model.safetensors", CARD)


def test_another_network_is_refused(tmp_path, in_this_process):
    torch.save(torch.nn.Linear(3, 4).state_dict(), tmp_path / "run.pt")
    with pytest.raises(ModelFileError, match="not hold a network of Composer’s kind"):
        import_model(tmp_path / "run.pt", tmp_path / "model.safetensors", CARD)


def test_sizes_without_weights_are_refused(tmp_path, in_this_process):
    torch.save({"to_heads.weight": torch.zeros(0, 10**8)}, tmp_path / "run.pt")
    with pytest.raises(ModelFileError, match="not hold a network of Composer’s kind"):
        import_model(tmp_path / "run.pt", tmp_path / "model.safetensors", CARD)


def test_a_checkpoint_that_is_chosen_as_a_model_is_refused_with_a_way_out(tmp_path, network):
    torch.save(network.state_dict(), tmp_path / "run.pt")
    with pytest.raises(ModelFileError, match=r"composer import-model run\.pt"):
        read_model_file(tmp_path / "run.pt")
