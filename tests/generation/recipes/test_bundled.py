"""The bundled models: small, whole, and able to continue a seed."""

from itertools import chain

import pytest

from composer.generation.options import SamplingOptions
from composer.generation.recipes.catalogue import RECIPES
from composer.generation.recipes.continuation import RecipeContinuer
from composer.generation.registry import SUFFIX, load
from composer.music.seed import whole_seed
from composer.resources import resource
from tests.generation.recipes.conftest import SCALE

LARGEST = 12_000_000  # bytes


@pytest.mark.parametrize("recipe_id", RECIPES)
def test_a_bundled_recipe_is_small_says_what_it_learned_from_and_continues_a_seed(recipe_id: str):
    assert resource("models", recipe_id + SUFFIX).stat().st_size <= LARGEST
    model = load(recipe_id)
    assert isinstance(model, RecipeContinuer)
    assert model.model.recipe.published.id == recipe_id
    assert model.card.data_statement.startswith("Trained on")
    notes = list(chain.from_iterable(model.continue_from(whole_seed(SCALE), SamplingOptions(bars=2))))
    assert notes
