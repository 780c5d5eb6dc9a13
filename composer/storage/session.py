"""The session copy: all of a piece, brought up to date after every edit, so that a crash loses none of it."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from threading import Condition, Thread

from composer.storage import tables
from composer.storage.project import Project

SUFFIX = ".session"
SYNC_AFTER = 2.0  # seconds without an edit until the copy is safe from a power cut too
RETRY_AFTER = 5.0  # seconds after a fault of the disk

_TIME = "%Y-%m-%dT%H-%M-%S-%f"


@dataclass(frozen=True)
class About:
    """What a person needs to know a session again."""

    title: str
    file: str = ""  # the project file that it belongs to; empty for a piece that was never saved
    is_saved: bool = False  # nothing in it is missing in that file
    edited_at: str = ""  # ISO 8601


@dataclass(frozen=True)
class _Wanted:
    project: Project
    about: About
    is_another: bool


class Session:
    """One window's copy, a database that a thread of its own writes; `store` only says what it should hold.

    Every edit is one transaction. Where edits come faster than the disk takes them, the thread goes straight to the
    latest state, which holds them all: so what a kill can lose is what was done since the transaction under way began.
    The database stays locked, so that no other window takes it for the copy of a crashed one.
    """

    def __init__(self, folder: Path, tell_trouble: Callable[[str], None], tell_recovered: Callable[[], None]) -> None:
        """`tell_trouble` hears, in the thread, why nothing can be stored; `tell_recovered`, that it can be again."""
        self.path = folder / f"{datetime.now():{_TIME}}-{os.getpid()}{SUFFIX}"
        self._tell_trouble, self._tell_recovered = tell_trouble, tell_recovered
        self._changed = Condition()
        self._wanted: _Wanted | None = None
        self._written: _Wanted | None = None
        self._is_busy = self._is_closing = self._is_troubled = False
        self._thread: Thread | None = None
        self._database: sqlite3.Connection | None = None
        self._writer: tables.Writer | None = None

    def store(self, project: Project, about: About, is_another: bool = False) -> None:
        """Let the copy hold `project`; returns at once. `is_another`: another piece than before, or one begun anew."""
        with self._changed:
            is_another = is_another or (self._wanted is not None and self._wanted.is_another)
            self._wanted = _Wanted(project, about, is_another)
            if self._thread is None or not self._thread.is_alive():
                self._thread = Thread(target=self._run, name="session", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def flush(self, seconds: float) -> bool:
        """Wait until the copy holds what was stored last; False when it does not after `seconds`."""
        with self._changed:
            return self._changed.wait_for(lambda: self._wanted is None and not self._is_busy, seconds)

    def close(self, keep: bool = False, seconds: float = 3.0) -> None:
        """End the thread, and remove the copy unless it is to be offered at the next start."""
        with self._changed:
            self._is_closing = True
            if not keep:
                self._wanted = None
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(seconds)
        if not keep:
            remove(self.path)

    def _run(self) -> None:
        is_synced, pause = True, None
        while True:
            with self._changed:
                self._is_busy = False
                self._changed.notify_all()
                if pause:
                    self._changed.wait_for(lambda: self._is_closing, pause)
                else:
                    self._changed.wait_for(lambda: self._wanted or self._is_closing, None if is_synced else SYNC_AFTER)
                wanted, self._wanted = self._wanted, None
                self._is_busy = wanted is not None
                is_closing = self._is_closing
            try:
                if wanted:
                    self._write(wanted)
                elif self._database:
                    self._database.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
                is_synced, pause = wanted is None, None
            except (OSError, sqlite3.Error) as error:
                self._give_up(wanted, error)
                pause = RETRY_AFTER
            if is_closing:
                break
        self._close_database()

    def _write(self, wanted: _Wanted) -> None:
        is_another = wanted.is_another
        if self._writer is None:
            self._writer, is_another = tables.Writer(self._open()), True
        self._writer.write(wanted.project, is_another, **asdict(wanted.about))
        self._written = wanted
        if self._is_troubled:
            self._is_troubled = False
            self._tell_recovered()

    def _open(self) -> sqlite3.Connection:
        self._close_database()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(self.path, timeout=5, isolation_level=None)
        self._database.execute("PRAGMA locking_mode = EXCLUSIVE")
        self._database.execute("PRAGMA synchronous = OFF")  # a sync would keep the first edit waiting
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("BEGIN IMMEDIATE")
        if not self._database.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
            tables.create(self._database)
        self._database.execute("COMMIT")
        self._database.execute("PRAGMA synchronous = NORMAL")
        return self._database

    def _give_up(self, wanted: _Wanted | None, error: Exception) -> None:
        """Begin again in a while with a new connection, the old one keeping the lock; the latest is stored again."""
        self._writer = None
        lost = wanted or self._written
        with self._changed:
            if lost and not self._wanted:
                self._wanted = replace(lost, is_another=True)
        if not self._is_troubled:
            self._is_troubled = True
            self._tell_trouble(
                f"Your edits are not being copied to {self.path.parent} ({error}). Save the piece to be safe, and make "
                "room on that disk; copying goes on by itself."
            )

    def _close_database(self) -> None:
        self._writer = None
        if self._database is not None:
            with suppress(sqlite3.Error):
                self._database.close()
            self._database = None


def origin_of(session: Path) -> tuple[datetime, int] | None:
    """When a session copy was begun, and by which process; None for a file that has another name."""
    time, _, process = session.stem.rpartition("-")
    try:
        return datetime.strptime(time, _TIME).astimezone(), int(process)
    except ValueError:
        return None


def remove(session: Path) -> None:
    """Delete a session copy with what its database keeps beside it."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        with suppress(OSError):
            session.with_name(session.name + suffix).unlink()
