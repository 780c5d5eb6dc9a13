import threading
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMenu, QMessageBox

from composer.generation.options import SamplingOptions
from composer.gui import project_store
from composer.gui.generation_flow import Phase
from composer.gui.piano_roll import Tool
from composer.gui.piano_roll.following import FollowMode
from composer.gui.piano_roll.shaping import QuantizeHow
from composer.gui.piano_roll.state import Pen
from composer.gui.seed_choice import SeedScope
from composer.midi.files import write_score
from composer.music import pitch
from composer.music.controls import MODULATION
from composer.music.grid import Grid
from composer.music.scales import Scale
from composer.music.score import Note, Score, Track
from composer.storage import project_file
from composer.storage.model_id import ModelId
from composer.storage.project import Project
from composer.storage.project_file import read_project, write_project
from tests.gui.fakes import FakeContinuer
from tests.gui.test_main_window import TUNE, Desk, Key

Choice = QMessageBox.StandardButton

FIRST_VERSION = Path(__file__).parent / "projects" / "first_version.composer"
SHOWN = {
    "follow": "smooth",
    "highlight": "2 dorian",
    "velocity_lane": True,
    "lane_dial": list(MODULATION),
    "overview": False,
    "falling_notes": True,
}


@pytest.fixture
def desk(qtbot):
    desk = Desk(qtbot)
    yield desk
    close(desk)


def close(desk: Desk) -> None:
    desk.window.files.store.release()
    desk.transport.close()
    desk.flow.close()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "tune.composer"


@pytest.fixture
def answers(monkeypatch):
    """Answers every question with the next choice; keeps what was asked."""

    answers = SimpleNamespace(choices=[], asked=[])

    def answer(box: QMessageBox):
        answers.asked.append(f"{box.text()} {box.informativeText()}")
        return answers.choices.pop(0)

    monkeypatch.setattr(QMessageBox, "exec", answer)
    return answers


def save_as(desk: Desk, path: Path, monkeypatch) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    desk.do("save as")


def said(desk: Desk) -> str:
    return desk.window.banner.sentence


def test_a_saved_piece_lives_in_its_project_from_then_on(desk, path, monkeypatch):
    desk.press(Key.Key_N)
    save_as(desk, path.with_suffix(""), monkeypatch)
    assert desk.window.windowTitle().startswith("tune[*]")
    assert not desk.window.isWindowModified()
    assert desk.window.settings.recent_files == [str(path)]
    assert said(desk) == f"Saved {path}"
    desk.press(Key.Key_N)
    assert desk.window.isWindowModified()
    desk.do("save")
    assert read_project(path).score == desk.document.score
    assert desk.document.score.note_count == 2


def test_everything_that_the_window_showed_is_there_again(desk, qtbot, path, monkeypatch):
    window = desk.window
    desk.document.load(Score((TUNE.tracks[0], Track(name="Bass", channel=1))), None)
    for key in (Key.Key_N, Key.Key_N, Key.Key_N):
        desk.press(key)
    desk.do("undo")
    window.generate_panel.length.set_value(3)
    window.generate_panel.temperature.set_value(0.75)
    desk.do("generate")
    desk.await_takes()
    desk.flow.hear(2)
    window.roll.active_track, window.roll.tool, window.roll.grid = 1, Tool.ERASE, Grid.EIGHTH
    desk.transport.set_loop_range(480, 960)
    desk.transport.seek(1440)
    window.seed_editor.set_range(0, 960)
    window.seed_editor.set_key(pitch.Key(9, "minor"))
    window.seed_editor.set_density(4)
    window.roll.view = replace(window.roll.view, pixels_per_tick=0.31, left=700.0, top=40.0)
    window.roll.state.remember_pen(Note(60, 0, 360, 33))
    window.roll.shaping.quantize_how = QuantizeHow(0.5, 0.625, True)
    window.roll_view.show(SHOWN)
    save_as(desk, path, monkeypatch)
    score, takes, view = desk.document.score, desk.flow.takes, window.roll.view

    other = Desk(qtbot)
    other.window.files.open(path)
    window = other.window
    assert (other.document.score, other.flow.takes, other.flow.chosen) == (score, takes, 2)
    assert (window.generate_panel.options.bars, window.generate_panel.options.temperature) == (3, 0.75)
    assert (window.roll.active_track, window.roll.tool, window.roll.grid) == (1, Tool.ERASE, Grid.EIGHTH)
    assert (other.transport.loop, other.transport.playhead) == ((480, 960), 1440)
    assert (window.seed_editor.choice.key, window.seed_editor.choice.density) == (pitch.Key(9, "minor"), 4)
    assert window.seed_editor.scope is SeedScope.RANGE
    assert window.roll.view == replace(view, top=window.roll.view.top)
    assert window.roll.state.pen == Pen(360, 33)
    assert window.roll.shaping.quantize_how == QuantizeHow(0.5, 0.625, True)
    assert window.roll_view.details == SHOWN
    assert window.roll.lanes.dial == MODULATION
    assert window.roll.following.mode is FollowMode.SMOOTH
    assert window.roll.state.scale == Scale(2, "dorian")
    assert not other.document.is_modified
    other.do("redo")
    assert other.document.score.note_count == score.note_count + 1
    for _ in range(3):
        other.do("undo")
    assert other.document.score.note_count == 2
    close(other)


