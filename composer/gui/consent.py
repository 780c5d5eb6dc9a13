"""Asking whether to go on, with a button that says in a verb what then happens."""

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QMessageBox, QWidget

Consent = QMessageBox.StandardButton  # what the button is to the platform, which puts it in its usual place


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
    box.setWindowTitle("Composer")
    box.setText(text)
    box.setInformativeText(details)
    return box


class _Question(QMessageBox):
    """Its default button stays that: with another style or theme, Qt gives the focus to the first one."""

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and (default := self.defaultButton()):
            QTimer.singleShot(0, default, default.setFocus)
