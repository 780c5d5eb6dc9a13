"""Beginning a training: what a folder shows, what can be chosen, and when Start works."""

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QTableWidget,
    QTreeWidget,
)
from shiboken6 import isValid

from composer.generation.library import add_model
from composer.generation.registry import FLAGSHIP, SUFFIX
from composer.gui import job
from composer.gui.job import Job
from composer.gui.training import folder_view
from composer.gui.training.run_dialog import subject_of
from composer.gui.training.training_dialog import TrainingDialog
from composer.midi.files import ScoreFile, read_score
from composer.resources import resource
from composer.training import survey
from tests.gui.training.conftest import write_tune


class Desk:
    """The dialog, and hands."""

    def __init__(self, qtbot) -> None:
        self.qtbot = qtbot
        self.dialog = TrainingDialog()
        self.requests = []
        self.dialog.requested.connect(self.requests.append)
        self.dialog.show()

    def look(self, folder: Path) -> None:
        self.dialog.look_through(folder)
        self.wait()

    def wait(self) -> None:
        view = self.dialog.view
        self.qtbot.waitUntil(lambda: not view.is_looking and view._reading is None, timeout=30_000)

    def drop(self, path: Path) -> None:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        action, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
        self.dialog.dropEvent(QDropEvent(QPointF(9, 9), action, data, button, Qt.KeyboardModifier.NoModifier))

    def button(self, words: str) -> QPushButton:
        return next(button for button in self.dialog.findChildren(QPushButton) if words in button.text())

    def choose(self, name: str) -> None:
        self.dialog.form.findChild(QComboBox).setCurrentText(name)

    def start(self) -> None:
        self.qtbot.mouseClick(self.button("Start"), Qt.MouseButton.LeftButton)


@pytest.fixture(autouse=True)
def no_guard(monkeypatch):
    """Look at files in this process: a guarded one takes a second to start, and has tests of its own."""

    def read_here(path: Path) -> Job:
        def steps():
            yield ScoreFile(path.name, read_score(path), ())

        return Job(steps)

    monkeypatch.setattr(survey, "guarded", lambda work, *arguments, limits: work(*arguments))
    monkeypatch.setattr(folder_view, "reading_job", read_here)


@pytest.fixture
def desk(qtbot):
    desk = Desk(qtbot)
    yield desk
    if isValid(desk.dialog):
        desk.dialog.close()
        desk.wait()


def test_a_dropped_folder_is_looked_through(desk, music):
    desk.drop(music)
    desk.wait()
    assert desk.dialog.view.words == (
        "4 files with 160 notes. 1 file left out, because the same music is there already. 1 file cannot be read."
    )
    files = desk.dialog.findChild(QTreeWidget)
    assert files.topLevelItemCount() == 6
    assert desk.dialog.findChild(QTableWidget).rowCount() > 10
    assert sum(desk.dialog.view.pitches.counts) == 160


def test_a_dialog_that_is_closed_while_it_looks_leaves_no_job_behind(desk, music):
    desk.dialog.look_through(music)
    desk.dialog.close()
    desk.qtbot.waitUntil(lambda: not isValid(desk.dialog))
    desk.qtbot.waitUntil(lambda: not job._running)


def test_the_numbers_of_the_notes_end_below_each_other_and_below_the_end_of_their_heading(desk, music):
    desk.look(music)
    notes = desk.dialog.findChild(QTableWidget)
    for column in range(4):
        cells = [notes.horizontalHeaderItem(column), notes.item(0, column), notes.item(9, column)]
        is_right = [bool(cell.textAlignment() & Qt.AlignmentFlag.AlignRight.value) for cell in cells]
        assert is_right == [column > 0] * 3


