"""A kill during a save leaves the old file or the new one, never a part: a window saves without end and is killed."""

import argparse
from collections import Counter
from datetime import datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from composer.disk import partial_path
from composer.storage.backups import Backups
from composer.storage.project import Project
from composer.storage.project_file import project_to_bytes, read_project, write_project
from tests.reliability.kills_while_editing import in_killed_process
from tests.storage.music import random_history, random_score

LONGEST_LIFE = 0.4  # seconds until the kill


def save_without_end(projects: list[Project], path: Path, backups: Backups) -> None:
    """Save one project after the other to the same file, as the window does. Never returns."""
    while True:
        for project in projects:
            contents = write_project(project, path)
            backups.add(path, contents, datetime.now().astimezone())


def show(kills: int) -> str:
    """Kill that often; one line about what was found. Raises AssertionError for anything but a whole file."""
    random = Random(1)
    projects = [
        Project(*random_history(random, 8, random_score(random, notes))) for notes in (3_000, 500, 5_000, 1_500)
    ]
    allowed = {project_to_bytes(project) for project in projects}
    found: Counter[str] = Counter()
    with TemporaryDirectory() as name:
        path, backups = Path(name) / "tune.composer", Backups(Path(name) / "copies")
        write_project(projects[0], path)
        for _ in range(kills):
            before = path.read_bytes()
            life = random.random() * LONGEST_LIFE
            in_killed_process(lambda: save_without_end(projects, path, backups), life)
            assert path.read_bytes() in allowed, "a part of a file"
            read_project(path)
            found["another file than before" if path.read_bytes() != before else "the file as it was"] += 1
            found["kills in the middle of writing"] += partial_path(path.resolve()).exists()
            assert backups.of(path) == [] or backups.latest_whole(path), "no copy is whole"
    return f"{kills} kills during saves: " + ", ".join(f"{what} {times}" for what, times in sorted(found.items())) + "."


def main() -> None:
    """Full size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    print(show(parser.parse_args().kills))


if __name__ == "__main__":
    main()
