from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QInputDialog, QLabel, QMessageBox

from composer.gui.piano_roll.following import FollowMode
from composer.gui.settings import Settings
from composer.music.controls import BEND, Control, Controls
from composer.music.pitch import Key
from composer.music.scales import Scale
from composer.music.score import KeyChange, Note, Score, Track
from tests.gui.test_main_window import Desk

TUNE = Score((Track.of([Note(60, 0, 960), Note(64, 960, 960)]),))
LONG = Score((Track.of([Note(60, 480 * beat, 480) for beat in range(200)]),))


@pytest.fixture
def new_desk(qtbot):
    """Makes whole windows, with the settings that are given."""
    desks = []

    def make(**settings) -> Desk:
        desks.append(Desk(qtbot, settings=Settings(theme="dark", **settings)))
        return desks[-1]

    yield make
    for desk in desks:
        desk.transport.close()
        desk.flow.close()


def choices(menu):
    """The texts of a menu that is about to be shown, and the one that is checked."""
    menu.aboutToShow.emit()
    texts = [action.text().replace("&", "") for action in menu.actions() if action.text()]
    return texts, [action.text().replace("&", "") for action in menu.actions() if action.isChecked()]


def test_how_the_playhead_is_followed_is_chosen_in_the_menu_and_remembered(new_desk):
    desk = new_desk(follow="smooth")
    following, menu = desk.window.roll.following, desk.window.actions_by_name["follow"].menu()
    assert following.mode is FollowMode.SMOOTH
    assert choices(menu) == (["Off", "Page by page", "Smoothly"], ["Smoothly"])
    menu.actions()[0].trigger()
    assert (following.mode, desk.window.settings.follow) == (FollowMode.OFF, "off")
    desk.press(Qt.Key.Key_F)
    assert (following.mode, desk.window.settings.follow) == (FollowMode.PAGE, "page")


def test_a_setting_that_names_no_mode_and_no_scale_is_no_trouble(new_desk):
    desk = new_desk(follow="sideways", highlight="99 jazz")
    assert desk.window.roll.following.mode is FollowMode.PAGE
    assert desk.window.roll.state.scale is None


def test_a_scale_is_highlighted_from_the_menu(new_desk):
    desk = new_desk()
    menu = desk.window.actions_by_name["highlight scale"].menu()
    texts, checked = choices(menu)
    assert checked == ["Off"]
    assert "Dorian" in texts
    dorian = next(action.menu() for action in menu.actions() if action.text() == "Dorian")
    dorian.actions()[2].trigger()
    assert desk.window.roll.state.scale == Scale(2, "dorian")
    assert desk.window.settings.highlight == "2 dorian"


def test_the_key_of_the_piece_is_its_signature_or_what_its_notes_suggest(new_desk, qtbot):
    desk = new_desk(highlight="key")
    state = desk.window.roll.state
    assert state.scale is None
    desk.document.load(TUNE, None)
    qtbot.waitUntil(lambda: state.scale == Scale(0, "major"))
    desk.document.load(Score(TUNE.tracks, keys=(KeyChange(0, Key(4, "minor")),)), None)
    qtbot.waitUntil(lambda: state.scale == Scale(4, "minor"))


def test_only_long_pieces_have_an_overview_and_it_stays_while_notes_are_deleted(new_desk):
    desk = new_desk()
    desk.document.load(TUNE, None)
    assert not desk.window.roll.has_overview
    desk.document.load(LONG, None)
    assert desk.window.roll.has_overview
    desk.do("select all")
    desk.do("delete")
    assert desk.window.roll.has_overview
    desk.press(Qt.Key.Key_O)
    assert not desk.window.roll.has_overview
    assert not desk.window.settings.shows_overview


def test_the_overview_of_a_long_piece_does_not_stay_in_a_short_one(new_desk):
    desk = new_desk()
    desk.document.load(LONG, None)
    desk.document.load(TUNE, None)
    assert not desk.window.roll.has_overview


