import sys
import threading

import pytest
from PySide6.QtCore import QObject, QThread, Slot

from composer.gui.errors import CrashDialog, ErrorHook, report_of


class Listener(QObject):
    """Writes down what was caught, and on which thread that was heard."""

    def __init__(self, hook: ErrorHook) -> None:
        super().__init__()
        self.heard = []
        hook.caught.connect(self.hear)

    @Slot(Exception)
    def hear(self, error: Exception) -> None:
        self.heard.append((error, QThread.currentThread()))


@pytest.fixture
def listener(qapp, monkeypatch):
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    hook = ErrorHook()
    hook.install()
    listener = Listener(hook)
    listener.hook = hook
    return listener


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


def test_the_dialog_is_calm_and_holds_the_details(qtbot):
    try:
        raise ValueError("in here")
    except ValueError as error:
        dialog = CrashDialog(error)
    qtbot.addWidget(dialog)
    assert "Traceback" not in dialog.text() + dialog.informativeText()
    assert "Your piece is still here" in dialog.informativeText()
    assert "ValueError: in here" in dialog.detailedText()


def test_a_report_names_the_versions(qapp):
    report = report_of(ValueError("x"))
    assert "Composer" in report
    assert "Qt" in report
