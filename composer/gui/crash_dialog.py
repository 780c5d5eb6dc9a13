"""What a user sees of the program's own faults: a calm dialog with a report."""

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox, QTextEdit, QWidget

from composer.gui.errors import ForeignFault

_REPORT_SIZE = (560, 240)  # logical pixels


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
            "A report without your files’ names helps to find the fault."
        )
        self.setDetailedText(_report_of(error))
        self._report, [self._details] = self._lay_out_report(), self.buttons()
        self._details.clicked.connect(self._word_details)
        self._word_details()
        copy = self.addButton("Copy report", QMessageBox.ButtonRole.ActionRole)
        copy.clicked.disconnect()  # copying leaves the dialog open
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.detailedText()))
        close = self.addButton("Close Composer", QMessageBox.ButtonRole.DestructiveRole)
        close.clicked.connect(self.close_requested)
        go_on = self.addButton("Go on", QMessageBox.ButtonRole.AcceptRole)
        self.setDefaultButton(go_on)
        self.setEscapeButton(go_on)

    def changeEvent(self, event: QEvent) -> None:
        """Keep the words on the button: with another style or theme, Qt writes its own."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self.detailedText():
            self._word_details()

    @Slot()
    def _word_details(self) -> None:
        """Write on the button that shows the report what it does next, like the other buttons are written."""
        self._details.setText("Hide details" if self._report.isVisible() else "Show details")

    def _lay_out_report(self) -> QTextEdit:
        """Give the lines of the report room, and one below the other what belongs there."""
        report = self.findChild(QTextEdit)
        assert isinstance(report, QTextEdit)
        report.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        report.setLineWrapMode(QTextEdit.LineWrapMode.NoWrap)
        screen = self.screen().availableSize()
        report.setMinimumWidth(min(_REPORT_SIZE[0], screen.width() // 2))
        report.setFixedHeight(min(_REPORT_SIZE[1], screen.height() // 2))
        return report


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
