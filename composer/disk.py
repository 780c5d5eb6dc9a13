"""Files that are replaced whole or not at all, and the few calls on the disk that this takes."""

import errno
import os
import stat
from pathlib import Path

_CHUNK = 1 << 20  # bytes written at once
_ANYBODY_WRITES = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


class Disk:
    """The calls that can fail; a test hands in one on which they do."""

    def write(self, descriptor: int, data: memoryview) -> int:
        """Write some of `data`; returns how many bytes."""
        return os.write(descriptor, data)

    def sync(self, descriptor: int) -> None:
        """Wait until everything is on the medium."""
        os.fsync(descriptor)

    def rename(self, source: Path, target: Path) -> None:
        """Put `source` in the place of `target` at once."""
        source.replace(target)


def replace_file(path: Path, contents: bytes, disk: Disk | None = None) -> None:
    """Write beside `path`, sync, then rename: whatever happens, `path` is the old file or the new one. Raises OSError.

    A file that may not be written to is not replaced either. What a killed process left beside `path` is written over
    by the next one.
    """
    disk = disk or Disk()
    target = path.resolve()
    partial = partial_path(target)
    try:
        partial.unlink(missing_ok=True)
        _write_synced(partial, contents, _mode_for(target), disk)
        disk.rename(partial, target)
    except OSError:
        partial.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent, disk)


def partial_path(target: Path) -> Path:
    """Where a file grows before it takes the place of `target`."""
    from hashlib import sha256  # here: it takes 6 ms, and the window reads its settings before it is painted

    return target.parent / f".composer-{sha256(os.fsencode(target.name)).hexdigest()[:16]}.partial"


def read_file(path: Path, largest: int) -> bytes:
    """The bytes of a regular file that holds at most `largest` of them. Raises OSError."""
    # A pipe without a writer would be waited for without end.
    with open(path, "rb", opener=lambda name, flags: os.open(name, flags | getattr(os, "O_NONBLOCK", 0))) as file:
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode):
            raise OSError("it is not a file")
        if found.st_size > largest:
            raise OSError(f"it is larger than {largest >> 20} MB")
        return file.read(largest)


def reason_of(error: OSError | ValueError) -> str:
    """What the system says about `error`, to be put into a sentence."""
    return (getattr(error, "strerror", None) or str(error)).lower()


def _write_synced(path: Path, contents: bytes, mode: int, disk: Disk) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags, mode)
    try:
        rest = memoryview(contents)
        while rest:
            rest = rest[disk.write(descriptor, rest[:_CHUNK]) :]
        disk.sync(descriptor)
    finally:
        os.close(descriptor)


def _mode_for(path: Path) -> int:
    """The permissions of the file to be replaced, or those of a new one (less the user's mask)."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        return 0o666
    if not mode & _ANYBODY_WRITES or not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    return mode


def _sync_folder(folder: Path, disk: Disk) -> None:
    """Make the new name last; where that fails, the file is complete all the same."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        return
    try:
        disk.sync(descriptor)
    except OSError:
        pass
    finally:
        os.close(descriptor)
