"""Copies of the latest saves of every project, from which a damaged or a regretted one comes back."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from composer.disk import Disk, read_file, replace_file
from composer.storage.folders import name_for
from composer.storage.project import Project, ProjectFileError
from composer.storage.project_file import LARGEST_FILE, SUFFIX, read_project

GENERATIONS = 10

_TIME = "%Y-%m-%dT%H-%M-%S-%f"


@dataclass(frozen=True, slots=True)
class Backup:
    """One copy."""

    path: Path
    saved_at: datetime  # local time


class Backups:
    """The copies in one folder, at most `GENERATIONS` for each project."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, project: Path) -> list[Backup]:
        """The copies of the project file `project`, the latest first."""
        found = []
        for path in sorted((self._folder / name_for(project)).glob(f"*{SUFFIX}"), reverse=True):
            try:
                found.append(Backup(path, datetime.strptime(path.stem, _TIME).astimezone()))
            except ValueError:  # not one of ours
                continue
        return found

    def add(self, project: Path, contents: bytes, now: datetime, disk: Disk | None = None) -> None:
        """Keep a copy of what was saved to `project`, and let go of the oldest one. Raises OSError."""
        folder = self._folder / name_for(project)
        folder.mkdir(parents=True, exist_ok=True)
        replace_file(folder / f"{now.strftime(_TIME)}{SUFFIX}", contents, disk)
        for backup in self.of(project)[GENERATIONS:]:
            backup.path.unlink(missing_ok=True)

    def add_existing(self, project: Path, now: datetime) -> None:
        """Keep a copy of what is at `project`, if it is there and no copy of it is. Raises OSError."""
        if project.is_file() and not self.of(project):
            self.add(project, read_file(project, LARGEST_FILE), now)

    def latest_whole(self, project: Path) -> tuple[Backup, Project] | None:
        """The latest copy that can be read."""
        for backup in self.of(project):
            try:
                return backup, read_project(backup.path)
            except ProjectFileError:
                continue
        return None
