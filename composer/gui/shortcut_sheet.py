"""The sheet of all keys and mouse gestures of the keymap in use (Help)."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from composer.generation.options import MAX_CANDIDATES
from composer.gui.actions import ACTIONS, MENUS, keys_in_words
from composer.gui.keymaps import MODIFIERS, Keymap
from composer.gui.piano_roll.mouse_keys import NO_KEYS, Modifiers, MouseKeys

Rows = list[tuple[str, str]]

_STEP_ENTRY: Rows = [
    ("A note, a chord", "A to L, black keys W to P"),
    ("Lower, higher octave", "Z, X"),
    ("Softer, louder", "C, V"),
    ("Length", "1 to 7, dotted: ."),
    ("A rest", "Right"),
    ("A step back", "Left"),
    ("Take a step back", "Backspace"),
    ("Leave", "Esc"),
]

_COLUMNS = 4
_TITLE = 2  # rows that the title of a block takes, with the room round it
_FEWEST = 6  # rows of a block that are parted from the others
_LONGEST = 22  # characters of keys on one line
_GAP = 8  # pixels between what is done and how, however long the words


class ShortcutSheet(QDialog):
    """Columns of the same height, made from the table of actions."""

    def __init__(self, keymap: Keymap, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"Keys: {keymap.label}")
        columns = QHBoxLayout()
        columns.setSpacing(26)
        for blocks in columns_of(keymap):
            column = QVBoxLayout()
            column.setSpacing(10)
            width = max(self.fontMetrics().horizontalAdvance(text) for _, rows in blocks for text, _ in rows)
            for title, rows in blocks:
                column.addWidget(QLabel(_table(title, rows, width + _GAP)))
            column.addStretch(1)
            columns.addLayout(column)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 14, 20, 14)
        layout.addLayout(columns)
        layout.addWidget(buttons)


def columns_of(keymap: Keymap) -> list[list[tuple[str, Rows]]]:
    """What the sheet shows: in each column blocks of rows under a title."""
    return _balanced([*_keys(keymap), ("While step entry is on", _STEP_ENTRY), ("Mouse", mouse_rows(keymap.mouse))])


def mouse_rows(keys: MouseKeys) -> Rows:
    """What the mouse does, and how; what a keymap holds no keys for is left out."""
    words = {modifiers: word for word, modifiers in MODIFIERS.items()}

    def held(modifiers: Modifiers, how: str) -> str:
        return f"{words[modifiers]}{how}" if modifiers != NO_KEYS else ""

    rows = [
        ("A note", "click (draw tool)"),
        ("Add or delete a note", "double-click (select)"),
        ("Move, change length", "drag it, its edge"),
        ("Erase", "right-click, right-drag"),
        ("Select with a box", "drag (select)", held(keys.rubber_band, "+drag")),
        ("Select more or less", held(keys.choose_more, "+click")),
        ("Copy", held(keys.copy, "+drag")),
        ("Stretch the selection", held(keys.stretch, "+drag an edge")),
        ("Out of the window", held(keys.drag_out, "+drag a note")),
        ("Ignore the grid", held(keys.ignore_grid, " while dragging")),
        ("Scroll pitch", "wheel"),
        ("Scroll time", held(keys.scroll_time, "+wheel")),
        ("Zoom time", held(keys.zoom_time, "+wheel"), "pinch"),
        ("Zoom pitch", held(keys.zoom_pitch, "+wheel"), "Shift+pinch"),
        ("Pan", "middle-drag, two fingers"),
        ("Playhead, loop", "ruler: click, drag"),
        ("Metre, tempo, markers", "ruler: right-click"),
        ("Move, rename a marker", "drag, double-click it"),
        ("What is continued", "strip below it: drag"),
        ("Hear a pitch", "piano keys: click"),
        ("Look elsewhere", "overview: click, drag"),
        ("Velocity", "lane: drag, wheel"),
        ("Pedal, bend, controllers", "lane: click, drag"),
        ("Delete them", "lane: right-drag"),
        ("A straight line", "lane: Shift+drag"),
        ("As loud as it is pressed", "pen"),
        ("Erase with a pen", "its other end"),
    ]
    return [(what, ", ".join(filter(None, how))) for what, *how in rows if any(how)]


def _keys(keymap: Keymap) -> list[tuple[str, Rows]]:
    """The actions that have keys, under the names of their menus."""
    rows = {
        menu: [
            (spec.plain_text, keys_in_words(keys))
            for spec in ACTIONS
            if spec.menu == menu and (keys := keymap.keys_of(spec.name))
        ]
        for menu in MENUS
    }
    return [(menu, _with_one_row_of_takes(its)) for menu, its in rows.items() if its]


def _with_one_row_of_takes(rows: Rows) -> Rows:
    """`rows`, those of the takes as one if their keys are their numbers."""
    takes = [(f"Hear take {number}", str(number)) for number in range(1, MAX_CANDIDATES + 1)]
    if takes[0] not in rows:
        return rows
    first = rows.index(takes[0])
    after = first + len(takes)
    one = (f"Hear take 1 to {MAX_CANDIDATES}", f"1 to {MAX_CANDIDATES}")
    return [*rows[:first], one, *rows[after:]] if rows[first:after] == takes else rows


def _balanced(blocks: list[tuple[str, Rows]]) -> list[list[tuple[str, Rows]]]:
    """`blocks` in their order over the columns, which are as low as they can be."""
    height = sum(len(rows) + _TITLE for _, rows in blocks) // _COLUMNS
    while len(columns := _filled(blocks, height)) > _COLUMNS:
        height += 1
    return columns


def _filled(blocks: list[tuple[str, Rows]], height: int) -> list[list[tuple[str, Rows]]]:
    """`blocks` in columns of at most `height` rows; one may go on in the next column, but not by a few rows alone."""
    columns: list[list[tuple[str, Rows]]] = [[]]
    room = height
    for title, rows in blocks:
        while rows:
            here = min(len(rows), room - _TITLE)
            if 0 < len(rows) - here < _FEWEST:
                here = len(rows) - _FEWEST
            if columns[-1] and here < min(len(rows), _FEWEST):
                columns.append([])
                room = height
                continue
            columns[-1].append((title, rows[:here]))
            room -= here + _TITLE
            rows, title = rows[here:], f"{title}, continued"
    return columns


def _table(title: str, rows: Rows, width: int) -> str:
    """`width`: of what is done, in pixels; the same in the whole column of the sheet."""
    cells = "".join(f"<tr><td width='{width}'>{escape(text)}</td><td>{_folded(keys)}</td></tr>" for text, keys in rows)
    return f"<b>{escape(title)}</b><table>{cells}</table>"


def _folded(keys: str) -> str:
    """`keys` for a cell, on two lines if they are many."""
    return escape(keys).replace(" or ", "<br>or " if len(keys) > _LONGEST else " or ")