def test_what_is_left_out_of_many_files_can_be_seen_alone(desk, music):
    desk.look(music)
    files, only = desk.dialog.findChild(QTreeWidget), desk.dialog.view.findChild(QCheckBox)

    def seen() -> list[str]:
        items = map(files.topLevelItem, range(files.topLevelItemCount()))
        return [item.text(0) for item in items if not item.isHidden()]

    assert len(seen()) == 6
    desk.qtbot.mouseClick(only, Qt.MouseButton.LeftButton, pos=QPoint(8, only.height() // 2))
    assert seen() == ["again.mid", "broken.mid"] or seen() == ["0.mid", "broken.mid"]
    (music / "broken.mid").unlink()
    (music / "again.mid").unlink()
    desk.look(music)
    assert not only.isVisible()
    assert len(seen()) == 4


def test_an_unreadable_file_says_why_when_it_is_chosen(desk, music):
    desk.look(music)
    files = desk.dialog.findChild(QTreeWidget)
    [broken] = files.findItems("broken.mid", Qt.MatchFlag.MatchExactly)
    files.setCurrentItem(broken)
    assert "broken.mid" in broken.toolTip(0)
    assert broken.toolTip(0) == desk.dialog.view._picture.text()


def test_start_asks_for_the_training_as_it_is_shown(desk, music):
    desk.look(music)
    desk.choose("step-duration-lstm")
    desk.dialog.form.findChild(QLineEdit).setText("études")
    desk.dialog.form.findChild(QSpinBox).setValue(7)
    desk.start()
    [request] = desk.requests
    assert (request.name, request.recipe, request.folder) == ("études", "step-duration-lstm", str(music))
    assert (request.epochs, request.batch_size, request.window) == (7, 64, 25)
    assert sorted(Path(path).name for path in request.left_out) == ["again.mid", "broken.mid"]


def test_return_in_a_field_starts_and_asks_for_no_other_folder(desk, music, monkeypatch):
    asked = []
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: asked.append(True))
    desk.look(music)
    name = desk.dialog.form.findChild(QLineEdit)
    name.setFocus()
    desk.qtbot.keyClick(name, Qt.Key.Key_Return)
    assert len(desk.requests) == 1
    assert not asked


def test_before_a_folder_is_chosen_there_is_nothing_to_start(desk):
    desk.start()
    assert desk.requests == []


def test_looking_can_be_cut_short_and_what_was_found_is_enough(desk, music, monkeypatch):
    may_go_on = threading.Event()

    def slowly(paths):
        for finding in look(paths):
            yield finding
            may_go_on.wait(5)

    look = survey._look_at
    monkeypatch.setattr(survey, "_look_at", slowly)
    desk.dialog.look_through(music)
    desk.qtbot.waitUntil(lambda: desk.dialog.view.findings.count == 1)
    desk.qtbot.mouseClick(desk.button("Stop looking"), Qt.MouseButton.LeftButton)
    may_go_on.set()
    desk.wait()
    assert desk.dialog.view.findings.count < 6


@pytest.mark.parametrize(
    ("tunes", "recipe", "sentence"),
    [
        ([], "lofi-lstm", "no MIDI file in this folder"),
        ([40], "Composer’s own, fine-tuned", "At least 3 files of 8 notes or more are needed"),
        ([3], "lofi-lstm", "holds 3 notes, and a window of 32 needs at least 33"),
        ([1, 1, 1], "one-hot-lstm", "holds 1 notes, and a window of 100"),
        ([1, 1, 1], "Composer’s own, fine-tuned", "here are 0"),
    ],
)
def test_too_little_music_is_said_in_a_sentence(desk, tmp_path, tunes, recipe, sentence):
    folder = tmp_path / "little"
    folder.mkdir()
    for number, notes in enumerate(tunes):
        write_tune(folder / f"{number}.mid", 60, notes)
    desk.look(folder)
    desk.choose(recipe)
    assert sentence in desk.dialog.trouble
    desk.start()
    assert desk.requests == []


def test_only_broken_files_are_said_in_a_sentence(desk, tmp_path):
    (tmp_path / "a.mid").write_bytes(b"no")
    desk.look(tmp_path)
    assert "None of the 1 files can be read" in desk.dialog.trouble


def test_the_numbers_behind_it_are_folded_away_until_asked_for(desk):
    form = desk.dialog.form
    assert not form._folded.isVisible()
    desk.qtbot.mouseClick(form._advanced, Qt.MouseButton.LeftButton)
    assert form._folded.isVisible()


def test_what_was_fine_tuned_can_be_fine_tuned_further(qtbot, music):
    own = add_model(resource("models", FLAGSHIP + SUFFIX), "études")
    add_model(resource("models", "step-duration-lstm" + SUFFIX), "steps")
    desk = Desk(qtbot)
    desk.look(music)
    desk.choose("“études”, fine-tuned further")
    desk.start()
    [request] = desk.requests
    assert (request.recipe, request.begin_with) == (None, str(own))
    assert subject_of(request) == "“études”, further"
    names = [each for each in map(desk.dialog.form.findChild(QComboBox).itemText, range(20)) if "further" in each]
    assert names == ["“études”, fine-tuned further"]


def test_start_and_cancel_stand_in_the_order_of_other_dialogs(desk):
    box = desk.dialog.findChild(QDialogButtonBox)
    assert [box.buttonRole(button) for button in (desk.dialog._start, box.button(box.StandardButton.Cancel))] == [
        QDialogButtonBox.ButtonRole.AcceptRole,
        QDialogButtonBox.ButtonRole.RejectRole,
    ]
    desk.qtbot.mouseClick(box.button(box.StandardButton.Cancel), Qt.MouseButton.LeftButton)
    assert not isValid(desk.dialog) or not desk.dialog.isVisible()
