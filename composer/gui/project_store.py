"""The window's project on disk: reading, saving with copies of it, and the lock that goes with it. No widgets."""

from contextlib import suppress
from datetime import datetime
from pathlib import Path

from composer.disk import reason_of
from composer.gui.waiting import result_of
from composer.storage.backups import Backup, Backups
from composer.storage.folders import data_folder
from composer.storage.locks import ProjectLock
from composer.storage.project import Project
from composer.storage.project_file import read_project, write_project


class ProjectStore:
    """Works in the background while the window waits; knows which project this window has the lock of."""

    def __init__(self, folder: Path | None = None) -> None:
        """`folder` is the program's data folder, None the usual one."""
        self._folder = folder
        self._lock: ProjectLock | None = None
        self._locked_path: Path | None = None

    @property
    def folder(self) -> Path:
        """Where the program keeps what it writes by itself."""
        return self._folder or data_folder()

    @property
    def templates(self) -> Path:
        """Where templates are looked for and put first; made where it can be made."""
        folder = self.folder / "templates"
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
        return folder

    @property
    def sessions(self) -> Path:
        """Where the session copies are."""
        return self.folder / "sessions"

    def read(self, path: Path) -> Project:
        """The project in `path`. Raises ProjectFileError."""
        return result_of(lambda: read_project(path))

    def save(self, project: Project, path: Path) -> str:
        """Write `project` and keep a copy; returns why there is no copy, or nothing. Raises ProjectFileError."""
        backups, now = Backups(self.folder / "backups"), datetime.now().astimezone()

        def work() -> str:
            problem = ""
            try:
                backups.add_existing(path, now)
            except OSError as error:
                problem = reason_of(error)
            contents = write_project(project, path)
            try:
                backups.add(path, contents, now)
            except OSError as error:
                problem = reason_of(error)
            return problem

        return result_of(work)

    def backups_of(self, path: Path) -> list[Backup]:
        """The copies of earlier saves, the latest first."""
        return Backups(self.folder / "backups").of(path)

    def latest_whole_backup(self, path: Path) -> "tuple[Backup, Project] | None":
        """The latest copy that can be read, to put in the place of a damaged file."""
        return result_of(lambda: Backups(self.folder / "backups").latest_whole(path))

    def lock(self, path: Path) -> tuple[ProjectLock | None, datetime | None]:
        """The lock of `path`, or since when another window has it; neither where there can be no locks."""
        if self._locked_path == path.resolve():
            return self._lock, None
        lock = ProjectLock(self.folder / "locks", path)
        now = datetime.now().astimezone()
        try:
            return (lock, None) if lock.acquire(now) else (None, lock.held_since or now)
        except OSError:
            return None, None

    def hold(self, lock: "ProjectLock | None", path: Path | None) -> None:
        """Go on with this lock, and release the one before."""
        if self._lock is not lock and self._lock is not None:
            self._lock.release()
        self._lock, self._locked_path = lock, path.resolve() if lock and path else None

    def let_go(self, lock: ProjectLock | None) -> None:
        """Release a lock that was taken for nothing."""
        if lock is not None and lock is not self._lock:
            lock.release()

    def release(self) -> None:
        """Let other windows save the project."""
        self.hold(None, None)
