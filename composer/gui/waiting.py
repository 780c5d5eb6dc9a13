"""Waiting for work in the background without freezing the window."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from composer.gui.errors import ClosingError
from composer.gui.job import Job
from composer.music.errors import ComposerError

PATIENCE = 400  # milliseconds until a dialog, or else the pointer, says that this takes a while

Result = TypeVar("Result")


class CancelledError(ComposerError):
    """Somebody has had enough of waiting."""


def values_of(job: Job, what: str = "", window: QWidget | None = None) -> list:
    """Everything that `job`, not started yet, yields; or raise what it raises.

    The window goes on painting and playing; clicks and keys wait until this returns. With `what`, such as "Reading
    the file", a dialog soon says what is waited for. Its Cancel ends the job, and CancelledError is raised.
    """
    ended: list[object] = []
    loop = QEventLoop()
    for signal in (job.succeeded, job.failed):
        signal.connect(ended.append)
        signal.connect(loop.quit)
    job.cancelled.connect(loop.quit)
    busy = QTimer(singleShot=True, interval=PATIENCE)
    busy.timeout.connect(loop.quit if what else _show_hourglass)
    busy.start()
    job.start()
    loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
    is_long = not busy.isActive()
    busy.stop()
    if is_long and not what:
        QGuiApplication.restoreOverrideCursor()
    if is_long and what and not ended and _was_cancelled(job, what, window):
        if job.is_running:
            loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        raise CancelledError(f"{what} was cancelled. Nothing has changed.")
    if not ended:  # the program ends meanwhile
        job.cancel()
        raise ClosingError("It was broken off, because Composer is closing.")
    [end] = ended
    if isinstance(end, Exception):
        raise end
    return list(end)  # type: ignore[call-overload]


def result_of(work: Callable[[], Result]) -> Result:
    """What `work` returns, which runs in a thread of its own; otherwise like `values_of`."""

    def steps() -> Iterator[Result]:
        yield work()

    [result] = values_of(Job(steps))
    return result


def _was_cancelled(job: Job, what: str, window: QWidget | None) -> bool:
    """Wait until `job` ends or somebody cancels it."""
    from composer.gui.waiting_dialog import WaitingDialog  # imported late: it would delay the first paint

    dialog = WaitingDialog(what, job, window)
    dialog.exec()
    dialog.deleteLater()
    return dialog.was_cancelled


def _show_hourglass() -> None:
    QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
