import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from composer.gui.column_edge import NARROWEST, ColumnEdge

USUAL, WINDOW = 200, 1200  # pixels


class Page:
    """A column, its edge, and what takes the rest of the window."""

    def __init__(self, qtbot) -> None:
        self.qtbot = qtbot
        self.window, self.column, self.rest = QWidget(), QWidget(), QWidget()
        self.column.setFixedWidth(USUAL)
        self.edge = ColumnEdge(self.column, USUAL)
        self._row = row = QHBoxLayout(self.window)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (self.column, self.edge, self.rest):
            row.addWidget(widget)
        qtbot.addWidget(self.window)
        self.window.resize(WINDOW, 300)
        self.window.show()
        self.chosen = []
        self.edge.width_chosen.connect(self.chosen.append)

    def drag(self, distance: int, button=Qt.MouseButton.LeftButton) -> None:
        start = QPoint(2, 100)
        self.qtbot.mousePress(self.edge, button, pos=start)
        self.qtbot.mouseMove(self.edge, start + QPoint(distance, 0))
        self.qtbot.mouseRelease(self.edge, button, pos=start)
        self._row.activate()


@pytest.fixture
def page(qtbot):
    return Page(qtbot)


def test_the_column_follows_the_mouse_and_its_width_is_told_at_the_end(page):
    page.drag(90)
    assert page.column.width() == USUAL + 90
    assert page.chosen == [USUAL + 90]


def test_it_leaves_most_of_the_window_to_the_rest_and_stays_legible(page):
    page.drag(1000)
    assert page.column.width() == WINDOW // 3
    page.drag(-1000)
    assert page.column.width() == NARROWEST


def test_a_double_click_brings_the_usual_width_back(page):
    page.drag(90)
    page.qtbot.mouseDClick(page.edge, Qt.MouseButton.LeftButton)
    assert page.column.width() == USUAL
    assert page.chosen[-1] == USUAL


def test_the_other_button_changes_nothing(page):
    page.drag(90, Qt.MouseButton.RightButton)
    assert page.column.width() == USUAL
    assert not page.chosen
