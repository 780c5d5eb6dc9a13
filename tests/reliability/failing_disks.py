"""A full or broken disk costs nothing: whichever call fails, the file stays, it is said at once, a retry works."""

import argparse
import errno
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from threading import Event
from time import perf_counter

from composer.storage.project import Project, ProjectFileError
from composer.storage.project_file import project_to_bytes, write_project
from composer.storage.recovery import crashed_sessions
from composer.storage.session import About, Session
from tests.storage.failing import FailingDisk
from tests.storage.music import random_history, random_score

MOST_SECONDS = 1.0  # until it is said
CHUNK = 4096  # bytes of one write
MEGABYTE = 1 << 20
PATIENCE = 20.0  # seconds for a session to recover: it tries again by itself every few seconds


def fail_every_call(project: Project, folder: Path) -> tuple[int, float]:
    """Let every write, sync and rename of a save fail once with each error; their number and the slowest message."""
    path, slowest, faults = folder / "tune.composer", 0.0, 0
    old = project_to_bytes(Project(random_score(Random(9), 20)))
    new = project_to_bytes(project)
    counted = FailingDisk(fails_at=-1, chunk=CHUNK)
    write_project(project, folder / "counted", counted)
    for number in (errno.ENOSPC, errno.EIO):
        for fails_at, call in enumerate(counted.calls):
            path.write_bytes(old)
            began = perf_counter()
            try:
                write_project(project, path, FailingDisk(fails_at, number, CHUNK))
            except ProjectFileError as error:
                slowest, said = max(slowest, perf_counter() - began), str(error)
                assert path.read_bytes() == old, f"{call} {fails_at}: the old file is not what it was"
                assert os.strerror(number).lower() in said
                write_project(project, path)
            else:  # only syncing the folder may fail unsaid: the new file is in place by then
                assert fails_at == len(counted.calls) - 1, f"{call} {fails_at} failed unsaid"
            assert path.read_bytes() == new, f"{call} {fails_at}: the retry did not work"
            assert {file.name for file in folder.iterdir()} == {"counted", "tune.composer"}, "something is left behind"
            faults += 1
    assert slowest <= MOST_SECONDS
    return faults, slowest


@contextmanager
def small_disk(folder: Path, megabytes: int = 1) -> Iterator[bool]:
    """A disk of so many megabytes at `folder`; False where the system does not let us mount one."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    try:
        is_mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        is_mounted = False
    try:
        yield is_mounted
    finally:
        if is_mounted:
            subprocess.run(["umount", "-l", str(folder)], check=False)


def fill(folder: Path) -> Path:
    """Take all the room that is left there."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while file.write(bytes(CHUNK)):
                pass
        except OSError:
            pass
    return ballast


def save_on_full_disk(folder: Path) -> str:
    """A save that has no room, and the same after room was made."""
    path = folder / "tune.composer"
    small, large = (Project(random_score(Random(4), notes)) for notes in (200, 8_000))
    before = write_project(small, path)
    ballast = fill(folder)
    began = perf_counter()
    try:
        write_project(large, path)
        said = ""
    except ProjectFileError as error:
        said = str(error)
    seconds = perf_counter() - began
    assert "no space left" in said
    assert path.read_bytes() == before
    ballast.unlink()
    write_project(large, path)
    path.unlink()
    assert seconds <= MOST_SECONDS
    return f"said after {seconds:.2f} s, retried with success"


def store_on_full_disk(folder: Path) -> str:
    """A session copy that has no room, and goes on by itself after room was made."""
    troubled, is_over = Event(), Event()
    told: list[str] = []
    session = Session(folder, lambda sentence: (told.append(sentence), troubled.set()), is_over.set)
    score, history = random_history(Random(5), 60, random_score(Random(5), 300))
    about = About("Full", edited_at="2026-11-21T12:00:00+00:00")
    session.store(Project(history.start(score)), about)
    assert session.flush(PATIENCE)
    ballast = fill(folder)
    began = perf_counter()
    session.store(Project(random_score(Random(6), 20_000)), about, is_another=True)
    assert troubled.wait(PATIENCE), "nothing was said"
    seconds = perf_counter() - began
    ballast.unlink()
    session.store(Project(score, history), about, is_another=True)
    assert is_over.wait(PATIENCE), "it did not go on by itself"
    assert session.flush(PATIENCE)
    session.close(keep=True)
    [crashed] = crashed_sessions(folder)
    assert crashed.project is not None
    assert crashed.project.score == score
    assert told[0].startswith("Your edits are not being copied")
    return f"said after {seconds:.2f} s, went on by itself"


def show_failing_calls(notes: int, folder: Path) -> str:
    """One line about the saves of a piece with that many notes in each of three tracks."""
    faults, slowest = fail_every_call(Project(random_score(Random(3), notes)), folder)
    return f"{faults} failing calls: old file kept, retry worked; said after {slowest:.2f} s at most."


def main() -> None:
    """Full size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=int, default=10_000)
    with TemporaryDirectory() as folder:
        print(show_failing_calls(parser.parse_args().notes, Path(folder)))
    with TemporaryDirectory() as folder, small_disk(Path(folder)) as is_mounted:
        if is_mounted:
            print(f"A disk of 1 MB: a save {save_on_full_disk(Path(folder))}.")
            print(f"A disk of 1 MB: the session copy {store_on_full_disk(Path(folder))}.")
        else:
            print("No disk of 1 MB could be mounted here, so none was filled.")


if __name__ == "__main__":
    main()
