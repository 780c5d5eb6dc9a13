"""The document: the current score, how it came to be (undo), and the file it belongs to."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from composer.gui.undo_stack import UndoStack
from composer.music.score import Score
from composer.storage.history import History

NEW_TITLE = "New piece"


class Document(QObject):
    """The one mutable cell of the program. Scores themselves never change."""

    score_changed = Signal()  # after every change of `score`: edit, undo, redo, load
    path_changed = Signal()  # or the title, or whether it may be saved
    begun = Signal()  # another piece is here, with a history of its own

    def __init__(self, score: Score | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path: Path | None = None
        self._title = ""
        self._lock_reason = ""
        self.undo_stack = UndoStack(Score() if score is None else score, self)
        self.undo_stack.score_changed.connect(self.score_changed)

    @property
    def score(self) -> Score:
        """The score as it is now."""
        return self.undo_stack.score

    @property
    def history(self) -> History:
        """Every step that can be undone or done again."""
        return self.undo_stack.history

    @property
    def path(self) -> Path | None:
        """The project file that the piece was read from or last written to."""
        return self._path

    @property
    def title(self) -> str:
        """What a person calls the piece."""
        return self._path.stem if self._path else self._title or NEW_TITLE

    @property
    def lock_reason(self) -> str:
        """Why the piece may not be saved to `path`; empty when it may."""
        return self._lock_reason

    @property
    def is_modified(self) -> bool:
        """Whether the score differs from its file (or, without one, from the start)."""
        return not self.undo_stack.is_clean

    def apply(self, text: str, after: Score) -> None:
        """Make `after` the current score as one undoable step named `text`."""
        if after is not self.score:
            self.undo_stack.push(text, after)

    def load(self, score: Score, path: Path | None, title: str = "") -> None:
        """Begin anew with `score`; nothing before it can be undone."""
        self.restore(score, History(), path, title)

    def restore(
        self, score: Score, history: History, path: Path | None, title: str = "", is_modified: bool = False
    ) -> None:
        """Go on with `score`, at its place in `history`."""
        self.undo_stack.restore(score, history, is_clean=not is_modified)
        self.set_file(path, title)
        self.begun.emit()

    def mark_saved(self, path: Path, history: History | None = None) -> None:
        """The current score, or the one that `history` leads to, has been written to `path`."""
        self.undo_stack.set_clean(history)
        self.set_file(path)

    def set_file(self, path: Path | None, title: str = "", lock_reason: str = "") -> None:
        """Belong to `path`, or to no file under a title; `lock_reason` says why `path` may not be written to."""
        before = self.path, self.title, self._lock_reason
        self._path, self._title, self._lock_reason = path, title, lock_reason
        if (self.path, self.title, self._lock_reason) != before:
            self.path_changed.emit()
