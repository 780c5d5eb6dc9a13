import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QToolButton

from composer.gui.actions import make_actions
from composer.gui.document import Document
from composer.gui.piano_roll import PianoRoll
from composer.gui.settings import Settings
from composer.gui.track_desk import TrackDesk
from composer.gui.track_list import TrackList
from composer.gui.track_row import TrackRow
from composer.gui.transport import Transport
from composer.music.score import DRUM_CHANNEL, Note, Score, Track
from composer.music.tracks import colour_of, is_heard, set_port
from composer.playback.protocol import OutputLost, OutputOpened, PortsListed
from tests.gui.fakes import FakeEngine

DRUMS = Track.of([Note(36, 0, 480)], "Kit", channel=DRUM_CHANNEL)
TUNE = Track.of([Note(72, 0, 480)], "Tune", program=73)
BASS = Track.of([Note(40, 0, 480)], "Bass", program=32, channel=1)
BAND = Score((DRUMS, TUNE, BASS))
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


class Studio:
    """A track desk with its list, a roll and a fake engine."""

    def __init__(self, qtbot, score) -> None:
        self.qtbot = qtbot
        self.document, self.engine = Document(), FakeEngine()
        self.roll = PianoRoll(self.document)
        self.transport = Transport(lambda: self.engine)
        self.transport.open(None)
        self._owner = QObject()
        self.actions, self.settings = make_actions(self._owner), Settings()
        self.desk = TrackDesk(self.document, self.roll, self.transport, self.actions, self.settings, self._owner)
        qtbot.addWidget(self.roll)
        qtbot.addWidget(self.desk.column)
        self.desk.column.resize(240, 400)
        self.document.load(score, None)
        self.desk.begin_anew()
        self.desk.column.show() if self.desk.is_list_shown else None

    def tell(self, *events):
        self.engine.events += events
        self.qtbot.waitUntil(lambda: not self.engine.events)

    @property
    def list(self) -> TrackList:
        return self.desk.column.findChild(TrackList)

    @property
    def names(self):
        return [track.name for track in self.document.score.tracks]

    def row(self, index) -> TrackRow:
        return self.list._rows[index]

    def button(self, index, kind) -> QToolButton:
        return self.row(index).findChild(QToolButton, kind)

    def send(self, kind, row, place, button=LEFT, buttons=LEFT):
        event = QMouseEvent(kind, place, QPointF(row.mapToGlobal(place)), button, buttons, Qt.KeyboardModifier(0))
        QApplication.sendEvent(row, event)

    def drag(self, index, rows):
        """Drag a row by so many rows."""
        row, place = self.row(index), QPointF(60, 20)
        way = QPointF(0, rows * (row.height() + 1))
        self.send(QEvent.Type.MouseButtonPress, row, place)
        self.send(QEvent.Type.MouseMove, row, place + way / 2)
        self.send(QEvent.Type.MouseMove, row, place + way)
        self.send(QEvent.Type.MouseButtonRelease, row, place + way, buttons=Qt.MouseButton.NoButton)

    def press(self, key, modifier=Qt.KeyboardModifier.NoModifier):
        self.qtbot.keyClick(self.list, key, modifier)

    def undo(self):
        self.document.undo_stack.undo()


@pytest.fixture
def studio(qtbot):
    studio = Studio(qtbot, BAND)
    yield studio
    studio.transport.close()


def test_a_piece_of_one_track_has_no_list_until_it_is_asked_for(qtbot):
    studio = Studio(qtbot, Score((TUNE,)))
    assert studio.desk.column.isHidden()
    assert studio.list is None
    studio.desk.toggle_list()
    assert not studio.desk.column.isHidden()
    assert len(studio.list.findChildren(TrackRow)) == 1
    studio.transport.close()


def test_the_list_comes_with_the_second_track_and_goes_with_its_undoing(qtbot):
    studio = Studio(qtbot, Score((TUNE,)))
    studio.desk.add()
    assert not studio.desk.column.isHidden()
    assert studio.roll.active_track == 1
    studio.undo()
    assert studio.desk.column.isHidden()
    studio.transport.close()


