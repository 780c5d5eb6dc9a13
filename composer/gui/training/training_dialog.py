"""The dialog that begins a training: a folder is looked through, then a model is chosen."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from composer.gui.form import quiet_label, separator
from composer.gui.training.folder_view import FolderView
from composer.gui.training.training_form import TrainingForm

_SIZE = (1040, 620)
_FORM_WIDTH = 340


class TrainingDialog(QDialog):
    """Emits `requested` with a RunRequest, and closes."""

    requested = Signal(object)
    failed = Signal(Exception)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Train a model")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAcceptDrops(True)
        self.resize(*_SIZE)
        self._folder: Path | None = None
        self._where = QLabel("Choose a folder of MIDI files, or drop one here.")
        self._where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._choose = QPushButton("Choose a &folder…")
        self._choose.setAutoDefault(False)  # Return starts
        self._choose.clicked.connect(self.ask_for_folder)
        self.view = FolderView()
        self.view.looked_through.connect(self._show_state)
        self.view.failed.connect(self.failed)
        self.form = TrainingForm()
        self.form.setFixedWidth(_FORM_WIDTH)
        self.form.changed.connect(self._show_state)
        self._trouble = quiet_label(lines=1)
        self._start = QPushButton("&Start")
        self._start.setDefault(True)
        self._start.clicked.connect(self._request)
        self._lay_out()
        self._show_state()

    @property
    def trouble(self) -> str:
        """Why Start does nothing; empty when it does something."""
        return "" if self._start.isEnabled() else self._trouble.text()

    @Slot()
    def ask_for_folder(self) -> None:
        """Let the user choose a folder."""
        if name := QFileDialog.getExistingDirectory(self, "A folder of MIDI files"):
            self.look_through(Path(name))

    def look_through(self, folder: Path) -> None:
        """Show what is in `folder`."""
        self._folder = folder
        self._where.setText(str(folder))
        self.form.propose_name(folder)
        self.view.setEnabled(True)
        self.view.look_through(folder)
        self._show_state()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome a folder."""
        if _folder_of(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Look through the folder that was dropped."""
        if folder := _folder_of(event):
            event.acceptProposedAction()
            self.look_through(folder)

    def done(self, result: int) -> None:
        """Close, and stop looking."""
        self.view.break_off()
        super().done(result)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._where, 1)
        head.addWidget(self._choose)
        side = QVBoxLayout()
        side.addWidget(self.form, 1)
        middle = QHBoxLayout()
        middle.setSpacing(20)
        middle.addWidget(self.view, 1)
        middle.addWidget(separator(Qt.Orientation.Vertical))
        middle.addLayout(side)
        foot = QHBoxLayout()
        foot.addWidget(self._trouble, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.addButton(self._start, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        foot.addWidget(buttons)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(20, 16, 20, 16)
        whole.setSpacing(12)
        whole.addLayout(head)
        whole.addLayout(middle, 1)
        whole.addLayout(foot)
        self.view.setEnabled(False)

    @Slot()
    def _show_state(self) -> None:
        if self._folder is None:
            words = "Nothing is changed in the folder, and nothing leaves this computer."
        elif self.view.is_looking:
            words = "Looking through the folder…"
        else:
            words = self.form.trouble_with(self.view.findings)
        self._start.setEnabled(not words)
        self._trouble.setText(words or "It is trained in the background, also when Composer is closed.")

    @Slot()
    def _request(self) -> None:
        assert self._folder is not None
        self.requested.emit(self.form.request(self._folder, self.view.findings.left_out))
        self.accept()


def _folder_of(event: QDropEvent) -> Path | None:
    paths = (Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile())
    return next((path for path in paths if path.is_dir()), None)