def test_a_grid_that_follows_the_zoom_does_so_again(desk, qtbot, path, monkeypatch):
    desk.window.roll.grid_choice.use_adaptive()
    save_as(desk, path, monkeypatch)
    other = Desk(qtbot)
    other.window.files.open(path)
    assert other.window.roll.grid_choice.is_adaptive
    assert other.window.roll.grid is desk.window.roll.grid
    close(other)


def test_a_project_brings_its_model_and_style(desk, qtbot, path, monkeypatch):
    desk.window.models.use("one-hot-lstm")
    qtbot.waitUntil(lambda: desk.flow.phase is Phase.READY)
    desk.window.generate_panel.set_options(SamplingOptions(style="piano"), True)
    save_as(desk, path, monkeypatch)
    other = Desk(qtbot)
    assert other.window.models.chosen == "composer-lstm"
    other.window.files.open(path)
    qtbot.waitUntil(lambda: other.flow.phase is Phase.READY)
    assert other.window.settings.model == "one-hot-lstm"
    assert other.window.generate_panel.options.style == "piano"
    close(other)


def test_a_model_that_is_not_here_is_told_and_the_present_one_stays(desk, path):
    write_project(Project(TUNE, panel={"model": "my own", "plays_while_generating": True}), path)
    desk.window.files.open(path)
    assert "the model “my own”, which is not here" in said(desk)
    assert desk.window.models.chosen == "composer-lstm"


def test_takes_keep_who_made_them_even_when_another_model_is_loaded(desk, qtbot, path, monkeypatch):
    desk.document.load(TUNE, None)
    desk.do("generate")
    desk.await_takes()
    desk.window.models.use("one-hot-lstm")
    qtbot.waitUntil(lambda: desk.flow.phase is Phase.AUDITIONING)
    save_as(desk, path, monkeypatch)
    takes = read_project(path).takes
    assert takes is not None
    assert takes.model == ModelId("fake", "f" * 64)


def test_takes_say_when_their_model_is_not_there_any_more(desk, qtbot, path, monkeypatch):
    desk.document.load(TUNE, None)
    desk.do("generate")
    desk.await_takes()
    assert "not here any more" not in desk.window.takes_panel.words
    save_as(desk, path, monkeypatch)
    desk.window.files.open(path)
    assert "Its model “fake” is not here any more." in desk.window.takes_panel.words
    desk.do("generate")
    desk.await_takes()
    assert "not here any more" not in desk.window.takes_panel.words


def test_a_project_of_the_first_version_opens_with_defaults_for_what_it_does_not_say(desk):
    before = desk.window.roll_view.details
    desk.window.files.open(FIRST_VERSION)
    window = desk.window
    assert [note.pitch for note in desk.document.score.tracks[0].notes] == [60, 64, 67]
    assert (window.roll.tool, window.roll.grid) == (Tool.ERASE, Grid.EIGHTH)
    assert window.generate_panel.options.bars == 3
    assert (desk.flow.model, desk.flow.is_model_there) == (ModelId("composer-lstm"), True)
    assert window.roll_view.details == before
    assert window.models.chosen == "composer-lstm"
    assert not desk.document.is_modified
    desk.do("undo")
    assert desk.document.score.note_count == 2