def test_a_list_that_was_sent_away_stays_away_until_another_piece_is_opened(studio):
    studio.desk.toggle_list()
    studio.desk.add()
    assert studio.desk.column.isHidden()
    studio.desk.begin_anew()
    assert not studio.desk.column.isHidden()


def test_a_piece_that_begins_with_drums_opens_with_its_first_pitched_track_active(studio):
    assert studio.roll.active_track == 1


def test_a_row_says_what_the_track_is(studio):
    assert studio.row(0).accessibleName() == "Kit, Drums"
    assert studio.row(1).accessibleName() == "Tune, Flute, being edited"
    assert studio.button(2, "mute").accessibleName() == "Mute Bass"


def test_a_click_on_a_row_makes_its_track_active(studio):
    studio.qtbot.mouseClick(studio.row(2), LEFT, pos=QPoint(60, 12))
    assert studio.roll.active_track == 2
    assert studio.row(2).accessibleName().endswith("being edited")
    assert not studio.document.undo_stack.can_undo


def test_mute_and_solo_are_undo_steps_of_one_track(studio):
    studio.qtbot.mouseClick(studio.button(1, "mute"), LEFT)
    assert not is_heard(studio.document.score, 1)
    studio.qtbot.mouseClick(studio.button(2, "solo"), LEFT)
    assert [is_heard(studio.document.score, index) for index in range(3)] == [False, False, True]
    studio.undo()
    studio.undo()
    assert studio.document.score is not None
    assert not studio.button(1, "mute").isChecked()
    assert not studio.button(2, "solo").isChecked()
    assert not studio.document.is_modified


def test_the_actions_for_mute_and_solo_show_the_state_of_the_active_track(studio):
    studio.desk.commands["solo track"]()
    assert studio.actions["solo track"].isChecked()
    studio.roll.active_track = 2
    assert not studio.actions["solo track"].isChecked()


def test_a_double_click_on_a_name_lets_it_be_written_and_return_takes_it(studio):
    studio.qtbot.mouseDClick(studio.row(1), LEFT, pos=QPoint(60, 12))
    field = studio.row(1).findChild(QLineEdit)
    studio.qtbot.keyClicks(field, "Fiddle")
    studio.qtbot.keyClick(field, Qt.Key.Key_Return)
    assert studio.names == ["Kit", "Fiddle", "Bass"]
    studio.undo()
    assert studio.names == ["Kit", "Tune", "Bass"]


def test_escape_leaves_the_name_as_it_was(studio):
    studio.desk.rename()
    field = studio.row(1).findChild(QLineEdit)
    studio.qtbot.keyClicks(field, "Fiddle")
    studio.qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert studio.names == ["Kit", "Tune", "Bass"]
    assert not studio.document.undo_stack.can_undo


def test_renaming_shows_the_list_if_it_is_hidden(qtbot):
    studio = Studio(qtbot, Score((TUNE,)))
    studio.desk.rename()
    assert studio.row(0).findChild(QLineEdit) is not None
    studio.transport.close()


def test_a_row_is_dragged_to_another_place(studio):
    studio.drag(0, 2)
    assert studio.names == ["Tune", "Bass", "Kit"]
    assert studio.roll.active_track == 2
    studio.undo()
    assert studio.names == ["Kit", "Tune", "Bass"]


def test_a_row_that_is_dropped_where_it_was_changes_nothing(studio):
    studio.drag(1, 0.3)
    assert not studio.document.undo_stack.can_undo


