"""A disk on which one call fails, after some that did not."""

import errno
import os
from pathlib import Path

from composer.disk import Disk


class FailingDisk(Disk):
    """Fails the `fails_at`-th of all writes, syncs and renames (from 0), writing half of what it was to write."""

    def __init__(self, fails_at: int, number: int = errno.ENOSPC, chunk: int = 4096) -> None:
        self.calls: list[str] = []
        self._fails_at, self._number, self._chunk = fails_at, number, chunk

    def write(self, descriptor: int, data: memoryview) -> int:
        some = data[: self._chunk]
        if self._is_to_fail("write"):
            os.write(descriptor, some[: len(some) // 2])
            self._fail()
        return super().write(descriptor, some)

    def sync(self, descriptor: int) -> None:
        if self._is_to_fail("sync"):
            self._fail()
        super().sync(descriptor)

    def rename(self, source: Path, target: Path) -> None:
        if self._is_to_fail("rename"):
            self._fail()
        super().rename(source, target)

    def _is_to_fail(self, call: str) -> bool:
        self.calls.append(call)
        return len(self.calls) - 1 == self._fails_at

    def _fail(self) -> None:
        raise OSError(self._number, os.strerror(self._number))
