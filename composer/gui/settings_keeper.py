"""Writes the settings soon after they have changed, so that a crash or a power cut forgets next to nothing."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from composer.gui.settings import OPTIONS, Settings

if TYPE_CHECKING:
    from composer.gui.job import Job

INTERVAL = 3_000  # milliseconds between looks at the settings: few of them say when they change
_PATIENCE = 1_000  # milliseconds that writing may still take when the window closes


class SettingsKeeper(QObject):
    """Keeps the settings of one window in their file. A slow disk holds nobody up, a full one disturbs nobody."""

    def __init__(
        self,
        settings: Settings,
        path: Path,
        bring_up_to_date: Callable[[], object],
        parent: QObject | None,
        read: Settings | None = None,
    ) -> None:
        """`bring_up_to_date` puts into `settings` what the window itself knows of; `read` is what the file held, if
        that was something else.
        """
        super().__init__(parent)
        self._settings, self._path, self._bring_up_to_date = settings, path, bring_up_to_date
        self._written = deepcopy(settings if read is None else read)
        self._job: Job | None = None
        self._timer = QTimer(self, interval=INTERVAL)
        self._timer.timeout.connect(self.keep)

    @Slot()
    def begin(self) -> None:
        """Write from now on whatever changes."""
        self._timer.start()

    @Slot()
    def keep(self) -> None:
        """Write what has changed, in a thread."""
        from composer.gui.job import Job  # imported late: the first paint does without

        if self._job is not None and self._job.is_running:
            return
        self._bring_up_to_date()
        if not self._is_behind:
            return
        now = deepcopy(self._settings)

        def write() -> Iterator[None]:
            self._write(now)
            yield

        self._job = Job(write)
        self._job.start()

    @Slot()
    def end(self) -> None:
        """Write what has changed for the last time, here and now."""
        self._timer.stop()
        has_ended = self._job is None or not self._job.is_running or self._job.wait(_PATIENCE)
        if has_ended and self._is_behind:
            self._write(deepcopy(self._settings))

    @property
    def _is_behind(self) -> bool:
        """Whether the file lacks something."""
        settings = self._settings
        return settings.is_kept and (settings.was_damaged or settings != self._written)

    def _write(self, now: Settings) -> None:
        """Write what differs in `now` from what this window has read or written; another one may have changed the rest.

        Runs in the thread of a job as well; nothing else uses what it changes until that has ended.
        """
        stored = Settings.load(self._path)
        if stored.was_damaged:
            stored, now.was_damaged = now, True  # what can still be read of it is known here already
        names = {each.name for each in fields(Settings)}
        changed = {name for name in names if getattr(now, name) != getattr(self._written, name)}
        if not changed.isdisjoint(OPTIONS):  # the range of one depends on others
            changed.update(OPTIONS)
        for name in changed:
            setattr(stored, name, getattr(now, name))
        if stored.save(self._path):
            self._written, self._settings.was_damaged = now, False
