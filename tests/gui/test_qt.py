"""What this program needs of Qt itself."""

import sys

from PySide6.QtWidgets import QWidget


def test_calls_into_qt_do_not_lose_references_to_none(qtbot):
    """PySide6 6.12.0 does on Python 3.11: after some thousand calls the process dies."""
    widget = QWidget()
    qtbot.addWidget(widget)
    before = sys.getrefcount(None)
    for _ in range(1000):
        widget.update()
    assert abs(sys.getrefcount(None) - before) < 100
