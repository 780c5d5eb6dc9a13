from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QListWidget, QMessageBox, QPlainTextEdit, QPushButton, QStyle, QStyleOptionViewItem

from composer.fault_log import begin_log, end_log, log_path
from composer.gui.file_questions import time_in_words
from composer.gui.piece_picture import piece_picture
from composer.gui.recovery_dialog import PICTURE_SIZE, RecoveryDialog
from composer.gui.report_dialog import ReportDialog
from composer.gui.theme import current_palette
from composer.music.score import Note, Score, Track
from composer.storage.project import Project
from composer.storage.recovery import crashed_sessions
from composer.storage.session import About, Session
from tests.gui.test_main_window import TUNE, Desk, Key

NOON = datetime(2026, 11, 21, 12).astimezone()


@pytest.fixture
def sessions(tmp_path):
    """Where the window's session copies are."""
    return tmp_path / "data" / "composer" / "sessions"


@pytest.fixture
def desk(qtbot):
    desk = Desk(qtbot)
    yield desk
    desk.window.recovery.end()
    desk.window.files.store.release()
    desk.transport.close()
    desk.flow.close()


def crash(desk: Desk) -> None:
    """End the window without a word; the copy is what had been stored until then."""
    desk.window.recovery.break_off()


def leave_behind(folder: Path, title: str, project: Project, file: str = "", hour: int = 12) -> None:
    session = Session(folder, print, lambda: None)
    session.store(project, About(title, file, edited_at=NOON.replace(hour=hour).isoformat()))
    session.close(keep=True)


def dialog_of(desk: Desk) -> RecoveryDialog:
    [dialog] = desk.window.findChildren(RecoveryDialog)
    return dialog


def press(dialog: RecoveryDialog, text: str) -> None:
    [button] = [button for button in dialog.findChildren(QPushButton) if button.text() == text]
    button.click()


def test_every_edit_is_in_the_copy_and_so_are_its_undo_steps(desk, sessions):
    desk.window.recovery.begin()
    for key in (Key.Key_N, Key.Key_N, Key.Key_N):
        desk.press(key)
    desk.do("undo")
    crash(desk)
    [crashed] = crashed_sessions(sessions)
    assert crashed.project is not None
    assert crashed.project.score == desk.document.score
    assert (len(crashed.project.history.steps), crashed.project.history.position) == (3, 2)
    assert (crashed.title, crashed.file) == ("New piece", None)


def test_takes_that_wait_are_in_the_copy_even_of_a_piece_without_changes(desk, sessions):
    desk.document.load(TUNE, None)
    desk.window.recovery.begin()
    desk.do("generate")
    desk.await_takes()
    crash(desk)
    [crashed] = crashed_sessions(sessions)
    assert crashed.project is not None
    assert crashed.project.takes is not None
    assert [list(take) for take in crashed.project.takes.notes] == list(desk.flow.takes)
    assert crashed.project.takes.options["rng_seed"] == desk.flow.options.rng_seed
    assert crashed.project.takes.model.name == "fake"


def test_a_window_in_which_nothing_happened_leaves_nothing(desk, sessions):
    desk.window.recovery.begin()
    crash(desk)
    assert not sessions.exists()


def test_closing_the_window_leaves_nothing_to_recover(desk, sessions, monkeypatch):
    monkeypatch.setattr(QMessageBox, "exec", lambda box: QMessageBox.StandardButton.Discard)
    desk.window.recovery.begin()
    desk.press(Key.Key_N)
    assert desk.window.close()
    assert list(sessions.glob("*")) == []


def test_another_piece_takes_the_place_of_the_first_in_the_copy(desk, sessions, monkeypatch):
    monkeypatch.setattr(QMessageBox, "exec", lambda box: QMessageBox.StandardButton.Discard)
    desk.window.recovery.begin()
    desk.press(Key.Key_N)
    desk.do("new")
    desk.press(Key.Key_N)
    desk.press(Key.Key_N)
    crash(desk)
    [crashed] = crashed_sessions(sessions)
    assert crashed.project is not None
    assert crashed.project.score.note_count == 2
    assert len(crashed.project.history.steps) == 2


