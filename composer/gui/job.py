"""Job: background work that the window can watch, cancel and outlive."""

from collections import deque
from collections.abc import Callable, Iterable
from functools import partial
from time import monotonic

from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot

_running: set["Job"] = set()  # a QThread that is garbage-collected while it runs aborts the process


class Job(QObject):
    """One run of a step generator on its own QThread.

    Signals, all delivered on the GUI thread; exactly one of the last three per job, and nothing after it:
        arrived(list): what the generator yielded since the last arrival, at least one value
        progressed(int): steps done, right after each arrival
        succeeded(object): everything the generator yielded, as one list
        cancelled(): `cancel` took effect before the end; whatever was made before has arrived
        failed(Exception): what the generator raised; whatever was made before has arrived
    A job lives until it has ended, whether anybody holds it or listens, and no longer.
    """

    arrived = Signal(list)
    progressed = Signal(int)
    succeeded = Signal(object)
    cancelled = Signal()
    failed = Signal(Exception)

    def __init__(self, steps: Callable[[], Iterable[object]]) -> None:
        super().__init__()  # without a parent, which would take it along when it goes
        self._values: list[object] = []
        self._worker = _Worker(steps)
        # Bound slots of a QObject that lives here: a lambda would run in the worker's thread.
        self._worker.made.connect(self._hand_over)
        self._worker.finished.connect(self._end)

    def start(self) -> None:
        """Begin the work; call once."""
        _running.add(self)
        self._worker.start()

    def cancel(self) -> None:
        """Ask the generator to stop after the step it is in; returns at once."""
        self._worker.requestInterruption()

    def wait(self, milliseconds: int) -> bool:
        """Block until the work has ended; False when it still runs after `milliseconds`."""
        return self._worker.wait(milliseconds)

    @property
    def is_running(self) -> bool:
        """Whether none of succeeded, cancelled and failed has come yet."""
        return self in _running

    @Slot()
    def _hand_over(self) -> None:
        if values := self._worker.take():
            self._values += values
            self.arrived.emit(values)
            self.progressed.emit(len(self._values))

    @Slot()
    def _end(self) -> None:
        self._worker.wait()  # `finished` comes shortly before the thread has really ended
        self._hand_over()
        _running.discard(self)
        if self._worker.error is not None:
            self.failed.emit(self._worker.error)
        elif self._worker.was_cancelled:
            self.cancelled.emit()
        else:
            self.succeeded.emit(self._values)
        self._values = []
        # Not `deleteLater`: Qt then crashes when Python has let go before.
        QTimer.singleShot(0, partial(_let_go, self))  # a QObject must not end in a slot of its own


def _let_go(job: Job) -> None:
    """Hold `job` until here."""


def end_jobs(milliseconds: int) -> bool:
    """Cancel every job that runs and wait for their threads; False when one still runs after that time."""
    deadline = monotonic() + milliseconds / 1000
    jobs = list(_running)
    for job in jobs:
        job.cancel()
    return all(job.wait(max(int(1000 * (deadline - monotonic())), 0)) for job in jobs)


class _Worker(QThread):
    """Drives the generator. `made` says that values wait; it is sent once per handover, not once per value."""

    made = Signal()

    def __init__(self, steps: Callable[[], Iterable[object]]) -> None:
        super().__init__()
        self._steps = steps
        self._waiting: deque[object] = deque()
        self.was_cancelled = False
        self.error: Exception | None = None

    def take(self) -> list[object]:
        """Every value that waits, oldest first."""
        values = []
        while self._waiting:
            values.append(self._waiting.popleft())
        return values

    def run(self) -> None:
        try:
            for value in self._steps():
                self._waiting.append(value)
                if len(self._waiting) == 1:
                    self.made.emit()
                if self.isInterruptionRequested():
                    self.was_cancelled = True
                    break
        except Exception as error:  # noqa: BLE001 - whatever it is, `failed` hands it on
            self.error = error
