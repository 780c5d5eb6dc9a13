"""Tracks, the velocity lane and dropped files in the whole window, with real keys."""

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from composer.gui.column_edge import ColumnEdge
from composer.gui.settings import Settings
from composer.gui.track_list import USUAL_WIDTH, TrackList
from composer.midi.files import write_score
from composer.music.score import DRUM_CHANNEL, Note, Score, Track
from tests.gui.test_main_window import Desk

Key = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
DRUMS = Track.of([Note(36, 0, 480)], "Kit", channel=DRUM_CHANNEL)
LEAD = Track.of([Note(72, 0, 1920)], "Lead", program=73)
BAND = Score((DRUMS, LEAD))


@pytest.fixture
def desk(qtbot):
    desk = Desk(qtbot)
    yield desk
    desk.transport.close()
    desk.flow.close()


def open_band(desk, tmp_path):
    write_score(BAND, tmp_path / "band.mid")
    desk.window.files.open(tmp_path / "band.mid")
    desk.window.activateWindow()  # on a slow machine a dialog has told of the reading, and had the focus
    desk.qtbot.waitUntil(desk.window.isActiveWindow)
    desk.window.roll.setFocus()


def names(desk):
    return [track.name for track in desk.document.score.tracks]


def test_a_file_that_begins_with_drums_is_opened_at_its_first_pitched_track(desk, tmp_path):
    open_band(desk, tmp_path)
    assert desk.window.roll.active_track == 1
    assert desk.window.tracks.column.isVisible()
    desk.press(Key.Key_N)
    assert desk.document.score.tracks[0].notes == DRUMS.notes


def test_tracks_are_stepped_through_by_keys(desk, tmp_path):
    open_band(desk, tmp_path)
    desk.press(Key.Key_Tab, CTRL)
    assert desk.window.roll.active_track == 0
    desk.press(Key.Key_Backtab, CTRL, SHIFT)
    assert desk.window.roll.active_track == 1


def test_letters_in_a_name_are_not_shortcuts_and_escape_leaves_the_field(desk, tmp_path):
    open_band(desk, tmp_path)
    notes = desk.document.score.note_count
    desk.press(Key.Key_F2)
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    desk.qtbot.keyClicks(field, "nTv1 ")
    desk.press(Key.Key_Return)
    assert names(desk) == ["Kit", "nTv1"]
    assert desk.document.score.note_count == notes
    desk.press(Key.Key_F2)
    desk.qtbot.keyClicks(QApplication.focusWidget(), "other")
    desk.press(Key.Key_Escape)
    assert names(desk) == ["Kit", "nTv1"]
    assert not isinstance(QApplication.focusWidget(), QLineEdit)


def test_arrow_keys_belong_to_the_list_while_it_has_the_focus(desk, tmp_path):
    open_band(desk, tmp_path)
    desk.window.findChild(TrackList).setFocus()
    desk.press(Key.Key_Up)
    assert desk.window.roll.active_track == 0
    assert not desk.document.undo_stack.can_undo


def test_the_track_that_the_keys_are_for_is_marked_while_the_list_has_the_focus(desk, tmp_path):
    open_band(desk, tmp_path)
    tracks = desk.window.findChild(TrackList)

    def marked():
        return [index for index, row in enumerate(tracks._rows) if row.property("focused")]

    assert marked() == []
    tracks.setFocus()
    assert marked() == [1]
    desk.press(Key.Key_Up)
    assert marked() == [0]
    desk.window.roll.setFocus()
    assert marked() == []


def test_mute_by_key_silences_the_track_at_once_while_it_plays(desk, tmp_path):
    open_band(desk, tmp_path)
    desk.do("play")
    desk.press(Key.Key_M, SHIFT)
    assert desk.document.score.tracks[1].is_muted
    desk.qtbot.waitUntil(lambda: desk.engine.score is desk.document.score)
    assert desk.transport.is_playing
    assert desk.window.actions_by_name["mute track"].isChecked()


def test_a_take_goes_along_when_its_track_is_moved(desk, tmp_path):
    open_band(desk, tmp_path)
    desk.document.apply("Order", Score((LEAD, DRUMS)))
    desk.window.roll.active_track = 0
    desk.do("generate")
    desk.await_takes()
    desk.do("track down")
    desk.do("keep")
    assert names(desk) == ["Kit", "Lead"]
    assert len(desk.document.score.tracks[0].notes) == 1
    assert len(desk.document.score.tracks[1].notes) > 1


def test_the_velocity_lane_is_remembered(desk, qtbot):
    assert not desk.window.settings.shows_velocity_lane
    desk.press(Key.Key_V)
    assert desk.window.settings.shows_velocity_lane
    assert desk.window.actions_by_name["velocity lane"].isChecked()
    other = Desk(qtbot, settings=Settings(theme="dark", shows_velocity_lane=True))
    assert other.window.roll.lanes.velocity.isVisible()
    other.transport.close()
    other.flow.close()


def drop(window, widget: QWidget, data: QMimeData) -> bool:
    """Drop `data` on `widget` as Qt would: its nearest parent that takes drops gets it."""
    target: QWidget | None = widget
    while target is not None and not target.acceptDrops():
        target = target.parentWidget()
    assert target is not None
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    place = QPointF(target.mapFromGlobal(widget.mapToGlobal(widget.rect().center())))
    entering = QDragEnterEvent(place.toPoint(), copy, data, left, none)
    entering.setAccepted(False)
    QApplication.sendEvent(target, entering)
    if not entering.isAccepted():
        return False
    QApplication.sendEvent(target, QDropEvent(place, copy, data, left, none, QEvent.Type.Drop))
    return True


def test_a_midi_file_can_be_dropped_anywhere_in_the_window(desk, tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr(desk.window.files, "open", opened.append)
    path = tmp_path / "tune.mid"
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    widgets = [widget for widget in desk.window.findChildren(QWidget) if widget.isVisible()]
    assert [widget for widget in widgets if not drop(desk.window, widget, data)] == []
    desk.qtbot.waitUntil(lambda: len(opened) == len(widgets))
    assert set(opened) == {path}


def test_a_drop_whose_files_have_gone_with_their_program_is_told(desk):
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    gone = QMimeData()
    desk.window.dropEvent(QDropEvent(QPointF(9, 9), copy, gone, left, none))
    assert "did not arrive" in desk.window.banner.sentence


def test_the_list_keeps_the_width_that_was_given_to_it(qtbot):
    settings = Settings(theme="dark", track_list_width=300)
    desk = Desk(qtbot, settings=settings)
    desk.document.load(BAND, None)
    [tracks] = desk.window.tracks.column.findChildren(TrackList)
    [edge] = desk.window.tracks.column.findChildren(ColumnEdge)
    assert tracks.width() == 300
    qtbot.mouseDClick(edge, Qt.MouseButton.LeftButton)
    assert settings.track_list_width == USUAL_WIDTH == Settings.track_list_width
    desk.transport.close()
    desk.flow.close()
