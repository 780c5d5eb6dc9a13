"""A report to read and to copy."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

_SIZE = (680, 420)  # logical pixels


class ReportDialog(QDialog):
    """Shows what the program noted down when it failed; nothing leaves the machine by itself."""

    def __init__(self, title: str, report: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        words = QLabel(
            "This is what Composer noted down before it ended. Names of people, folders and files are left out of it. "
            "A copy of it helps to find the fault.",
            wordWrap=True,
        )
        text = QPlainTextEdit(report, readOnly=True)
        text.setAccessibleName("Report")
        text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = buttons.addButton("Copy report", QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(report))
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 18, 18, 18)
        column.setSpacing(12)
        for widget in (words, text, buttons):
            column.addWidget(widget)
        self.resize(*_SIZE)
