"""The five recipes by their ids."""

from composer.generation.recipes.frame_bigru import FrameBiGRU
from composer.generation.recipes.lofi_lstm import LofiLSTM
from composer.generation.recipes.note_chord_lstm import NoteChordLSTM
from composer.generation.recipes.one_hot_lstm import OneHotLSTM
from composer.generation.recipes.recipe import Recipe
from composer.generation.recipes.step_duration_lstm import StepDurationLSTM

_RECIPES = {
    recipe.published.id: recipe
    for recipe in (NoteChordLSTM(), StepDurationLSTM(), FrameBiGRU(), OneHotLSTM(), LofiLSTM())
}


def recipe_of(recipe_id: str) -> Recipe:
    """The recipe with this id; KeyError when there is none."""
    return _RECIPES[recipe_id]
