"""A folder of MIDI files as a recipe hears it; what was read is kept beside the run, because reading is slow."""

import hashlib
import os
import random
import zlib
from collections.abc import Collection, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from composer.generation.recipes.recipe import Recipe
from composer.generation.recipes.table import recipe_of
from composer.midi.files import read_score
from composer.music.errors import ComposerError, CorpusError
from composer.training.corpus import Entry, Report, Unreadable, entries, size_and_change
from composer.training.saving import written_whole


@dataclass(frozen=True)
class RecipeCorpus:
    """Pieces as `Recipe.read` gives them, with the part of the corpus that each belongs to."""

    pieces: tuple[np.ndarray, ...]  # (events,) str or (events, fields) float32
    splits: tuple[str, ...]

    def of(self, *splits: str) -> list[np.ndarray]:
        """The pieces of these parts."""
        return [piece for piece, split in zip(self.pieces, self.splits, strict=True) if split in splits]

    @property
    def fingerprint(self) -> str:
        """What no other music has, nor the same one in other parts: a SHA-256."""
        lengths = [len(piece) for piece in self.pieces]
        return hashlib.sha256(np.concatenate(self.pieces).tobytes() + repr((lengths, self.splits)).encode()).hexdigest()

    def save(self, path: Path, key: str) -> None:
        """Write the corpus to one .npz file; `key` says what it was read from. Raises TrainingError."""
        lengths = [len(piece) for piece in self.pieces]
        with written_whole(path) as partial, partial.open("wb") as file:
            np.savez(file, events=np.concatenate(self.pieces), lengths=lengths, splits=self.splits, key=key)

    @staticmethod
    def load(path: Path, key: str) -> "RecipeCorpus | None":
        """Read what `save` wrote, if there is such a file, whole, and it was read from the same."""
        try:
            with np.load(path) as arrays:
                if str(arrays["key"]) != key:
                    return None
                pieces = np.split(arrays["events"], np.cumsum(arrays["lengths"])[:-1])
                return RecipeCorpus(tuple(pieces), tuple(arrays["splits"].tolist()))
        except (OSError, EOFError, ValueError, KeyError, BadZipFile, zlib.error):
            return None


def read_recipe_corpus(
    folder: Path,
    recipe: Recipe,
    cache: Path,
    files: int | None = None,
    rng_seed: int = 1,
    report: Report | None = None,
    workers: int = 2,
    left_out: Collection[Path] = (),
) -> tuple[RecipeCorpus, list[Unreadable]]:
    """Read the files below `folder`, or so many of them drawn at random; what cannot be read is left out and told.

    A second call finds what the first one read in `cache` if the files are still the same.
    """
    chosen = entries(folder, left_out)
    if files is not None and files < len(chosen):
        chosen = random.Random(rng_seed).sample(chosen, files)
    key = _key(recipe, chosen)
    if known := RecipeCorpus.load(cache, key):
        return known, []
    good: list[tuple[Entry, np.ndarray]] = []
    bad: list[Unreadable] = []
    with ProcessPoolExecutor(workers) as pool:
        jobs = pool.map(_read, [recipe.published.id] * len(chosen), [entry.path for entry in chosen], chunksize=8)
        for done, (entry, result) in enumerate(zip(chosen, jobs, strict=True), start=1):
            if isinstance(result, str):
                bad.append(Unreadable(entry.path, result))
            else:
                good.append((entry, result))
            if report is not None:
                report(done, len(chosen))
    if not good:
        raise CorpusError(f"None of the {len(chosen)} files in {folder} can be read; the first: {bad[0].reason}")
    corpus = RecipeCorpus(tuple(piece for _, piece in good), tuple(entry.split for entry, _ in good))
    corpus.save(cache, key)
    return corpus, bad


def _read(recipe_id: str, path: Path) -> np.ndarray | str:
    """The events of a file, or why there are none."""
    try:
        piece = recipe_of(recipe_id).read(read_score(path))
    except ComposerError as error:
        return str(error)
    return piece if len(piece) else f"“{path.name}” has no pitched notes."


def _key(recipe: Recipe, chosen: Sequence[Entry]) -> str:
    """What tells one set of files, and one way of reading them, from another."""
    digest = hashlib.sha256(recipe.reading.encode())
    for entry in chosen:
        size, changed_at = size_and_change(entry.path)
        digest.update(os.fsencode(f"{entry.path} {entry.split} {size} {changed_at}\n"))
    return digest.hexdigest()
