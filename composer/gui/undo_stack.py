"""The undo stack: the score as it is now, the steps that led to it, and those that can be done again."""

from operator import is_

from PySide6.QtCore import QObject, Signal, Slot

from composer.music.score import Score
from composer.storage.history import History, Step

STEPS_IN_FULL = 50  # that are undone at once; of older ones only the difference is kept


class UndoStack(QObject):
    """Plain Python, as Qt's own stack frees commands that are Python's a second time when the program ends."""

    score_changed = Signal()
    moved = Signal()  # after every push, undo, redo and restore; the score has changed by then
    clean_changed = Signal(bool)  # whether the score is the one of `set_clean` now

    def __init__(self, score: Score, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.score = score
        self._steps: list[Step] = []
        self._position = 0  # steps that are done
        self._clean_position: int | None = 0  # None: no number of undos or redos leads there
        self._was_clean = True

    @property
    def history(self) -> History:
        """Every step that can be undone or done again."""
        return History(tuple(self._steps), self._position)

    @property
    def count(self) -> int:
        """Steps that can be undone or done again."""
        return len(self._steps)

    @property
    def can_undo(self) -> bool:
        """Whether a step is done."""
        return self._position > 0

    @property
    def can_redo(self) -> bool:
        """Whether a step is undone."""
        return self._position < len(self._steps)

    @property
    def undo_text(self) -> str:
        """The name of the step that `undo` takes back; empty when there is none."""
        return self._steps[self._position - 1].text if self.can_undo else ""

    @property
    def redo_text(self) -> str:
        """The name of the step that `redo` does again; empty when there is none."""
        return self._steps[self._position].text if self.can_redo else ""

    @property
    def is_clean(self) -> bool:
        """Whether the score is the one of `set_clean`, or else of the beginning."""
        return self._position == self._clean_position

    @property
    def unclean_steps(self) -> int:
        """How many steps lead from the score of `set_clean`, or if none do from the beginning, to here."""
        return abs(self._position - (self._clean_position or 0))

    def push(self, text: str, after: Score) -> None:
        """Make `after` the score, as one step named `text`; what was undone before is forgotten."""
        done = self._position
        if self._clean_position is not None and self._clean_position > done:
            self._clean_position = None
        self._steps[done:] = [Step(text, (self.score, after))]
        self._move(done + 1, after)
        if done >= STEPS_IN_FULL:
            self._steps[done - STEPS_IN_FULL].forget_scores()

    @Slot()
    def undo(self) -> None:
        """Take the last step back, if there is one."""
        if self.can_undo:
            self._move(self._position - 1, self._steps[self._position - 1].undone(self.score))

    @Slot()
    def redo(self) -> None:
        """Do the next step again, if there is one."""
        if self.can_redo:
            self._move(self._position + 1, self._steps[self._position].redone(self.score))

    def restore(self, score: Score, history: History, is_clean: bool) -> None:
        """Go on with `score`, at its place in `history`."""
        self._steps = list(history.steps)
        self._clean_position = history.position if is_clean else None
        self._move(history.position, score)

    def set_clean(self, history: History | None = None) -> None:
        """The score of this moment, or of the one at which `history` was taken, is safe elsewhere."""
        done = self._steps[: self._position] if history is None else history.steps[: history.position]
        leads_there = len(done) <= len(self._steps) and all(map(is_, done, self._steps))
        self._clean_position = len(done) if leads_there else None
        self._tell_clean()

    def _move(self, position: int, score: Score) -> None:
        self._position = position
        if score is not self.score:
            self.score = score
            self.score_changed.emit()
        self.moved.emit()
        self._tell_clean()

    def _tell_clean(self) -> None:
        if self.is_clean != self._was_clean:
            self._was_clean = self.is_clean
            self.clean_changed.emit(self._was_clean)
