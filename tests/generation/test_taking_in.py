"""Foreign model files: only what can be loaded is taken in."""

import pickle

import numpy as np
import pytest
import torch

from composer.generation import foreign_model
from composer.generation.library import facts_of, own_models
from composer.generation.network import MusicLSTM, NetworkConfig
from composer.generation.passages import PassageIndex
from composer.generation.registry import load
from composer.generation.taking_in import take_in
from composer.music.errors import ModelFileError
from composer.resources import resource


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture(autouse=True)
def no_guard(monkeypatch):
    """Open checkpoints in this process: a guarded one takes a second to start, and has tests of its own."""
    monkeypatch.setattr(foreign_model, "guarded", lambda work, *arguments, limits: work(*arguments))


def test_a_model_file_is_copied_under_its_name(tmp_path):
    source = tmp_path / "from a friend.safetensors"
    source.write_bytes(resource("models", "step-duration-lstm.safetensors").read_bytes())
    path = take_in(source)
    assert own_models() == [path]
    assert load("from a friend").card.name == load("step-duration-lstm").card.name


def test_an_index_of_passages_is_taken_with_its_model_unless_it_is_damaged(tmp_path):
    source = tmp_path / "from a friend.safetensors"
    source.write_bytes(resource("models", "step-duration-lstm.safetensors").read_bytes())
    index = source.with_suffix(".passages")
    PassageIndex(np.zeros(128, dtype=np.uint8), longest=5).save(index)
    assert PassageIndex.load(take_in(source).with_suffix(".passages")).longest == 5
    index.write_bytes(index.read_bytes()[:-1] + b"x")
    with pytest.raises(ModelFileError, match=r"from a friend\.passages"):
        take_in(source)
    assert len(own_models()) == 1


def test_the_weights_of_a_checkpoint_are_taken_and_say_where_they_come_from(tmp_path):
    network = MusicLSTM(NetworkConfig(hidden=32, layers=2, head=16, copies=True))
    torch.save({"network": network.state_dict()}, tmp_path / "run.pt")
    path = take_in(tmp_path / "run.pt")
    assert path.stem == "run"
    assert facts_of(path).statement == "Imported from run.pt."


@pytest.mark.parametrize(
    ("name", "contents"),
    [("odd.safetensors", b"odd"), ("program.pt", pickle.dumps(print)), ("empty.pt", b""), ("gone.safetensors", None)],
)
def test_what_cannot_be_loaded_is_refused_in_a_sentence_and_nothing_is_taken(tmp_path, name, contents):
    if contents is not None:
        (tmp_path / name).write_bytes(contents)
    with pytest.raises(ModelFileError):
        take_in(tmp_path / name)
    assert own_models() == []


def test_one_flipped_bit_is_refused(tmp_path):
    damaged = bytearray(resource("models", "step-duration-lstm.safetensors").read_bytes())
    damaged[-100] ^= 1
    (tmp_path / "flipped.safetensors").write_bytes(damaged)
    with pytest.raises(ModelFileError, match="checksum"):
        take_in(tmp_path / "flipped.safetensors")
    assert own_models() == []
