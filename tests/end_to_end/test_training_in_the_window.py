"""Training one's own model without leaving the window: a folder is dropped, the curve falls, the model plays."""

import random
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QComboBox, QPushButton, QSpinBox

from composer.gui.training.run_dialog import RunDialog
from composer.gui.training.training_dialog import TrainingDialog
from composer.midi.files import write_score
from composer.music.score import Note, Score, Track
from composer.training.runs import Phase, Wish
from tests.end_to_end.jack import requires_jack
from tests.end_to_end.test_recipes_in_the_window import choose_model
from tests.end_to_end.test_whole_path import (
    MELODY,
    PATIENCE,
    draw_melody,
    generate,
    press,
    server,  # noqa: F401 # a fixture
    window,  # noqa: F401 # a fixture
)

pytestmark = [pytest.mark.end_to_end, pytest.mark.slow, requires_jack]


@pytest.fixture
def music(tmp_path) -> Path:
    """Four tunes."""
    folder = tmp_path / "my-tunes"
    folder.mkdir()
    rng = random.Random(1)
    for number in range(4):
        notes = [Note(60 + rng.choice((0, 2, 4, 5, 7)), 240 * at, 240) for at in range(80)]
        write_score(Score((Track.of(notes),)), folder / f"{number}.mid")
    return folder


@pytest.fixture
def process_ends(window):  # noqa: F811
    """Whatever the test comes to, no training goes on."""
    yield
    for dialog in window.findChildren(RunDialog):
        dialog.run.ask(Wish.STOP)
    for process in window.training._processes.values():
        process.wait(60)


def button(dialog, words: str) -> QPushButton:
    return next(each for each in dialog.findChildren(QPushButton) if words in each.text())


@pytest.mark.usefixtures("process_ends")
def test_a_dropped_folder_becomes_a_model_that_continues_what_is_drawn(qtbot, window, music):  # noqa: F811
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(music))])
    action, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    window.dropEvent(QDropEvent(QPointF(9, 9), action, data, left, Qt.KeyboardModifier.NoModifier))
    qtbot.waitUntil(lambda: bool(window.findChildren(TrainingDialog)), timeout=PATIENCE)
    [dialog] = window.findChildren(TrainingDialog)
    qtbot.waitUntil(lambda: not dialog.view.is_looking, timeout=PATIENCE)
    assert dialog.view.words == "4 files with 320 notes."
    qtbot.keyClicks(dialog.form.findChild(QComboBox), "step-duration-lstm")
    epochs = dialog.form.findChild(QSpinBox)
    epochs.selectAll()
    qtbot.keyClicks(epochs, "2000")
    qtbot.mouseClick(button(dialog, "Start"), left)

    [run_dialog] = window.findChildren(RunDialog)
    run = run_dialog.run
    assert (run.request.recipe, run.request.epochs, run.request.folder) == ("step-duration-lstm", 2000, str(music))
    qtbot.waitUntil(lambda: all(len(series) >= 3 for series in run_dialog.loss.series), timeout=PATIENCE)
    qtbot.mouseClick(button(run_dialog, "Stop and keep"), left)
    qtbot.waitUntil(lambda: run.status.phase is Phase.FINISHED, timeout=PATIENCE)
    assert run.status.sentence == "Stopped; the best model is kept."
    models = window.generate_panel.models.findChild(QComboBox)
    qtbot.waitUntil(lambda: models.findText("my-tunes") >= 0, timeout=PATIENCE)
    run_dialog.close()

    choose_model(qtbot, window, "my-tunes")
    draw_melody(window)
    generate(qtbot, window)
    qtbot.waitUntil(lambda: not window.transport.is_playing, timeout=PATIENCE)
    press(qtbot, window, "Keep")
    assert window.document.score.note_count > len(MELODY)
