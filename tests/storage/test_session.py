import shutil
import sqlite3
from datetime import datetime
from functools import partial
from pathlib import Path
from random import Random
from threading import Event

import pytest

from composer.music.score import Score
from composer.storage import session
from composer.storage.history import History
from composer.storage.project import Project
from composer.storage.recovery import crashed_sessions
from composer.storage.session import About, Session
from tests.storage.music import random_history, random_score
from tests.storage.test_project_file import TAKES, TUNE

UNSAVED = About("Tune", "/music/tune.composer", is_saved=False, edited_at="2026-11-21T12:00:00+01:00")
PATIENCE = 20  # seconds


class Desk:
    """A session, and what it told."""

    def __init__(self, folder) -> None:
        self.told: list[str] = []
        self.folder = folder
        self.session = Session(folder, self.told.append, lambda: self.told.append("recovered"))

    def store(self, project: Project, about: About = UNSAVED, is_another: bool = False) -> None:
        self.session.store(project, about, is_another)
        assert self.session.flush(PATIENCE)

    def crash(self) -> Project:
        """What is found after the window has ended without a word."""
        self.session.close(keep=True)
        [crashed] = crashed_sessions(self.folder)
        assert crashed.project is not None, crashed.problem
        return crashed.project


@pytest.fixture
def desk(tmp_path):
    desk = Desk(tmp_path / "sessions")
    yield desk
    desk.session.close()


def test_a_crashed_session_has_everything_and_says_what_it_was(desk):
    desk.store(Project(TUNE, takes=TAKES, panel={"bars": 8}, view={"tool": "draw"}))
    desk.session.close(keep=True)
    [crashed] = crashed_sessions(desk.folder)
    assert (crashed.title, str(crashed.file)) == ("Tune", "/music/tune.composer")
    assert crashed.edited_at == datetime.fromisoformat(UNSAVED.edited_at)
    assert crashed.project == Project(TUNE, crashed.project.history, TAKES, {"bars": 8}, {"tool": "draw"})


def test_what_an_earlier_version_left_is_found_and_stays_as_it_was(tmp_path):
    left = Path(__file__).parent / "version_1" / "tune.session"
    copy = Path(shutil.copy(left, tmp_path))
    [crashed] = crashed_sessions(tmp_path)
    assert (crashed.title, crashed.problem) == ("Old tune", "")
    assert crashed.project is not None
    assert crashed.project.history.start(crashed.project.score) == random_score(Random(5))
    assert copy.read_bytes() == left.read_bytes()


def test_after_any_walk_through_the_history_the_copy_is_where_the_walk_ended(desk):
    random = Random(1)
    score, history = random_history(random, 12)
    scores = [history.start(score)]
    for step in history.steps:
        scores.append(step.redone(scores[-1]))
    for position in (3, 12, 12, 0, 5, 11, 2, 7):
        desk.store(Project(scores[position], History(history.steps, position)))
        _, branch = random_history(random, 1, scores[position])
        after = branch.steps[0].redone(scores[position])
        desk.store(Project(after, History((*history.steps[:position], *branch.steps), position + 1)))
        desk.store(Project(scores[position], History((*history.steps[:position], *branch.steps), position)))
    recovered = desk.crash()
    assert recovered.score == scores[7]
    assert recovered.history.start(recovered.score) == scores[0]
    assert recovered.history.steps[7].redone(recovered.score) == after


def test_another_piece_takes_the_place_of_the_first(desk):
    score, history = random_history(Random(2), 5)
    desk.store(Project(score, history, TAKES))
    other = random_score(Random(3))
    desk.store(Project(other), is_another=True)
    recovered = desk.crash()
    assert (recovered.score, recovered.history.steps, recovered.takes) == (other, (), None)