def test_the_next_start_offers_what_a_crash_has_left_and_goes_on_with_it(desk, qtbot, sessions):
    score = Score((Track.of([Note(60, 0, 480), Note(64, 480, 480)]),))
    leave_behind(sessions, "Nocturne", Project(score, view={}), file="/music/Nocturne.composer")
    desk.window.recovery.begin()
    dialog = dialog_of(desk)
    words = dialog.findChild(QListWidget).item(0).text()
    assert "Nocturne\n2 notes\nLast edit" in words
    assert "Of the project /music/Nocturne.composer" in words
    press(dialog, "Recover")
    assert desk.document.score == score
    assert desk.document.is_modified
    assert desk.document.path == Path("/music/Nocturne.composer")
    assert "here again" in desk.window.banner.sentence
    desk.window.recovery.break_off()
    [left] = crashed_sessions(sessions)
    assert left.project is not None
    assert (left.project.score, left.title) == (score, "Nocturne")


@pytest.fixture
def log(monkeypatch, tmp_path):
    """The log of faults, in which this process has begun before it left anything behind."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    path = log_path("composer")
    begin_log(path)
    yield path
    end_log()


def test_what_happened_can_be_read_and_copied(desk, sessions, log):
    leave_behind(sessions, "Nocturne", Project(TUNE))
    log.write_text(log.read_text() + "Fatal Python error: Segmentation fault\n  File '/home/zoe/x.py' in paint\n")
    desk.window.recovery.begin()
    press(dialog_of(desk), "What happened…")
    [report] = desk.window.findChildren(ReportDialog)
    assert report.windowTitle() == "How “Nocturne” ended"
    text = report.findChild(QPlainTextEdit).toPlainText()
    assert "Segmentation fault" in text
    assert "zoe" not in text
    [copy] = [button for button in report.findChildren(QPushButton) if button.text() == "Copy report"]
    copy.click()
    assert QGuiApplication.clipboard().text() == text


def test_where_nothing_was_noted_down_no_report_is_offered(desk, sessions, log):
    leave_behind(sessions, "Nocturne", Project(TUNE))
    desk.window.recovery.begin()
    [button] = [each for each in dialog_of(desk).findChildren(QPushButton) if each.text() == "What happened…"]
    assert not button.isVisible()


def test_words_keep_their_distance_from_the_picture(desk, sessions):
    leave_behind(sessions, "Nocturne", Project(TUNE))
    desk.window.recovery.begin()
    listed = dialog_of(desk).findChild(QListWidget)
    option = QStyleOptionViewItem()
    listed.initViewItemOption(option)
    option.rect = listed.visualItemRect(listed.item(0))
    listed.itemDelegate().initStyleOption(option, listed.indexFromItem(listed.item(0)))
    words, picture = (
        listed.style().subElementRect(part, option, listed)
        for part in (QStyle.SubElement.SE_ItemViewItemText, QStyle.SubElement.SE_ItemViewItemDecoration)
    )
    assert words.left() - (picture.left() + PICTURE_SIZE.width()) >= 8


def test_the_report_stands_before_the_button_that_ends_the_dialog(desk, sessions, log):
    leave_behind(sessions, "Nocturne", Project(TUNE))
    log.write_text(log.read_text() + "Fatal Python error: Segmentation fault\n")
    desk.window.recovery.begin()
    places = {button.text(): button.x() for button in dialog_of(desk).findChildren(QPushButton)}
    assert places["What happened…"] < places["Later"]


def test_a_recovered_piece_can_be_undone(desk, sessions):
    desk.window.recovery.begin()
    desk.press(Key.Key_N)
    desk.press(Key.Key_N)
    crash(desk)
    desk.document.load(Score(), None)
    desk.window.recovery.begin()
    press(dialog_of(desk), "Recover")
    assert desk.document.score.note_count == 2
    desk.do("undo")
    desk.do("undo")
    assert desk.document.score.note_count == 0
    desk.do("redo")
    assert desk.document.score.note_count == 1


def test_several_crashed_windows_are_listed_and_the_others_stay(desk, sessions):
    for hour, title in ((9, "First"), (14, "Last"), (11, "Middle")):
        leave_behind(sessions, title, Project(TUNE), hour=hour)
    desk.window.recovery.begin()
    dialog = dialog_of(desk)
    listed = dialog.findChild(QListWidget)
    assert [listed.item(row).text().split("\n")[0] for row in range(3)] == ["Last", "Middle", "First"]
    listed.setCurrentRow(1)
    press(dialog, "Recover")
    assert desk.document.title == "Middle"
    assert [session.title for session in crashed_sessions(sessions)] == ["Last", "First"]


def test_a_piece_is_deleted_only_after_a_question(desk, sessions, monkeypatch):
    leave_behind(sessions, "Regretted", Project(TUNE))
    desk.window.recovery.begin()
    answers = [QMessageBox.StandardButton.Cancel, QMessageBox.StandardButton.Discard]
    monkeypatch.setattr(QMessageBox, "exec", lambda box: answers.pop(0))
    press(dialog_of(desk), "Delete…")
    assert len(crashed_sessions(sessions)) == 1
    press(dialog_of(desk), "Delete…")
    assert crashed_sessions(sessions) == []


def test_what_is_left_for_later_is_offered_again(desk, sessions):
    leave_behind(sessions, "Patience", Project(TUNE))
    desk.window.recovery.begin()
    press(dialog_of(desk), "Later")
    assert [session.title for session in crashed_sessions(sessions)] == ["Patience"]
    desk.do("recover")
    assert any(dialog.isVisible() for dialog in desk.window.findChildren(RecoveryDialog))


def test_asking_for_what_is_not_there_is_answered(desk):
    desk.window.recovery.begin()
    desk.do("recover")
    assert "nothing to recover" in desk.window.banner.sentence


def test_a_damaged_copy_is_listed_but_cannot_be_opened(desk, sessions):
    sessions.mkdir(parents=True)
    (sessions / "broken.session").write_bytes(b"SQLite format 3\0" * 500)
    desk.window.recovery.begin()
    dialog = dialog_of(desk)
    assert "damaged" in dialog.findChild(QListWidget).item(0).text()
    [recover] = [button for button in dialog.findChildren(QPushButton) if button.text() == "Recover"]
    assert not recover.isEnabled()


def test_a_disk_that_takes_no_copies_is_told(desk, qtbot, sessions):
    sessions.parent.mkdir(parents=True)
    sessions.write_text("a file where the folder should be")
    desk.window.recovery.begin()
    desk.press(Key.Key_N)
    qtbot.waitUntil(lambda: "not being copied" in desk.window.banner.sentence)


def test_a_picture_shows_notes_where_they_are(qapp):
    score = Score((Track.of([Note(60, 0, 480), Note(84, 480, 480)]),))
    picture = piece_picture(score, QSize(220, 76)).toImage()
    note, row = current_palette().loud_note, current_palette().white_row
    assert picture.pixelColor(50, 66) == note
    assert picture.pixelColor(160, 8) == note
    assert picture.pixelColor(50, 8) == QColor(row)


def test_a_picture_of_many_notes_or_of_none_is_made_too(qapp):
    many = Score((Track(tuple(Note(60 + tick % 12, tick * 10, 9) for tick in range(20_000))),))
    for score in (many, Score(), Score(())):
        assert piece_picture(score, QSize(220, 76)).size() == QSize(220, 76)


def test_times_are_said_as_people_say_them():
    now = datetime.now().astimezone()
    assert time_in_words(now).startswith("today at ")
    assert time_in_words(now - timedelta(days=1)).startswith("yesterday at ")
    assert time_in_words(datetime(2024, 2, 3, 9, 5, 7).astimezone()) == "on 3 February 2024 at 9:05:07"


def test_the_list_can_be_used_by_keyboard_alone(desk, qtbot, sessions):
    for hour, title in ((9, "First"), (14, "Last")):
        leave_behind(sessions, title, Project(TUNE), hour=hour)
    desk.window.recovery.begin()
    listed = dialog_of(desk).findChild(QListWidget)
    listed.setFocus()
    qtbot.keyClick(listed, Qt.Key.Key_Down)
    qtbot.keyClick(listed, Qt.Key.Key_Return)
    assert desk.document.title == "First"
