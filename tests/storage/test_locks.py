import subprocess
import sys
from datetime import datetime

from composer.storage.locks import ProjectLock

NOON = datetime(2026, 11, 21, 12).astimezone()
HOLD = """
import sys, time
from datetime import datetime
from pathlib import Path
from composer.storage.locks import ProjectLock
lock = ProjectLock(Path(sys.argv[1]), Path(sys.argv[2]))
print(lock.acquire(datetime.fromisoformat("2026-11-21T12:00+00:00")), flush=True)
time.sleep(60)
"""


def test_one_window_at_a_time_holds_a_project(tmp_path):
    first, second = (ProjectLock(tmp_path, tmp_path / "tune.composer") for _ in range(2))
    assert first.acquire(NOON)
    assert not second.acquire(NOON)
    assert second.held_since == NOON
    first.release()
    assert second.acquire(NOON)
    second.release()


def test_the_same_file_by_another_name_is_the_same_project(tmp_path):
    (tmp_path / "folder").mkdir()
    first = ProjectLock(tmp_path, tmp_path / "tune.composer")
    second = ProjectLock(tmp_path, tmp_path / "folder" / ".." / "tune.composer")
    assert first.acquire(NOON)
    assert not second.acquire(NOON)
    first.release()


def test_other_projects_are_free(tmp_path):
    locks = [ProjectLock(tmp_path, tmp_path / f"{name}.composer") for name in "ab"]
    assert all(lock.acquire(NOON) for lock in locks)
    for lock in locks:
        lock.release()
    assert list(tmp_path.iterdir()) == []


def test_a_killed_process_holds_nothing(tmp_path):
    project = tmp_path / "tune.composer"
    command = [sys.executable, "-c", HOLD, str(tmp_path), str(project)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout
        assert holder.stdout.readline().strip() == "True"
        lock = ProjectLock(tmp_path, project)
        assert not lock.acquire(NOON)
        holder.kill()
        holder.wait(10)
        assert lock.acquire(NOON)
        lock.release()
