"""Asking whether to go on, with a button that says in a verb what then happens."""

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QMessageBox, QWidget

Consent = QMessageBox.StandardButton  # what the button is to the platform, which puts it in its usual place

_DETAILS_WIDTH = 460  # pixels: so wide are sentences that do not fit on one line, however short the question


def consents(
    parent: QWidget, question: str, consent: Consent, verb: str, details: str = "", is_usual: bool = False
) -> bool:
    """Whether the user says yes, on a button called `verb`; Return means yes only where that is usual."""
    box = message_box(parent, question, details)
    box.setStandardButtons(consent | Consent.Cancel)
    box.button(consent).setText(verb)
    box.setDefaultButton(consent if is_usual else Consent.Cancel)
    return box.exec() == consent


def message_box(parent: QWidget, text: str, details: str = "") -> QMessageBox:
    """A box that says something, with Composer's name above it and no buttons yet."""
    box = _Question(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle("Composer")
    box.setTextFormat(Qt.TextFormat.PlainText)  # whatever signs are in the name of a piece
    box.setText(text)
    box.setInformativeText(details)
    return box


class _Question(QMessageBox):
    """Has the same margin left and right of its words, and its default button stays that."""

    def showEvent(self, event: QShowEvent) -> None:
        layout = self.layout()
        if isinstance(layout, QGridLayout) and (first := layout.itemAt(0)) and (gap := first.spacerItem()):
            gap.changeSize(0, 0)  # the room of an icon that is not there
            layout.setHorizontalSpacing(0)
            layout.setColumnStretch(1, 1)
        if details := self.findChild(QLabel, "qt_msgbox_informativelabel"):
            details.setWordWrap(False)
            most = min(_DETAILS_WIDTH, self.screen().availableSize().width() // 2)
            details.setMinimumWidth(min(details.sizeHint().width(), most))
            details.setWordWrap(True)
        super().showEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        # With another style or theme, Qt gives the focus to the first button.
        if event.type() == QEvent.Type.StyleChange and (default := self.defaultButton()):
            QTimer.singleShot(0, default, default.setFocus)
