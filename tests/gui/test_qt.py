"""What this program needs of Qt itself."""

import os
import re
import subprocess
import sys
from pathlib import Path

from PySide6.QtWidgets import QWidget

ROOT = Path(__file__).parents[2]
MOVE_THE_MOUSE = """
import sys
from PySide6.QtCore import QEvent, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from composer.gui.document import Document
from composer.gui.piano_roll import PianoRoll

application = QApplication(["-platform", "offscreen"])
sys.excepthook = lambda kind, *_: print("told", kind.__name__)
roll = PianoRoll(Document())
grid = roll.focusProxy()
grid._move = lambda _pointer: [][0]  # raised in C, it has no exception object yet on its way through Qt
place, no = QPointF(9, 9), Qt.MouseButton.NoButton
moved = QMouseEvent(QEvent.Type.MouseMove, place, place, no, no, Qt.KeyboardModifier.NoModifier)
application.postEvent(grid, moved)
QTimer.singleShot(0, application.quit)
application.exec()
print("alive")
"""


def test_calls_into_qt_do_not_lose_references_to_none(qtbot):
    """PySide6 6.12.0 does on Python 3.11: after some thousand calls the process dies."""
    widget = QWidget()
    qtbot.addWidget(widget)
    before = sys.getrefcount(None)
    for _ in range(1000):
        widget.update()
    assert abs(sys.getrefcount(None) - before) < 100


def test_a_mistake_in_a_handler_of_the_mouse_is_told_and_ends_nothing():
    """On Python 3.11 PySide6 6.11 dies of an `IndexError` in a handler that Python's own `event` has called."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    run = subprocess.run(
        [sys.executable, "-c", MOVE_THE_MOUSE], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.stdout.split() == ["told", "IndexError", "alive"], run.stderr


def test_no_widget_has_an_event_method_of_its_own_that_its_handlers_would_be_called_by():
    own = re.compile(r"^    def event\(self, \w+: QEvent\)", re.MULTILINE)
    files = (ROOT / "composer" / "gui").rglob("*.py")
    assert [file.name for file in files if own.search(file.read_text("utf-8"))] == []
