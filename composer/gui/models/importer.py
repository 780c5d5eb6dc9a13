"""Taking models in while the window goes on, whether or not the dialog that asked for it is still open."""

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from composer.gui.job import Job


class Importer(QObject):
    """Takes one file in at a time; each ends in one of the two signals."""

    imported = Signal(str)  # the model's name
    refused = Signal(Exception)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._job: Job | None = None

    @property
    def is_busy(self) -> bool:
        """Whether a file is being read."""
        return self._job is not None

    def take_in(self, path: Path) -> None:
        """Take a model file or a checkpoint in, once it has been read and verified."""

        def steps() -> Iterator[object]:
            from composer.generation.taking_in import take_in  # brings in torch

            yield take_in(path)

        self._job = job = Job(steps)
        job.succeeded.connect(self._end)
        job.failed.connect(self._fail)
        job.start()

    @Slot(object)
    def _end(self, values: object) -> None:
        assert isinstance(values, list)
        [path] = values
        self._job = None
        self.imported.emit(path.stem)

    @Slot(Exception)
    def _fail(self, error: Exception) -> None:
        self._job = None
        self.refused.emit(error)
