"""Work in turns: several short steps on the GUI thread, between which the window answers."""

from collections import deque
from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QTimer, Slot


class Turns(QObject):
    """Does one step in each turn of the event loop, in order; one that waits in a loop of its own holds up the next."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._steps: deque[Callable[[], object]] = deque()
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._take)

    def begin(self, steps: Iterable[Callable[[], object]]) -> None:
        """Do `steps`, after those that still wait."""
        self._steps.extend(steps)
        if self._steps:
            self._timer.start()

    def stop(self) -> None:
        """Leave out the steps that still wait."""
        self._steps.clear()
        self._timer.stop()

    @Slot()
    def _take(self) -> None:
        self._timer.stop()
        step = self._steps.popleft()
        try:
            step()
        finally:
            if self._steps:
                self._timer.start()
