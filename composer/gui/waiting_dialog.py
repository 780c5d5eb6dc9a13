"""What is waited for, how far it is, and the way to stop it."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QProgressBar, QVBoxLayout, QWidget

from composer.gui.job import Job

_WIDTH = 380  # logical pixels
_STEPS = 100


class WaitingDialog(QDialog):
    """Stays until `job` has ended. Cancel, Esc and closing it cancel the job, which may need a moment longer."""

    def __init__(self, what: str, job: Job, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._job = job
        self.was_cancelled = False
        self.setWindowTitle("Composer")
        self.setMinimumWidth(_WIDTH)
        words = QLabel(f"{what}…", wordWrap=True)
        words.setTextFormat(Qt.TextFormat.PlainText)  # it may hold the name of a file
        self._progress = QProgressBar(textVisible=False)
        self._progress.setAccessibleName("How far it is")
        self._progress.setRange(0, 0)  # nobody knows yet
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 18, 18, 18)
        column.setSpacing(12)
        for widget in (words, self._progress, buttons):
            column.addWidget(widget)
        job.arrived.connect(self._show_share)
        for ended in (job.succeeded, job.cancelled, job.failed):
            ended.connect(self.accept)

    def reject(self) -> None:
        """Cancel the job."""
        self.was_cancelled = True
        self._job.cancel()
        super().reject()  # at once: a dialog that will not close keeps the program from ending

    @Slot(list)
    def _show_share(self, values: list[object]) -> None:
        """Show the latest share that is done, 0 to 1, if there is one among `values`."""
        shares = [value for value in values if isinstance(value, float)]
        if shares and shares[-1] > 0:
            self._progress.setRange(0, _STEPS)
            self._progress.setValue(round(shares[-1] * _STEPS))
