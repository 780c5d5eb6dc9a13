"""The menu of the notes, which the right mouse button brings in the select tool."""

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

_ACTIONS = (
    ("cut", "copy", "paste", "duplicate", "delete"),
    ("quantize", "quantize how", "humanize", "legato"),
    ("split at pointer", "join", "stretch", "shrink", "reverse"),
    ("set velocity", "select same pitch", "select by velocity", "select inverse"),
)


def show_note_menu(actions: dict[str, QAction], parent: QWidget, place: QPoint) -> QMenu:
    """Show the menu at `place` on the screen; it goes by itself."""
    menu = QMenu(parent)
    for group in _ACTIONS:
        menu.addActions([actions[name] for name in group])
        menu.addSeparator()
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(place)
    return menu
