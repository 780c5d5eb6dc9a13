"""What a run does unless told otherwise: a recipe as published but judged by a held-out part, the flagship gently."""

from pathlib import Path
from typing import Any

from composer.generation.recipes.catalogue import RECIPES
from composer.training.runs import RunRequest

FINE_TUNING = {"epochs": 20, "batch_size": 16, "window": 128}
_OFTEN_TOO_LARGE = 256  # windows at once: beyond, a small folder would be one batch


def default_request(
    name: str, folder: Path, recipe: str | None, **chosen: float | str | tuple[str, ...] | None
) -> RunRequest:
    """A request for `recipe`, or None for the flagship; what is `chosen` and not None replaces the default."""
    values: dict[str, Any]
    if recipe is None:
        values = dict(FINE_TUNING)
    else:
        published = RECIPES[recipe]
        values = {
            "epochs": published.epochs,
            "batch_size": min(published.batch_size, _OFTEN_TOO_LARGE),
            "window": published.window,
        }
    given = {key: value for key, value in chosen.items() if value is not None}
    return RunRequest(name=name, folder=str(folder), recipe=recipe, **{**values, **given})
