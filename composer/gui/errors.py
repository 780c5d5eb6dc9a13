"""The hook that catches what nobody caught."""

import sys
import threading
from collections.abc import Callable
from time import monotonic
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler

from composer.music.errors import ComposerError

QUIET_SECONDS = 10.0  # the same fault again within this time goes to the log only: it may come with every repaint


class ForeignFault(Exception):  # noqa: N818 - it is raised nowhere: it stands for an error elsewhere
    """A fault of another process or of Qt. Its text is the report that was made there."""


class ClosingError(ComposerError):
    """Something was broken off because the program ends; nobody needs to be told."""


class ErrorHook(QObject):
    """Catches what nobody caught, on any thread, notes it down, and hands it to the GUI thread."""

    caught = Signal(Exception)

    def __init__(self, parent: QObject | None = None, clock: Callable[[], float] = monotonic) -> None:
        super().__init__(parent)
        self._clock = clock
        self._told_at: dict[str, float] = {}  # where a fault happened → clock seconds

    def install(self) -> None:
        """Become the hook of the program, its threads, its finalizers, and Qt."""
        sys.excepthook = self._uncaught
        threading.excepthook = lambda failure: self._uncaught(failure.exc_type, failure.exc_value)
        sys.unraisablehook = lambda failure: self._uncaught(failure.exc_type, failure.exc_value)
        qInstallMessageHandler(self._qt_spoke)

    @staticmethod
    def uninstall() -> None:
        """Let go: the program ends."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        sys.unraisablehook = sys.__unraisablehook__
        qInstallMessageHandler(None)

    def _uncaught(self, kind: type[BaseException], error: BaseException | None, *_: object) -> None:
        if isinstance(error, ClosingError):
            return
        if isinstance(error, Exception):
            self._note(error)
        elif issubclass(kind, KeyboardInterrupt):
            QCoreApplication.quit()

    def _note(self, error: Exception) -> None:
        from composer.fault_log import log_fault  # here and below: the window is painted without them
        from composer.fault_report import report_of

        log_fault(report_of(error))
        place, now = _place_of(error), self._clock()
        if now - self._told_at.get(place, -QUIET_SECONDS) >= QUIET_SECONDS:
            self.caught.emit(error)  # never a dialog from here: this may be any thread
        self._told_at[place] = now

    def _qt_spoke(self, kind: QtMsgType, _: QMessageLogContext, message: str) -> None:
        from composer.fault_log import log_fault

        log_fault(f"Qt: {message}")
        if kind is QtMsgType.QtCriticalMsg:
            self.caught.emit(ForeignFault(f"Qt: {message}"))


def _place_of(error: Exception) -> str:
    """The kind of the error and the line that raised it."""
    trace: TracebackType | None = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{type(error).__name__} {trace and (trace.tb_frame.f_code.co_filename, trace.tb_lineno)}"