def test_keys_go_through_the_list_and_move_a_track(studio):
    studio.press(Qt.Key.Key_Down)
    assert studio.roll.active_track == 2
    studio.press(Qt.Key.Key_Home)
    assert studio.roll.active_track == 0
    studio.press(Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert studio.names == ["Tune", "Kit", "Bass"]
    assert studio.roll.active_track == 1


def test_the_next_track_after_the_last_is_the_first(studio):
    studio.roll.active_track = 2
    studio.desk.step(1)
    assert studio.roll.active_track == 0
    studio.desk.step(-1)
    assert studio.roll.active_track == 2


def test_the_last_track_that_is_left_cannot_be_deleted(studio):
    for _ in range(4):
        studio.desk.delete()
    assert len(studio.document.score.tracks) == 1
    assert not studio.actions["delete track"].isEnabled()


def menu_under(studio):
    return next(menu for menu in studio.desk.column.findChildren(QMenu) if menu.isVisible())


def chosen_in(menu, *path):
    """Trigger what `path` names in a menu and its submenus."""
    for name in path:
        action = next(action for action in menu.actions() if action.text().replace("&", "") == name)
        if action.menu():
            menu = action.menu()
    action.trigger()


def test_an_instrument_is_chosen_by_its_family_and_heard(studio):
    studio.qtbot.mouseClick(studio.row(1)._instrument, LEFT)
    chosen_in(menu_under(studio), "Strings", "Cello")
    assert studio.document.score.tracks[1].program == 42
    assert studio.engine.asked[-1] == ("sound", 60, 80, 0, 42, "")
    studio.undo()
    assert studio.document.score.tracks[1] == TUNE


def test_drums_are_an_instrument_too(studio):
    studio.qtbot.mouseClick(studio.row(2)._instrument, LEFT)
    chosen_in(menu_under(studio), "Drums")
    assert studio.document.score.tracks[2].is_drums
    assert studio.row(2).accessibleName() == "Bass, Drums"


def test_a_colour_is_chosen_by_its_name(studio):
    studio.qtbot.mouseClick(studio.row(1)._colour, LEFT)
    chosen_in(menu_under(studio), "Violet")
    assert colour_of(studio.document.score, 1) == 4


def test_the_menu_of_a_row_sets_the_channel_and_belongs_to_the_row_under_the_mouse(studio):
    studio.list.menu_requested.emit(2, QPoint(0, 0))
    assert studio.roll.active_track == 2
    chosen_in(menu_under(studio), "Channel", "7")
    assert studio.document.score.tracks[2].channel == 6


def test_a_track_is_put_on_a_port_of_its_own_and_back(studio):
    studio.tell(PortsListed(("Organ:in · ALSA",), ("ALSA",)))
    studio.list.menu_requested.emit(1, QPoint(0, 0))
    chosen_in(menu_under(studio), "Port", "Organ:in · ALSA")
    assert studio.document.score.tracks[1].port == "Organ:in · ALSA"
    assert studio.row(1)._instrument.text().endswith("→ Organ")
    assert studio.row(1).accessibleName().endswith(", on Organ:in · ALSA, being edited")
    studio.undo()
    assert studio.document.score.tracks[1].port == ""


def test_a_port_that_is_gone_is_still_offered_and_called_gone(studio):
    studio.document.apply("Change port", set_port(studio.document.score, 1, "Organ:in · ALSA"))
    studio.list.menu_requested.emit(1, QPoint(0, 0))
    chosen_in(menu_under(studio), "Port", "Not there: Organ:in · ALSA")
    assert studio.document.score.tracks[1].port == "Organ:in · ALSA"


def test_a_track_whose_port_vanished_says_so_until_it_is_back(studio):
    studio.document.apply("Change port", set_port(studio.document.score, 1, "Organ:in · ALSA"))
    studio.tell(OutputLost("Organ:in · ALSA", "The MIDI port is gone."))
    assert studio.row(1).property("lost")
    assert "which is not there" in studio.row(1).accessibleName()
    assert not studio.row(2).property("lost")
    studio.tell(OutputOpened("Organ:in · ALSA"))
    assert not studio.row(1).property("lost")


def test_muting_reaches_the_engine_while_it_plays(studio):
    studio.transport.show_score(studio.document.score)
    studio.transport.play()
    studio.document.score_changed.connect(lambda: studio.transport.show_score(studio.document.score))
    studio.desk.set_muted(1, True)
    studio.qtbot.waitUntil(lambda: studio.engine.score is studio.document.score)
    assert studio.transport.is_playing
