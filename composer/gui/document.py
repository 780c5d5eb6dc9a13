"""The document: the current score, how it came to be (undo), and the file it belongs to."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from composer.music.score import Score


class Document(QObject):
    """The one mutable cell of the program. Scores themselves never change."""

    score_changed = Signal()  # after every change of `score`: edit, undo, redo, load
    path_changed = Signal()

    def __init__(self, score: Score | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._score = Score() if score is None else score
        self._path: Path | None = None
        self.undo_stack = QUndoStack(self)

    @property
    def score(self) -> Score:
        """The score as it is now."""
        return self._score

    @property
    def path(self) -> Path | None:
        """The file that the score was read from or last written to."""
        return self._path

    @property
    def is_modified(self) -> bool:
        """Whether the score differs from its file (or, without one, from the start)."""
        return not self.undo_stack.isClean()

    def apply(self, text: str, after: Score) -> None:
        """Make `after` the current score as one undoable step named `text`."""
        if after is not self._score:
            self.undo_stack.push(_Replace(self, text, self._score, after))

    def load(self, score: Score, path: Path | None) -> None:
        """Begin anew with `score`; nothing before it can be undone."""
        self._show(score)
        self.undo_stack.clear()
        self._set_path(path)

    def mark_saved(self, path: Path) -> None:
        """The current score has been written to `path`."""
        self.undo_stack.setClean()
        self._set_path(path)

    def _set_path(self, path: Path | None) -> None:
        if path != self._path:
            self._path = path
            self.path_changed.emit()

    def _show(self, score: Score) -> None:
        if score is not self._score:
            self._score = score
            self.score_changed.emit()


class _Replace(QUndoCommand):
    """The only undo command there is: one score in place of another."""

    def __init__(self, document: Document, text: str, before: Score, after: Score) -> None:
        super().__init__(text)
        self._document, self._before, self._after = document, before, after

    def redo(self) -> None:
        self._document._show(self._after)

    def undo(self) -> None:
        self._document._show(self._before)
