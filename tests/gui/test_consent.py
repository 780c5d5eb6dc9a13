"""Questions with a verb: what the buttons say, and what Return means."""

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from composer.gui.consent import Consent, consents


@pytest.fixture
def window(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


def when_asked(do) -> None:
    """Do something with the question as soon as it is there."""

    def act():
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        do(box)

    QTimer.singleShot(0, act)


def test_the_button_says_what_happens_and_a_click_on_it_consents(window):
    when_asked(lambda box: QTest.mouseClick(box.button(Consent.Discard), Qt.MouseButton.LeftButton))
    assert consents(window, "Delete it?", Consent.Discard, "Delete")

    words = []

    def read_and_leave(box):
        words.extend([box.text(), box.informativeText(), box.button(Consent.Discard).text()])
        box.reject()

    when_asked(read_and_leave)
    assert not consents(window, "Delete it?", Consent.Discard, "Delete", "For good.")
    assert words == ["Delete it?", "For good.", "Delete"]


@pytest.mark.parametrize("is_usual", [True, False])
def test_return_consents_only_where_that_is_usual(window, is_usual):
    when_asked(lambda box: QTest.keyClick(box, Qt.Key.Key_Return))
    assert consents(window, "Open the copy?", Consent.Open, "Open the copy", is_usual=is_usual) == is_usual


def test_return_still_does_not_consent_when_the_theme_changes_meanwhile(window, qapp, qtbot):
    def change_theme_and_press_return(box):
        qtbot.waitUntil(lambda: box.button(Consent.Cancel).hasFocus())
        qapp.setStyleSheet("QPushButton { padding: 3px; }")
        QTimer.singleShot(0, box, lambda: QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return))

    sheet_before = qapp.styleSheet()
    when_asked(change_theme_and_press_return)
    try:
        assert not consents(window, "Delete it?", Consent.Discard, "Delete")
    finally:
        qapp.setStyleSheet(sheet_before)


def test_escape_never_consents(window):
    when_asked(lambda box: QTest.keyClick(box, Qt.Key.Key_Escape))
    assert not consents(window, "Open the copy?", Consent.Open, "Open the copy", is_usual=True)
