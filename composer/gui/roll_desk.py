"""The roll among the window's parts: its menus, its grid, step entry and the time line, and what actions do there."""

from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from composer.gui.actions import ACTIONS
from composer.gui.document import Document
from composer.gui.piano_roll import PianoRoll
from composer.gui.roll_tools import RollTools

if TYPE_CHECKING:
    from composer.gui.step_entry import StepEntry
    from composer.gui.timeline_desk import TimelineDesk

_MENU = "Notes"  # all of whose actions are done here, and these of other menus
_OTHERS = frozenset(
    {
        *("select all", "select inverse", "select same pitch", "select loop", "select by velocity"),
        *("next note", "previous note"),
        *("finer grid", "coarser grid", "triplet grid", "snap", "adaptive grid", "step entry"),
        *("add marker", "previous marker", "next marker", "change meter", "change tempo"),
    }
)


class RollDesk(QObject):
    """`commands`: what each action that concerns notes, the grid and the time line does, by its name.

    What does it is made when the first of them is asked for, so that the first paint does not wait for it.
    """

    menu_opened = Signal(QMenu)
    troubled = Signal(str)  # a sentence for the user

    def __init__(
        self, document: Document, roll: PianoRoll, tools: RollTools, actions: dict[str, QAction], window: QWidget
    ) -> None:
        super().__init__(window)
        self._document, self._roll, self._actions, self._window = document, roll, actions, window
        names = [spec.name for spec in ACTIONS if spec.menu == _MENU or spec.name in _OTHERS]
        self.commands = {name: partial(self._do, name) for name in names}
        tools.follow(roll.grid_choice, actions)
        roll.note_menu_requested.connect(self._show_note_menu)
        roll.ruler_menu_requested.connect(self._show_ruler_menu)
        roll.marker_name_requested.connect(self._ask_marker_name)

    @cached_property
    def timeline(self) -> "TimelineDesk":
        """Metre, tempo and markers."""
        from composer.gui.timeline_desk import TimelineDesk

        timeline = TimelineDesk(self._document, self._roll, self._window)
        timeline.troubled.connect(self.troubled)
        return timeline

    @cached_property
    def step_entry(self) -> "StepEntry":
        """The mode in which letters are notes."""
        from composer.gui.step_entry import StepEntry

        step_entry = StepEntry(self._document, self._roll, self)
        step_entry.changed.connect(self._show_step_entry)
        return step_entry

    @cached_property
    def _doers(self) -> dict[str, Callable[[], object]]:
        from composer.gui.note_commands import note_commands

        return {
            **note_commands(self._roll, self._window),
            **self.timeline.commands,
            "step entry": self.step_entry.switch,
        }

    def _do(self, name: str) -> None:
        self._doers[name]()

    @Slot(QPoint)
    def _show_note_menu(self, place: QPoint) -> None:
        from composer.gui.roll_menu import show_note_menu

        self.menu_opened.emit(show_note_menu(self._actions, self._window, place))

    @Slot(int, QPoint)
    def _show_ruler_menu(self, tick: int, place: QPoint) -> None:
        self.timeline.show_menu(tick, place)

    @Slot(int)
    def _ask_marker_name(self, tick: int) -> None:
        self.timeline.ask_marker_name(tick)

    @Slot()
    def _show_step_entry(self) -> None:
        self._actions["step entry"].setChecked(self.step_entry.is_on)
