"""The look of the window's own parts, on top of the theme."""

from composer.gui.theme import Palette, mixed


def window_style(palette: Palette) -> str:
    """A style sheet for the main window."""
    hover = mixed(palette.accent, palette.text, 0.12).name()
    trouble = mixed(palette.window, palette.error, 0.18).name()
    news = mixed(palette.window, palette.accent, 0.18).name()
    muted, faint = palette.muted_text.name(), mixed(palette.window, palette.text, 0.16).name()
    accent, on_accent, border = palette.accent.name(), palette.on_accent.name(), palette.border.name()
    return f"""
        QLabel[role="muted"] {{ color: {muted}; }}
        QLabel#trouble {{ color: {palette.error.name()}; }}
        QFrame#banner[kind="trouble"] {{ background: {trouble}; border: none; }}
        QFrame#banner[kind="news"] {{ background: {news}; border: none; }}
        QFrame#line {{ background: {border}; border: none; }}
        QPushButton#primary {{ background: {accent}; color: {on_accent}; border: 1px solid {accent};
            border-radius: 5px; padding: 7px; font-weight: bold; }}
        QPushButton#primary:hover, QPushButton#primary:focus {{ background: {hover}; }}
        QPushButton#primary:focus {{ border-color: {palette.text.name()}; }}
        QPushButton#primary:disabled {{ background: {faint}; border-color: {faint}; color: {muted}; }}
        QProgressBar {{ background: {faint}; border: none; border-radius: 2px; }}
        QProgressBar::chunk {{ background: {palette.loud_take.name()}; border-radius: 2px; }}
        QToolButton#take {{ border: 1px solid {border}; padding: 4px 2px; min-width: 18px; }}
        QToolButton#take:checked {{ background: {palette.loud_take.name()}; color: {palette.note_text.name()}; }}
        QFrame#track[active="true"] {{ background: {faint}; }}
        QFrame#track[silent="true"] QLabel {{ color: {muted}; }}
        QFrame#stepEntry {{ background: {palette.raised.name()}; border: 1px solid {accent}; border-radius: 6px; }}
        QFrame#target {{ background: {accent}; }}
        QPushButton#instrument {{ color: {muted}; border: none; padding: 0; text-align: left; }}
        QPushButton#instrument:hover, QPushButton#instrument:focus {{ color: {accent}; }}
        QToolButton#mute, QToolButton#solo {{ color: {muted}; border: none; padding: 0; }}
        QToolButton#mute:hover, QToolButton#solo:hover {{ color: {palette.text.name()}; background: {faint}; }}
        QToolButton#mute:checked {{ background: {palette.error.name()}; color: {on_accent}; }}
        QToolButton#solo:checked {{ background: {palette.track_colours[2].name()}; color: {on_accent}; }}
        QToolButton#mute:focus, QToolButton#solo:focus {{ border-color: {palette.text.name()}; }}
        QToolButton#take:focus {{ border-color: {palette.text.name()}; }}
    """
