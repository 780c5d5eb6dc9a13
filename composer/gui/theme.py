"""The program's themes, and how their colours reach Qt's widgets."""

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from composer.gui.palette import CONTRAST, DARK, LIGHT, VELOCITY_SHADES, Palette, Shades, mixed

__all__ = ["CONTRAST", "DARK", "LIGHT", "VELOCITY_SHADES", "Palette", "Shades", "ThemeName", "apply_theme"]
__all__ += ["current_palette", "mixed"]

ThemeName = Literal["dark", "light", "contrast", "system"]

_FUSION_DARKENS = 127  # per cent: by so much its outlines are darker than the window
_BOXES = ("QCheckBox", "QRadioButton", "QAbstractItemView", "QPlainTextEdit", "QTextEdit")
_FIELDS = ("QAbstractSpinBox", "QLineEdit")
_shown: Palette | None = None  # what `apply_theme` has shown last


def current_palette() -> Palette:
    """The palette that the running application shows."""
    if _shown:
        return _shown
    return DARK if QApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


def apply_theme(app: QApplication, theme: ThemeName) -> None:
    """Colour every widget, which Fusion draws, like `theme`; "system" takes the desktop's choice as it is now."""
    global _shown
    scheme = Qt.ColorScheme
    hints = app.styleHints()
    hints.setColorScheme({"light": scheme.Light, "system": scheme.Unknown}.get(theme, scheme.Dark))
    is_light = theme == "light" or (theme == "system" and hints.colorScheme() == scheme.Light)
    _shown = CONTRAST if theme == "contrast" else LIGHT if is_light else DARK
    app.setPalette(_qt_palette(_shown))
    # Fields quietly, because there are many; in high contrast like the boxes. A border by style sheet costs the arrows.
    boxes = _outlined(_shown, 0.78 if _shown is CONTRAST else 0.45)
    fields = boxes if _shown is CONTRAST else _outlined(_shown, 0.25) if _shown.is_dark else _qt_palette(_shown)
    headers = _qt_palette(_shown)  # which would fill their empty ends with the lines of the lists that they belong to
    looks = ((_BOXES, boxes), (_FIELDS, fields), (("QSlider",), _handled(_shown)), (("QHeaderView",), headers))
    for classes, look in looks:
        for name in classes:
            app.setPalette(look, name)  # type: ignore[arg-type]  # its stub wants bytes, and is wrong


def _outlined(palette: Palette, share: float) -> QPalette:
    """For what Fusion draws a line round that is darker than the window: in the dark, unseen."""
    outlined = _qt_palette(palette)
    line = mixed(palette.window, palette.text, share)
    outlined.setColor(QPalette.ColorRole.Window, line.lighter(_FUSION_DARKENS))
    return outlined


def _handled(palette: Palette) -> QPalette:
    """For sliders, whose handles Fusion draws like buttons: small as they are, in the dark they need to be brighter."""
    handled, group = _qt_palette(palette), QPalette.ColorGroup
    shares = {group.Active: 0.5, group.Inactive: 0.5} if palette.is_dark else {}
    if palette is CONTRAST:
        shares[group.Disabled] = 0.4
    for each, share in shares.items():
        handled.setColor(each, QPalette.ColorRole.Button, mixed(palette.window, palette.text, share))
    return handled


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
    faint = mixed(palette.window, palette.text, 0.6 if palette is CONTRAST else 0.4)
    for colour_role in (role.WindowText, role.Text, role.ButtonText, role.PlaceholderText):
        qt.setColor(group.Disabled, colour_role, faint)
    qt.setColor(group.Disabled, role.Highlight, mixed(palette.window, palette.text, 0.25))
    return qt
