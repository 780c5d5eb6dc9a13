import errno
import os
import stat
import sys

import pytest

from composer.disk import partial_path, read_file, replace_file
from tests.storage.failing import FailingDisk

OLD, NEW = b"old" * 1000, b"new" * 10_000


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "tune.composer"
    path.write_bytes(OLD)
    return path


def count_calls(path) -> list[str]:
    disk = FailingDisk(fails_at=-1)
    replace_file(path.with_name("other"), NEW, disk)
    path.with_name("other").unlink()
    return disk.calls


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_whichever_call_fails_the_old_file_stays_or_the_new_one_is_whole(path, number):
    calls = count_calls(path)
    assert calls == ["write"] * 8 + ["sync", "rename", "sync"]
    for fails_at in range(len(calls)):
        path.write_bytes(OLD)
        is_in_place = fails_at > calls.index("rename")
        if is_in_place:
            replace_file(path, NEW, FailingDisk(fails_at, number))
        else:
            with pytest.raises(OSError, match=os.strerror(number)):
                replace_file(path, NEW, FailingDisk(fails_at, number))
        assert path.read_bytes() == (NEW if is_in_place else OLD)
        assert list(path.parent.iterdir()) == [path]


def test_what_a_killed_process_left_behind_is_written_over(path):
    partial_path(path).write_bytes(b"half")
    replace_file(path, NEW)
    assert path.read_bytes() == NEW
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are POSIX's")
def test_the_new_file_has_the_permissions_of_the_old_one(path):
    path.chmod(0o640)
    replace_file(path, NEW)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_file_that_may_not_be_written_to_is_not_replaced(path):
    path.chmod(0o444)
    with pytest.raises(PermissionError, match=os.strerror(errno.EACCES)):
        replace_file(path, NEW)
    assert path.read_bytes() == OLD
    assert list(path.parent.iterdir()) == [path]
    path.chmod(0o644)  # or it cannot be cleared away everywhere


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_a_link_goes_on_pointing_to_the_file(path, tmp_path):
    link = tmp_path / "link"
    link.symlink_to(path)
    replace_file(link, NEW)
    assert link.is_symlink()
    assert path.read_bytes() == NEW


def test_only_regular_files_of_a_sensible_size_are_read(path):
    assert read_file(path, 10_000) == OLD
    with pytest.raises(OSError, match="larger"):
        read_file(path, 100)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names")
def test_a_pipe_is_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for strange in (tmp_path / "pipe", tmp_path, "/dev/zero"):
        with pytest.raises(OSError, match=r"not a file|[Ii]s a directory"):
            read_file(strange, 10_000)
