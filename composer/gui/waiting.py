"""Waiting for work in the background without freezing the window."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

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
    busy = QTimer(singleShot=True, interval=PATIENCE)
    busy.timeout.connect(loop.quit if what else _show_hourglass)
    busy.start()
    job.start()
    loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
    is_long = not busy.isActive()
    busy.stop()
    if is_long and not what:
        QGuiApplication.restoreOverrideCursor()
    if is_long and what and not ended:
        _offer_to_cancel(job, what, window)
    if not ended:  # the program ends meanwhile
        job.cancel()
        raise ComposerError("It was broken off, because Composer is closing.")
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


def _offer_to_cancel(job: Job, what: str, window: QWidget | None) -> None:
    """Wait until `job` ends, in one way or another."""
    from composer.gui.waiting_dialog import WaitingDialog  # imported late: it would delay the first paint

    dialog = WaitingDialog(what, job, window)
    dialog.exec()
    dialog.deleteLater()
    if dialog.was_cancelled:
        raise CancelledError(f"{what} was cancelled. Nothing has changed.")


def _show_hourglass() -> None:
    QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
