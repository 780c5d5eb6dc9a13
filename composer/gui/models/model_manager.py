"""The model manager: every model with what it is and where it comes from; the user's own can be changed."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QInputDialog,
    QLabel,
    QPushButton,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from composer.generation.library import (
    SUFFIX,
    ModelFacts,
    delete_model,
    export_model,
    facts_of,
    own_models,
    rename_model,
)
from composer.generation.registry import available_models
from composer.gui.consent import Consent, consents
from composer.gui.file_names import ask_where
from composer.gui.form import quiet_label
from composer.gui.listing import columned
from composer.gui.models.importer import Importer
from composer.music.errors import ComposerError, ModelFileError

_SIZE = (720, 480)
_PATH = Qt.ItemDataRole.UserRole
_NUMBERS = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ModelManager(QDialog):
    """Emits `changed` when it has changed what models can be chosen; what is imported the importer tells."""

    changed = Signal()
    renamed = Signal(str, str)  # a model's name before and after
    failed = Signal(Exception)  # the program's fault

    def __init__(self, importer: Importer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._importer = importer
        importer.imported.connect(self._imported)
        importer.refused.connect(self._refused)
        self.setWindowTitle("Models")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*_SIZE)
        self._list = columned("Models", "Name", "What it is", "Size")
        self._list.headerItem().setTextAlignment(2, _NUMBERS)
        self._list.header().setStretchLastSection(False)
        self._list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._list.currentItemChanged.connect(self._show_choice)
        self._card = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._card.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._hash = QLabel()
        self._hash.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._measures = QLabel(wordWrap=True)
        self._words = quiet_label(lines=2)
        self._import = _button("&Import…", self._ask_for_import)
        self._export = _button("&Export…", self._ask_for_export)
        self._rename = _button("&Rename…", self._ask_for_name)
        self._delete = _button("&Delete…", self._ask_to_delete)
        self._import.setEnabled(not importer.is_busy)
        self._lay_out()
        self.refresh()

    @property
    def words(self) -> str:
        """What a person reads about the latest action."""
        return self._words.text()

    @property
    def names(self) -> list[str]:
        """The models that are listed."""
        items = map(self._list.topLevelItem, range(self._list.topLevelItemCount()))
        return [item.text(0) for item in items if item]

    def import_file(self, path: Path) -> None:
        """Take a model file or a checkpoint in, once it has been read and verified."""
        self._import.setEnabled(False)
        self._words.setText(f"Reading {path.name}…")
        self._importer.take_in(path)

    def refresh(self, chosen: str = "") -> None:
        """List what there is; `chosen` is the name of the model to point at."""
        self._list.clear()
        listed = {entry.path: (entry.name, entry.sentence) for entry in available_models()}
        listed |= {path: (path.stem, _kind(path)) for path in own_models()}  # damaged ones, too: they can be deleted
        for path, (name, words) in listed.items():
            item = QTreeWidgetItem([name, words, _size(path)])
            item.setData(0, _PATH, str(path))
            item.setTextAlignment(2, _NUMBERS)
            self._list.addTopLevelItem(item)
            if name == chosen:
                self._list.setCurrentItem(item)
        if self._list.currentItem() is None and (first := self._list.topLevelItem(0)):
            self._list.setCurrentItem(first)
        for column in (1, 2):
            self._list.resizeColumnToContents(column)

    def _lay_out(self) -> None:
        card = QFormLayout()
        card.setHorizontalSpacing(16)
        for label, widget in (("Comes from", self._card), ("Measured", self._measures), ("SHA-256", self._hash)):
            card.addRow(QLabel(label, alignment=Qt.AlignmentFlag.AlignTop), widget)
        foot = QHBoxLayout()
        for button in (self._import, self._export, self._rename, self._delete):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(_button("Close", self.reject))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(20, 16, 20, 16)
        whole.setSpacing(12)
        whole.addWidget(self._list, 1)
        whole.addLayout(card)
        whole.addWidget(self._words)
        whole.addLayout(foot)

    @property
    def _path(self) -> Path | None:
        item = self._list.currentItem()
        return Path(item.data(0, _PATH)) if item else None

    @Slot()
    def _show_choice(self) -> None:
        path = self._path
        facts = None
        if path:
            try:
                facts = facts_of(path)
            except ModelFileError as error:
                self._words.setText(str(error))
        self._card.setText(facts.statement if facts else "")
        self._measures.setText(measures_in_words(facts) if facts else "")
        digest = facts.sha256 if facts else ""
        self._hash.setText(f"{digest[:32]}\n{digest[32:]}")
        is_own = path in own_models()
        self._export.setEnabled(facts is not None)
        for button in (self._rename, self._delete):
            button.setEnabled(is_own)
            button.setToolTip("" if is_own else "It came with Composer and stays as it is")

    @Slot()
    def _ask_for_import(self) -> None:
        kinds = "Models and checkpoints (*.safetensors *.pt *.pth)"
        name, _ = QFileDialog.getOpenFileName(self, "Import a model", "", kinds)
        if name:
            self.import_file(Path(name))

    @Slot(str)
    def _imported(self, name: str) -> None:
        self._import.setEnabled(True)
        self.refresh(name)
        self._words.setText(f"“{name}” can be chosen now.")

    @Slot(Exception)
    def _refused(self, error: Exception) -> None:
        self._import.setEnabled(True)
        self._words.setText("")
        self._tell(error)

    @Slot()
    def _ask_for_export(self) -> None:
        path = self._path
        assert path is not None
        target = ask_where(self, "Export the model", Path(path.name), {"Models": (SUFFIX,)})
        if target:
            self._try(lambda: export_model(path, target), f"{target} is a copy of it.")

    @Slot()
    def _ask_for_name(self) -> None:
        path = self._path
        assert path is not None
        name, is_given = QInputDialog.getText(self, "Rename", "Name of the model:", text=path.stem)
        if is_given:
            self.rename(path, name)

    def rename(self, path: Path, name: str) -> None:
        """Give a model another name."""
        before = path.stem
        after = self._try(lambda: rename_model(path, name), "")
        if after is not None:
            self.refresh(after.stem)
            self.renamed.emit(before, after.stem)
            self.changed.emit()

    @Slot()
    def _ask_to_delete(self) -> None:
        path = self._path
        assert path is not None
        if consents(self, f"Delete the model “{path.stem}” for good?", Consent.Discard, "Delete"):
            self._try(lambda: delete_model(path), f"“{path.stem}” is deleted.")
            self.refresh()
            self.changed.emit()

    def _try(self, work: Callable[[], Path | None], done: str) -> Path | None:
        """Do it, and say so, or say why not."""
        try:
            result = work()
        except ComposerError as error:
            self._tell(error)
            return None
        self._words.setText(done)
        return result

    def _tell(self, error: Exception) -> None:
        if isinstance(error, ComposerError | OSError):
            self._words.setText(str(error))
        else:
            self.failed.emit(error)


def measures_in_words(facts: ModelFacts) -> str:
    """How good it was on what it had not seen."""
    notes = f"{facts.notes_trained:,} notes learned from"
    loss = facts.held_out.get("held_out_loss", facts.held_out.get("total"))
    if loss is None:
        return f"{notes}."
    return f"{notes}; loss on music that was kept out {loss:.3f}."


def _kind(path: Path) -> str:
    try:
        return facts_of(path).kind
    except ModelFileError:
        return "damaged"


def _size(path: Path) -> str:
    try:
        return f"{path.stat().st_size / 1e6:.1f} MB"
    except OSError:
        return "–"


def _button(words: str, do: Callable[[], object]) -> QPushButton:
    button = QPushButton(words)
    button.setAutoDefault(False)
    button.clicked.connect(lambda: do())
    return button
