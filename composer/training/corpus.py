"""A folder of music as a corpus: quantized notes with style and split."""

import csv
import hashlib
import os
from collections.abc import Callable, Collection
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

import numpy as np
import platformdirs

from composer.generation.events import STYLES, NoteArrays, columns_to_arrays
from composer.midi.bulk import NoteColumns, read_columns
from composer.music.errors import CorpusError, MidiFileError
from composer.storage.folders import name_for
from composer.storage.locks import ProjectLock
from composer.training.corpus_store import CorpusStore, Record, arrays_of

SPLITS = ("train", "valid", "test")
EVERYTHING = "all"  # of them

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
_FILES_AT_ONCE = 32  # that a process reads before it hands them over
_MIDI = {".mid", ".midi"}
_NOTATED = {".abc", ".mxl", ".musicxml"}
_MUSIC = _MIDI | _NOTATED
_READING = 1  # one more whenever files come out otherwise than before, so that what was kept is not used
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
    """Pieces whose notes are mapped from a `CorpusStore`; `piece(i)` gives one of them."""

    records: list[Record]  # of the pieces
    notes: np.ndarray  # (notes,) of NOTE, those of other files too
    grid: np.ndarray  # (metre changes,) of GRID
    style: np.ndarray  # (pieces,) index into STYLES, -1 for none
    split: np.ndarray  # (pieces,) index into SPLITS

    def __len__(self) -> int:
        return len(self.records)

    @property
    def path(self) -> list[str]:
        """The paths of the pieces, relative to the folder."""
        return [record.path for record in self.records]

    def piece(self, index: int) -> NoteArrays:
        """One piece."""
        record = self.records[index]
        return arrays_of(self.notes[slice(*record.notes)], self.grid[slice(*record.grid)], record.bpm)

    def pieces(self, split: str) -> np.ndarray:
        """Indices of the pieces of a split, or of "all"."""
        if split == EVERYTHING:
            return np.arange(len(self))
        return np.flatnonzero(self.split == SPLITS.index(split))

    @property
    def fingerprint(self) -> str:
        """What no other music has, nor the same one in other parts: a SHA-256."""
        digest = hashlib.sha256(self.style.tobytes() + self.split.tobytes())
        for record in self.records:
            notes, grid = self.notes[slice(*record.notes)], self.grid[slice(*record.grid)]
            digest.update(f"{len(notes)} {len(grid)} {record.bpm} ".encode() + notes.tobytes() + grid.tobytes())
        return digest.hexdigest()

    def style_of(self, index: int) -> str | None:
        """The style of a piece, if it has one."""
        return None if self.style[index] < 0 else STYLES[self.style[index]]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that was left out, and why."""

    path: Path
    reason: str


def entries(folder: Path, left_out: Collection[Path] = ()) -> list[Entry]:
    """The files of music below `folder`: those of its index.csv files, or all with a split by their path."""
    listed = [row for index in sorted(folder.rglob("index.csv")) for row in _rows_of_index(index, folder)]
    if listed:
        found = [_entry_of(path, row) for path, row in listed if _has_bar_lines(row)]
    else:
        found = [Entry(path, None, _split_of(path.relative_to(folder))) for path in music_files(folder)]
    found = [entry for entry in found if entry.path not in left_out]
    if not listed:
        found = _with_valid_part(found)
    if not found:
        raise CorpusError(f"No music in {folder}: choose a folder that holds .mid files.")
    return found


def music_files(folder: Path) -> list[Path]:
    """Every file below `folder` that a corpus is read from, MIDI or notated, by name."""
    return _files(folder, _MUSIC)


def midi_files(folder: Path) -> list[Path]:
    """Every MIDI file below `folder`, by name."""
    return _files(folder, _MIDI)


def read_corpus(
    folder: Path,
    report: Report | None = None,
    workers: int = 2,
    left_out: Collection[Path] = (),
    kept_in: Path | None = None,
) -> tuple[Corpus, list[Unreadable]]:
    """Read every file below `folder`; unreadable ones are left out and returned with the reason.

    What was read before and has not changed is not read again: it is kept in the folder `kept_in`, in the user's cache
    when left out. Reading that was broken off goes on there. Raises CorpusError.
    """
    files = entries(folder, left_out)
    kept_in = kept_in or cache_folder() / name_for(folder)
    lock = ProjectLock(kept_in.parent, kept_in)
    try:
        is_ours = lock.acquire(datetime.now())
        kept_in = kept_in if is_ours else Path(mkdtemp(prefix="composer-corpus-"))
        store = CorpusStore(kept_in)
        try:
            records = _read_all(store, folder, files, report, workers)
            notes, grid = store.mapped()
        finally:
            store.close()
            lock.release()
            if not is_ours:  # another process is reading the same folder
                rmtree(
                    kept_in, ignore_errors=True
                )  # what is mapped stays there, where files can go while they are used
    except OSError as error:
        reason = error.strerror or error
        raise CorpusError(f"What is read of {folder} is kept in {kept_in}, and that failed: {reason}.") from error
    bad = [Unreadable(folder / record.path, record.reason) for record in records if record.reason]
    good = [(entry, record) for entry, record in zip(files, records, strict=True) if not record.reason]
    if not good:
        raise CorpusError(f"None of the {len(files)} files in {folder} can be learned from; the first: {bad[0].reason}")
    styles = [-1 if entry.style is None else STYLES.index(entry.style) for entry, _ in good]
    splits = [SPLITS.index(entry.split) for entry, _ in good]
    records = [record for _, record in good]
    return Corpus(records, notes, grid, np.array(styles, dtype=np.int8), np.array(splits, dtype=np.int8)), bad


def size_and_change(path: Path) -> tuple[int, int]:
    """A file's size in bytes, and when it was changed, in nanoseconds; -1 and 0 where reading it will say why."""
    try:
        status = path.stat()
    except OSError:
        return -1, 0
    return status.st_size, status.st_mtime_ns


