"""Which models there are, and loading one. Torch is imported when a model is loaded, not before."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from composer.resources import resource

if TYPE_CHECKING:
    from composer.generation.continuation import Continuer

FLAGSHIP = "composer-lstm"
SUFFIX = ".safetensors"


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """A model file that can be chosen."""

    name: str
    path: Path


def available_models() -> list[ModelEntry]:
    """The bundled models, the flagship first."""
    folder = resource("models")
    entries = [ModelEntry(path.stem, path) for path in sorted(folder.glob(f"*{SUFFIX}"))]
    return sorted(entries, key=lambda entry: entry.name != FLAGSHIP)


def load(path: Path | None = None) -> "Continuer":
    """Load a model, the flagship when `path` is None. Raises ModelFileError."""
    from composer.generation.checkpoint import load_model
    from composer.generation.continuation import Continuer

    return Continuer(*load_model(path or resource("models", FLAGSHIP + SUFFIX)))
