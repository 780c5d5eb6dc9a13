"""The training desk: it starts processes, says what has ended, and finds again what goes on."""

import shutil
from datetime import datetime
from pathlib import Path
from threading import Event
from types import SimpleNamespace

import pytest
from PySide6.QtWidgets import QListWidget, QMessageBox, QWidget

from composer.generation import taking_in
from composer.generation.library import own_models
from composer.gui.models.model_manager import ModelManager
from composer.gui.training import training_desk
from composer.gui.training.run_dialog import RunDialog
from composer.gui.training.runs_dialog import RunsDialog
from composer.gui.training.training_desk import TrainingDesk
from composer.midi.files import read_score
from composer.music.errors import SeedError
from composer.music.score import Note, Score, Track
from composer.music.seed import Seed, seed_of_range, whole_seed
from composer.training.runs import Phase, RunRequest, RunStatus, all_runs

SEED = whole_seed(Score((Track.of([Note(60, 0, 480)]),)))


class FakeListening:
    def __init__(self) -> None:
        self.heard = []

    def play(self, score: Score) -> None:
        self.heard.append(score)

    def stop(self) -> None:
        pass


class Stage:
    """A desk whose processes are only pretended."""

    def __init__(self, qtbot, monkeypatch) -> None:
        self.qtbot = qtbot
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.seed: Seed | None = SEED
        self.listening = FakeListening()
        self.desk = TrainingDesk(self.listening, self.give_seed, self.window)
        self.started, self.told, self.troubled, self.changes = [], [], [], []
        self.exit_status = None
        monkeypatch.setattr(training_desk, "start_process", self.start)
        self.desk.told.connect(self.told.append)
        self.desk.troubled.connect(self.troubled.append)
        self.desk.models_changed.connect(lambda: self.changes.append(True))

    def give_seed(self) -> Seed:
        if self.seed is None:
            raise SeedError("The seed is empty.")
        return self.seed

    def start(self, run):
        self.started.append(run)
        return SimpleNamespace(poll=lambda: self.exit_status)

    def wait_for_seed(self, run) -> Score:
        path = run.path / "seed.mid"
        self.qtbot.waitUntil(path.exists)
        self.qtbot.wait(20)
        return read_score(path)


@pytest.fixture
def stage(qtbot, monkeypatch):
    stage = Stage(qtbot, monkeypatch)
    yield stage
    for dialog in stage.window.findChildren(RunDialog):
        dialog.close()


def request(music) -> RunRequest:
    return RunRequest("mine", str(music), "step-duration-lstm", 3, 16, 8)


def test_a_run_begins_in_a_process_of_its_own_and_is_shown(stage, music):
    stage.desk.begin(request(music))
    [run] = stage.started
    assert run.request == request(music)
    assert stage.window.findChild(RunDialog).run == run
    assert stage.wait_for_seed(run).tracks[0].notes == SEED.score.tracks[0].notes


def test_a_seed_from_the_middle_of_a_piece_is_continued_from_its_first_bar(stage, music):
    piece = Score((Track(), Track.of([Note(60 + bar % 12, 1920 * bar + 480, 2400) for bar in range(20)])))
    stage.seed = seed_of_range(piece, 10 * 1920, 12 * 1920)
    stage.desk.begin(request(music))
    [track] = stage.wait_for_seed(stage.started[0]).tracks
    assert [(note.start, note.end) for note in track.notes] == [(480, 2880), (2400, 3840)]


def test_without_a_seed_the_samples_continue_a_piece_of_the_folder(stage, music):
    stage.seed = None
    stage.desk.begin(request(music))
    assert stage.wait_for_seed(stage.started[0]).note_count == 4 * 8


def test_a_finished_run_is_told_and_its_model_can_be_chosen(stage, run):
    stage.desk.start(run)
    run.tell(RunStatus(Phase.FINISHED, "Finished.", "/models/mine 2.safetensors"))
    stage.desk.look()
    assert stage.told == ["“mine 2” is trained, and in the list of models."]
    assert stage.changes == [True]
    stage.desk.look()
    assert len(stage.told) == 1


def test_a_run_that_failed_is_told_with_its_reason(stage, run):
    stage.desk.start(run)
    run.tell(RunStatus(Phase.FAILED, "The music holds 3 notes."))
    stage.desk.look()
    assert stage.troubled == ["“mine” could not be trained. The music holds 3 notes."]


def test_a_process_that_died_is_told_too(stage, run):
    stage.desk.start(run)
    run.tell(RunStatus(Phase.TRAINING))
    stage.desk.look()
    assert stage.troubled == []  # it has only just been started
    stage.exit_status = -9
    stage.desk.look()
    assert stage.troubled == ["Training “mine” was broken off. Model > Trainings resumes it."]


