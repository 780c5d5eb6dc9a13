"""A lock that one process holds on a project, and that its end releases, however it ends."""

import os
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from composer.storage.folders import name_for

_ENOUGH = 100  # bytes of a lock file that are read


class ProjectLock:
    """Taken by the window that may save a project; others can see since when."""

    def __init__(self, folder: Path, project: Path) -> None:
        self._path = folder / f"{name_for(project)}.lock"
        self._descriptor: int | None = None

    def acquire(self, now: datetime) -> bool:
        """Take the lock; False when another process has it. Raises OSError when there can be no lock at all."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        while True:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            if not _lock(descriptor):
                os.close(descriptor)
                return False
            if self._is_still_there(descriptor):
                break
            os.close(descriptor)  # whoever had it took the file away in between
        os.ftruncate(descriptor, 0)
        os.write(descriptor, now.isoformat(timespec="minutes").encode())
        self._descriptor = descriptor
        return True

    @property
    def held_since(self) -> datetime | None:
        """When the process that has the lock took it, if that can be known."""
        try:
            return datetime.fromisoformat(self._path.read_bytes()[:_ENOUGH].decode())
        except (OSError, ValueError):
            return None

    def release(self) -> None:
        """Let others have it."""
        if self._descriptor is not None:
            with suppress(OSError):  # Windows removes no file that is open
                self._path.unlink()
            os.close(self._descriptor)
            self._descriptor = None

    def _is_still_there(self, descriptor: int) -> bool:
        try:
            return os.path.samestat(os.fstat(descriptor), self._path.stat())
        except FileNotFoundError:
            return False


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> bool:
        try:
            os.lseek(descriptor, _ENOUGH, os.SEEK_SET)  # beyond what others read
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        os.lseek(descriptor, 0, os.SEEK_SET)
        return True

else:
    import fcntl

    def _lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
