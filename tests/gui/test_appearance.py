import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from composer.gui import appearance
from composer.gui.actions import make_actions
from composer.gui.appearance import Appearance
from composer.gui.settings import THEMES, Settings


@pytest.fixture
def applied(monkeypatch):
    """The themes that were applied, in order."""
    themes = []
    monkeypatch.setattr(appearance, "apply_theme", lambda application, theme: themes.append(theme))
    return themes


@pytest.mark.parametrize(("theme", "follows"), [("system", True), ("dark", False), ("light", False)])
def test_only_the_desktops_theme_follows_the_desktop(qtbot, qapp, monkeypatch, theme, follows):
    window = QWidget()
    qtbot.addWidget(window)
    look = Appearance(window, make_actions(window), Settings(theme=theme))
    used = []
    monkeypatch.setattr(look, "use_theme", used.append)
    QGuiApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    qapp.processEvents()
    assert used == (["system"] if follows else [])


def test_the_menu_shows_the_theme_and_the_settings_remember_it(qtbot, applied):
    window, settings = QWidget(), Settings(theme="plaid")
    qtbot.addWidget(window)
    actions = make_actions(window)
    look = Appearance(window, actions, settings)
    assert settings.theme == "system"
    for theme in ("light", "contrast"):
        look.use_theme(theme)
        assert settings.theme == theme
        assert [name for name in THEMES if actions[f"{name} theme"].isChecked()] == [theme]
