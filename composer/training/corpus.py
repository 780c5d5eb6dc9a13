"""A folder of MIDI files as a corpus: quantized notes in flat arrays, with style and split, cached in one file."""

import csv
import hashlib
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from composer.generation.events import STYLES, BarGrid, NoteArrays, columns_to_arrays
from composer.midi.bulk import read_columns
from composer.music.errors import CorpusError, MidiFileError

SPLITS = ("train", "valid", "test")

# The styles of an index.csv, by the names of the model's styles.
_STYLE_OF_INDEX = {
    "art_song": "song",
    "polish_song": "song",
    "chopin_piano": "romantic piano",
    "polish_piano": "romantic piano",
    "classical_piano": "classical piano",
    "chorale_synthetic": "chorale",
    "folk_tune": "folk",
    "folk_arr": "folk",
    "string_quartet": "string quartet",
}
FEWEST_NOTES = 8  # of a piece
_FEWEST_TO_SPLIT = 3  # files
_WORST_BAR_MATCH = 0.8  # below it, a file's bar lines are known to be wrong

Report = Callable[[int, int], None]  # files done, files in all


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the corpus."""

    path: Path
    style: str | None
    split: str


@dataclass(frozen=True)
class Corpus:
    """Pieces in flat arrays; `piece(i)` gives one of them."""

    onset: np.ndarray  # (notes,) int32, steps
    track: np.ndarray  # (notes,) uint8
    pitch: np.ndarray  # (notes,) uint8
    duration: np.ndarray  # (notes,) int32, steps
    velocity: np.ndarray  # (notes,) uint8
    note_offsets: np.ndarray  # (pieces + 1,)
    grid: np.ndarray  # (metre changes, 5): the fields of BarGrid
    grid_offsets: np.ndarray  # (pieces + 1,)
    bpm: np.ndarray  # (pieces,)
    style: np.ndarray  # (pieces,) index into STYLES, -1 for none
    split: np.ndarray  # (pieces,) index into SPLITS
    path: np.ndarray  # (pieces,) str, relative to the folder

    def __len__(self) -> int:
        return len(self.bpm)

    def piece(self, index: int) -> NoteArrays:
        """One piece."""
        notes = slice(self.note_offsets[index], self.note_offsets[index + 1])
        grid = self.grid[self.grid_offsets[index] : self.grid_offsets[index + 1]].T
        names = ("onset", "track", "pitch", "duration", "velocity")
        columns = {name: getattr(self, name)[notes].astype(np.int64) for name in names}
        return NoteArrays(**columns, bars=BarGrid(*grid), bpm=float(self.bpm[index]))

    def pieces(self, split: str) -> np.ndarray:
        """Indices of the pieces of a split."""
        return np.flatnonzero(self.split == SPLITS.index(split))

    def style_of(self, index: int) -> str | None:
        """The style of a piece, if it has one."""
        return None if self.style[index] < 0 else STYLES[self.style[index]]

    def save(self, path: Path) -> None:
        """Write the corpus to one .npz file."""
        np.savez(path, **vars(self))

    @staticmethod
    def load(path: Path) -> "Corpus":
        """Read what `save` wrote."""
        with np.load(path) as arrays:
            return Corpus(**{name: arrays[name] for name in arrays.files})


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that was left out, and why."""

    path: Path
    reason: str


def entries(folder: Path, left_out: Collection[Path] = ()) -> list[Entry]:
    """The MIDI files below `folder`: those of its index.csv files, or all with a split by their path."""
    indices = sorted(folder.rglob("index.csv"))
    listed = (entry for index in indices for entry in _entries_of_index(index))
    others = () if indices else midi_files(folder)
    split = (Entry(path, None, _split_of(path.relative_to(folder))) for path in others)
    found = [entry for entry in (*listed, *split) if entry.path not in left_out]
    if not indices:
        found = _with_valid_part(found)
    if not found:
        raise CorpusError(f"No MIDI files in {folder}: choose a folder that holds .mid files.")
    return found


def midi_files(folder: Path) -> list[Path]:
    """Every MIDI file below `folder`, by name."""
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in {".mid", ".midi"})


