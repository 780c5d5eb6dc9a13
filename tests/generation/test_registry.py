from dataclasses import replace
from pathlib import Path

import pytest

from composer.generation.checkpoint import ModelCard, save_model
from composer.generation.continuation import Continuer
from composer.generation.library import PASSAGES
from composer.generation.network import MusicLSTM
from composer.generation.options import SamplingOptions
from composer.generation.passages import PassageIndex
from composer.generation.recipes.continuation import RecipeContinuer
from composer.generation.recipes.model import save_recipe
from composer.generation.registry import FLAGSHIP, available_models, load
from composer.music.errors import ModelFileError
from composer.music.score import Note, Score, Track
from composer.music.seed import whole_seed
from tests.generation.recipes.test_model import fresh_model


def test_composers_own_model_is_offered_first_and_each_says_what_it_is():
    entries = available_models()
    assert entries[0].name == FLAGSHIP
    assert all(entry.sentence.endswith(".") for entry in entries)
    assert all(entry.path.exists() for entry in entries)


def test_a_file_of_a_recipe_is_loaded_as_one(tmp_path: Path):
    path = tmp_path / "own.safetensors"
    save_recipe(path, fresh_model())
    model = load(path)
    assert isinstance(model, RecipeContinuer)
    assert model.card.name == "small"


@pytest.mark.parametrize("name", ["opera-lstm", "nowhere/own.safetensors"])
def test_what_is_not_there_is_refused_in_a_sentence(name: str):
    with pytest.raises(ModelFileError, match=r"choose a|missing"):
        load(name)


def test_a_model_that_is_renamed_once_it_is_loaded_goes_on_guarding_against_copies(tmp_path: Path, network: MusicLSTM):
    path = tmp_path / "own.safetensors"
    save_model(path, network, ModelCard("own", "nothing"))
    PassageIndex.of([], longest=5).save(path.with_suffix(PASSAGES))
    model = load(path)
    path.with_suffix(PASSAGES).rename(tmp_path / f"other{PASSAGES}")
    assert isinstance(model, Continuer)
    assert [index.longest for index in model.passages] == [5]


def test_a_model_whose_passages_are_damaged_is_loaded_and_refuses_only_to_guard_against_copies(
    tmp_path: Path, network: MusicLSTM
):
    path = tmp_path / "own.safetensors"
    save_model(path, network, ModelCard("own", "nothing"))
    path.with_suffix(PASSAGES).write_bytes(b"broken")
    model = load(path)
    seed = whole_seed(Score((Track.of([Note(60, 0, 480)]),)))
    options = SamplingOptions(bars=1, avoids_copies=False)
    assert list(model.continue_from(seed, options))
    with pytest.raises(ModelFileError, match=r"own\.passages"):
        next(iter(model.continue_from(seed, replace(options, avoids_copies=True))))
