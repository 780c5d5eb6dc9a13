"""The style sheet: what the theme's colours alone do not say."""

from composer.gui.palette import CONTRAST, Palette, mixed


def style_sheet(palette: Palette) -> str:
    """The rules of every widget, for the whole application."""
    rules = _quiet_controls(palette) + _parts(palette)
    if palette.is_dark:
        rules += _lit_arrows(palette)
    return rules + _outlines(palette) if palette is CONTRAST else rules


def _quiet_controls(palette: Palette) -> str:
    """What Fusion draws too heavily: quiet scroll bars, tool tips, menus and tool buttons."""
    name = {key: getattr(palette, key).name() for key in ("window", "surface", "raised", "border", "text", "accent")}
    handle = mixed(palette.window, palette.text, 0.5 if palette is CONTRAST else 0.28).name()
    hover = mixed(palette.window, palette.text, 0.10).name()
    edge = mixed(palette.border, palette.text, 0.15).name()  # of what lies over the window
    return f"""
        QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
        QToolTip {{ background: {name["surface"]}; color: {name["text"]}; border: 1px solid {name["border"]};
            padding: 4px; }}
        QMenu, QComboBox QAbstractItemView {{ background: {name["surface"]}; border: 1px solid {edge};
            selection-background-color: {name["accent"]}; selection-color: {palette.on_accent.name()}; }}
        QMenu::icon {{ left: 4px; }}
        QMenu::icon:checked {{ background: transparent; border: none; }}
        QMenu::item:enabled:selected {{ background: {name["accent"]}; color: {palette.on_accent.name()}; }}
        QMenu::separator {{ height: 1px; background: {edge}; margin: 3px 6px; }}
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


def _parts(palette: Palette) -> str:
    """The window's own parts."""
    hover = mixed(palette.accent, palette.text, 0.12).name()
    trouble = mixed(palette.window, palette.error, 0.18).name()
    news = mixed(palette.window, palette.accent, 0.18).name()
    muted, faint = palette.muted_text.name(), mixed(palette.window, palette.text, 0.16).name()
    on_solo, quiet = palette.note_text.darker(150).name(), mixed(palette.muted_text, palette.text, 0.4).name()
    accent, on_accent, border = palette.accent.name(), palette.on_accent.name(), palette.border.name()
    return f"""
        QLabel#trouble {{ color: {palette.error.name()}; }}
        QLabel#clock {{ color: {muted}; }}
        QLabel#clock[leading="true"] {{ color: {accent}; font-weight: bold; }}
        QFrame#banner[kind="trouble"] {{ background: {trouble}; border: none; }}
        QFrame#banner[kind="news"] {{ background: {news}; border: none; }}
        QPushButton#primary {{ background: {accent}; color: {on_accent}; border: 1px solid {accent};
            border-radius: 5px; padding: 7px; font-weight: bold; }}
        QPushButton#primary:hover, QPushButton#primary:focus {{ background: {hover}; }}
        QPushButton#primary:focus {{ border-color: {palette.text.name()}; }}
        QPushButton#primary:disabled {{ background: {faint}; border-color: {faint}; color: {muted}; }}
        QProgressBar {{ background: {faint}; border: none; border-radius: 2px; }}
        QProgressBar::chunk {{ background: {palette.loud_take.name()}; border-radius: 2px; }}
        QToolButton#take {{ border: 1px solid {border}; padding: 4px 2px; min-width: 18px; }}
        QToolButton#take:disabled {{ border-color: {faint}; }}
        QToolButton#take:checked {{ background: {palette.loud_take.name()}; color: {palette.note_text.name()}; }}
        QFrame#track[active="true"] {{ background: {faint}; }}
        QFrame#track[focused="true"] {{ background: {mixed(palette.window, palette.accent, 0.24).name()}; }}
        QFrame#track[silent="true"] QLabel {{ color: {muted}; }}
        QFrame#track[active="true"][silent="true"] QLabel {{ color: {quiet}; }}
        QFrame#stepEntry {{ background: {palette.raised.name()}; border: 1px solid {accent}; border-radius: 6px; }}
        QPushButton#instrument {{ color: {muted}; background: none; border: none; padding: 0; text-align: left; }}
        QFrame#track[active="true"] QPushButton#instrument {{ color: {quiet}; }}
        QFrame#track[lost="true"] QPushButton#instrument {{ color: {palette.error.name()}; }}
        QFrame#track QPushButton#instrument:hover {{ color: {accent}; }}
        QFrame#track QPushButton#instrument:focus {{ color: {accent}; text-decoration: underline; }}
        QPushButton#laneChooser {{ color: {muted}; border: none; border-radius: 0; padding: 0 0 0 4px; text-align: left;
            background: {palette.ruler.name()}; border-top: 1px solid {border}; }}
        QPushButton#laneChooser:hover, QPushButton#laneChooser:focus {{ color: {accent}; }}
        QPushButton#laneChooser:focus {{ border: 1px solid {accent}; padding-left: 3px; outline: none; }}
        QPushButton#laneChooser::menu-indicator {{ width: 5px; right: 2px; subcontrol-position: right center; }}
        QToolButton#mute, QToolButton#solo {{ color: {muted}; border: 1px solid transparent; padding: 0; }}
        QToolButton#mute:hover, QToolButton#solo:hover {{ color: {palette.text.name()}; background: {faint}; }}
        QToolButton#mute:checked {{ background: {palette.error.name()}; color: {on_accent}; }}
        QToolButton#solo:checked {{ background: {palette.track_colours[2].name()}; color: {on_solo}; }}
        QToolButton#mute:focus, QToolButton#solo:focus {{ border-color: {palette.text.name()}; }}
        QToolButton#take:focus {{ border: 2px solid {palette.text.name()}; padding: 3px 1px; }}
    """


