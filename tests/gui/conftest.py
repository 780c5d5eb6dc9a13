"""The window's tests: offscreen, and none may leave a thread running."""

import gc
import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QThread
from PySide6.QtGui import QGuiApplication

from composer.gui.export_dialog import ExportDialog

TIME_TO_END = 20_000  # milliseconds for a thread that was told to end


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path, monkeypatch):
    """What one test leaves behind is not offered to the next."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture(autouse=True)
def export_dialog_is_accepted(monkeypatch):
    """Nobody is there to press Export; a test of the dialog shows it instead of waiting for it."""
    monkeypatch.setattr(ExportDialog, "exec", lambda _: 1)


@pytest.fixture(autouse=True)
def no_thread_left_running():
    """Fail a test that ends while one of its QThreads still runs: garbage-collecting it would abort the process."""
    yield
    running = [thing for thing in gc.get_objects() if issubclass(type(thing), QThread) and _is_running(thing)]
    left = [thread for thread in running if not thread.wait(TIME_TO_END)]
    assert not left, f"left running: {left}"


@pytest.fixture(autouse=True)
def clipboard_is_empty_at_the_end():
    """Empty the clipboard while Python still lives: Qt would free what Python put there when Python is gone."""
    yield
    if QGuiApplication.instance():
        QGuiApplication.clipboard().clear()


def _is_running(thread: QThread) -> bool:
    try:
        return thread.isRunning() and thread is not QThread.currentThread()
    except RuntimeError:  # its C++ half is gone, so it has ended
        return False
