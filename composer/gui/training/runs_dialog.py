"""The list of trainings: those that run, those that wait, and those that are over."""

import shutil
from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from composer.gui.consent import Consent, consents
from composer.gui.form import named, quiet_label
from composer.gui.listing import airy
from composer.gui.training.run_dialog import HasProcess, has_none, status_in_words, subject_of
from composer.training.runs import Run, RunError, all_runs

_POLL_INTERVAL = 2000  # milliseconds
_SIZE = (620, 380)
_RUN = Qt.ItemDataRole.UserRole


class RunsDialog(QDialog):
    """Opens one of them, or deletes what an ended one has left (its finished model stays)."""

    chosen = Signal(object)  # a Run
    failed = Signal(Exception)

    def __init__(self, parent: QWidget | None = None, has_process: HasProcess = has_none) -> None:
        super().__init__(parent)
        self._has_process = has_process
        self.setWindowTitle("Trainings")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*_SIZE)
        self._list = named(QListWidget(), "Trainings")
        self._list.setSpacing(3)
        self._list.itemActivated.connect(self._choose)
        self._list.currentItemChanged.connect(self._show_choice)
        airy(self._list)
        self._words = quiet_label(lines=1)
        self._words.setText("Nothing has been trained yet: choose “Train a model…”.")
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        QVBoxLayout(self._list.viewport()).addWidget(self._words)
        self._open = _button("&Open", self._choose)
        self._delete = _button("&Delete…", self._ask_to_delete)
        row = QHBoxLayout()
        row.addStretch(1)
        for button in (self._delete, self._open, _button("Close", self.reject)):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.addWidget(self._list)
        column.addLayout(row)
        timer = QTimer(self, interval=_POLL_INTERVAL)
        timer.timeout.connect(self.refresh)
        timer.start()
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """List them as they are now."""
        runs = all_runs()
        lines = [self._in_words(run) for run in runs]
        if lines != [self._list.item(row).text() for row in range(self._list.count())]:
            row = max(self._list.currentRow(), 0)
            self._list.clear()
            for run, line in zip(runs, lines, strict=True):
                item = QListWidgetItem(line, self._list)
                item.setData(_RUN, run)
            self._list.setCurrentRow(min(row, len(runs) - 1))
        self._words.setVisible(not runs)
        self._show_choice()

    @property
    def _run(self) -> Run | None:
        item = self._list.currentItem()
        return item.data(_RUN) if item else None

    def _is_in_hand(self, run: Run) -> bool:
        return run.is_running or self._has_process(run)

    def _in_words(self, run: Run) -> str:
        try:
            request = run.request
        except RunError as error:
            return f"{run.path.name}\n{error}"
        is_running = run.is_running
        is_starting = not is_running and self._has_process(run)
        words = status_in_words(run.status, run.last_point, is_running, is_starting)
        return f"{request.name}  ({subject_of(request)})\n{words}"

    @Slot()
    def _show_choice(self) -> None:
        run = self._run
        self._open.setEnabled(run is not None)
        self._delete.setEnabled(run is not None and not self._is_in_hand(run))

    @Slot()
    def _choose(self) -> None:
        if run := self._run:
            self.chosen.emit(run)

    @Slot()
    def _ask_to_delete(self) -> None:
        run = self._run
        if run is None or self._is_in_hand(run):
            return
        question = "Delete this training with its checkpoints and samples?"
        details = "A model that it has finished stays in the list of models."
        if consents(self, question, Consent.Discard, "Delete", details):
            try:
                shutil.rmtree(run.path)
            except OSError as error:
                self.failed.emit(error)
            self.refresh()


def _button(words: str, do: Callable[[], object]) -> QPushButton:
    button = QPushButton(words)
    button.setAutoDefault(False)
    button.clicked.connect(lambda: do())
    return button
