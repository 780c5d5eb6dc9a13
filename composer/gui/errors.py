"""What a user sees of errors: a sentence in the window for the world's faults, a calm dialog for the program's own."""

import sys
import threading
from collections.abc import Callable
from time import monotonic
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QObject, Qt, QtMsgType, Signal, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

QUIET_SECONDS = 10.0  # the same fault again within this time goes to the log only: it may come with every repaint


class ForeignFault(Exception):  # noqa: N818 - it is raised nowhere: it stands for an error elsewhere
    """A fault of another process or of Qt. Its text is the report that was made there."""


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
        if isinstance(error, Exception):
            self._note(error)
        elif issubclass(kind, KeyboardInterrupt):
            QGuiApplication.quit()

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


class CrashDialog(QMessageBox):
    """Says that something went wrong that should not have; offers a report, going on, and closing safely."""

    close_requested = Signal()

    def __init__(self, error: Exception, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setIcon(QMessageBox.Icon.Warning)
        self.setWindowTitle("Composer")
        self.setText("Something went wrong inside Composer.")
        self.setInformativeText(
            "Your piece is still here. You can go on, or close Composer safely: it asks whether to save first. "
            "A report without your files' names helps to find the fault."
        )
        self.setDetailedText(_report_of(error))
        copy = self.addButton("Copy report", QMessageBox.ButtonRole.ActionRole)
        copy.clicked.disconnect()  # copying leaves the dialog open
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.detailedText()))
        close = self.addButton("Close Composer", QMessageBox.ButtonRole.DestructiveRole)
        close.clicked.connect(self.close_requested)
        go_on = self.addButton("Go on", QMessageBox.ButtonRole.AcceptRole)
        self.setDefaultButton(go_on)
        self.setEscapeButton(go_on)


def tell_failed_start(error: Exception) -> int:
    """Say that there will be no window, and what to try; returns the exit status."""
    from composer.fault_log import log_fault

    log_fault(_report_of(error))
    if QApplication.instance() is None:
        return 1
    box = QMessageBox(QMessageBox.Icon.Warning, "Composer", "Composer could not start.")
    box.setInformativeText("Start it with --safe-mode: that leaves out everything that may be in the way.")
    box.setDetailedText(_report_of(error))
    box.exec()
    return 1


def _report_of(error: Exception) -> str:
    from composer.fault_report import report_of, versions

    return f"{versions()}\n\n{error}" if isinstance(error, ForeignFault) else report_of(error)


def _place_of(error: Exception) -> str:
    """The kind of the error and the line that raised it."""
    trace: TracebackType | None = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{type(error).__name__} {trace and (trace.tb_frame.f_code.co_filename, trace.tb_lineno)}"
