"""The appearance: the window's theme, chosen by the user or the desktop's, which may change meanwhile."""

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from composer.gui.settings import THEMES, Settings
from composer.gui.style_sheet import style_sheet
from composer.gui.theme import apply_theme, current_palette


class Appearance(QObject):
    """Dresses the whole application; `actions` need one for each of `THEMES`, "dark theme" …

    Until `dress_all`, only the widgets given to `dress_first` have the style sheet: to apply it to all of them takes Qt
    25 ms, for which the first paint would wait.
    """

    def __init__(self, parent: QObject, actions: dict[str, QAction], settings: Settings) -> None:
        super().__init__(parent)
        self._actions, self._settings = actions, settings
        self._first: tuple[QWidget, ...] = ()
        self._dresses_all = settings.theme == "contrast"  # which has rules for nearly every widget
        self.use_theme(settings.theme)
        # Queued, because to use a theme changes the scheme too.
        queued = Qt.ConnectionType.QueuedConnection
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_desktop, queued)

    def use_theme(self, theme: str) -> None:
        """Show one of `THEMES`; any other name means the desktop's."""
        theme = theme if theme in ("dark", "light", "contrast") else "system"
        apply_theme(_application(), theme)
        self._dress()
        self._settings.theme = theme
        for name in THEMES:
            self._actions[f"{name} theme"].setChecked(name == theme)

    def dress_first(self, *widgets: QWidget) -> None:
        """Dress the ones that would look different without, when the window is painted for the first time."""
        self._first = widgets
        self._dress()

    def dress_all(self) -> None:
        """Dress every widget, from now on."""
        if not self._dresses_all:
            self._dresses_all = True
            self._dress()
            for widget in self._first:
                widget.setStyleSheet("")

    def _dress(self) -> None:
        rules = style_sheet(current_palette())
        if self._dresses_all:
            _application().setStyleSheet(rules)
        else:
            for widget in self._first:
                widget.setStyleSheet(rules)

    @Slot()
    def _follow_desktop(self) -> None:
        if self._settings.theme == "system":
            self.use_theme("system")


def _application() -> QApplication:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    return application
