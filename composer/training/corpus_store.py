"""What was read of a folder of music, kept on disk: a file is read once, and its notes are mapped, not loaded.

Notes and metre changes are appended to one file each, and then a line to the journal. Whatever a killed process left
behind the journal's last whole line is cut off; a file of music that has changed is read again.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from composer.generation.events import BarGrid, NoteArrays

NOTE = np.dtype([("onset", "<i4"), ("duration", "<i4"), ("track", "u1"), ("pitch", "u1"), ("velocity", "u1")])
GRID = np.dtype(("<i8", 5))  # the fields of BarGrid, one row for each metre change

_MOST_WASTE = 0.5  # of the notes; with more of them of no use, all is read anew


@dataclass(frozen=True, slots=True)
class Record:
    """A file of music as it was when it was read, and where its notes are kept, or why it has none."""

    path: str  # relative to the folder of music
    size: int  # bytes
    changed_at: int  # nanoseconds
    reason: str = ""
    notes: tuple[int, int] = (0, 0)
    grid: tuple[int, int] = (0, 0)
    bpm: float = 0.0


class CorpusStore:
    """The kept notes of one folder of music; only one process may have it open."""

    def __init__(self, folder: Path) -> None:
        """Open the store in `folder`, or begin one. Raises OSError."""
        folder.mkdir(parents=True, exist_ok=True)
        self._paths = {name: folder / f"{name}.bin" for name in ("notes", "grid")}
        self._journal_path = folder / "journal.jsonl"
        self._records = {record.path: record for record in self._read_journal()}
        self._counts = {
            "notes": max((record.notes[1] for record in self._records.values()), default=0),
            "grid": max((record.grid[1] for record in self._records.values()), default=0),
        }
        used = sum(record.notes[1] - record.notes[0] for record in self._records.values())
        if used < (1 - _MOST_WASTE) * self._counts["notes"]:
            self._records, self._counts = {}, dict.fromkeys(self._counts, 0)
        self._files = {name: path.open("ab") for name, path in self._paths.items()}
        for name, kind in (("notes", NOTE), ("grid", GRID)):
            self._files[name].truncate(self._counts[name] * kind.itemsize)
        lines = "".join(_line_of(record) for record in self._records.values())
        self._journal_path.write_text(lines, encoding="utf-8")
        self._journal = self._journal_path.open("a", encoding="utf-8")

    def known(self, path: str, size: int, changed_at: int) -> Record | None:
        """What is kept of a file, if it is still as it was."""
        record = self._records.get(path)
        return record if record and (record.size, record.changed_at) == (size, changed_at) else None

    def add(self, path: str, size: int, changed_at: int, result: NoteArrays | str) -> Record:
        """Keep the notes of a file, or why it has none. Raises OSError."""
        if isinstance(result, str):
            record = Record(path, size, changed_at, result)
        else:
            notes = np.empty(len(result), NOTE)
            for name in NOTE.names or ():
                notes[name] = getattr(result, name)
            bars = result.bars
            grid = np.stack([bars.starts, bars.lengths, bars.beats, bars.first_bars, bars.meters], axis=1, dtype="<i8")
            spans = self._append("notes", notes), self._append("grid", grid)
            record = Record(path, size, changed_at, "", *spans, float(result.bpm))
        self._journal.write(_line_of(record))
        self._journal.flush()
        self._records[path] = record
        return record

    def close(self) -> None:
        """Let go of the files."""
        for file in (*self._files.values(), self._journal):
            file.close()

    def mapped(self) -> tuple[np.ndarray, np.ndarray]:
        """All notes and all metre changes that are kept, on disk until somebody looks at them."""
        kinds = (("notes", NOTE), ("grid", GRID))
        notes, grid = (
            np.memmap(self._paths[name], kind, "r") if self._counts[name] else np.empty(0, kind) for name, kind in kinds
        )
        return notes, grid

    def _append(self, name: str, rows: np.ndarray) -> tuple[int, int]:
        begin = self._counts[name]
        self._files[name].write(rows.tobytes())
        self._files[name].flush()  # before the journal says that it is there
        self._counts[name] += len(rows)
        return begin, self._counts[name]

    def _read_journal(self) -> Iterator[Record]:
        """The records up to the first line that is not whole, as long as the notes are there."""
        sizes = {name: path.stat().st_size if path.exists() else 0 for name, path in self._paths.items()}
        if not self._journal_path.exists():
            return
        for line in self._journal_path.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                fields = json.loads(line)
                fields["notes"], fields["grid"] = tuple(fields["notes"]), tuple(fields["grid"])
                record = Record(**fields)
            except (ValueError, KeyError, TypeError):
                return
            if record.notes[1] * NOTE.itemsize > sizes["notes"] or record.grid[1] * GRID.itemsize > sizes["grid"]:
                return
            yield record


def arrays_of(notes: np.ndarray, grid: np.ndarray, bpm: float) -> NoteArrays:
    """A piece from its rows of NOTE and GRID."""
    onset, duration, track, pitch, velocity = (notes[name].astype(np.int64) for name in NOTE.names or ())
    return NoteArrays(onset, track, pitch, duration, velocity, BarGrid(*np.array(grid).T), bpm)


def _line_of(record: Record) -> str:
    return json.dumps(asdict(record)) + "\n"
