"""The document: the current score, how it came to be (undo), and the file it belongs to."""

from pathlib import Path
from weakref import ref

from PySide6.QtCore import QObject, QSignalBlocker, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from composer.music.score import Score
from composer.storage.history import History, Step

NEW_TITLE = "New piece"
STEPS_IN_FULL = 50  # that are undone at once; of older ones only the difference is kept


class Document(QObject):
    """The one mutable cell of the program. Scores themselves never change."""

    score_changed = Signal()  # after every change of `score`: edit, undo, redo, load
    path_changed = Signal()  # or the title, or whether it may be saved
    begun = Signal()  # another piece is here, with a history of its own

    def __init__(self, score: Score | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._score = Score() if score is None else score
        self._path: Path | None = None
        self._title = ""
        self._lock_reason = ""
        self._steps: list[Step] = []
        self._is_restoring = False
        self.undo_stack = QUndoStack(self)

    @property
    def score(self) -> Score:
        """The score as it is now."""
        return self._score

    @property
    def history(self) -> History:
        """Every step that can be undone or done again."""
        return History(tuple(self._steps), self.undo_stack.index())

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
        return not self.undo_stack.isClean()

    def apply(self, text: str, after: Score) -> None:
        """Make `after` the current score as one undoable step named `text`."""
        if after is self._score:
            return
        done = self.undo_stack.index()
        self._steps[done:] = [Step(text, (self._score, after))]
        self.undo_stack.push(_Command(self, self._steps[-1]))
        if done >= STEPS_IN_FULL:
            self._steps[done - STEPS_IN_FULL].forget_scores()

    def load(self, score: Score, path: Path | None, title: str = "") -> None:
        """Begin anew with `score`; nothing before it can be undone."""
        self.restore(score, History(), path, title)

    def restore(
        self, score: Score, history: History, path: Path | None, title: str = "", is_modified: bool = False
    ) -> None:
        """Go on with `score`, at its place in `history`."""
        self._show(score)
        self._steps = list(history.steps)
        self._fill_undo_stack(history, is_modified)
        self.set_file(path, title)
        self.begun.emit()

    def mark_saved(self, path: Path) -> None:
        """The current score has been written to `path`."""
        self.undo_stack.setClean()
        self.set_file(path)

    def set_file(self, path: Path | None, title: str = "", lock_reason: str = "") -> None:
        """Belong to `path`, or to no file under a title; `lock_reason` says why `path` may not be written to."""
        before = self.path, self.title, self._lock_reason
        self._path, self._title, self._lock_reason = path, title, lock_reason
        if (self.path, self.title, self._lock_reason) != before:
            self.path_changed.emit()

    def _fill_undo_stack(self, history: History, is_modified: bool) -> None:
        stack = self.undo_stack
        self._is_restoring = True
        with QSignalBlocker(stack):  # what follows each step would follow every one of them
            stack.clear()
            for step in history.steps:
                stack.push(_Command(self, step))
            stack.setIndex(history.position)
            stack.resetClean() if is_modified else stack.setClean()
        self._is_restoring = False
        stack.indexChanged.emit(stack.index())
        stack.cleanChanged.emit(stack.isClean())
        stack.canUndoChanged.emit(stack.canUndo())
        stack.canRedoChanged.emit(stack.canRedo())
        stack.undoTextChanged.emit(stack.undoText())
        stack.redoTextChanged.emit(stack.redoText())

    def _show(self, score: Score) -> None:
        if score is not self._score:
            self._score = score
            self.score_changed.emit()

    def _redo(self, step: Step) -> None:
        if not self._is_restoring:
            self._show(step.redone(self._score))

    def _undo(self, step: Step) -> None:
        if not self._is_restoring:
            self._show(step.undone(self._score))


class _Command(QUndoCommand):
    """The only undo command there is: one step of the history."""

    def __init__(self, document: Document, step: Step) -> None:
        super().__init__(step.text)
        # Weakly, for the garbage collector would end the commands of such a circle before the stack that holds them.
        self._document, self._step = ref(document), step

    def redo(self) -> None:
        if document := self._document():
            document._redo(self._step)

    def undo(self) -> None:
        if document := self._document():
            document._undo(self._step)
