"""Which models there are, and loading one. Torch is imported when a model is loaded, not before."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from composer.generation.library import FLAGSHIP, SUFFIX, facts_of, own_models
from composer.generation.recipes.catalogue import RECIPES, Published
from composer.music.errors import ModelFileError
from composer.resources import resource

if TYPE_CHECKING:
    from composer.generation.continuing import ContinuesSeeds
    from composer.generation.passages import PassageIndex

__all__ = ["FLAGSHIP", "SUFFIX", "ModelEntry", "available_models", "load"]

_FLAGSHIP_SENTENCE = "Composer’s own: rhythm, tracks, endings."


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """A model file that can be chosen."""

    name: str
    path: Path
    published: Published | None = None  # the system that it is a recipe of
    statement: str = ""  # of a model of the user's own: where it comes from

    @property
    def sentence(self) -> str:
        """What the model is, for people."""
        if self.statement:
            return self.statement
        return self.published.sentence if self.published else _FLAGSHIP_SENTENCE


def available_models() -> list[ModelEntry]:
    """The bundled models, the flagship first and the recipes in the order of the catalogue; then the user's own."""
    entries = [ModelEntry(name, resource("models", name + SUFFIX), RECIPES.get(name)) for name in (FLAGSHIP, *RECIPES)]
    bundled = [entry for entry in entries if entry.published is None or entry.path.exists()]
    return [*bundled, *_own_entries()]


def _own_entries() -> Iterator[ModelEntry]:
    for path in own_models():
        with suppress(ModelFileError):  # the model manager says what is wrong with it
            facts = facts_of(path)
            yield ModelEntry(path.stem, path, facts.published, facts.statement)


def load(model: Path | str | None = None) -> "ContinuesSeeds":
    """Load a bundled model by its name, or a model file; the flagship when left out. Raises ModelFileError."""
    from composer.generation.checkpoint import load_model
    from composer.generation.continuation import Continuer
    from composer.generation.model_file import format_of
    from composer.generation.recipes.continuation import RecipeContinuer
    from composer.generation.recipes.model import FORMAT, load_recipe

    path = _path_of(model or FLAGSHIP)
    is_recipe = format_of(path) == FORMAT
    continuer = RecipeContinuer(load_recipe(path)) if is_recipe else Continuer(*load_model(path), _passages_of(path))
    continuer.sha256 = facts_of(path).sha256
    return continuer


def is_there(sha256: str) -> bool:
    """Whether one of the models that can be chosen is the one with this hash."""
    for entry in available_models():
        with suppress(ModelFileError):
            if facts_of(entry.path).sha256 == sha256:
                return True
    return False


def _passages_of(path: Path) -> "Sequence[PassageIndex] | ModelFileError":
    """Read at once, as a model may be renamed; what is wrong with them matters only to who needs them."""
    from composer.generation.passages import indices_of

    try:
        return indices_of(path)
    except ModelFileError as error:
        return error


def _path_of(model: Path | str) -> Path:
    known = {entry.name: entry.path for entry in available_models()}
    path = known.get(str(model), Path(model))
    if not path.exists() and path.suffix != SUFFIX:
        raise ModelFileError(f"There is no model “{model}”: choose a {SUFFIX} file or one of {', '.join(known)}.")
    return path