@pytest.mark.parametrize(
    ("name", "garbage"),
    [
        ("quantize", [1e999, -1]),
        ("pen", {"duration": 1e999, "velocity": 3}),
        ("highlight", "² dorian"),
        ("lane_dial", [11, 999]),
        ("seed_key", [99, "minor"]),
        ("loop", "ab"),
        ("shown", None),
        ("track", {}),
    ],
)
def test_a_garbled_part_of_the_view_hinders_nothing_else(desk, path, monkeypatch, name, garbage):
    save_as(desk, path, monkeypatch)
    view = {**read_project(path).view, "velocity_lane": True, name: garbage}
    write_project(Project(TUNE, view=view), path)
    desk.window.files.open(path)
    assert desk.document.score == TUNE
    assert desk.window.roll_view.details["velocity_lane"] is True


def test_takes_of_a_reopened_project_can_be_kept(desk, qtbot, path, monkeypatch):
    desk.document.load(TUNE, None)
    desk.do("generate")
    desk.await_takes()
    save_as(desk, path, monkeypatch)
    other = Desk(qtbot)
    other.window.files.open(path)
    other.do("keep")
    assert other.document.score.note_count > 2
    close(other)


def test_takes_of_a_project_that_is_opened_during_a_run_are_as_they_were_saved(qtbot, path, monkeypatch):
    continuer = FakeContinuer()
    desk = Desk(qtbot, lambda: continuer)
    desk.document.load(TUNE, None)
    desk.do("generate")
    desk.await_takes()
    save_as(desk, path, monkeypatch)
    takes = desk.flow.takes
    continuer.may_go_on.clear()
    desk.do("generate")
    qtbot.waitUntil(lambda: bool(desk.flow.chosen_notes))
    desk.window.files.open(path)
    assert desk.window.files.workspace.project().takes is not None
    continuer.may_go_on.set()
    desk.await_takes()
    assert desk.flow.takes == takes
    assert desk.window.files.unsaved == []
    close(desk)


def test_a_midi_file_is_what_a_new_piece_begins_from(desk, tmp_path):
    write_score(TUNE, tmp_path / "Waltz.mid")
    desk.window.files.open(tmp_path / "Waltz.mid")
    assert desk.window.windowTitle().startswith("Waltz[*]")
    assert (desk.document.path, desk.document.is_modified) == (None, False)


def test_a_midi_file_without_notes_says_that_it_has_none(desk, tmp_path):
    write_score(Score(), tmp_path / "silence.mid")
    desk.window.files.open(tmp_path / "silence.mid")
    assert desk.window.banner.sentence == "“silence.mid” was read, but holds no notes."


def test_another_piece_is_read_as_it_is_heard(desk, tmp_path):
    desk.window.seed_editor.set_key(pitch.Key(9, "minor"))
    write_score(TUNE, tmp_path / "Waltz.mid")
    desk.window.files.open(tmp_path / "Waltz.mid")
    assert desk.window.seed_editor.choice.key is None


def test_exporting_does_not_count_as_saving_but_is_mentioned(desk, tmp_path, monkeypatch, answers):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "out.mid"), ""))
    desk.press(Key.Key_N)
    desk.do("export")
    assert desk.document.is_modified
    answers.choices = [Choice.Cancel]
    desk.do("new")
    assert "its notes are in out.mid" in answers.asked[0]


def test_the_question_counts_changes_and_takes(desk, answers):
    desk.press(Key.Key_N)
    desk.press(Key.Key_N)
    desk.do("generate")
    desk.await_takes()
    answers.choices = [Choice.Cancel, Choice.Discard]
    desk.do("new")
    assert "2 changes since it was begun" in answers.asked[0]
    assert "4 takes that were not kept yet" in answers.asked[0]
    assert desk.document.score.note_count == 2
    desk.do("new")
    assert desk.document.score.note_count == 0


