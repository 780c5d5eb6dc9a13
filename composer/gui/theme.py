"""The program's themes, and how their colours reach Qt's widgets."""

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from composer.gui.palette import CONTRAST, DARK, LIGHT, VELOCITY_SHADES, Palette, Shades, mixed

__all__ = ["CONTRAST", "DARK", "LIGHT", "VELOCITY_SHADES", "Palette", "Shades", "ThemeName", "apply_theme"]
__all__ += ["current_palette", "mixed"]

ThemeName = Literal["dark", "light", "contrast", "system"]

_shown: Palette | None = None  # what `apply_theme` has shown last


def current_palette() -> Palette:
    """The palette that the running application shows."""
    if _shown:
        return _shown
    return DARK if QApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


def apply_theme(app: QApplication, theme: ThemeName) -> None:
    """Show `theme` in every widget, which Fusion draws; "system" takes the desktop's choice as it is now."""
    global _shown
    scheme = Qt.ColorScheme
    hints = app.styleHints()
    hints.setColorScheme({"light": scheme.Light, "system": scheme.Unknown}.get(theme, scheme.Dark))
    is_light = theme == "light" or (theme == "system" and hints.colorScheme() == scheme.Light)
    _shown = CONTRAST if theme == "contrast" else LIGHT if is_light else DARK
    app.setPalette(_qt_palette(_shown))
    app.setStyleSheet(_style_sheet(_shown) + (_outlines(_shown) if theme == "contrast" else ""))


def _qt_palette(palette: Palette) -> QPalette:
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    colours = {
        role.Window: palette.window,
        role.WindowText: palette.text,
        role.Base: palette.surface,
        role.AlternateBase: palette.window,
        role.Text: palette.text,
        role.PlaceholderText: palette.muted_text,
        role.Button: palette.raised,
        role.ButtonText: palette.text,
        role.BrightText: palette.error,
        role.ToolTipBase: palette.surface,
        role.ToolTipText: palette.text,
        role.Highlight: palette.accent,
        role.HighlightedText: palette.on_accent,
        role.Accent: palette.accent,
        role.Link: palette.accent,
        role.Light: mixed(palette.raised, palette.text, 0.08),
        role.Midlight: mixed(palette.raised, palette.text, 0.04),
        role.Mid: palette.border,
        role.Dark: palette.border,
        role.Shadow: mixed(palette.window, QColor("black"), 0.5),
    }
    qt = QPalette()
    for colour_role, colour in colours.items():
        qt.setColor(colour_role, colour)
    faint = mixed(palette.window, palette.text, 0.4)
    for colour_role in (role.WindowText, role.Text, role.ButtonText):
        qt.setColor(group.Disabled, colour_role, faint)
    qt.setColor(group.Disabled, role.Highlight, palette.border)
    return qt


def _style_sheet(palette: Palette) -> str:
    """What Fusion draws too heavily: quiet scroll bars, tool tips, menus and tool buttons."""
    name = {key: getattr(palette, key).name() for key in ("window", "surface", "raised", "border", "text", "accent")}
    handle = mixed(palette.window, palette.text, 0.28).name()
    hover = mixed(palette.window, palette.text, 0.10).name()
    return f"""
        QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
        QToolTip {{ background: {name["surface"]}; color: {name["text"]}; border: 1px solid {name["border"]};
            padding: 4px; }}
        QScrollBar {{ background: {name["window"]}; border: none; }}
        QScrollBar:horizontal {{ height: 12px; }}
        QScrollBar:vertical {{ width: 12px; }}
        QScrollBar::handle {{ background: {handle}; border-radius: 4px; margin: 2px; }}
        QScrollBar::handle:horizontal {{ min-width: 28px; }}
        QScrollBar::handle:vertical {{ min-height: 28px; }}
        QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
        QScrollBar::add-page, QScrollBar::sub-page {{ background: none; }}
        QToolButton {{ border: 1px solid transparent; border-radius: 5px; padding: 4px; }}
        QToolButton:hover {{ background: {hover}; }}
        QToolButton:checked {{ background: {hover}; border-color: {name["border"]}; }}
        QToolButton:focus {{ border-color: {name["accent"]}; }}
    """


def _outlines(palette: Palette) -> str:
    """The edges of fields and buttons, which Fusion draws in a shade of the window: none is darker than black."""
    border, accent = palette.border.name(), palette.accent.name()
    faint = mixed(palette.window, palette.border, 0.5).name()
    return f"""
        QComboBox, QPushButton {{ border: 1px solid {border}; border-radius: 3px; padding: 3px 6px;
            background: {palette.surface.name()}; }}
        QLineEdit {{ border: 1px solid {border}; }}
        QComboBox:focus, QLineEdit:focus, QPushButton:focus {{ border-color: {accent}; }}
        QComboBox:disabled, QPushButton:disabled {{ border-color: {faint}; }}
    """
