"""Writes the settings soon after they have changed, so that a crash or a power cut forgets next to nothing."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from composer.gui.settings import Settings

if TYPE_CHECKING:
    from composer.gui.job import Job

INTERVAL = 3_000  # milliseconds between looks at the settings: few of them say when they change
_PATIENCE = 1_000  # milliseconds that writing may still take when the window closes


class SettingsKeeper(QObject):
    """Keeps the settings of one window in their file. A slow disk holds nobody up, a full one disturbs nobody."""

    def __init__(self, settings: Settings, path: Path, bring_up_to_date: Callable[[], object], parent: QObject) -> None:
        """`bring_up_to_date` puts into `settings` what the window itself knows of."""
        super().__init__(parent)
        self._settings, self._path, self._bring_up_to_date = settings, path, bring_up_to_date
        self._written = deepcopy(settings)
        self._job: Job | None = None
        self._timer = QTimer(self, interval=INTERVAL)
        self._timer.timeout.connect(self.keep)

    @Slot()
    def begin(self) -> None:
        """Write from now on whatever changes."""
        self._timer.start()

    @Slot()
    def keep(self) -> None:
        """Write the settings if they have changed, in a thread."""
        from composer.gui.job import Job  # imported late: the first paint does without

        if self._job is not None and self._job.is_running:
            return
        self._bring_up_to_date()
        if self._settings == self._written:
            return
        self._written = written = deepcopy(self._settings)
        self._settings.was_damaged = False  # what was in the file lies beside it then

        def write() -> Iterator[None]:
            written.save(self._path)
            yield

        self._job = Job(write)
        self._job.start()

    @Slot()
    def end(self) -> None:
        """Write them for the last time, here and now."""
        self._timer.stop()
        if self._job is None or not self._job.is_running or self._job.wait(_PATIENCE):
            self._settings.save(self._path)
