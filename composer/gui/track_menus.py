"""The menus of the track list: instruments by their General MIDI families, colours, channels, ports."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QAction, QActionGroup, QColor, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QMenu, QWidget

from composer.gui.actions import name_in_menu
from composer.gui.theme import current_palette
from composer.midi.instruments import FAMILIES
from composer.music.score import BUILT_IN_SYNTH, DRUM_CHANNEL, Score, Track
from composer.music.tracks import CHANNELS, colour_of

COLOUR_NAMES = ("Blue", "Green", "Yellow", "Red", "Violet", "Cyan", "Olive", "Grey")  # in the order of the themes
_SWATCH = 16  # pixels

Choose = Callable[[int], object]
T = TypeVar("T")


def instrument_menu(parent: QWidget, track: Track, choose_program: Choose, choose_channel: Choose) -> QMenu:
    """Sixteen families of eight instruments, and the drums."""
    menu = QMenu("&Instrument", parent)
    group = QActionGroup(menu)
    _add_choice(menu, group, "Drums", track.is_drums, choose_channel, DRUM_CHANNEL)
    menu.addSeparator()
    program = 0
    for family, names in FAMILIES.items():
        submenu = menu.addMenu(family)
        for name in names:
            is_chosen = program == track.program and not track.is_drums
            _add_choice(submenu, group, name, is_chosen, choose_program, program)
            if is_chosen:
                submenu.menuAction().setCheckable(True)
                submenu.menuAction().setChecked(True)
            program += 1
    return menu


def colour_menu(parent: QWidget, score: Score, index: int, choose: Choose) -> QMenu:
    """The theme's track colours."""
    menu = QMenu("&Colour", parent)
    group = QActionGroup(menu)
    for number, (name, colour) in enumerate(zip(COLOUR_NAMES, current_palette().track_colours, strict=True)):
        is_chosen = number == colour_of(score, index)
        action = _add_choice(menu, group, name, is_chosen, choose, number)
        action.setIcon(QIcon(_swatch(colour, is_chosen, parent.devicePixelRatioF())))
        action.setIconVisibleInMenu(True)
    return menu


def channel_menu(parent: QWidget, track: Track, choose: Choose) -> QMenu:
    """The sixteen channels as people count them."""
    menu = QMenu("C&hannel", parent)
    group = QActionGroup(menu)
    for channel in range(CHANNELS):
        words = f"{channel + 1}" + (" (drums)" if channel == DRUM_CHANNEL else "")
        _add_choice(menu, group, words, channel == track.channel, choose, channel)
    return menu


def port_menu(parent: QWidget, track: Track, ports: Sequence[str], choose: Callable[[str], object]) -> QMenu:
    """The piece's output, the built-in synth and all ports; a chosen port that is gone is listed as such."""
    menu = QMenu("&Port", parent)
    group = QActionGroup(menu)
    _add_choice(menu, group, "The piece’s output", not track.port, choose, "")
    menu.addSeparator()
    for port in (BUILT_IN_SYNTH, *ports):
        _add_choice(menu, group, name_in_menu(port), port == track.port, choose, port)
    if track.port not in ("", BUILT_IN_SYNTH, *ports):
        _add_choice(menu, group, f"Not there: {name_in_menu(track.port)}", True, choose, track.port)
    return menu


def track_menu(parent: QWidget, actions: Sequence[QAction | None], submenus: Sequence[QMenu]) -> QMenu:
    """Everything that can be done with a track: `actions` (None: a separator) after `submenus`."""
    menu = QMenu(parent)
    for submenu in submenus:
        submenu.setParent(menu, submenu.windowFlags())
        menu.addMenu(submenu)
    menu.addSeparator()
    for action in actions:
        menu.addAction(action) if action else menu.addSeparator()
    return menu


def _swatch(colour: QColor, is_chosen: bool, scale: float) -> QPixmap:
    """A patch of `colour`; the chosen one is ringed, because an icon stands where the others have their mark."""
    swatch = QPixmap(round(_SWATCH * scale), round(_SWATCH * scale))
    swatch.setDevicePixelRatio(scale)
    swatch.fill(Qt.GlobalColor.transparent)
    painter = QPainter(swatch)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    patch, gap = QRectF(0, 0, _SWATCH, _SWATCH), 3 if is_chosen else 1
    if is_chosen:
        painter.setPen(QPen(current_palette().text, 1.5))
        painter.drawRoundedRect(patch.adjusted(0.75, 0.75, -0.75, -0.75), 4, 4)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(patch.adjusted(gap, gap, -gap, -gap), 2.5, 2.5)
    painter.end()
    return swatch


def _add_choice(
    menu: QMenu, group: QActionGroup, text: str, is_chosen: bool, choose: Callable[[T], object], value: T
) -> QAction:
    """One of the choices of `group`, of which one is marked."""
    action = group.addAction(menu.addAction(text))
    action.setCheckable(True)
    action.setChecked(is_chosen)
    action.triggered.connect(lambda: choose(value))
    return action