def test_notes_fall_until_escape(new_desk):
    desk = new_desk()
    desk.document.load(TUNE, None)
    desk.press(Qt.Key.Key_F11)
    assert desk.window.roll_view.shows_falling_notes
    assert desk.window.actions_by_name["falling notes"].isChecked()
    desk.press(Qt.Key.Key_Space)
    assert desk.transport.is_playing
    desk.press(Qt.Key.Key_Escape)
    assert not desk.window.roll_view.shows_falling_notes
    assert not desk.window.actions_by_name["falling notes"].isChecked()
    assert desk.transport.is_playing
    desk.press(Qt.Key.Key_F11)
    desk.press(Qt.Key.Key_F11)
    assert not desk.window.roll_view.shows_falling_notes


def test_notes_have_the_names_that_fit_the_key_at_once_in_another_piece(new_desk, qtbot):
    desk = new_desk()
    state = desk.window.roll.state
    desk.document.load(Score((Track.of([Note(pitch, 480 * pitch, 480) for pitch in (60, 63, 67, 68, 71, 72)]),)), None)
    assert state.key == Key(0, "minor")
    desk.document.apply("Change key", Score(desk.document.score.tracks, keys=(KeyChange(0, Key(4)),)))
    qtbot.waitUntil(lambda: state.key == Key(4))


def test_a_picture_of_the_piece_is_exported(new_desk, qtbot, tmp_path, monkeypatch):
    desk = new_desk()
    desk.do("export picture")
    assert "no notes" in desk.window.banner.sentence
    titles, names = [], []
    answer = str(tmp_path / "tune"), "SVG drawing (*.svg)"

    def ask(_window, title, proposed, _filters):
        titles.append(title)
        names.append(Path(proposed).name)
        return answer

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    desk.document.load(TUNE, None, "Lantern walk")
    desk.do("export picture")
    qtbot.waitUntil(lambda: (tmp_path / "tune.svg").exists() and "Saved" in desk.window.banner.sentence)
    desk.do("select all")
    monkeypatch.setattr(QMessageBox, "exec", lambda _: QMessageBox.StandardButton.Save)
    desk.do("export picture")
    assert titles == ["Export a picture of the piece", "Export a picture of the selected notes"]
    assert names == ["Lantern walk.png"] * 2
    qtbot.waitUntil(lambda: not desk.window.roll_view._pictures._job.is_running)


def test_the_curve_of_the_lane_is_set_and_deleted_without_a_mouse(new_desk, monkeypatch):
    desk = new_desk(shows_velocity_lane=True)
    desk.document.load(TUNE, None)
    asked = []

    def answer(_window, title, question, now, low, high):
        asked.append((title, now, low, high))
        return -4096, True

    monkeypatch.setattr(QInputDialog, "getInt", answer)
    desk.window.roll.lanes.choose(BEND)
    desk.window.roll.set_playhead(480)
    desk.do("set control")
    assert asked == [("Pitch bend", 0, -8192, 8191)]
    assert list(desk.document.score.tracks[0].controls) == [Control(480, BEND, 4096)]
    desk.do("delete curve")
    assert not desk.document.score.tracks[0].controls
    desk.do("undo")
    desk.do("undo")
    assert not desk.document.score.tracks[0].controls


def test_only_what_is_in_the_loop_is_deleted_of_a_curve(new_desk):
    desk = new_desk(shows_velocity_lane=True)
    controls = Controls([Control(0, BEND, 1), Control(480, BEND, 2), Control(960, BEND, 3)])
    desk.document.load(Score((replace(TUNE.tracks[0], controls=controls),)), None)
    desk.window.roll.lanes.choose(BEND)
    desk.window.roll.set_loop((480, 960))
    desk.do("delete curve")
    assert list(desk.document.score.tracks[0].controls) == [controls[0], controls[2]]


def test_while_the_lane_shows_no_curve_a_sentence_says_what_to_do(new_desk):
    desk = new_desk()
    desk.document.load(TUNE, None)
    desk.do("delete curve")
    desk.do("set control")
    assert not desk.document.undo_stack.can_undo
    assert any("choose one first" in label.text() for label in desk.window.findChildren(QLabel))