def test_takes_alone_are_asked_about_too_until_they_are_saved(desk, path, monkeypatch, answers):
    desk.document.load(TUNE, None)
    desk.do("generate")
    desk.await_takes()
    answers.choices = [Choice.Cancel]
    desk.do("new")
    assert len(answers.asked) == 1
    save_as(desk, path, monkeypatch)
    desk.do("new")
    assert len(answers.asked) == 1
    assert desk.document.score.note_count == 0


def test_saving_from_the_question_goes_on_with_what_was_wanted(desk, path, monkeypatch, answers):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    desk.press(Key.Key_N)
    answers.choices = [Choice.Save]
    desk.do("new")
    assert read_project(path).score.note_count == 1
    assert desk.document.score.note_count == 0


def test_opening_the_open_file_again_after_saving_from_the_question_shows_what_was_saved(
    desk, path, monkeypatch, answers
):
    desk.press(Key.Key_N)
    save_as(desk, path, monkeypatch)
    desk.press(Key.Key_N)
    answers.choices.append(Choice.Save)
    desk.window.files.open(path)
    assert desk.document.score.note_count == read_project(path).score.note_count == 2


def test_what_a_keyboard_enters_while_the_disk_writes_is_not_taken_for_saved(desk, path, monkeypatch):
    desk.press(Key.Key_N)
    write = project_file.replace_file
    has_entered = threading.Event()

    def write_slowly(*arguments):
        assert has_entered.wait(10)
        write(*arguments)

    def enter():
        desk.window.roll.editing.insert_note(72)
        has_entered.set()

    monkeypatch.setattr(project_file, "replace_file", write_slowly)
    QTimer.singleShot(0, enter)
    save_as(desk, path, monkeypatch)
    assert read_project(path).score.note_count == 1
    assert desk.document.score.note_count == 2
    assert desk.document.is_modified
    assert desk.window.files.unsaved == ["1 change since it was saved"]


def test_a_second_window_may_look_but_not_save_over_the_first(desk, qtbot, path, tmp_path, monkeypatch):
    desk.document.load(TUNE, None)
    save_as(desk, path, monkeypatch)
    before = path.read_bytes()
    other = Desk(qtbot)
    other.window.files.open(path)
    assert "(read-only)" in other.window.windowTitle()
    assert "“tune.composer” is open in another Composer window, since today at" in said(other)
    other.press(Key.Key_N)
    asked = []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: asked.append(1) or (str(path), ""))
    other.do("save")
    assert asked
    assert "under another name" in said(other)
    assert path.read_bytes() == before
    save_as(other, tmp_path / "mine.composer", monkeypatch)
    assert "(read-only)" not in other.window.windowTitle()
    close(other)


def test_a_project_is_free_again_once_its_window_has_another_piece(desk, qtbot, path, monkeypatch):
    desk.document.load(TUNE, None)
    save_as(desk, path, monkeypatch)
    desk.do("new")
    other = Desk(qtbot)
    other.window.files.open(path)
    assert other.document.lock_reason == ""
    close(other)


