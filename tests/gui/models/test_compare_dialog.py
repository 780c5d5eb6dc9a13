"""Comparing checkpoints: a row each, a key to hear it, and one that is kept."""

import shutil
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QProgressBar, QPushButton, QTreeWidget

from composer.generation import comparing
from composer.gui.models.compare_dialog import CompareDialog
from composer.music.score import Note, Score, Track
from composer.music.seed import whole_seed
from composer.resources import resource

SEED = whole_seed(Score((Track.of([Note(60 + at, 480 * at, 480) for at in range(8)]),)))


@pytest.fixture
def checkpoints(tmp_path) -> list[Path]:
    paths = [tmp_path / f"epoch-00{number}.safetensors" for number in (1, 2)]
    for path in paths:
        shutil.copy(resource("models", "step-duration-lstm.safetensors"), path)
    damaged = tmp_path / "epoch-003.safetensors"
    damaged.write_bytes(b"nothing")
    return [*paths, damaged]


@pytest.fixture
def dialog(qtbot, checkpoints):
    dialog = CompareDialog("mine", checkpoints, SEED)
    qtbot.addWidget(dialog)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    dialog.heard_scores = []
    dialog.heard.connect(dialog.heard_scores.append)
    dialog.show()
    qtbot.waitUntil(lambda: not dialog._job.is_running, timeout=30_000)
    qtbot.waitUntil(lambda: not dialog.findChild(QProgressBar).isVisible())
    yield dialog
    dialog.close()


def row(dialog: CompareDialog, number: int) -> list[str]:
    item = dialog.findChild(QTreeWidget).topLevelItem(number)
    return [item.text(column) for column in range(6)]


def test_each_checkpoint_has_a_row_with_its_loss_and_what_can_be_counted(dialog):
    first = row(dialog, 0)
    assert first[:2] == ["1", "epoch 001"]
    assert float(first[2]) > 0
    assert " to " in first[3]
    assert float(first[4]) > 0
    assert first == ["1", "epoch 001", *row(dialog, 1)[2:]]
    assert row(dialog, 2)[2:] == ["–"] * 4


def test_the_checkpoints_are_listed_at_once_and_each_says_when_it_is_its_turn(qtbot, checkpoints, monkeypatch):
    may_go_on = Event()

    def slow_trials(paths, seed, options):
        may_go_on.wait(30)
        yield from trials(paths, seed, options)

    trials = comparing.trials
    monkeypatch.setattr(comparing, "trials", slow_trials)
    dialog = CompareDialog("mine", checkpoints, SEED)
    qtbot.addWidget(dialog)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    dialog.show()
    busy = dialog.findChild(QProgressBar)
    assert [row(dialog, number)[1] for number in range(3)] == ["epoch 001", "epoch 002", "epoch 003"]
    assert float(row(dialog, 0)[2]) > 0
    assert dialog._words.text() == "Reading the first checkpoint…"
    assert (busy.minimum(), busy.maximum()) == (0, 0)
    qtbot.waitUntil(lambda: row(dialog, 0)[3] == "continues the seed…")
    assert row(dialog, 1)[3] == ""
    qtbot.keyClick(dialog, Qt.Key.Key_2)
    assert "not been its turn" in dialog._words.text()
    may_go_on.set()
    qtbot.waitUntil(lambda: not busy.isVisible(), timeout=30_000)
    assert "A key plays its row" in dialog._words.text()
    dialog.close()


def test_a_key_plays_its_row(dialog, qtbot):
    qtbot.keyClick(dialog, Qt.Key.Key_2)
    [score] = dialog.heard_scores
    assert score.note_count > 8
    assert dialog.findChild(QTreeWidget).currentItem().text(1) == "epoch 002"


def test_a_checkpoint_that_cannot_be_read_says_why(dialog, qtbot):
    qtbot.keyClick(dialog, Qt.Key.Key_3)
    assert dialog.heard_scores == []
    assert "not a model" in dialog._words.text()


@pytest.mark.parametrize(("answer", "is_kept"), [("Save", True), ("Cancel", False)])
def test_one_is_kept_when_that_is_meant(dialog, qtbot, checkpoints, monkeypatch, answer, is_kept):
    kept = []
    dialog.kept.connect(lambda *paths: kept.append(paths))
    monkeypatch.setattr(QMessageBox, "exec", lambda _: getattr(QMessageBox.StandardButton, answer))
    qtbot.keyClick(dialog, Qt.Key.Key_1)
    button = next(button for button in dialog.findChildren(QPushButton) if "Keep this" in button.text())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert kept == ([(checkpoints[0], checkpoints[1:])] if is_kept else [])
