"""The choice of a model: its name, a sentence on what it is, and whether it is to do as its article did."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QVBoxLayout, QWidget

from composer.gui.form import named, quiet_label

if TYPE_CHECKING:
    from composer.generation.registry import ModelEntry


class ModelChooser(QWidget):
    """A combo box of models. Which of them is loaded is told to it; what is chosen it only asks for.

    `words` and `published` belong to it, but stand where the panel puts them.
    """

    model_requested = Signal(str)  # a model's name
    as_published_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: Sequence[ModelEntry] = ()
        self._combo = named(QComboBox(), "The model that continues the seed")
        self._combo.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._combo.activated.connect(self._ask)
        self.words = quiet_label(lines=1)
        self.published = QCheckBox("As pu&blished")
        self.published.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.published.toggled.connect(self._show_sentence)
        self.published.toggled.connect(self.as_published_changed)
        row = QVBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._combo)
        self.setFocusProxy(self._combo)
        self.published.hide()

    @property
    def is_as_published(self) -> bool:
        """Whether a recipe is to choose and stop as its article says."""
        return self.is_recipe and self.published.isChecked()

    @property
    def sentence(self) -> str:
        """What a person reads about the chosen model."""
        return self.words.text()

    @property
    def is_recipe(self) -> bool:
        """Whether the chosen model is one of the published systems."""
        return self._entry is not None and self._entry.published is not None

    def set_models(self, entries: Sequence["ModelEntry"], chosen: str) -> None:
        """Offer `entries`, of which the one named `chosen` is loaded; another name is shown beside them."""
        self._entries = entries
        with QSignalBlocker(self._combo):
            self._combo.clear()
            for row, entry in enumerate(entries):
                self._combo.addItem(entry.name)
                self._combo.setItemData(row, entry.sentence, Qt.ItemDataRole.ToolTipRole)
            if self._combo.findText(chosen) < 0:
                self._combo.addItem(chosen)
            self._combo.setCurrentText(chosen)
        self._show_sentence()

    def set_as_published(self, is_as_published: bool) -> None:
        """Check the box, or not."""
        self.published.setChecked(is_as_published)

    @property
    def _entry(self) -> "ModelEntry | None":
        return next((entry for entry in self._entries if entry.name == self._combo.currentText()), None)

    @Slot()
    def _show_sentence(self) -> None:
        entry = self._entry
        published = entry.published if entry else None
        self.published.setVisible(published is not None)
        if published:
            self.published.setToolTip(f"Do as {published.article} did, not as the controls below say")
        if published and self.published.isChecked():
            self.words.setText(published.manner)
        else:
            self.words.setText(entry.sentence if entry else "")

    @Slot(int)
    def _ask(self, _: int) -> None:
        self._show_sentence()
        self.model_requested.emit(self._combo.currentText())
