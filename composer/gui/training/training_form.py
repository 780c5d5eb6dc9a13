"""The choices of a training: which model, how long, and, folded away, the numbers behind it."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLineEdit, QSpinBox, QToolButton, QVBoxLayout, QWidget

from composer.generation.library import FLAGSHIP, LONGEST_NAME, facts_of, free_name, own_models
from composer.generation.recipes.catalogue import RECIPES
from composer.gui.form import named, quiet_label
from composer.music.errors import ModelFileError
from composer.training.corpus import FEWEST_NOTES
from composer.training.defaults import default_request
from composer.training.runs import RunRequest
from composer.training.survey import Findings

FEWEST_TO_FINE_TUNE = 3  # files; one of them is kept out to judge by

_FINE_TUNE = "Composer’s own, fine-tuned"
_MOST_EPOCHS, _MOST_WINDOWS, _MOST_EVENTS = 5000, 4096, 1024
_ARTICLES_OVERSAMPLING = 700  # in the LoFi article


@dataclass(frozen=True, slots=True)
class _Start:
    """What a run begins with."""

    recipe: str | None = None  # a published system with fresh weights, or the flagship
    begin_with: str = ""  # a flagship's model file; empty: the bundled one


class TrainingForm(QWidget):
    """Shows what a run would be; `request` is made of it."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recipe = named(QComboBox(), "What is trained")
        self._recipe.addItem(_FINE_TUNE, _Start())
        for published in RECIPES.values():
            self._recipe.addItem(published.id, _Start(recipe=published.id))
        for path in _own_flagships():
            self._recipe.addItem(f"“{path.stem}”, fine-tuned further", _Start(begin_with=str(path)))
        self._about = quiet_label(lines=2)
        self._name = named(QLineEdit(), "Name of the model")
        self._name.setMaxLength(LONGEST_NAME)
        self._epochs = _number("Epochs: how often all the music is read", _MOST_EPOCHS)
        self._batch_size = _number("Batch: windows, or pieces, that are read at once", _MOST_WINDOWS)
        self._window = _number("Window: notes or chords that are seen at once", _MOST_EVENTS, least=2)
        self._oversampling = QCheckBox(f"Repeat what follows rarely, up to {_ARTICLES_OVERSAMPLING} times")
        self._every = QCheckBox("Learn from every note of a window, which is faster")
        self._hold_out = QCheckBox("Keep some pieces out, and judge by them")
        self._advanced = QToolButton()
        self._advanced.setText("Advanced")
        self._advanced.setCheckable(True)
        self._advanced.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._advanced.toggled.connect(self._show_advanced)
        self._folded = QWidget()
        self._lay_out()
        self._recipe.currentIndexChanged.connect(self._show_defaults)
        for box in (self._epochs, self._batch_size, self._window):
            box.valueChanged.connect(self.changed)
        self._name.textChanged.connect(self.changed)
        self._show_defaults()
        self._show_advanced(False)

    @property
    def recipe(self) -> str | None:
        """The published system, or None for the flagship."""
        return self._recipe.currentData().recipe

    def propose_name(self, folder: Path) -> None:
        """Call the model like the folder."""
        self._name.setText(free_name(folder.name))

    def request(self, folder: Path, left_out: tuple[str, ...]) -> RunRequest:
        """What is chosen now."""
        return default_request(
            free_name(self._name.text()),
            folder,
            self.recipe,
            epochs=self._epochs.value(),
            batch_size=self._batch_size.value(),
            window=self._window.value(),
            oversampling=_ARTICLES_OVERSAMPLING if self._oversampling.isChecked() and self.recipe else 0,
            at_every_position=self._every.isChecked() and self.recipe is not None,
            hold_out=self._hold_out.isChecked(),
            left_out=left_out,
            begin_with=self._recipe.currentData().begin_with,
        )

    def trouble_with(self, findings: Findings) -> str:
        """Why nothing can be learned from this music in this way; empty when something can."""
        if not findings.count:
            return "There is no MIDI file in this folder: choose another one."
        if not findings.readable:
            return f"None of the {findings.count:,} files can be read: choose another folder."
        window = self._window.value()
        if self.recipe and findings.notes <= window:
            return (
                f"The music holds {findings.notes} notes, and a window of {window} needs at least {window + 1}. "
                "Add more music, or choose a shorter window."
            )
        long_enough = sum(finding.notes >= FEWEST_NOTES for finding in findings.readable)
        if not self.recipe and long_enough < FEWEST_TO_FINE_TUNE:
            return (
                f"At least {FEWEST_TO_FINE_TUNE} files of {FEWEST_NOTES} notes or more are needed, because one is kept "
                f"out to judge by; here {'is' if long_enough == 1 else 'are'} {long_enough}. Add more music, or train "
                "one of the published systems."
            )
        return ""

    def _lay_out(self) -> None:
        form, folded = QFormLayout(), QFormLayout(self._folded)
        for each in (form, folded):
            each.setContentsMargins(0, 0, 0, 0)
            each.setHorizontalSpacing(12)
            each.setVerticalSpacing(8)
        form.addRow("Tra&in", self._recipe)
        form.addRow("", self._about)
        form.addRow("&Name", self._name)
        form.addRow("&Epochs", self._epochs)
        folded.addRow("&Batch", self._batch_size)
        folded.addRow("&Window", self._window)
        for box in (self._oversampling, self._every, self._hold_out):
            folded.addRow(box)
        for each, field in ((form, self._epochs), (folded, self._window)):  # both columns of labels are as wide
            each.labelForField(field).setMinimumWidth(self.fontMetrics().horizontalAdvance("Window "))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(form)
        column.addWidget(self._advanced)
        column.addWidget(self._folded)
        column.addStretch(1)

    @Slot()
    def _show_defaults(self) -> None:
        request = default_request("", Path(), self.recipe)
        self._epochs.setValue(request.epochs)
        self._batch_size.setValue(request.batch_size)
        self._window.setValue(request.window)
        is_recipe = self.recipe is not None
        for box in (self._oversampling, self._every, self._hold_out):
            box.setEnabled(is_recipe)
        self._hold_out.setChecked(True)
        published = RECIPES.get(self.recipe or "")
        self._about.setText(
            f"{published.sentence} As in {published.article}."
            if published
            else "It knows much already, and learns your music on top. A few minutes are enough."
        )
        self.changed.emit()

    @Slot(bool)
    def _show_advanced(self, is_shown: bool) -> None:
        self._folded.setVisible(is_shown)
        self._advanced.setArrowType(Qt.ArrowType.DownArrow if is_shown else Qt.ArrowType.RightArrow)


def _own_flagships() -> Iterator[Path]:
    """The user's own models that came from fine-tuning the flagship."""
    for path in own_models():
        with suppress(ModelFileError):  # the model manager says what is wrong with it
            if facts_of(path).kind == FLAGSHIP:
                yield path


def _number(name: str, most: int, least: int = 1) -> QSpinBox:
    box = named(QSpinBox(), name)
    box.setRange(least, most)
    return box
