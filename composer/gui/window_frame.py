"""What frames the window: its title and its menus, which follow the document."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QMenu

from composer.gui.actions import MENUS, menu_title, name_in_menu, specs_of_menu
from composer.gui.document import Document
from composer.gui.settings import Settings


class WindowFrame(QObject):
    """Says which piece is here, what can be undone, and which files were open lately."""

    file_chosen = Signal(Path)  # one of those that were open lately
    menu_opened = Signal(QMenu)

    def __init__(
        self, document: Document, actions: dict[str, QAction], settings: Settings, window: QMainWindow
    ) -> None:
        super().__init__(window)
        self._document, self._actions, self._settings, self._window = document, actions, settings, window
        self._recent_menu = self._fill_menus()
        document.undo_stack.clean_changed.connect(self._show_modified)
        document.undo_stack.moved.connect(self._show_steps)
        document.path_changed.connect(self._show_title)
        self.show_recent()
        self._show_steps()
        self._show_title()

    @Slot()
    def show_recent(self) -> None:
        """Other files than before have been open lately."""
        self._recent_menu.clear()
        for name in self._settings.recent_files:
            path = Path(name)
            self._recent_menu.addAction(name_in_menu(path.name), partial(self.file_chosen.emit, path)).setToolTip(name)
        self._recent_menu.setEnabled(bool(self._settings.recent_files))

    def _fill_menus(self) -> QMenu:
        """Every action in its menu; the menu of recent files is empty yet."""
        recent = QMenu("Open &recent", self._window)
        recent.setToolTipsVisible(True)
        for name in MENUS:
            menu = self._window.menuBar().addMenu(menu_title(name))
            menu.aboutToShow.connect(partial(self.menu_opened.emit, menu))
            for spec in specs_of_menu(name):
                if spec.begins_group:
                    menu.addSeparator()
                menu.addAction(self._actions[spec.name])
                if spec.name == "open":
                    menu.addMenu(recent)
        return recent

    @Slot()
    def _show_title(self) -> None:
        note = " (read-only)" if self._document.lock_reason else ""
        self._window.setWindowTitle(f"{self._document.title}[*]{note} – Composer")

    @Slot(bool)
    def _show_modified(self, is_clean: bool) -> None:
        self._window.setWindowModified(not is_clean)

    @Slot()
    def _show_steps(self) -> None:
        stack = self._document.undo_stack
        for name, text in (("undo", stack.undo_text), ("redo", stack.redo_text)):
            what = name_in_menu(text[:1].lower() + text[1:])
            self._actions[name].setText(f"&{name.capitalize()} {what}".rstrip())
            self._actions[name].setEnabled(bool(text))
