import gc
import sys
import threading

import pytest
from PySide6.QtCore import QObject, Qt, QThread, Slot, qCritical, qWarning
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QTextEdit

from composer.gui.crash_dialog import CrashDialog
from composer.gui.errors import QUIET_SECONDS, ClosingError, ErrorHook, ForeignFault


class Listener(QObject):
    """Writes down what was caught, and on which thread that was heard."""

    def __init__(self, hook: ErrorHook) -> None:
        super().__init__()
        self.heard = []
        self.hook = hook
        hook.caught.connect(self.hear)

    @Slot(Exception)
    def hear(self, error: Exception) -> None:
        self.heard.append((error, QThread.currentThread()))


@pytest.fixture
def listener(qapp):
    hook = ErrorHook(clock=lambda: listener.now)
    hook.install()
    listener = Listener(hook)
    listener.now = 0.0
    yield listener
    hook.uninstall()


def test_an_error_of_another_thread_is_told_on_the_gui_thread(qtbot, listener):
    error = ValueError("deep inside")

    def fail():
        raise error

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: listener.heard == [(error, QThread.currentThread())])


def test_the_interpreters_own_hook_is_replaced(listener):
    error = ValueError("in a slot")
    sys.excepthook(ValueError, error, None)
    assert listener.heard[0][0] is error


def test_what_is_broken_off_because_the_program_ends_is_told_to_nobody(qapp, listener, capsys):
    sys.excepthook(ClosingError, ClosingError("it ends"), None)
    qapp.processEvents()
    assert (listener.heard, capsys.readouterr().err) == ([], "")


def test_an_error_in_a_finalizer_is_told_too(qtbot, listener):
    class Stumbling:
        def __del__(self):
            raise ValueError("at the end")

    Stumbling()
    gc.collect()
    qtbot.waitUntil(lambda: [str(error) for error, _ in listener.heard] == ["at the end"])


def test_what_qt_finds_critical_is_told_too(qtbot, listener):
    qCritical("the sky is falling")
    qWarning("it rains")
    qtbot.waitUntil(lambda: [str(error) for error, _ in listener.heard] == ["Qt: the sky is falling"])


def test_a_fault_that_comes_with_every_repaint_is_told_once_in_a_while(listener):
    def repaint():
        try:
            raise ValueError("in the painter")
        except ValueError as error:
            sys.excepthook(ValueError, error, error.__traceback__)

    for listener.now in (0.0, 1.0, 2.0, 3.0, 3.0 + QUIET_SECONDS):
        repaint()
    assert len(listener.heard) == 2


def test_a_fault_that_comes_with_every_repaint_is_noted_down_once_and_then_counted(listener, capsys):
    for _ in range(1_000):
        sys.excepthook(ValueError, ValueError("in the painter"), None)
    noted = capsys.readouterr().err.splitlines()
    assert sum("ValueError: in the painter" in line for line in noted) == 1
    assert noted[-1].endswith("ValueError again, 512 times by now")
    assert len(noted) < 20


def test_what_qt_says_with_every_repaint_is_noted_down_once_and_then_counted(listener, capsys):
    for _ in range(5):
        qCritical("the sky is falling")
    noted = [line.partition(" ")[2] for line in capsys.readouterr().err.splitlines()]
    sky = "Qt: the sky is falling"
    assert noted == [sky, f"{sky} again, 2 times by now", f"{sky} again, 4 times by now"]
    assert len(listener.heard) == 1


def test_another_fault_meanwhile_is_told(listener):
    for error in (ValueError("one"), IndexError("another")):
        sys.excepthook(type(error), error, None)
    assert len(listener.heard) == 2


def crash_dialog(qtbot) -> CrashDialog:
    try:
        raise ValueError("in here")
    except ValueError as error:
        dialog = CrashDialog(error)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_the_dialog_is_calm_and_holds_the_details(qtbot):
    dialog = crash_dialog(qtbot)
    assert "Traceback" not in dialog.text() + dialog.informativeText()
    assert "Your piece is still here" in dialog.informativeText()
    assert "ValueError: in here" in dialog.detailedText()
    assert "Composer" in dialog.detailedText()


def click(qtbot, dialog, text):
    [button] = [button for button in dialog.buttons() if button.text().replace("&", "") == text]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_copying_the_report_leaves_the_dialog_open(qtbot):
    dialog = crash_dialog(qtbot)
    click(qtbot, dialog, "Copy report")
    assert QGuiApplication.clipboard().text() == dialog.detailedText()
    assert dialog.isVisible()


def test_the_button_of_the_details_says_what_it_does_next(qtbot):
    dialog = crash_dialog(qtbot)
    click(qtbot, dialog, "Show details")
    assert dialog.findChild(QTextEdit).isVisible()
    click(qtbot, dialog, "Hide details")
    assert not dialog.findChild(QTextEdit).isVisible()


def test_the_button_of_the_details_keeps_its_words_when_the_theme_changes(qtbot, qapp):
    dialog = crash_dialog(qtbot)
    click(qtbot, dialog, "Show details")
    sheet_before = qapp.styleSheet()
    try:
        qapp.setStyleSheet("QPushButton { padding: 3px; }")
        assert "Hide details" in [button.text() for button in dialog.buttons()]
    finally:
        qapp.setStyleSheet(sheet_before)


def test_the_lines_of_the_report_are_not_broken_and_in_a_font_of_one_width(qtbot):
    dialog = crash_dialog(qtbot)
    report = dialog.findChild(QTextEdit)
    assert report.font().family() == QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
    assert report.lineWrapMode() is QTextEdit.LineWrapMode.NoWrap


def test_composer_can_be_closed_from_the_dialog(qtbot):
    dialog = crash_dialog(qtbot)
    with qtbot.waitSignal(dialog.close_requested):
        click(qtbot, dialog, "Close Composer")


def test_going_on_only_closes_the_dialog(qtbot):
    dialog = crash_dialog(qtbot)
    with qtbot.assertNotEmitted(dialog.close_requested):
        click(qtbot, dialog, "Go on")


def test_a_fault_of_another_process_shows_the_report_from_there(qtbot):
    dialog = CrashDialog(ForeignFault("what the engine said"))
    qtbot.addWidget(dialog)
    assert dialog.detailedText().endswith("what the engine said")