def cache_folder() -> Path:
    """Where what was read of the user's folders is kept."""
    return platformdirs.user_cache_path("composer", appauthor=False) / f"corpora-{_READING}"


def _read_all(
    store: CorpusStore, folder: Path, files: list[Entry], report: Report | None, workers: int
) -> list[Record]:
    """The record of every file, from the store where it is there and else from the file."""
    stamps = [_stamp_of(folder, entry.path) for entry in files]
    records = [store.known(*stamp) for stamp in stamps]
    missing = [index for index, record in enumerate(records) if record is None]
    if report is not None:
        report(len(files) - len(missing), len(files))
    if missing:
        with ProcessPoolExecutor(workers) as pool:
            results = pool.map(_read, [files[index].path for index in missing], chunksize=_FILES_AT_ONCE)
            try:
                for done, (index, result) in enumerate(zip(missing, results, strict=True), start=1):
                    records[index] = store.add(*stamps[index], result)
                    if report is not None:
                        report(len(files) - len(missing) + done, len(files))
            finally:  # when somebody breaks it off, the pool would read the rest first
                pool.shutdown(cancel_futures=True)
    return [record for record in records if record is not None]


def _stamp_of(folder: Path, path: Path) -> tuple[str, int, int]:
    """A file's path below the folder, its size in bytes, and when it was changed, in nanoseconds."""
    return str(path.relative_to(folder)), *size_and_change(path)


def _read(path: Path) -> NoteArrays | str:
    try:
        arrays = columns_to_arrays(_columns_of(path))
    except MidiFileError as error:
        return str(error)
    if len(arrays) < FEWEST_NOTES:
        return f"{path.name} has {len(arrays)} pitched notes; at least {FEWEST_NOTES} are needed."
    return arrays


def _files(folder: Path, suffixes: set[str]) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in suffixes)


def _columns_of(path: Path) -> NoteColumns:
    if path.suffix.lower() not in _NOTATED:
        return read_columns(path)
    try:
        from composer.notation.reading import read_notated
    except ImportError:
        raise MidiFileError(f"“{path.name}” is notated: to read it, install composer[engraving].") from None
    return read_notated(path)


def _rows_of_index(index: Path, folder: Path) -> list[tuple[Path, dict[str, str]]]:
    """The music below `folder` that `index` names, with all it says; nothing where it is a table of something else."""
    whole = _spelled_out(folder)
    found = []
    try:
        with index.open(newline="", encoding="utf-8-sig") as file:
            for row in csv.DictReader(file):
                path = _spelled_out(index.parent / (row.get("file") or ""))
                if path.suffix.lower() in _MUSIC and path.is_relative_to(whole):
                    found.append((folder / path.relative_to(whole), row))
    except (OSError, UnicodeDecodeError, csv.Error):
        return []
    return found


def _entry_of(path: Path, row: dict[str, str]) -> Entry:
    """What an index says of a file."""
    name = row.get("style") or ""
    style = _STYLE_OF_INDEX.get(name, name.replace("_", " "))
    split = row.get("split") or ""
    split = split if split in SPLITS else _split_of(Path(row["file"]))
    return Entry(path, style if style in STYLES else None, split)


def _spelled_out(path: Path) -> Path:
    """The same, from the root and without "..", but through the same links: a corpus may be made of them."""
    return Path(os.path.normpath(path.absolute()))


def _has_bar_lines(row: dict[str, str]) -> bool:
    """Whether enough bar lines are said to be right ("bar-match 0.998 …" in the source), or nothing is said of them."""
    words = (row.get("source") or "").split()
    return "bar-match" not in words[:-1] or float(words[words.index("bar-match") + 1]) >= _WORST_BAR_MATCH


def _with_valid_part(found: list[Entry]) -> list[Entry]:
    """The same, but where chance has put none of three files or more into "valid", some are: every tenth, or one."""
    if len(found) < _FEWEST_TO_SPLIT or any(entry.split == "valid" for entry in found):
        return found
    return [replace(entry, split="valid") if index % 10 == 1 else entry for index, entry in enumerate(found)]


def _split_of(relative: Path) -> str:
    """A split that depends on the path alone: 90 % train, 5 % valid, 5 % test."""
    share = int.from_bytes(hashlib.sha256(os.fsencode(relative)).digest()[:4]) / 2**32
    return "train" if share < 0.9 else "valid" if share < 0.95 else "test"
