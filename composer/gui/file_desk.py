"""The file desk: new, open, save, export, recent files, and the question before changes are lost."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from composer.gui.document import Document
from composer.gui.settings import Settings
from composer.music.errors import ComposerError
from composer.music.score import Score

MIDI_FILES = "MIDI files (*.mid *.midi)"
SUFFIXES = (".mid", ".midi")


def midi_files_of(data: QMimeData) -> list[Path]:
    """The MIDI files among what is dragged."""
    paths = [Path(url.toLocalFile()) for url in data.urls()]
    return [path for path in paths if path.suffix.lower() in SUFFIXES]


class FileDesk(QObject):
    """Reads into the document and writes from it; on any trouble the document stays as it is."""

    troubled = Signal(str)  # a sentence for the user
    told = Signal(str)  # what has been done
    recent_changed = Signal()
    opened = Signal()  # another piece, or another seed, is on the desk

    def __init__(self, document: Document, settings: Settings, window: QWidget) -> None:
        super().__init__(window)
        self._document, self._settings, self._window = document, settings, window
        self._own_path: Path | None = None  # a file that this program has written: may be written again unasked

    def new(self) -> None:
        """Begin an empty piece."""
        if self.may_leave():
            self._put_on_desk(Score(), None)

    def open(self, path: Path | None = None) -> None:
        """Open `path`, or ask which file."""
        path = path or self._ask_for_file("Open")
        if path is None:
            return
        score = self._read(path)
        if score is not None and self.may_leave():
            self._put_on_desk(score, path)
            self._remember(path)

    def begin_with(self, path: Path | None = None) -> None:
        """Replace the notes by those of a seed file, as one undo step; None asks which file."""
        path = path or self._ask_for_file("Seed from a MIDI file")
        if path is not None and (score := self._read(path)) is not None:
            self._document.apply(f"Seed: {path.stem}", score)
            self.opened.emit()

    def save(self) -> bool:
        """Write to the file that was written last, or ask for one. False when nothing was written."""
        return self._write(self._own_path) if self._own_path else self.export()

    def export(self) -> bool:
        """Ask for a name and write a .mid. False when nothing was written."""
        proposed = self._document.path or Path(self._folder) / "composition.mid"
        name, _ = QFileDialog.getSaveFileName(self._window, "Export MIDI", str(proposed), MIDI_FILES)
        if not name:
            return False
        path = Path(name)
        if path.suffix.lower() not in SUFFIXES:
            path = path.with_name(path.name + ".mid")
            if path.exists() and not self._may_replace(path):  # the dialog has asked about the name without suffix
                return False
        return self._write(path)

    def may_leave(self) -> bool:
        """Whether the piece may be let go: nothing unsaved, or the user has decided what to do with it."""
        if not self._document.is_modified:
            return True
        box = QMessageBox(self._window)
        box.setWindowTitle("Composer")
        box.setText("The piece has changes that are not saved.")
        box.setInformativeText("Save them as a MIDI file?")
        choice = QMessageBox.StandardButton
        box.setStandardButtons(choice.Save | choice.Discard | choice.Cancel)
        box.setDefaultButton(choice.Save)
        answer = box.exec()
        return self.save() if answer == choice.Save else answer == choice.Discard

    def _may_replace(self, path: Path) -> bool:
        box = QMessageBox(self._window)
        box.setWindowTitle("Composer")
        box.setText(f"“{path.name}” is there already. Replace it?")
        choice = QMessageBox.StandardButton
        box.setStandardButtons(choice.Save | choice.Cancel)
        box.button(choice.Save).setText("Replace")
        box.setDefaultButton(choice.Cancel)
        return box.exec() == choice.Save

    def _put_on_desk(self, score: Score, path: Path | None) -> None:
        self._own_path = None
        self._document.load(score, path)
        self.opened.emit()

    def _read(self, path: Path) -> Score | None:
        from composer.midi.files import read_score  # imported late: it would delay the first paint

        try:
            return read_score(path)
        except ComposerError as error:
            self.troubled.emit(str(error))
            return None

    def _write(self, path: Path) -> bool:
        from composer.midi.files import write_score

        try:
            write_score(self._document.score, path)
        except ComposerError as error:
            self.troubled.emit(str(error))
            return False
        self._own_path = path
        self._document.mark_saved(path)
        self._remember(path)
        self.told.emit(f"Saved {path}")
        return True

    def _ask_for_file(self, title: str) -> Path | None:
        name, _ = QFileDialog.getOpenFileName(self._window, title, self._folder, MIDI_FILES)
        return Path(name) if name else None

    @property
    def _folder(self) -> str:
        return self._settings.folder or str(Path.home())

    def _remember(self, path: Path) -> None:
        self._settings.remember_file(path)
        self.recent_changed.emit()
