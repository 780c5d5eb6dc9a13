"""The `.composer` file: written whole or not at all, verified when it is read."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from composer.disk import Disk, read_file, reason_of, replace_file
from composer.garbage import without_garbage_collection
from composer.storage import tables
from composer.storage.project import DamagedProjectError, Project, ProjectFileError

SUFFIX = ".composer"
LARGEST_FILE = 1 << 28  # bytes; what is larger is neither read nor written
STEPS_KEPT = 1000  # of the history

_MAGIC = b"SQLite format 3\0"
_SMALLEST = 512  # bytes: a page


def write_project(project: Project, path: Path, disk: Disk | None = None) -> bytes:
    """Write `project` to a file that replaces `path` only when it is complete; returns what was written.

    Raises ProjectFileError; the file is then what it was.
    """
    contents = project_to_bytes(project)
    try:
        replace_file(path, contents, disk)
    except OSError as error:
        raise ProjectFileError(
            f"“{path.name}” cannot be saved in {path.parent}: {reason_of(error)}. "
            "Nothing there has changed. Make room or choose another folder, then save again."
        ) from error
    return contents


def read_project(path: Path) -> Project:
    """The project in `path`. Raises ProjectFileError, or one of the kinds of it that say more."""
    try:
        contents = read_file(path, LARGEST_FILE)
    except OSError as error:
        raise ProjectFileError(
            f"“{path.name}” cannot be opened: {reason_of(error)}. Check that it is there and that you may open it."
        ) from error
    return bytes_to_project(contents, path.name)


def project_to_bytes(project: Project) -> bytes:
    """The contents of a project file: a fresh database with a hash over everything in it.

    It is made in memory, so that nothing but whole files ever reaches a disk; equal projects give equal bytes. Of a
    long history it has the latest steps only. Raises ProjectFileError for a piece that is too large even without.
    """
    history, room = project.history.capped(STEPS_KEPT), LARGEST_FILE
    while True:
        history = history.capped(room, tables.size_of)
        contents = _sealed(replace(project, history=history))
        excess = len(contents) - LARGEST_FILE
        if excess <= 0:
            return contents
        if not history.steps:
            raise ProjectFileError(
                f"This piece is too large to be saved: it takes {len(contents) >> 20} MB, and a project file holds at "
                f"most {LARGEST_FILE >> 20} MB. Delete some of it, or export it as MIDI."
            )
        room = sum(map(tables.size_of, history.steps)) - excess


def bytes_to_project(contents: bytes, name: str) -> Project:
    """The project in `contents`, all of it verified; an older version is brought up to date on this copy."""
    if not contents.startswith(_MAGIC) or len(contents) < _SMALLEST:
        raise DamagedProjectError(f"“{name}” is not a Composer project, or it has been damaged.")
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        try:
            database.deserialize(contents)
            tables.check(database, name)
            with without_garbage_collection():  # looking through so many notes would stop every other thread
                return tables.read(database)
        except tables.UNREADABLE as error:
            raise damaged(name, error) from error


def _sealed(project: Project) -> bytes:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        tables.create(database)
        tables.Writer(database).write(project)
        tables.seal(database)
        return database.serialize()


def damaged(name: str, why: object) -> DamagedProjectError:
    """The error for a file that does not hold what was written to it."""
    return DamagedProjectError(f"“{name}” is damaged and was not opened: {why}.")
