"""The roll's tool buttons and its grid, as they stand in the top bar."""

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QToolButton, QWidget

from composer.gui.form import named
from composer.gui.piano_roll.grid_choice import GridChoice
from composer.music.grid import Grid

_ADAPTIVE = "Adaptive"  # the second of the list, whose data is None


class RollTools(QWidget):
    """Draw, select, erase; and the note value that edits snap to."""

    def __init__(self, tool_actions: list[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for action in tool_actions:
            button = QToolButton()
            button.setDefaultAction(action)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)
        self._grid = named(QComboBox(), "The grid that notes snap to")
        self._grid.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for grid in Grid:
            if self._grid.count() and grid.feel != self._grid.itemData(self._grid.count() - 1).feel:
                self._grid.insertSeparator(self._grid.count())
            self._grid.addItem("No grid" if grid is Grid.OFF else grid.label, grid)
        self._grid.insertItem(1, _ADAPTIVE)
        self._grid.setMaxVisibleItems(self._grid.count())
        row.addSpacing(8)
        row.addWidget(self._grid)

    def follow(self, choice: GridChoice, actions: dict[str, QAction]) -> None:
        """Show `choice` here and in the actions of the grid, and change it when another grid is asked for."""
        self._grid.activated.connect(lambda index: _choose(choice, self._grid.itemData(index)))
        choice.changed.connect(lambda: self._show(choice, actions))
        self._show(choice, actions)

    def _show(self, choice: GridChoice, actions: dict[str, QAction]) -> None:
        actions["snap"].setChecked(choice.grid is not Grid.OFF)
        actions["triplet grid"].setChecked(choice.grid.feel == "triplet")
        actions["adaptive grid"].setChecked(choice.is_adaptive)
        with QSignalBlocker(self._grid):
            self._grid.setItemText(1, f"{_ADAPTIVE}: {choice.grid.label}" if choice.is_adaptive else _ADAPTIVE)
            self._grid.setCurrentIndex(1 if choice.is_adaptive else self._grid.findData(choice.grid))


def _choose(choice: GridChoice, grid: Grid | None) -> None:
    if grid is None:
        choice.use_adaptive()
    else:
        choice.use(grid)
