"""Questions with a verb: what the buttons say, and what Return means."""

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QWidget

from composer.gui.consent import Consent, consents
from composer.gui.file_questions import may_lose


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
    assert not window.findChildren(QMessageBox)

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


def edges(box) -> tuple[int, int]:
    """How far from the left edge the words begin, and from the right edge the buttons end, in pixels."""
    buttons = [button.mapTo(box, button.rect().topRight()).x() for button in box.buttons()]
    words = box.findChild(QLabel, "qt_msgbox_label").geometry()
    return words.left(), box.width() - 1 - max(buttons)


@pytest.mark.parametrize("question", ["Delete?", "Delete all the checkpoints of this training but the last one?"])
def test_the_words_begin_where_the_margin_ends(window, question):
    seen = []

    def look(box):
        seen.append(edges(box))
        box.reject()

    when_asked(look)
    consents(window, question, Consent.Discard, "Delete", "For good.")
    [(left, right)] = seen
    assert left == right


def test_a_short_question_leaves_room_for_the_sentences_below_it(window):
    heights = []

    def look(box):
        heights.append(box.findChild(QLabel, "qt_msgbox_informativelabel").height())
        box.reject()

    for details in ("One line.", "These words are longer than the question, and one line."):
        when_asked(look)
        consents(window, "Go on?", Consent.Save, "Go on", details)
    assert heights[0] == heights[1]


def test_the_name_of_a_piece_is_shown_as_it_is_written(window, qtbot):
    shown = []

    def look(box):
        shown.extend(label.grab().toImage() for label in box.findChildren(QLabel, "qt_msgbox_label"))
        box.reject()

    for title in ("<b></b>", ""):
        when_asked(look)
        may_lose(window, title, ["1 change"], has_file=False)
    assert shown[0] != shown[1]
    when_asked(look)
    consents(window, "“<b></b>” is there already. Replace it?", Consent.Save, "Replace")
    when_asked(look)
    consents(window, "“” is there already. Replace it?", Consent.Save, "Replace")
    assert shown[2] != shown[3]
