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
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from composer.generation.comparing import Trial, loss_in
from composer.generation.library import facts_of
from composer.generation.options import SamplingOptions
from composer.gui.consent import Consent, consents
from composer.gui.file_questions import counted
from composer.gui.form import quiet_label
from composer.gui.job import Job
from composer.gui.listing import columned, fit_columns
from composer.music.errors import ModelFileError
from composer.music.pitch import pitch_name
from composer.music.seed import Seed

KEYS = "1234567890qwertzuiop"

_SIZE = (720, 420)
_TRIAL = Qt.ItemDataRole.UserRole
_BARS = 8
_COUNTED = (3, 4, 5)  # columns of what can be counted in a continuation


class CompareDialog(QDialog):
    """Emits `heard` with a score, and `kept` with the one checkpoint that is to stay and those that are to go."""

    heard = Signal(object)
    silenced = Signal()
    kept = Signal(object, list)  # a Path, and the others that were compared
    failed = Signal(Exception)

    def __init__(self, title: str, paths: list[Path], seed: Seed, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Checkpoints of “{title}”")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*_SIZE)
        self._paths = paths
        self._words = quiet_label(lines=1)
        self._progress = QProgressBar(textVisible=False, maximum=0)  # busy, until the first has written something
        self._progress.setFixedHeight(4)
        self._table = columned("Checkpoints", "Key", "Checkpoint", "Loss", "Range", "Notes a bar", "Longest repeat")
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
        self._list_checkpoints()
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

    def _list_checkpoints(self) -> None:
        """A row for each before any is loaded, which takes a while the first time."""
        for row, path in enumerate(self._paths):
            key = KEYS[row].upper() if row < len(KEYS) else ""
            item = QTreeWidgetItem([key, path.stem.replace("epoch-", "epoch "), _loss_of(path), "", "", ""])
            item.setToolTip(1, str(path))
            self._table.addTopLevelItem(item)
        if first := self._table.topLevelItem(0):
            self._table.setCurrentItem(first)
        fit_columns(self._table)

    def _compare(self, seed: Seed) -> Job:
        paths, options = self._paths, SamplingOptions(bars=_BARS, rng_seed=1)

        def steps() -> Iterator[object]:
            from composer.generation.comparing import trials

            for path in paths:
                yield path
                yield from trials([path], seed, options)  # the first brings in torch

        job = Job(steps)
        job.arrived.connect(self._take)
        job.failed.connect(self.failed)
        self._words.setText("Reading the first checkpoint…")
        job.start()
        return job

    @Slot(list)
    def _take(self, found: list) -> None:
        """The path of a checkpoint whose turn it is, then its trial."""
        for each in found:
            if isinstance(each, Trial):
                self._show_trial(each)
            elif item := self._item_of(each):
                item.setText(_COUNTED[0], "continues the seed…")
        if self._tried == len(self._paths):
            self._progress.hide()
            self._words.setText("The same seed through each checkpoint. A key plays its row, Space is silence.")
        elif self._tried:
            self._progress.setRange(0, len(self._paths))
            self._progress.setValue(self._tried)
            done = f"{self._tried} of {len(self._paths)} are done."
            self._words.setText(f"Each checkpoint continues the same seed by {_BARS} bars: {done}")
        fit_columns(self._table)
        self._show_choice()

    def _show_trial(self, trial: Trial) -> None:
        item = self._item_of(trial.path)
        assert item is not None
        item.setData(0, _TRIAL, trial)
        if trial.problem:
            item.setToolTip(1, trial.problem)
        cells = ("–", "–", "–")
        if measures := trial.measures:
            pitches = f"{pitch_name(measures.lowest)} to {pitch_name(measures.highest)}"
            cells = (pitches, f"{measures.notes_per_bar:.1f}", counted(measures.longest_repeat, "note"))
        for column, words in zip(_COUNTED, cells, strict=True):
            item.setText(column, words)

    def _item_of(self, path: Path) -> QTreeWidgetItem | None:
        return self._table.topLevelItem(self._paths.index(path))

    @property
    def _tried(self) -> int:
        items = map(self._table.topLevelItem, range(len(self._paths)))
        return sum(item is not None and item.data(0, _TRIAL) is not None for item in items)

    @property
    def _trial(self) -> Trial | None:
        """What is heard of the row that is pointed at; None before its turn."""
        item = self._table.currentItem()
        return item.data(0, _TRIAL) if item else None

    @Slot()
    def _hear(self) -> None:
        trial = self._trial
        if trial is None:
            self._words.setText("It has not been its turn yet: it can be heard in a moment.")
        elif trial.score:
            self.heard.emit(trial.score)
        else:
            self._words.setText(trial.problem or "It has written nothing.")

    @Slot()
    def _show_choice(self) -> None:
        self._keep.setEnabled(self._tried == len(self._paths) > 1)
        self._hear_button.setEnabled(self._trial is not None)

    @Slot()
    def _ask_to_keep(self) -> None:
        trial = self._trial
        assert trial is not None
        kept = trial.path
        others = [path for path in self._paths if path != kept]
        question = f"Keep {kept.stem} as a model, and delete the other {counted(len(others), 'checkpoint')}?"
        if consents(self, question, Consent.Save, "Keep this one"):
            self.kept.emit(kept, others)
            self.accept()


def _loss_of(path: Path) -> str:
    try:
        loss = loss_in(facts_of(path).held_out)
    except ModelFileError:  # its trial says what is wrong with it
        return "–"
    return "–" if loss is None else f"{loss:.3f}"


def _button(words: str, do: Callable[[], object]) -> QPushButton:
    button = QPushButton(words)
    button.setAutoDefault(False)
    button.clicked.connect(lambda: do())
    return button
