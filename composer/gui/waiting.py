"""Waiting for work in the background without freezing the window."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QGuiApplication

from composer.gui.job import Job
from composer.music.errors import ComposerError

PATIENCE = 400  # milliseconds until the pointer says that this takes a while

Result = TypeVar("Result")


def values_of(job: Job) -> list:
    """Everything that `job`, not started yet, yields; or raise what it raises.

    The window goes on painting and playing; clicks and keys wait until this returns.
    """
    ended: list[object] = []
    loop = QEventLoop()
    for signal in (job.succeeded, job.failed):
        signal.connect(ended.append)
        signal.connect(loop.quit)
    busy = QTimer(singleShot=True, interval=PATIENCE)
    busy.timeout.connect(lambda: QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor))
    busy.start()
    job.start()
    loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
    if not busy.isActive():
        QGuiApplication.restoreOverrideCursor()
    busy.stop()
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
