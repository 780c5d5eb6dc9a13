from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from composer.gui.arrangement import Arrangement


def test_a_message_moves_no_button_of_the_panels(qtbot):
    banner, panel = QLabel("The output is gone."), QLabel("Generate")
    whole = Arrangement(QLabel("Transport"), banner, QWidget(), QWidget(), [panel])
    qtbot.addWidget(whole)
    whole.resize(900, 600)
    whole.show()
    place = panel.mapTo(whole, panel.rect().center())
    banner.hide()
    qtbot.waitUntil(lambda: not banner.isVisible())
    whole.layout().activate()
    assert panel.mapTo(whole, panel.rect().center()) == place


def heap_of(height: int) -> QWidget:
    heap = QWidget()
    heap.setFixedHeight(height)
    return heap


def side_of(qtbot, heights: tuple[int, ...], footer: QWidget) -> QWidget:
    panels = [heap_of(height) for height in heights]
    whole = Arrangement(QLabel("Transport"), QWidget(), QWidget(), QWidget(), panels, [footer])
    qtbot.addWidget(whole)
    whole.resize(900, 600)
    whole.show()
    return whole


def test_the_footer_follows_the_panels_where_there_is_room(qtbot):
    footer = heap_of(80)
    whole = side_of(qtbot, (100, 150), footer)
    assert footer.mapTo(whole, QPoint()).y() < 300
    assert not whole.findChild(QScrollArea).verticalScrollBar().isVisible()


def test_panels_that_are_too_high_scroll_above_the_footer(qtbot):
    footer = heap_of(80)
    whole = side_of(qtbot, (300, 900), footer)
    bottom = footer.mapTo(whole, QPoint(0, footer.height())).y()
    assert bottom == whole.height()
    assert whole.findChild(QScrollArea).verticalScrollBar().maximum() > 600


def test_the_footer_stays_in_view_when_a_panel_grows(qtbot):
    footer = heap_of(80)
    whole = side_of(qtbot, (200, 100), footer)
    place = footer.mapTo(whole, QPoint()).y()
    whole.findChild(QScrollArea).widget().findChildren(QWidget)[0].setFixedHeight(1000)
    qtbot.waitUntil(lambda: footer.mapTo(whole, QPoint()).y() > place)
    assert footer.mapTo(whole, QPoint(0, footer.height())).y() == whole.height()


def test_panels_that_grow_where_there_is_room_do_not_scroll(qtbot):
    whole = side_of(qtbot, (60, 60), heap_of(80))
    area = whole.findChild(QScrollArea)
    bar = area.verticalScrollBar()
    area.widget().findChildren(QWidget)[0].setFixedHeight(300)
    qtbot.waitUntil(lambda: area.height() > 300)
    QApplication.processEvents()
    bar.setValue(300)
    assert (bar.value(), bar.maximum()) == (0, 0)


def test_what_the_keys_come_to_is_brought_into_view(qtbot):
    fields = [QLineEdit() for _ in range(60)]
    heap = QWidget()
    column = QVBoxLayout(heap)
    for field in fields:
        column.addWidget(field)
    roll = QLineEdit()
    whole = Arrangement(QLabel("Transport"), QWidget(), QWidget(), roll, [heap])
    qtbot.addWidget(whole)
    whole.resize(900, 400)
    whole.show()
    whole.activateWindow()
    roll.setFocus()
    qtbot.waitUntil(roll.hasFocus)
    bar = whole.panel_bar
    bar.setValue(bar.maximum())
    qtbot.keyClick(roll, Qt.Key.Key_Tab)
    assert fields[0].hasFocus()
    assert bar.value() < fields[0].height()
