"""The roll among the window's parts: its menus, its grid, step entry and the time line, and what actions do there."""

from PySide6.QtCore import QObject, QPoint, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from composer.gui.document import Document
from composer.gui.note_commands import note_commands
from composer.gui.piano_roll import PianoRoll
from composer.gui.roll_tools import RollTools
from composer.gui.step_entry import StepEntry
from composer.gui.timeline_desk import TimelineDesk


class RollDesk(QObject):
    """`commands`: what each action that concerns notes, the grid and the time line does, by its name."""

    def __init__(
        self, document: Document, roll: PianoRoll, tools: RollTools, actions: dict[str, QAction], window: QWidget
    ) -> None:
        super().__init__(window)
        self._actions, self._window = actions, window
        self.timeline = TimelineDesk(document, roll, window)
        self.step_entry = StepEntry(document, roll, self)
        self.commands = {
            **note_commands(roll, window),
            **self.timeline.commands,
            "step entry": self.step_entry.switch,
        }
        tools.follow(roll.grid_choice, actions)
        roll.note_menu_requested.connect(self._show_note_menu)
        self.step_entry.changed.connect(self._show_step_entry)

    @Slot(QPoint)
    def _show_note_menu(self, place: QPoint) -> None:
        from composer.gui.roll_menu import show_note_menu  # imported late: it would delay the first paint

        show_note_menu(self._actions, self._window, place)

    @Slot()
    def _show_step_entry(self) -> None:
        self._actions["step entry"].setChecked(self.step_entry.is_on)
