"""The sheet of all keys and mouse gestures (Help)."""

from collections.abc import Iterable
from html import escape

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from composer.gui.actions import ActionSpec, keys_in_words, specs_of_menu

MOUSE = (
    ("Click with the draw tool", "a note on the grid"),
    ("Drag a note, or one of its edges", "move, change its length"),
    ("Right-click or right-drag", "erase"),
    ("Drag with the select tool", "select with a box"),
    ("Shift+click", "add to the selection"),
    ("Shift+drag", "copy the notes"),
    ("Alt while dragging", "ignore the grid"),
    ("Wheel, with Shift", "scroll pitch, time"),
    ("Ctrl+wheel, with Shift", "zoom time, pitch"),
    ("Middle-drag", "pan"),
    ("Ruler: click, drag", "playhead, loop"),
    ("Strip below it: drag", "what is continued"),
    ("Keyboard: click", "hear it; louder to the right"),
)

_COLUMNS = (("Edit",), ("File", "Tools", "View", "Play"), ("Generate", "Help", "Mouse"))


class ShortcutSheet(QDialog):
    """Three columns, made from the table of actions."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys")
        columns = QHBoxLayout()
        columns.setSpacing(36)
        for part in _COLUMNS:
            column = QVBoxLayout()
            for title in part:
                column.addWidget(QLabel(_rows(title, MOUSE if title == "Mouse" else _keys(specs_of_menu(title)))))
            column.addStretch(1)
            columns.addLayout(column)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 18, 24, 18)
        layout.addLayout(columns)
        layout.addWidget(buttons)


def _keys(specs: Iterable[ActionSpec]) -> list[tuple[str, str]]:
    return [(spec.text.replace("&", "").rstrip("…"), keys_in_words(spec)) for spec in specs if spec.keys]


def _rows(title: str, rows: Iterable[tuple[str, str]]) -> str:
    cells = "".join(f"<tr><td width='205'>{escape(what)}</td><td>{escape(how)}</td></tr>" for what, how in rows)
    return f"<b>{escape(title)}</b><table>{cells}</table>"
