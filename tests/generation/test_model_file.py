"""Model files against damage and malice. The long version is tests/reliability/models.py."""

import os
import random

import pytest
import torch
from safetensors.torch import load_file, save_file

from composer.generation.model_file import read_model_file, write_model_file
from composer.music.errors import ModelFileError

TENSORS = {"weight": torch.arange(6.0).reshape(2, 3), "scale": torch.tensor(2.0)}
HEADER = {"format": "a test", "card": '{"name": "tiny"}'}


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "tiny.safetensors"
    write_model_file(path, TENSORS, HEADER)
    return path


def test_tensors_and_words_come_back_as_they_were_written(path):
    tensors, header = read_model_file(path)
    assert header == HEADER
    assert tensors.keys() == TENSORS.keys()
    assert all(torch.equal(tensors[name], TENSORS[name]) for name in TENSORS)


def test_every_flipped_bit_is_noticed_in_the_words_too(path):
    contents = path.read_bytes()
    for position in range(len(contents)):
        damaged = bytearray(contents)
        damaged[position] ^= 1 << (position % 8)
        path.write_bytes(damaged)
        with pytest.raises(ModelFileError):
            read_model_file(path)


def test_every_truncation_is_noticed(path):
    contents = path.read_bytes()
    for length in range(len(contents)):
        path.write_bytes(contents[:length])
        with pytest.raises(ModelFileError):
            read_model_file(path)


def test_words_changed_by_another_program_are_noticed(path):
    save_file(load_file(path), path, metadata=HEADER | {"sha256": "0" * 64})
    with pytest.raises(ModelFileError, match="damaged"):
        read_model_file(path)


@pytest.mark.parametrize("odd", [float("nan"), float("inf")])
def test_a_weight_that_is_no_finite_number_is_refused(path, odd):
    write_model_file(path, TENSORS | {"bias": torch.tensor([1.0, odd])}, HEADER)
    with pytest.raises(ModelFileError, match=r"tiny\.safetensors .* no finite number: choose another model"):
        read_model_file(path)


def test_a_file_without_a_checksum_is_refused(path):
    save_file(load_file(path), path)
    with pytest.raises(ModelFileError, match="not made by this version"):
        read_model_file(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ModelFileError, match=r"nowhere\.safetensors is missing"):
        read_model_file(tmp_path / "nowhere.safetensors")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are made on Unix only")
def test_a_pipe_and_a_folder_are_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "pipe.safetensors")
    for path in (tmp_path / "pipe.safetensors", tmp_path):
        with pytest.raises(ModelFileError, match="not a file"):
            read_model_file(path)


def test_random_bytes_are_refused(path):
    path.write_bytes(random.Random(1).randbytes(1000))
    with pytest.raises(ModelFileError, match="not a readable model file"):
        read_model_file(path)