def test_another_piece_is_not_mistaken_for_the_first_when_both_wait_at_once(desk):
    desk.store(Project(TUNE))
    score, history = random_history(Random(4), 1)
    desk.session.store(Project(history.start(score)), UNSAVED, is_another=True)
    desk.session.store(Project(score, history), UNSAVED)
    assert desk.session.flush(PATIENCE)
    recovered = desk.crash()
    assert recovered.score == score
    assert recovered.history.start(recovered.score) == history.start(score)


def test_a_long_session_is_found_from_a_score_that_is_not_far_away(desk):
    score, history = random_history(Random(5), 620, Score())
    reached = Score()
    for position, step in enumerate(history.steps):
        if position % 31 == 0:
            desk.session.store(Project(reached, History(history.steps[:position], position)), UNSAVED)
        reached = step.redone(reached)
    desk.store(Project(score, history))
    assert desk.crash().score == score


def test_a_live_session_is_not_taken_for_a_crashed_one(desk):
    desk.store(Project(TUNE))
    assert crashed_sessions(desk.folder) == []


def test_a_saved_piece_is_not_offered(desk):
    desk.store(Project(TUNE), About("Tune", is_saved=True, edited_at=UNSAVED.edited_at))
    desk.session.close(keep=True)
    assert crashed_sessions(desk.folder) == []


def test_a_session_that_is_closed_leaves_nothing_behind(desk):
    desk.store(Project(TUNE))
    desk.session.close()
    assert list(desk.folder.iterdir()) == []


class UnsyncedOnce(sqlite3.Connection):
    """A database on a disk that is full when the first of them is to be synced."""

    faults = 0

    def execute(self, statement: str, *arguments) -> sqlite3.Cursor:
        if "checkpoint" in statement and UnsyncedOnce.faults:
            UnsyncedOnce.faults -= 1
            raise sqlite3.OperationalError("database or disk is full")
        return super().execute(statement, *arguments)


def test_a_fault_while_syncing_passes_by_itself_and_the_session_stays_locked(tmp_path, monkeypatch):
    monkeypatch.setattr(UnsyncedOnce, "faults", 1)
    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=UnsyncedOnce))
    monkeypatch.setattr(session, "SYNC_AFTER", 0.01)
    monkeypatch.setattr(session, "RETRY_AFTER", 0.01)
    told, seen, is_recovered = [], [], Event()

    def tell_trouble(sentence: str) -> None:
        told.append(sentence)
        seen.extend(crashed_sessions(tmp_path))

    live = Session(tmp_path, tell_trouble, is_recovered.set)
    live.store(Project(TUNE), UNSAVED)
    assert is_recovered.wait(PATIENCE)
    assert [sentence.startswith("Your edits are not being copied to") for sentence in told] == [True]
    assert seen == crashed_sessions(tmp_path) == []
    live.close(keep=True)
    [crashed] = crashed_sessions(tmp_path)
    assert crashed.project is not None
    assert crashed.project.score == TUNE


def test_several_crashed_sessions_are_listed_the_latest_first(tmp_path):
    for hour in (9, 14, 11):
        desk = Desk(tmp_path)
        desk.store(Project(TUNE), About(f"At {hour}", edited_at=f"2026-11-21T{hour:02}:00:00+01:00"))
        desk.session.close(keep=True)
    assert [session.title for session in crashed_sessions(tmp_path)] == ["At 14", "At 11", "At 9"]


def test_a_damaged_session_is_listed_with_its_problem(tmp_path):
    (tmp_path / "broken.session").write_bytes(b"SQLite format 3\0 and then nothing that makes sense" * 100)
    (tmp_path / "empty.session").write_bytes(b"")
    [crashed] = crashed_sessions(tmp_path)
    assert crashed.project is None
    assert crashed.problem


def test_a_folder_that_cannot_be_written_to_is_told_once(tmp_path):
    (tmp_path / "sessions").write_text("a file where the folder should be")
    desk = Desk(tmp_path / "sessions")
    desk.session.store(Project(TUNE), UNSAVED)
    assert not desk.session.flush(0.3)
    desk.session.close(keep=True)
    [sentence] = desk.told
    assert sentence.startswith("Your edits are not being copied to")