def read_corpus(
    folder: Path, report: Report | None = None, workers: int = 2, left_out: Collection[Path] = ()
) -> tuple[Corpus, list[Unreadable]]:
    """Read every file below `folder`; unreadable ones are left out and returned with the reason."""
    files = entries(folder, left_out)
    good: list[tuple[Entry, NoteArrays]] = []
    bad: list[Unreadable] = []
    with ProcessPoolExecutor(workers) as pool:
        results = pool.map(_read, (entry.path for entry in files), chunksize=32)
        for done, (entry, result) in enumerate(zip(files, results, strict=True), start=1):
            if isinstance(result, NoteArrays):
                good.append((entry, result))
            else:
                bad.append(Unreadable(entry.path, result))
            if report is not None:
                report(done, len(files))
    if not good:
        raise CorpusError(f"None of the {len(files)} files in {folder} can be learned from; the first: {bad[0].reason}")
    return _pack(folder, good), bad


def _read(path: Path) -> NoteArrays | str:
    try:
        arrays = columns_to_arrays(read_columns(path))
    except MidiFileError as error:
        return str(error)
    if len(arrays) < FEWEST_NOTES:
        return f"{path.name} has {len(arrays)} pitched notes; at least {FEWEST_NOTES} are needed."
    return arrays


def _pack(folder: Path, pieces: list[tuple[Entry, NoteArrays]]) -> Corpus:
    arrays = [piece for _, piece in pieces]
    grids = [
        np.stack([grid.starts, grid.lengths, grid.beats, grid.first_bars, grid.meters], axis=1)
        for grid in (piece.bars for piece in arrays)
    ]
    styles = [-1 if entry.style is None else STYLES.index(entry.style) for entry, _ in pieces]
    return Corpus(
        onset=np.concatenate([piece.onset for piece in arrays]).astype(np.int32),
        track=np.concatenate([piece.track for piece in arrays]).astype(np.uint8),
        pitch=np.concatenate([piece.pitch for piece in arrays]).astype(np.uint8),
        duration=np.concatenate([piece.duration for piece in arrays]).astype(np.int32),
        velocity=np.concatenate([piece.velocity for piece in arrays]).astype(np.uint8),
        note_offsets=np.cumsum([0] + [len(piece) for piece in arrays]),
        grid=np.concatenate(grids),
        grid_offsets=np.cumsum([0] + [len(grid) for grid in grids]),
        bpm=np.array([piece.bpm for piece in arrays]),
        style=np.array(styles, dtype=np.int8),
        split=np.array([SPLITS.index(entry.split) for entry, _ in pieces], dtype=np.int8),
        path=np.array([str(entry.path.relative_to(folder)) for entry, _ in pieces]),
    )


def _entries_of_index(index: Path) -> Iterator[Entry]:
    with index.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if _bar_match(row.get("source") or "") < _WORST_BAR_MATCH:
                continue
            name = row.get("style") or ""
            style = _STYLE_OF_INDEX.get(name, name.replace("_", " "))
            split = row.get("split") or ""
            path = index.parent / row["file"]
            split = split if split in SPLITS else _split_of(Path(row["file"]))
            yield Entry(path, style if style in STYLES else None, split)


def _bar_match(source: str) -> float:
    """The share of bar lines said to be right ("bar-match 0.998 …"); 1 where nothing is said."""
    words = source.split()
    return float(words[words.index("bar-match") + 1]) if "bar-match" in words[:-1] else 1.0


def _with_valid_part(found: list[Entry]) -> list[Entry]:
    """The same, but where chance has put none of three files or more into "valid", some are: every tenth, or one."""
    if len(found) < _FEWEST_TO_SPLIT or any(entry.split == "valid" for entry in found):
        return found
    return [replace(entry, split="valid") if index % 10 == 1 else entry for index, entry in enumerate(found)]


def _split_of(relative: Path) -> str:
    """A split that depends on the path alone: 90 % train, 5 % valid, 5 % test."""
    share = int.from_bytes(hashlib.sha256(str(relative).encode()).digest()[:4]) / 2**32
    return "train" if share < 0.9 else "valid" if share < 0.95 else "test"
