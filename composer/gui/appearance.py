"""The appearance: the window's theme, chosen by the user or the desktop's, which may change meanwhile."""

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from composer.gui.settings import THEMES, Settings
from composer.gui.theme import apply_theme, current_palette
from composer.gui.window_style import window_style


class Appearance(QObject):
    """Dresses `window` and the whole application; `actions` need one for each of `THEMES`, "dark theme" …"""

    def __init__(self, window: QWidget, actions: dict[str, QAction], settings: Settings) -> None:
        super().__init__(window)
        self._window, self._actions, self._settings = window, actions, settings
        self.use_theme(settings.theme)
        # Queued, because to use a theme changes the scheme too.
        queued = Qt.ConnectionType.QueuedConnection
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_desktop, queued)

    def use_theme(self, theme: str) -> None:
        """Show one of `THEMES`; any other name means the desktop's."""
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        theme = theme if theme in ("dark", "light", "contrast") else "system"
        apply_theme(application, theme)
        self._window.setStyleSheet(window_style(current_palette()))
        self._settings.theme = theme
        for name in THEMES:
            self._actions[f"{name} theme"].setChecked(name == theme)

    @Slot()
    def _follow_desktop(self) -> None:
        if self._settings.theme == "system":
            self.use_theme("system")
