"""A trained recipe: its network with the vocabulary that it learned, in a model file."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from composer.generation.checkpoint import ModelCard
from composer.generation.model_file import read_model_file, write_model_file
from composer.generation.recipes.layers import LayerStack
from composer.generation.recipes.recipe import Recipe
from composer.generation.recipes.table import recipe_of
from composer.generation.recipes.vocabulary import Vocabulary
from composer.music.errors import ModelFileError

FORMAT = "composer-recipe-1"


@dataclass(frozen=True)
class RecipeModel:
    """What a continuation needs, and what it was trained on."""

    recipe: Recipe
    vocabulary: Vocabulary
    network: LayerStack
    card: ModelCard
    window: int  # events that the network was trained to look back
    at_every_position: bool = False  # it was trained to foresee what follows a shorter window, too


def save_recipe(path: Path, model: RecipeModel) -> None:
    """Write the weights in half precision; the file appears whole or not at all."""
    header = {
        "format": FORMAT,
        "recipe": model.recipe.published.id,
        "vocabulary": json.dumps(model.vocabulary.tokens),
        "training": json.dumps({"window": model.window, "at_every_position": model.at_every_position}),
        "card": json.dumps(asdict(model.card)),
    }
    write_model_file(path, {name: tensor.half() for name, tensor in model.network.state_dict().items()}, header)


def load_recipe(path: Path) -> RecipeModel:
    """Read and verify a model file; the network is in float32 and evaluation mode. Raises ModelFileError."""
    tensors, header = read_model_file(path)
    if header.get("format") != FORMAT:
        raise ModelFileError(f"{path.name} is not a model of a recipe: choose another model.")
    try:
        recipe = recipe_of(header["recipe"])
        tokens = json.loads(header["vocabulary"])
        if len(tokens) > sum(tensor.numel() for tensor in tensors.values()):
            raise ValueError(f"{len(tokens)} tokens in too few weights")
        network = recipe.network(len(tokens))
        network.load_state_dict({name: tensor.float() for name, tensor in tensors.items()}, assign=True)
        training = json.loads(header["training"])
        return RecipeModel(
            recipe=recipe,
            vocabulary=recipe.vocabulary(tokens),
            network=network.requires_grad_(False).eval(),
            card=ModelCard(**json.loads(header["card"])),
            window=int(training["window"]),
            at_every_position=bool(training["at_every_position"]),
        )
    except (KeyError, TypeError, ValueError, RuntimeError) as error:  # RuntimeError: also JSON nested too deeply
        raise ModelFileError(f"{path.name} does not hold the model that its header promises ({error}).") from error
