"""The edge of a column, with which the mouse draws it wider or narrower."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QWidget

NARROWEST = 160  # pixels of the column
_LARGEST_SHARE = 1 / 3  # of the window
_GRIP = 5  # pixels, of which the last is seen as a line


class ColumnEdge(QWidget):
    """At the right of a column, whose fixed width it changes; a double click gives it the usual width."""

    width_chosen = Signal(int)

    def __init__(self, column: QWidget, usual_width: int) -> None:
        super().__init__()
        self._column, self._usual_width = column, usual_width
        self._grasp: tuple[float, int] | None = None  # where the mouse took hold on the screen, and the width then
        self.setFixedWidth(_GRIP)
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self.setToolTip("Drag to make the column wider or narrower; double-click for the usual width")

    def widen_to(self, width: int) -> None:
        """Give the column this width, or the nearest that leaves the window room for the rest."""
        widest = max(int(self._column.window().width() * _LARGEST_SHARE), NARROWEST)
        self._column.setFixedWidth(min(max(width, NARROWEST), widest))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the edge."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._grasp = event.globalPosition().x(), self._column.width()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Let the edge follow."""
        if self._grasp is not None:
            self.widen_to(round(self._grasp[1] + event.globalPosition().x() - self._grasp[0]))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Keep the width that it has now."""
        if self._grasp is not None:
            self._grasp = None
            self.width_chosen.emit(self._column.width())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Go back to the usual width."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.widen_to(self._usual_width)
            self.width_chosen.emit(self._column.width())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the line."""
        painter = QPainter(self)
        painter.fillRect(self.width() - 1, 0, 1, self.height(), self.palette().color(QPalette.ColorRole.Mid))
        painter.end()
