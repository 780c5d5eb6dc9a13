"""Taking a foreign model file among the user's own: verified whole before anything is copied."""

from pathlib import Path
from tempfile import TemporaryDirectory

from composer.disk import reason_of
from composer.generation.checkpoint import ModelCard
from composer.generation.foreign_model import import_model
from composer.generation.library import SUFFIX, add_model
from composer.generation.passages import indices_of
from composer.generation.registry import load
from composer.music.errors import ModelFileError


def take_in(source: Path) -> Path:
    """Copy a model file, or the weights of a PyTorch checkpoint, among the own models. Raises ModelFileError.

    Nothing that may be in the file is executed, and a file that cannot be loaded is not taken.
    """
    try:
        if source.suffix.lower() == SUFFIX:
            load(source)
            indices_of(source)
            return add_model(source, source.stem)
        with TemporaryDirectory() as folder:
            converted = Path(folder) / f"imported{SUFFIX}"
            import_model(source, converted, ModelCard(source.stem, f"Imported from {source.name}."))
            return add_model(converted, source.stem)
    except OSError as error:
        raise ModelFileError(f"“{source.name}” cannot be taken in: {reason_of(error)}.") from error
