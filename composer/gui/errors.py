"""The hook that catches what nobody caught."""

import sys
import threading
from collections.abc import Callable
from time import monotonic
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler

from composer.music.errors import ComposerError

QUIET_SECONDS = 10.0  # the same fault again within this time is only counted: it may come with every repaint


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
        self._heard: dict[str, tuple[float, int]] = {}  # where a fault happened → clock seconds, how often by then

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
        from composer.fault_report import report_of  # the window is painted without it

        if self._is_new(_place_of(error), type(error).__name__):
            _log(report_of(error))
            self.caught.emit(error)  # never a dialog from here: this may be any thread

    def _qt_spoke(self, kind: QtMsgType, _: QMessageLogContext, message: str) -> None:
        said = f"Qt: {message}"
        if self._is_new(said, said):
            _log(said)
            if kind is QtMsgType.QtCriticalMsg:
                self.caught.emit(ForeignFault(said))

    def _is_new(self, place: str, words: str) -> bool:
        """Whether this fault has not been heard of for a while. Else the log is told of the 2nd, 4th, 8th … time."""
        now, (heard_at, times) = self._clock(), self._heard.get(place, (-QUIET_SECONDS, 0))
        is_new = now - heard_at >= QUIET_SECONDS
        times = 1 if is_new else times + 1
        self._heard[place] = now, times
        if not is_new and times.bit_count() == 1:
            _log(f"{words} again, {times} times by now")
        return is_new


def _log(words: str) -> None:
    from composer.fault_log import log_fault  # the window is painted without it

    log_fault(words)


def _place_of(error: Exception) -> str:
    """The kind of the error and the line that raised it."""
    trace: TracebackType | None = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{type(error).__name__} {trace and (trace.tb_frame.f_code.co_filename, trace.tb_lineno)}"
