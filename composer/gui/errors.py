"""What a user sees of errors: a sentence in the window for the world's faults, a calm dialog for the program's own."""

import platform
import sys
import threading
import traceback

import PySide6
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from composer import __version__


class ErrorHook(QObject):
    """Catches what nobody caught, on any thread, and hands it to the GUI thread."""

    caught = Signal(Exception)

    def install(self) -> None:
        """Become the program's exception hook."""
        sys.excepthook = self._uncaught
        threading.excepthook = lambda failure: self._uncaught(failure.exc_type, failure.exc_value)

    def _uncaught(self, kind: type[BaseException], error: BaseException | None, *_: object) -> None:
        if isinstance(error, Exception):
            traceback.print_exception(error)
            self.caught.emit(error)  # never a dialog from here: this may be any thread
        elif issubclass(kind, KeyboardInterrupt):
            QGuiApplication.quit()


class CrashDialog(QMessageBox):
    """Says that something went wrong that should not have, and offers the details for a report."""

    def __init__(self, error: Exception, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setIcon(QMessageBox.Icon.Warning)
        self.setWindowTitle("Composer")
        self.setText("Something went wrong inside Composer.")
        self.setInformativeText(
            "Your piece is still here: export it now to be safe, then go on or start Composer again. "
            "The details below help to find the fault."
        )
        self.setDetailedText(report_of(error))
        copy = self.addButton("Copy details", QMessageBox.ButtonRole.ActionRole)
        copy.clicked.disconnect()  # copying leaves the dialog open
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.detailedText()))
        self.addButton("Go on", QMessageBox.ButtonRole.AcceptRole)


def report_of(error: Exception) -> str:
    """The traceback and the versions that matter for it."""
    versions = f"Composer {__version__}, Python {platform.python_version()}, Qt {PySide6.__version__}"
    return f"{versions}, {platform.platform()}\n\n{''.join(traceback.format_exception(error))}"
