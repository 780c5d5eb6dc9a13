"""How a score came to be: its steps, those that can be undone and those that can be done again."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate, chain, takewhile
from typing import TYPE_CHECKING

from composer.music.score import Score

if TYPE_CHECKING:
    from composer.storage.delta import Delta


class Step:
    """One undoable step. Made from two scores, or from what is known of their difference."""

    def __init__(
        self, text: str, scores: tuple[Score, Score] | None, read: "Callable[[], Delta] | None" = None
    ) -> None:
        self.text = text
        self._scores = scores
        self._read = read
        self._delta: Delta | None = None
        self.stored: tuple[str | bytes, ...] | None = None  # as project files hold it, once one has been written

    @property
    def delta(self) -> "Delta":
        """What the step changes; found on first use, which may take some milliseconds in a long piece."""
        if self._delta is None:
            if self._scores is not None:
                from composer.storage.delta import delta_between  # spared until the first paint

                self._delta = delta_between(*self._scores)
            else:
                assert self._read is not None, "a step has scores or a delta"
                self._delta = self._read()
        return self._delta

    def redone(self, before: Score) -> Score:
        """The score after the step."""
        return self._scores[1] if self._scores else self.delta.applied(before)

    def undone(self, after: Score) -> Score:
        """The score before the step."""
        return self._scores[0] if self._scores else self.delta.inverse.applied(after)

    def forget_scores(self) -> None:
        """Spare the memory of whole scores, if the difference between them is known."""
        if self._delta is not None:
            self._scores = None


@dataclass(frozen=True, slots=True)
class History:
    """Steps in order; the first `position` of them are done, the others are undone."""

    steps: tuple[Step, ...] = ()
    position: int = 0

    def capped(self, limit: int, weigh: Callable[[Step], int] = lambda _: 1) -> "History":
        """Steps that weigh at most `limit` together: the latest that are done, then the next that are undone."""
        by_worth = chain(reversed(self.steps[: self.position]), self.steps[self.position :])
        count = sum(1 for _ in takewhile(lambda weight: weight <= limit, accumulate(map(weigh, by_worth))))
        first = max(min(self.position, len(self.steps)) - count, 0)
        return History(self.steps[first : first + count], self.position - first)

    def start(self, score: Score) -> Score:
        """The score before the first step, `score` being the one at `position`."""
        for step in reversed(self.steps[: self.position]):
            score = step.undone(score)
        return score