def _lit_arrows(palette: Palette) -> str:
    """A ground for the arrows of Qt's own file dialog, which are black pictures."""
    lit, dim = (mixed(palette.window, palette.text, share).name() for share in (0.55, 0.25))
    arrows = [f"QFileDialog QToolButton#{name}" for name in ("backButton", "forwardButton", "toParentButton")]
    return f"""
        {", ".join(arrows)} {{ background: {lit}; }}
        {", ".join(f"{arrow}:disabled" for arrow in arrows)} {{ background: {dim}; }}
    """


def _outlines(palette: Palette) -> str:
    """The edges of fields and buttons, which Fusion draws in a shade of the window: none is darker than black.

    And of what is told elsewhere by a shade of the window.
    """
    border, text, accent = palette.border.name(), palette.text.name(), palette.accent.name()
    faint = mixed(palette.window, palette.border, 0.5).name()
    silent, groove = (mixed(palette.window, palette.text, share).name() for share in (0.65, 0.4))
    return f"""
        QComboBox, QPushButton {{ border: 1px solid {border}; border-radius: 3px; padding: 3px 6px; outline: none;
            background: {palette.surface.name()}; }}
        QComboBox {{ selection-background-color: {accent}; selection-color: {palette.on_accent.name()}; }}
        QLineEdit {{ border: 1px solid {border}; }}
        QPushButton:default {{ border: 2px solid {text}; padding: 2px 5px; }}
        QComboBox:focus, QPushButton:focus {{ border: 2px solid {accent}; padding: 2px 5px; }}
        QPushButton#primary:focus {{ background: {text}; border: 2px solid {accent}; padding: 6px; }}
        QLineEdit:focus {{ border: 2px solid {accent}; }}
        QCheckBox:focus, QRadioButton:focus {{ color: {accent}; }}
        QComboBox:disabled, QPushButton:disabled, QLineEdit:disabled, QToolButton#take:disabled
            {{ border-color: {faint}; }}
        QProgressBar {{ background: {groove}; }}
        QFrame#banner[kind="trouble"] {{ border-top: 2px solid {palette.error.name()}; }}
        QFrame#banner[kind="news"] {{ border-top: 2px solid {accent}; }}
        QFrame#track {{ border: solid {palette.window.name()}; border-width: 2px 0; }}
        QFrame#track[active="true"] {{ border-color: {border}; border-width: 1px 0; padding: 1px 0; }}
        QFrame#track[focused="true"] {{ border-color: {accent}; border-width: 2px 0; padding: 0; }}
        QFrame#track[silent="true"] QLabel, QFrame#track[active="true"][silent="true"] QLabel {{ color: {silent}; }}
    """
