import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu

from composer.gui.actions import make_actions
from composer.gui.document import Document
from composer.gui.piano_roll import PianoRoll, Tool
from composer.gui.roll_desk import RollDesk
from composer.gui.roll_tools import RollTools
from composer.music.grid import Grid
from composer.music.score import Note, Score, Track

NOTE = Note(66, 480, 480)


@pytest.fixture
def desk(qtbot):
    document = Document(Score((Track.of([NOTE]),)))
    roll = PianoRoll(document)
    qtbot.addWidget(roll)
    roll.resize(800, 600)
    roll.show()
    roll.tools = RollTools([])
    qtbot.addWidget(roll.tools)
    return RollDesk(document, roll, roll.tools, make_actions(roll), roll)


def right_click(widget, place):
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, widget.mapToGlobal(place))
    QApplication.sendEvent(widget, event)


def words_of(menu):
    words = [action.text().replace("&", "") for action in menu.actions() if action.text()]
    menu.close()
    return words


def open_menu(desk):
    return next((menu for menu in desk._window.findChildren(QMenu) if menu.isVisible()), None)


def test_the_right_button_brings_the_menu_of_the_note_in_the_select_tool(desk):
    roll = desk._roll
    geometry = roll._state.geometry
    place = QPoint(round(geometry.tick_to_x(700)), round(geometry.pitch_to_y(66)) + 4)
    roll.tool = Tool.SELECT
    right_click(roll._note_grid, place)
    assert {"Cut", "Duplicate", "Legato", "Split at the mouse"} <= set(words_of(open_menu(desk)))
    assert roll.selection == {(0, NOTE)}


def test_it_brings_no_menu_in_the_draw_tool_where_it_erases(desk):
    right_click(desk._roll._note_grid, QPoint(50, 50))
    assert open_menu(desk) is None


def test_the_right_button_brings_the_menu_of_the_bar_in_the_ruler(desk):
    x = round(desk._roll._state.geometry.tick_to_x(2000))
    right_click(desk._roll._ruler, QPoint(x, 10))
    assert "Metre from bar 2" in words_of(open_menu(desk))


def test_an_action_does_what_it_says(desk):
    desk.commands["select all"]()
    desk.commands["octave up"]()
    assert desk._document.score.tracks[0].notes == (Note(78, 480, 480),)


def test_the_grid_is_shown_in_its_actions(desk):
    desk.commands["triplet grid"]()
    assert desk._roll.grid is Grid.SIXTEENTH_TRIPLET
    assert desk._actions["triplet grid"].isChecked()
    desk.commands["snap"]()
    assert not desk._actions["snap"].isChecked()
    desk.commands["adaptive grid"]()
    assert desk._actions["adaptive grid"].isChecked()


def test_step_entry_is_checked_while_it_is_on(desk):
    desk.commands["step entry"]()
    assert desk._actions["step entry"].isChecked()
    desk.commands["step entry"]()
    assert not desk._actions["step entry"].isChecked()
