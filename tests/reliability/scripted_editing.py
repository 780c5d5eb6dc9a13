"""A hand that edits, undoes and redoes at random: equal random seeds do the same."""

from random import Random

from composer.gui.document import Document
from composer.music.score import Score
from tests.storage.music import random_edit, random_score


class ScriptedHand:
    """Works on a document of its own beginning."""

    def __init__(self, rng_seed: int, notes: int = 60, tracks: int = 3) -> None:
        self._random = Random(rng_seed)
        self.document = Document(random_score(self._random, notes, tracks))

    def act(self) -> None:
        """Do one thing; it always changes the document."""
        stack, before = self.document.undo_stack, self._state()
        while self._state() == before:
            wish = self._random.random()
            if wish < 0.12 and stack.can_undo:
                stack.undo()
            elif wish < 0.2 and stack.can_redo:
                stack.redo()
            else:
                self.document.apply("Edit", random_edit(self._random, self.document.score))

    def _state(self) -> tuple[int, int]:
        history = self.document.history
        return history.position, id(history.steps[-1]) if history.steps else 0

    def state(self) -> tuple[Score, int, int]:
        """The score, how many steps are done, and how many there are."""
        history = self.document.history
        return self.document.score, history.position, len(history.steps)
