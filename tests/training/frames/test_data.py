import json

import numpy as np
import pytest
from scipy.io import savemat

from composer.music.errors import CorpusError
from composer.training.frames.data import PIANO_KEYS, load_frames
from tests.training.frames.conftest import random_frames


def pieces(*lengths: int, keys: int = PIANO_KEYS) -> np.ndarray:
    cells = np.empty((1, len(lengths)), dtype=object)
    for index, length in enumerate(lengths):
        cells[0, index] = random_frames(index, length, keys).astype(float)
    return cells


def test_the_piano_rolls_are_read_with_their_splits(tmp_path):
    stored = {"traindata": pieces(4, 5), "validdata": pieces(3), "testdata": pieces(2)}
    (tmp_path / "deep").mkdir()
    savemat(tmp_path / "deep" / "JSB_Chorales.mat", stored)

    data = load_frames("jsb", tmp_path)

    assert [[len(piece) for piece in split] for split in (data.train, data.valid, data.test)] == [[4, 5], [3], [2]]
    assert (data.keys, data.voices, data.block) == (PIANO_KEYS, 0, PIANO_KEYS)
    assert np.array_equal(data.train[1], random_frames(1, 5, PIANO_KEYS))


def test_the_chorales_of_voices_have_one_key_for_each_voice_and_one_for_its_silence(tmp_path):
    stored = {part: [[[74, 70, 65, -1], [36, 81, 60, 60]]] for part in ("train", "valid", "test")}
    (tmp_path / "Jsb16thSeparated.json").write_text(json.dumps(stored))

    data = load_frames("jsb16", tmp_path)

    assert data.voices == 4
    keys = [np.flatnonzero(frame) % data.block for frame in data.test[0]]
    assert [key.tolist() for key in keys] == [[39, 35, 30, 0], [1, 46, 25, 25]]


@pytest.mark.parametrize("contents", ["{}", "[", '{"train": [[[1, 2]]], "valid": [], "test": []}'])
def test_another_file_under_that_name_is_refused_in_words(tmp_path, contents):
    (tmp_path / "Jsb16thSeparated.json").write_text(contents)
    with pytest.raises(CorpusError, match="is not the benchmark"):
        load_frames("jsb16", tmp_path)


def test_frames_of_other_keyboards_are_refused(tmp_path):
    savemat(tmp_path / "MuseData.mat", {f"{part}data": pieces(3, keys=12) for part in ("train", "valid", "test")})
    with pytest.raises(CorpusError, match="88 keys"):
        load_frames("musedata", tmp_path)


def test_a_folder_without_the_data_is_named(tmp_path):
    with pytest.raises(CorpusError, match=r"no Nottingham\.mat below"):
        load_frames("nottingham", tmp_path)
