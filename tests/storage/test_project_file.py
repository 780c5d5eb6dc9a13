import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from composer.music.pitch import Key
from composer.music.score import Note, Score, Track
from composer.music.seed import whole_seed
from composer.music.take import ContinuedNote
from composer.storage import project_file, tables
from composer.storage.history import History
from composer.storage.model_id import ModelId
from composer.storage.project import DamagedProjectError, NewerProjectError, Project, ProjectFileError, Takes
from composer.storage.project_file import (
    STEPS_KEPT,
    bytes_to_project,
    project_to_bytes,
    read_project,
    write_project,
)
from tests.storage.music import random_history, random_score

TUNE = Score((Track.of([Note(60, 0, 480), Note(67, 480, 480)], "Flute"),))
TAKES = Takes(
    ((ContinuedNote(Note(72, 960, 240), 0, 0),), (ContinuedNote(Note(74, 960, 240), 0, 1),)),
    replace(whole_seed(TUNE), key=Key(9, "minor"), density=2.5),
    {"bars": 4, "rng_seed": 17, "style": None, "temperature": 0.85},
    ModelId("composer-lstm", "0123abcd" * 8),
    chosen=1,
    likeliest=0,
)


def changed(contents: bytes, *statements: str) -> bytes:
    """A project file after somebody has been at it with SQL."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        database.deserialize(contents)
        for statement in statements:
            database.execute(statement)
        return database.serialize()


def resealed(contents: bytes, *statements: str) -> bytes:
    """The same, by somebody who knows how the seal is made."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        database.deserialize(changed(contents, *statements, "DELETE FROM seal"))
        tables.seal(database)
        return database.serialize()


def test_everything_in_a_project_survives(tmp_path):
    score, history = random_history(Random(1), 20)
    view = {"zoom": 0.2, "tool": "select", "loop": [0, 960], "umlaut": "ö"}
    project = Project(score, history, TAKES, {"bars": 8, "style": "folk"}, view)
    write_project(project, tmp_path / "tune.composer")
    again = read_project(tmp_path / "tune.composer")
    assert (again.score, again.takes, again.panel, again.view) == (score, TAKES, project.panel, view)
    assert [step.text for step in again.history.steps] == [step.text for step in history.steps]
    assert again.history.position == 20


def test_undo_and_redo_lead_where_they_led_before():
    score, history = random_history(Random(2), 30)
    start, reached = history.start(score), score
    again = bytes_to_project(project_to_bytes(Project(score, history)), "tune")
    going_back = again.score
    for step in reversed(again.history.steps):
        going_back = step.undone(going_back)
    assert going_back == start
    for step in again.history.steps:
        going_back = step.redone(going_back)
    assert going_back == reached


def test_undone_steps_can_be_done_again_after_reopening():
    score, history = random_history(Random(3), 10)
    undone = score
    for step in reversed(history.steps[4:]):
        undone = step.undone(undone)
    again = bytes_to_project(project_to_bytes(Project(undone, History(history.steps, 4))), "tune")
    forward = again.score
    for step in again.history.steps[4:]:
        forward = step.redone(forward)
    assert forward == score


def test_equal_projects_make_equal_bytes_and_so_does_one_that_was_read():
    score, history = random_history(Random(4), 15)
    contents = project_to_bytes(Project(score, history, TAKES))
    assert project_to_bytes(Project(score, history, TAKES)) == contents
    assert project_to_bytes(bytes_to_project(contents, "tune")) == contents


def test_a_file_keeps_the_latest_steps_of_a_long_history():
    score, history = random_history(Random(5), STEPS_KEPT + 20)
    again = bytes_to_project(project_to_bytes(Project(score, history)), "tune")
    assert len(again.history.steps) == STEPS_KEPT
    assert again.history.steps[-1].text == history.steps[-1].text
    assert again.history.start(again.score) == history.steps[20].undone(score)


def too_small_for(project: Project, monkeypatch) -> int:
    """Let files hold half of what the history of `project` takes."""
    bare = len(project_to_bytes(replace(project, history=History())))
    most = (bare + len(project_to_bytes(project))) // 2
    monkeypatch.setattr(project_file, "LARGEST_FILE", most)
    return most


def test_the_oldest_steps_go_before_a_file_becomes_too_large_to_be_opened(monkeypatch, tmp_path):
    score, history = random_history(Random(9), 60)
    project, path = Project(score, history), tmp_path / "tune.composer"
    most = too_small_for(project, monkeypatch)
    assert len(write_project(project, path)) <= most
    again = read_project(path)
    gone = 60 - len(again.history.steps)
    assert 10 < gone < 50
    assert (again.score, again.history.position) == (score, 60 - gone)
    assert again.history.start(score) == History(history.steps[gone:], 60 - gone).start(score)