def test_a_damaged_project_comes_back_from_its_copy(desk, path, monkeypatch, answers):
    desk.document.load(TUNE, None)
    save_as(desk, path, monkeypatch)
    desk.do("new")
    contents = bytearray(path.read_bytes())
    contents[len(contents) // 2 :] = b""
    path.write_bytes(contents)
    answers.choices = [Choice.Open]
    desk.window.files.open(path)
    assert "tune.composer” is damaged" in answers.asked[0]
    assert "There is a whole copy of it, saved today at" in answers.asked[0]
    assert desk.document.score == TUNE
    assert desk.document.is_modified
    desk.do("save")
    assert read_project(path).score == TUNE


def test_a_damaged_project_without_a_copy_is_refused(desk, tmp_path):
    desk.document.load(TUNE, None)
    broken = tmp_path / "broken.composer"
    broken.write_bytes(b"SQLite format 3\0" * 100)
    desk.window.files.open(broken)
    assert "broken.composer" in said(desk)
    assert desk.document.score is TUNE


def test_a_save_that_fails_says_so_and_the_next_one_works(desk, path, monkeypatch):
    desk.press(Key.Key_N)
    missing = path / "in" / "a missing folder.composer"
    save_as(desk, missing, monkeypatch)
    assert "cannot be saved in" in said(desk)
    assert desk.document.is_modified
    lock, held_since = project_store.ProjectStore().lock(missing)
    assert held_since is None, "what could not be saved must not stay locked"
    lock.release()
    save_as(desk, path, monkeypatch)
    assert not desk.document.is_modified


def test_saving_works_where_no_copies_can_be_kept_and_says_so(desk, tmp_path, path, monkeypatch):
    (tmp_path / "data").write_text("a file where the data folder should be")
    desk.press(Key.Key_N)
    save_as(desk, path, monkeypatch)
    assert read_project(path).score.note_count == 1
    assert "no copy of it could be kept" in said(desk)


def test_an_earlier_save_comes_back_as_one_undo_step(desk, path, monkeypatch):
    desk.document.load(TUNE, None)
    save_as(desk, path, monkeypatch)
    desk.press(Key.Key_N)
    desk.do("save")
    [_, first] = desk.window.files.store.backups_of(path)
    first.path.rename(first.path.with_stem("2026-01-01T12-00-00-000000"))
    offered = []
    monkeypatch.setattr(QInputDialog, "getItem", lambda *rest: offered.extend(rest[3]) or (rest[3][1], True))
    desk.do("revert")
    assert (offered[0].split(" at ")[0], offered[1]) == ("today", "on 1 January 2026 at 12:00:00")
    assert desk.document.score == TUNE
    assert "as it was saved on 1 January" in said(desk)
    desk.do("undo")
    assert desk.document.score.note_count == 3


def test_without_an_earlier_save_there_is_nothing_to_revert_to(desk):
    desk.do("revert")
    assert "nothing to go back to yet" in said(desk)
    assert desk.window.banner.property("kind") == "news"


def test_a_template_is_a_beginning_without_a_past(desk, monkeypatch, tmp_path):
    desk.press(Key.Key_N)
    proposed = []
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *rest: proposed.append(Path(rest[2])) or (str(proposed[-1]), "")
    )
    desk.do("save as template")
    assert proposed[0].parent == tmp_path / "data" / "composer" / "templates"
    assert said(desk) == "“New piece” is a template now"
    assert desk.document.is_modified
    desk.document.load(Score(), None)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(proposed[0]), ""))
    desk.do("new from template")
    assert desk.document.score.note_count == 1
    assert (desk.document.path, desk.document.is_modified) == (None, False)
    assert not desk.document.undo_stack.can_undo


def test_the_window_goes_on_living_while_a_disk_is_slow(desk, path, monkeypatch):
    has_lived = threading.Event()
    QTimer.singleShot(0, has_lived.set)
    write = project_file.replace_file

    def slow_write(*arguments):
        assert has_lived.wait(10)
        write(*arguments)

    monkeypatch.setattr(project_file, "replace_file", slow_write)
    desk.press(Key.Key_N)
    save_as(desk, path, monkeypatch)
    assert said(desk) == f"Saved {path}"


def test_a_project_with_strange_settings_opens_all_the_same(desk, path):
    write_project(Project(TUNE, panel={"bars": -4, "plays_while_generating": 1}, view={"tool": "no tool"}), path)
    desk.window.files.open(path)
    assert desk.document.score == TUNE


def test_the_data_folder_is_the_users(tmp_path):
    assert project_store.ProjectStore().sessions == tmp_path / "data" / "composer" / "sessions"
    assert project_store.ProjectStore(tmp_path).templates == tmp_path / "templates"


def test_files_of_lately_are_offered_by_their_names_and_say_where_they_are(desk):
    desk.window.settings.recent_files = ["/music/Call & response.mid"]
    desk.window.frame.show_recent()
    [recent] = [menu for menu in desk.window.findChildren(QMenu) if menu.title() == "Open &recent"]
    [entry] = recent.actions()
    assert (entry.text(), entry.toolTip()) == ("Call && response.mid", "/music/Call & response.mid")
    assert recent.toolTipsVisible()


def test_what_can_be_undone_is_named_as_it_was_called(desk):
    desk.document.apply("Seed: Lantern & Walk", Score())
    assert desk.window.actions_by_name["undo"].text() == "&Undo seed: Lantern && Walk"
