from pathlib import Path

import pytest
import torch

from composer.generation.checkpoint import load_model
from composer.generation.model_file import write_model_file
from composer.generation.recipes.model import FORMAT, RecipeModel, load_recipe, save_recipe
from composer.generation.recipes.table import recipe_of
from composer.music.errors import ModelFileError
from tests.generation.recipes.conftest import CARD


def fresh_model(recipe_id: str = "frame-bigru") -> RecipeModel:
    recipe = recipe_of(recipe_id)
    tokens = ("e", "60", "60,64")
    return RecipeModel(recipe, recipe.vocabulary(tokens), recipe.network(len(tokens)), CARD, 50, True)


def test_a_model_comes_back_in_half_precision_with_its_vocabulary_and_card(tmp_path: Path):
    model, path = fresh_model(), tmp_path / "model.safetensors"
    save_recipe(path, model)
    loaded = load_recipe(path)
    assert loaded.recipe is model.recipe
    assert loaded.vocabulary.tokens == model.vocabulary.tokens
    assert (loaded.card, loaded.window, loaded.at_every_position) == (CARD, 50, True)
    for name, tensor in model.network.state_dict().items():
        assert torch.equal(loaded.network.state_dict()[name], tensor.half().float())


def test_the_flagship_refuses_a_recipe_and_a_recipe_any_other_file(tmp_path: Path):
    path = tmp_path / "model.safetensors"
    save_recipe(path, fresh_model())
    with pytest.raises(ModelFileError, match="choose another model"):
        load_model(path)
    write_model_file(path, {"x": torch.zeros(2)}, {"format": "something else"})
    with pytest.raises(ModelFileError, match="not a model of a recipe"):
        load_recipe(path)


@pytest.mark.parametrize(
    "lie",
    [
        {"recipe": "opera-lstm"},
        {"vocabulary": '["e", "no pitch"]'},
        {"vocabulary": '{"e": 1}'},
        {"training": "{}"},
        {"card": "[]"},
    ],
)
def test_a_header_that_promises_another_model_is_refused(tmp_path: Path, lie: dict[str, str]):
    path = tmp_path / "model.safetensors"
    model = fresh_model()
    header = {
        "format": FORMAT,
        "recipe": "frame-bigru",
        "vocabulary": '["e", "60", "60,64"]',
        "training": '{"window": 50, "at_every_position": true}',
        "card": '{"name": "small", "data_statement": ""}',
    }
    write_model_file(path, model.network.state_dict(), header)
    load_recipe(path)
    write_model_file(path, model.network.state_dict(), header | lie)
    with pytest.raises(ModelFileError):
        load_recipe(path)
