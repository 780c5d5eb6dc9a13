"""The user's own models: a folder of model files, listed, named, taken in and given away. No torch.

Beside a model file may lie the index of the passages of its music: it goes wherever the model goes.
"""

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs

from composer.disk import partial_path, reason_of
from composer.generation.recipes.catalogue import RECIPES, Published
from composer.music.errors import ModelFileError

SUFFIX = ".safetensors"
PASSAGES = ".passages"  # instead of it: the index beside a model file
FLAGSHIP = "composer-lstm"
LONGEST_NAME = 60

_LONGEST_HEADER = 1 << 24  # bytes
_FORBIDDEN = re.compile(r'[\x00-\x1f<>:"/\\|?*]')


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """What a model file says in its header. Nobody has checked yet whether it is true."""

    kind: str  # what it is, for people
    statement: str  # where it comes from
    notes_trained: int
    held_out: dict[str, float]
    sha256: str  # of words and tensors
    published: Published | None  # the system that it is a recipe of


def models_folder() -> Path:
    """Where the user's own models are."""
    return platformdirs.user_data_path("composer", appauthor=False) / "models"


def own_models() -> list[Path]:
    """The user's own models, by name."""
    return sorted(models_folder().glob(f"*{SUFFIX}"), key=lambda path: path.stem.lower())


def facts_of(path: Path) -> ModelFacts:
    """Read a model file's header. Raises ModelFileError."""
    header = _header_of(path)
    try:
        card: dict[str, Any] = json.loads(header["card"])
        published = RECIPES[header["recipe"]] if "recipe" in header else None
        return ModelFacts(
            kind=published.id if published else FLAGSHIP,
            statement=str(card["data_statement"]),
            notes_trained=int(card["notes_trained"]),
            held_out={str(name): float(value) for name, value in card["held_out"].items()},
            sha256=str(header["sha256"]),
            published=published,
        )
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError, RecursionError) as error:
        raise ModelFileError(f"“{path.name}” is not a model of Composer: choose another file.") from error


def checked_name(name: str, renamed: Path | None = None) -> str:
    """`name` as a model can have it. Raises ModelFileError, also when another model than `renamed` has it."""
    name = name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise ModelFileError(f"A model’s name has 1 to {LONGEST_NAME} characters.")
    if _FORBIDDEN.search(name) or name.startswith(".") or name.endswith("."):
        raise ModelFileError(
            f'“{name}” cannot be a model’s name: leave out the signs < > : " / \\ | ? * and dots at the ends.'
        )
    taken = {path.stem.lower() for path in own_models() if path != renamed}
    if name.lower() in taken | {FLAGSHIP, *RECIPES}:
        raise ModelFileError(f"There is a model “{name}” already: choose another name.")
    return name


def free_name(name: str) -> str:
    """`name`, with a number behind it if there is such a model already, and without what no name can hold."""
    name = _FORBIDDEN.sub("", name).strip(" .")[: LONGEST_NAME - 5] or "model"
    for proposed in _numbered(name):
        try:
            return checked_name(proposed)
        except ModelFileError:
            continue
    raise AssertionError("there is always a number that is free")


def add_model(source: Path, name: str, passages: Path | None = None) -> Path:
    """Copy a model file among the user's own; it appears whole or not at all. Raises OSError.

    `passages` is the index of its music, where that does not lie beside it.
    """
    folder = models_folder()
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / (free_name(name) + SUFFIX)
    _copy_with_passages(source, target, passages or source.with_suffix(PASSAGES))
    return target


def rename_model(path: Path, name: str) -> Path:
    """Give an own model another name. Raises ModelFileError."""
    target = _own(path).with_name(checked_name(name, renamed=path) + SUFFIX)
    with _told(path, "renamed"):
        path.rename(target)
        if (passages := path.with_suffix(PASSAGES)).exists():
            passages.rename(target.with_suffix(PASSAGES))
    return target


def delete_model(path: Path) -> None:
    """Delete an own model. Raises ModelFileError."""
    with _told(path, "deleted"):
        _own(path).unlink()
        path.with_suffix(PASSAGES).unlink(missing_ok=True)


def export_model(path: Path, target: Path) -> None:
    """Write a copy elsewhere. Raises ModelFileError."""
    with _told(target, "written"):
        _copy_with_passages(path, target, path.with_suffix(PASSAGES))


def copy_whole(source: Path, target: Path) -> None:
    """Copy a file; `target` is what it was or the whole copy. Raises OSError."""
    partial = partial_path(target)
    try:
        shutil.copyfile(source, partial)
        partial.replace(target)
    except OSError:
        partial.unlink(missing_ok=True)
        raise


def _copy_with_passages(source: Path, target: Path, passages: Path) -> None:
    """Copy a model file; beside it is its own index afterwards, or none. Raises OSError, and all is as it was."""
    beside = target.with_suffix(PASSAGES)
    partial = partial_path(beside)
    try:
        if passages.exists():
            shutil.copyfile(passages, partial)
        copy_whole(source, target)
        if passages.exists():
            partial.replace(beside)
        else:
            beside.unlink(missing_ok=True)
    except OSError:
        partial.unlink(missing_ok=True)
        raise


def _own(path: Path) -> Path:
    if path.parent != models_folder():
        raise ModelFileError(f"“{path.stem}” came with Composer and stays as it is.")
    return path


@contextmanager
def _told(path: Path, verb: str) -> Iterator[None]:
    """Word an OSError."""
    try:
        yield
    except OSError as error:
        raise ModelFileError(f"“{path.name}” cannot be {verb}: {reason_of(error)}.") from error


def _header_of(path: Path) -> dict[str, str]:
    """The words in a safetensors file: eight bytes of length, then JSON."""
    try:
        if not path.is_file():  # a pipe would be waited for
            raise ModelFileError(f"“{path.name}” is not a file that is there.")
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            if length > _LONGEST_HEADER:
                raise ValueError("too long")
            header = json.loads(file.read(length))["__metadata__"]
    except OSError as error:
        raise ModelFileError(f"“{path.name}” cannot be read: {reason_of(error)}.") from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ModelFileError(f"“{path.name}” is not a model of Composer: choose another file.") from error
    return header if isinstance(header, dict) else {}


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name} {number}"
        number += 1