def test_a_run_whose_process_has_only_just_begun_is_starting_and_can_neither_be_deleted_nor_started_again(stage, run):
    stage.desk.start(run)
    stage.desk.show_runs()
    dialog = stage.window.findChild(RunsDialog)
    assert dialog.findChild(QListWidget).item(0).text().endswith("\nStarting…")
    assert not dialog._delete.isEnabled()
    stage.desk.start(run)
    assert len(stage.started) == 1
    stage.exit_status = -9
    dialog.refresh()
    assert "Its process has ended" in dialog.findChild(QListWidget).item(0).text()
    assert dialog._delete.isEnabled()
    dialog.close()


def test_trainings_that_go_on_from_earlier_are_found_again(stage, run):
    stage.desk.reattach()
    assert stage.told == []
    lock = run.lock()
    lock.acquire(datetime.now())
    stage.desk.reattach()
    assert "“mine” is still being trained" in stage.told[0]
    run.tell(RunStatus(Phase.FINISHED, "", "/models/mine.safetensors"))
    stage.desk.look()
    assert "“mine” is trained" in stage.told[1]
    lock.release()


def test_a_run_that_was_started_before_the_window_looked_for_earlier_ones_is_still_watched(stage, run):
    stage.desk.start(run)
    stage.desk.reattach()
    run.tell(RunStatus(Phase.FINISHED, "", "/models/mine.safetensors"))
    stage.desk.look()
    assert stage.told == ["“mine” is trained, and in the list of models."]


def test_a_sample_is_heard(stage, music):
    stage.desk.hear_file(music / "0.mid")
    stage.qtbot.waitUntil(lambda: bool(stage.listening.heard), timeout=20_000)
    assert stage.listening.heard[0].note_count == 40


@pytest.mark.parametrize("is_closed", [False, True])
def test_a_model_that_was_imported_can_be_chosen_also_when_the_manager_was_closed(stage, monkeypatch, is_closed):
    may_end = Event()
    monkeypatch.setattr(taking_in, "take_in", lambda path: may_end.wait(20) and path)
    stage.desk.show_models()
    manager = stage.window.findChild(ModelManager)
    manager.import_file(Path("given.safetensors"))
    if is_closed:
        manager.close()
    may_end.set()
    stage.qtbot.waitUntil(lambda: stage.changes == [True])
    assert stage.told == (["“given” is in the list of models now."] if is_closed else [])
    if not is_closed:
        manager.close()


def test_a_model_that_was_refused_after_the_manager_was_closed_is_told(stage, tmp_path):
    (tmp_path / "odd.safetensors").write_bytes(b"odd")
    stage.desk.show_models()
    manager = stage.window.findChild(ModelManager)
    manager.import_file(tmp_path / "odd.safetensors")
    manager.close()
    stage.qtbot.waitUntil(lambda: bool(stage.troubled), timeout=20_000)
    assert "odd.safetensors" in stage.troubled[0]


def test_the_checkpoint_that_is_kept_becomes_a_model_and_those_that_were_compared_with_it_go(stage, run):
    folder = run.path / "model-training"
    folder.mkdir()
    first, second, third, fourth = (folder / f"epoch-00{number}.safetensors" for number in (1, 2, 3, 4))
    for path in (first, second, third, fourth):
        path.write_bytes(b"a model")
    run.passages.write_bytes(b"index")
    stage.desk.keep_checkpoint(run, second, [first, third])  # the fourth came while they were compared
    assert run.checkpoints == [second, fourth]
    assert "“mine epoch-002” is in the list" in stage.told[0]
    [model] = own_models()
    assert model.with_suffix(".passages").read_bytes() == b"index"


def test_the_trainings_are_listed_and_an_ended_one_can_be_deleted(stage, run, monkeypatch):
    run.tell(RunStatus(Phase.FINISHED, "Finished."))
    dialog = RunsDialog(stage.window)
    chosen = []
    dialog.chosen.connect(chosen.append)
    files = dialog.findChild(QListWidget)
    assert files.item(0).text() == "mine  (step-duration-lstm)\nFinished."
    dialog._open.click()
    assert chosen == [run]
    monkeypatch.setattr(QMessageBox, "exec", lambda _: QMessageBox.StandardButton.Discard)
    dialog._delete.click()
    assert all_runs() == []
    assert files.count() == 0
    dialog.close()


def test_a_training_that_runs_cannot_be_deleted(stage, run):
    lock = run.lock()
    lock.acquire(datetime.now())
    dialog = RunsDialog(stage.window)
    assert not dialog._delete.isEnabled()
    lock.release()
    dialog.close()


def test_without_a_training_the_list_says_how_there_will_be_one(stage, run):
    dialog = RunsDialog(stage.window)
    assert dialog._words.isHidden()
    shutil.rmtree(run.path)
    dialog.refresh()
    assert not dialog._words.isHidden()
    assert dialog.findChild(QListWidget).isAncestorOf(dialog._words)
    dialog.close()


def test_the_rows_of_the_trainings_have_room_for_accents(stage, run):
    dialog = RunsDialog(stage.window)
    trainings = dialog.findChild(QListWidget)
    row = trainings.visualItemRect(trainings.item(0))
    assert row.height() >= 2 * trainings.fontMetrics().height() + 6
    dialog.close()