def test_of_a_history_that_is_too_large_the_steps_around_its_position_stay(monkeypatch):
    score, history = random_history(Random(10), 60)
    undone = History(history.steps[20:], 40).start(score)
    project = Project(undone, History(history.steps, 20))
    too_small_for(project, monkeypatch)
    again = bytes_to_project(project_to_bytes(project), "tune")
    assert again.history.position == 20
    assert again.history.start(again.score) == history.start(score)
    redone = again.score
    for step in again.history.steps[20:]:
        redone = step.redone(redone)
    left = history.steps[len(again.history.steps) :]
    assert 10 < len(left) < 40
    assert redone == History(left, len(left)).start(score)


def test_a_piece_that_does_not_fit_into_a_file_is_refused_before_anything_is_written(monkeypatch, tmp_path):
    monkeypatch.setattr(project_file, "LARGEST_FILE", 1 << 16)
    with pytest.raises(ProjectFileError, match="too large to be saved"):
        write_project(Project(random_score(Random(11), 10_000)), tmp_path / "tune.composer")
    assert list(tmp_path.iterdir()) == []


def test_a_newer_file_is_refused_with_what_to_do():
    contents = changed(project_to_bytes(Project(TUNE)), "PRAGMA user_version = 7")
    with pytest.raises(NewerProjectError, match=r"tune.composer.*newer Composer.*version 7.*up to 2"):
        bytes_to_project(contents, "tune.composer")


def test_an_older_file_is_migrated_on_a_copy(monkeypatch, tmp_path):
    path = tmp_path / "old.composer"
    before = write_project(Project(TUNE), path)
    rename = "UPDATE detail SET value = '{\"tool\": \"draw\"}' WHERE name = 'view'"
    monkeypatch.setattr(tables, "MIGRATIONS", (*tables.MIGRATIONS, lambda database: database.execute(rename)))
    assert read_project(path).view == {"tool": "draw"}
    assert path.read_bytes() == before


def test_a_file_of_version_1_which_knew_no_controls_has_all_that_it_had():
    project = read_project(Path(__file__).parent / "version_1" / "tune.composer")
    assert (project.takes, project.panel, project.view) == (TAKES, {"bars": 8}, {"zoom": 0.2})
    assert project.history.position == 12
    assert project.history.start(project.score) == random_score(Random(5))
    assert not any(track.controls for track in project.score.tracks)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE detail SET value = '1' WHERE name = 'position'",
        "UPDATE score SET frame = replace(frame, '500000', '500001')",
        "DELETE FROM take",
        "UPDATE seal SET digest = x'00'",
        "DELETE FROM seal",
        "ALTER TABLE detail ADD COLUMN more",
        "DROP TABLE step",
        "CREATE TRIGGER evil AFTER INSERT ON take BEGIN DELETE FROM score; END",
        "CREATE VIEW more AS SELECT 1",
    ],
)
def test_a_file_that_was_tampered_with_is_refused(statement):
    contents = changed(project_to_bytes(Project(TUNE, takes=TAKES)), statement)
    with pytest.raises(DamagedProjectError, match="damaged and was not opened"):
        bytes_to_project(contents, "tune")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE detail SET value = '99' WHERE name = 'position'",
        "UPDATE detail SET value = '\"x\"' WHERE name = 'snapshot'",
        "UPDATE detail SET value = '[[[' WHERE name = 'view'",
        "UPDATE score SET notes = x'789c03000000000001'",
        "UPDATE score SET frame = '{}'",
        "DELETE FROM score",
        "DELETE FROM step WHERE number = 2",
        "UPDATE detail SET value = '{}' WHERE name = 'takes'",
    ],
)
def test_a_forged_file_with_a_right_seal_is_refused_too(statement):
    score, history = random_history(Random(6), 4)
    contents = resealed(project_to_bytes(Project(score, history, TAKES)), statement)
    with pytest.raises(ProjectFileError):
        bytes_to_project(contents, "tune")


def test_a_forged_step_is_refused_when_it_is_gone_back():
    score, history = random_history(Random(7), 4)
    contents = resealed(project_to_bytes(Project(score, history)), "UPDATE step SET lanes = '[[0,0,5,5]]'")
    project = bytes_to_project(contents, "tune")
    with pytest.raises(ProjectFileError, match="cannot be gone back"):
        project.history.start(project.score)


def test_what_is_no_project_is_refused(tmp_path):
    for contents in (b"", b"MThd", b"SQLite format 3\0" + b"\0" * 2000):
        path = tmp_path / "tune.composer"
        path.write_bytes(contents)
        with pytest.raises(DamagedProjectError):
            read_project(path)
    other = changed(project_to_bytes(Project(TUNE)), "PRAGMA application_id = 5")
    with pytest.raises(ProjectFileError, match="not a Composer project"):
        bytes_to_project(other, "tune")


def test_a_missing_file_and_a_folder_are_refused_in_a_sentence(tmp_path):
    with pytest.raises(ProjectFileError, match="cannot be opened: no such file"):
        read_project(tmp_path / "none.composer")
    with pytest.raises(ProjectFileError, match="cannot be opened"):
        read_project(tmp_path)


def test_a_long_piece_survives():
    score = random_score(Random(8), 20_000, 1)
    assert bytes_to_project(project_to_bytes(Project(score)), "tune").score == score
