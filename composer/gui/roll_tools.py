"""The roll's tool buttons and its grid, as they stand in the top bar."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QToolButton, QWidget

from composer.gui.form import named
from composer.music.grid import Grid


class RollTools(QWidget):
    """Draw, select, erase; and the note value that edits snap to."""

    grid_requested = Signal(object)  # Grid

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
            self._grid.addItem("No grid" if grid is Grid.OFF else grid.label, grid)
        self._grid.setMaxVisibleItems(len(Grid))
        self._grid.activated.connect(lambda index: self.grid_requested.emit(self._grid.itemData(index)))
        row.addSpacing(8)
        row.addWidget(self._grid)

    def show_grid(self, grid: Grid) -> None:
        """Show which grid the roll uses."""
        with QSignalBlocker(self._grid):
            self._grid.setCurrentIndex(self._grid.findData(grid))
