"""The dialog that compares the checkpoints of a run: one seed, a row each, a key to hear it."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from composer.generation.options import SamplingOptions
from composer.gui.consent import Consent, consents
from composer.gui.file_questions import counted
from composer.gui.form import named, quiet_label
from composer.gui.job import Job
from composer.music.pitch import pitch_name
from composer.music.seed import Seed

KEYS = "1234567890qwertzuiop"

_SIZE = (720, 420)
_TRIAL = Qt.ItemDataRole.UserRole
_BARS = 8


class CompareDialog(QDialog):
    """Emits `heard` with a score, and `kept` with the one checkpoint that is to stay."""

    heard = Signal(object)
    silenced = Signal()
    kept = Signal(object)  # a Path; the others have been deleted
    failed = Signal(Exception)

    def __init__(self, title: str, paths: list[Path], seed: Seed, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Checkpoints of “{title}”")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*_SIZE)
        self._paths = paths
        self._words = quiet_label(lines=1)
        self._progress = QProgressBar(textVisible=False, maximum=len(paths))
        self._progress.setFixedHeight(4)
        self._table = named(QTreeWidget(), "Checkpoints")
        self._table.setRootIsDecorated(False)
        self._table.setHeaderLabels(["Key", "Checkpoint", "Loss", "Range", "Notes a bar", "Longest repeat"])
        self._table.itemActivated.connect(self._hear)
        self._table.currentItemChanged.connect(self._show_choice)
        self._keep = _button("&Keep this one, delete the others…", self._ask_to_keep)
        self._hear_button = _button("&Hear", self._hear)
        foot = QHBoxLayout()
        foot.addWidget(self._keep)
        foot.addStretch(1)
        for button in (self._hear_button, _button("Close", self.reject)):
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        for widget in (self._words, self._progress, self._table):
            column.addWidget(widget)
        column.addLayout(foot)
        for key in KEYS[: len(paths)]:
            QShortcut(QKeySequence(key.upper()), self, partial(self.hear, KEYS.index(key)))
        QShortcut(QKeySequence("Space"), self, self.silenced.emit)
        self._job = self._compare(seed)
        self._show_choice()

    def hear(self, row: int) -> None:
        """Hear what the checkpoint in this row wrote, if it is there already."""
        if item := self._table.topLevelItem(row):
            self._table.setCurrentItem(item)
            self._hear()

    def done(self, result: int) -> None:
        """Close, and be silent."""
        self._job.cancel()
        self.silenced.emit()
        super().done(result)

    def _compare(self, seed: Seed) -> Job:
        paths, options = self._paths, SamplingOptions(bars=_BARS, rng_seed=1)

        def steps() -> Iterator[object]:
            from composer.generation.comparing import trials  # brings in torch

            yield from trials(paths, seed, options)

        job = Job(steps, self)
        job.arrived.connect(self._add)
        job.failed.connect(self.failed)
        self._words.setText(f"Each checkpoint continues the same seed by {_BARS} bars…")
        job.start()
        return job

    @Slot(list)
    def _add(self, found: list) -> None:
        for trial in found:
            row = self._table.topLevelItemCount()
            measures = trial.measures
            cells = [KEYS[row].upper() if row < len(KEYS) else "", trial.path.stem.replace("epoch-", "epoch ")]
            cells.append("–" if trial.loss is None else f"{trial.loss:.3f}")
            if measures:
                pitches = f"{pitch_name(measures.lowest)} to {pitch_name(measures.highest)}"
                cells += [pitches, f"{measures.notes_per_bar:.1f}", counted(measures.longest_repeat, "note")]
            item = QTreeWidgetItem([*cells, *["–"] * (6 - len(cells))])
            item.setData(0, _TRIAL, trial)
            item.setToolTip(1, trial.problem or str(trial.path))
            self._table.addTopLevelItem(item)
        done = self._table.topLevelItemCount()
        self._progress.setValue(done)
        if done == len(self._paths):
            self._progress.hide()
            self._words.setText("The same seed through each checkpoint. A key plays its row, Space is silence.")
        if self._table.currentItem() is None and (first := self._table.topLevelItem(0)):
            self._table.setCurrentItem(first)
        for column in range(self._table.columnCount()):
            self._table.resizeColumnToContents(column)
        self._show_choice()

    @Slot()
    def _hear(self) -> None:
        item = self._table.currentItem()
        trial = item.data(0, _TRIAL) if item else None
        if trial and trial.score:
            self.heard.emit(trial.score)
        elif trial:
            self._words.setText(trial.problem or "It has written nothing.")

    @Slot()
    def _show_choice(self) -> None:
        is_done = self._table.topLevelItemCount() == len(self._paths)
        self._keep.setEnabled(is_done and len(self._paths) > 1 and self._table.currentItem() is not None)
        self._hear_button.setEnabled(self._table.currentItem() is not None)

    @Slot()
    def _ask_to_keep(self) -> None:
        item = self._table.currentItem()
        assert item is not None
        kept: Path = item.data(0, _TRIAL).path
        others = counted(len(self._paths) - 1, "checkpoint")
        question = f"Keep {kept.stem} as a model, and delete the other {others}?"
        if consents(self, question, Consent.Save, "Keep this one"):
            self.kept.emit(kept)
            self.accept()


def _button(words: str, do: Callable[[], object]) -> QPushButton:
    button = QPushButton(words)
    button.setAutoDefault(False)
    button.clicked.connect(lambda: do())
    return button
