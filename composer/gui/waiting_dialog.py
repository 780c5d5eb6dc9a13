"""What is waited for, how far it is, and the way to stop it."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QProgressBar, QVBoxLayout, QWidget

from composer.gui.job import Job

_WIDTH = 380  # logical pixels
_STEPS = 100


class WaitingDialog(QDialog):
    """Stays until `job` has ended. Cancel, Esc and closing it cancel the job."""

    def __init__(self, what: str, job: Job, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._job = job
        self.was_cancelled = False
        self.setWindowTitle("Composer")
        self.setMinimumWidth(_WIDTH)
        self._words = QLabel(f"{what}…", wordWrap=True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)  # it may hold the name of a file
        self._progress = QProgressBar(textVisible=False)
        self._progress.setAccessibleName("How far it is")
        self._progress.setRange(0, 0)  # nobody knows yet
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self._buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 18, 18, 18)
        column.setSpacing(12)
        for widget in (self._words, self._progress, self._buttons):
            column.addWidget(widget)
        job.arrived.connect(self._show_share)
        for ended in (job.succeeded, job.cancelled, job.failed):
            ended.connect(self.accept)

    def reject(self) -> None:
        """Cancel the job; the dialog closes when that has taken effect."""
        self.was_cancelled = True
        self._buttons.setEnabled(False)
        self._job.cancel()

    @Slot(list)
    def _show_share(self, values: list[object]) -> None:
        """Show the latest share that is done, 0 to 1, if there is one among `values`."""
        shares = [value for value in values if isinstance(value, float)]
        if shares and shares[-1] > 0:
            self._progress.setRange(0, _STEPS)
            self._progress.setValue(round(shares[-1] * _STEPS))
