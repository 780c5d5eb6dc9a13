"""Copies of the latest saves of every project, from which a damaged or a regretted one comes back."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from composer.disk import Disk, read_file, replace_file
from composer.storage.folders import name_for
from composer.storage.project import Project, ProjectFileError
from composer.storage.project_file import LARGEST_FILE, SUFFIX, read_project

GENERATIONS = 10

_TIME = "%Y-%m-%dT%H-%M-%S-%f"
_NUMBERED_TIME = f"{_TIME}Z"  # in UTC, after a number


@dataclass(frozen=True, slots=True)
class Backup:
    """One copy. The numbers tell the order, as a clock may be set back; copies of the first versions have none."""

    path: Path
    saved_at: datetime  # local time
    number: int = 0


class Backups:
    """The copies in one folder, at most `GENERATIONS` for each project."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, project: Path) -> list[Backup]:
        """The copies of the project file `project`, the latest first."""
        found = map(_backup_at, (self._folder / name_for(project)).glob(f"*{SUFFIX}"))
        return sorted(filter(None, found), key=lambda backup: (backup.number, backup.saved_at), reverse=True)

    def add(self, project: Path, contents: bytes, now: datetime, disk: Disk | None = None) -> None:
        """Keep a copy of what was saved to `project`, and let go of the oldest one. Raises OSError."""
        folder = self._folder / name_for(project)
        folder.mkdir(parents=True, exist_ok=True)
        number = max((backup.number for backup in self.of(project)), default=0) + 1
        replace_file(folder / f"{number:06}-{now.astimezone(UTC):{_NUMBERED_TIME}}{SUFFIX}", contents, disk)
        for backup in self.of(project)[GENERATIONS:]:
            backup.path.unlink(missing_ok=True)

    def add_existing(self, project: Path, now: datetime) -> None:
        """Keep a copy of what is at `project`, if it is there and no copy of it is. Raises OSError.

        It counts as saved when the file was written, which is taken to have been between 1970 and `now`.
        """
        if project.is_file() and not self.of(project):
            written_at = min(max(project.stat().st_mtime, 0), now.timestamp())
            self.add(project, read_file(project, LARGEST_FILE), datetime.fromtimestamp(written_at, UTC))

    def latest_whole(self, project: Path) -> tuple[Backup, Project] | None:
        """The latest copy that can be read."""
        for backup in self.of(project):
            try:
                return backup, read_project(backup.path)
            except ProjectFileError:
                continue
        return None


def _backup_at(path: Path) -> Backup | None:
    """What the name of a copy tells; None for a file that is not one of ours."""
    number, _, time = path.stem.partition("-")
    try:
        if time.endswith("Z"):
            return Backup(path, datetime.strptime(time, _NUMBERED_TIME).replace(tzinfo=UTC).astimezone(), int(number))
        return Backup(path, datetime.strptime(path.stem, _TIME).astimezone())
    except ValueError:
        return None
