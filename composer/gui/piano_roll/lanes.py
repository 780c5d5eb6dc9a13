"""The lane below the grid and the choice of what it shows: velocities, or what a pedal or another dial does."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QCursor, QFontMetrics
from PySide6.QtWidgets import QGridLayout, QMenu, QPushButton, QWidget

from composer.gui.piano_roll.keyboard import KEYBOARD_WIDTH
from composer.gui.piano_roll.state import RollState
from composer.gui.piano_roll.velocity_lane import VelocityLane, VelocityScale
from composer.music.control_names import dial_name
from composer.music.controls import BEND, MODULATION, SUSTAIN, Dial

_ROW = 2  # of the roll's layout
_USUAL = (SUSTAIN, BEND, MODULATION)  # are offered always; others, when the track has them
_VELOCITY = "Velocity"
_LETTERS = (10, 9)  # logical pixels: smaller ones for a long name
_BESIDE_NAME = 13  # logical pixels for what is left and right of the name: the style sheet has them


class Lanes(QObject):
    """Shows one lane at a time; each is made when it is first wanted."""

    changed = Signal()  # what is shown

    def __init__(self, state: RollState, layout: QGridLayout, parent: QWidget) -> None:
        super().__init__(parent)
        self._state, self._layout = state, layout
        self._dial: Dial | None = None
        self._is_shown = False
        self.velocity = VelocityLane(state)
        self._parts: dict[Dial | None, tuple[QWidget, QWidget]] = {None: (VelocityScale(state), self.velocity)}
        self._place(self._parts[None])
        self._menu = QMenu(parent)
        self._menu.aboutToShow.connect(self._fill_menu)
        self.chooser = _Chooser(self._menu)
        layout.addWidget(self.chooser, _ROW, 0, Qt.AlignmentFlag.AlignBottom)

    @property
    def dial(self) -> Dial | None:
        """Whose curve is shown; None: the velocities."""
        return self._dial

    @property
    def offered(self) -> list[Dial]:
        """The dials that can be chosen: the usual ones, and those that the active track has."""
        present = self._state.shown_score.tracks[self._state.active_track].controls.dials
        return [*_USUAL, *sorted(present - {*_USUAL})]

    def set_shown(self, is_shown: bool) -> None:
        """Show the lane, or hide it."""
        self._is_shown = is_shown
        self._show_parts()

    def choose(self, dial: Dial | None) -> None:
        """Show the curve of `dial`, or the velocities."""
        if dial is not None and dial not in self._parts:
            from composer.gui.piano_roll.control_lane import ControlLane, ControlScale  # most never need it

            self._parts[dial] = ControlScale(self._state, dial), ControlLane(self._state, dial)
            self._place(self._parts[dial])
        self._dial = dial
        self._show_parts()
        self.changed.emit()

    def show_menu(self) -> None:
        """Offer what there is to show, at the mouse."""
        self._menu.popup(QCursor.pos())

    def _place(self, parts: Iterable[QWidget]) -> None:
        for column, widget in enumerate(parts):
            self._layout.addWidget(widget, _ROW, column)

    def _show_parts(self) -> None:
        for dial, parts in self._parts.items():
            for widget in parts:
                widget.setVisible(self._is_shown and dial == self._dial)
        name = _VELOCITY if self._dial is None else dial_name(self._dial)
        self.chooser.show_name(name)
        self.chooser.setVisible(self._is_shown)
        self.chooser.raise_()

    def _fill_menu(self) -> None:
        self._menu.clear()
        for dial in (None, *self.offered):
            action = self._menu.addAction(_VELOCITY if dial is None else dial_name(dial))
            action.setCheckable(True)
            action.setChecked(dial == self._dial)
            action.triggered.connect(lambda _, dial=dial: self.choose(dial))


class _Chooser(QPushButton):
    """As wide as the piano keys above it; names what is shown."""

    def __init__(self, menu: QMenu) -> None:
        super().__init__()
        self.setObjectName("laneChooser")
        self.setMenu(menu)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedSize(KEYBOARD_WIDTH - 1, 20)

    def show_name(self, name: str) -> None:
        """Write `name` in letters that leave room for the arrow; one that is too long even then is cut."""
        font, room = self.font(), self.width() - _BESIDE_NAME
        for pixels in _LETTERS:
            font.setPixelSize(pixels)
            if QFontMetrics(font).horizontalAdvance(name) <= room:
                break
        self.setFont(font)
        self.setText(QFontMetrics(font).elidedText(name, Qt.TextElideMode.ElideRight, room))
        self.setAccessibleName(f"The lane shows: {name}")
        self.setToolTip(f"{name}: choose what the lane shows")
