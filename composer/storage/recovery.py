"""What crashed windows have left: their session copies, each with the piece that is in it."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from composer.garbage import without_garbage_collection
from composer.music.errors import ComposerError
from composer.storage import tables
from composer.storage.project import Project
from composer.storage.session import SUFFIX


@dataclass(frozen=True)
class CrashedSession:
    """A piece that was not saved when its window ended."""

    path: Path  # of the session copy
    title: str
    file: Path | None  # the project file that it belongs to
    edited_at: datetime
    project: Project | None  # None when the copy is damaged
    problem: str = ""


def crashed_sessions(folder: Path) -> list[CrashedSession]:
    """Every session in `folder` that no window has and that holds something unsaved, the latest edit first."""
    found = [_session(path) for path in folder.glob(f"*{SUFFIX}")]
    return sorted((session for session in found if session), key=lambda session: session.edited_at, reverse=True)


def _session(path: Path) -> CrashedSession | None:
    try:
        with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as database:
            database.execute("PRAGMA locking_mode = EXCLUSIVE")
            if not database.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
                return None  # its window ended, or is just about to begin
            details = tables.read_details(database)
            if details.get("is_saved", True):
                return None
            edited_at = datetime.fromisoformat(details["edited_at"])
            file = Path(details["file"]) if details["file"] else None
            with without_garbage_collection(), closing(_up_to_date(database)) as latest:
                return CrashedSession(path, details["title"], file, edited_at, tables.read(latest))
    except sqlite3.OperationalError as error:
        return None if "locked" in str(error) else _damaged(path, error)
    except (*tables.UNREADABLE, ComposerError) as error:
        return _damaged(path, error)


def _up_to_date(database: sqlite3.Connection) -> sqlite3.Connection:
    """`database`, or if an earlier version of the program has left it, what this one would have."""
    if not tables.is_older(database):
        return database
    copy = sqlite3.connect(":memory:", isolation_level=None)
    database.backup(copy)
    tables.bring_up_to_date(copy)
    return copy


def _damaged(path: Path, error: Exception) -> CrashedSession:
    edited_at = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
    return CrashedSession(path, path.stem, None, edited_at, None, str(error))
