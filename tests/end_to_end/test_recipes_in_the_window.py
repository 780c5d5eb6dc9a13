"""Each published system from `composer train` to notes that a synth hears: chosen by keys, generated, kept, played.

With RECIPE_MODELS=folder, its models RECIPE.safetensors are taken instead of some that are trained on three tunes.
"""

import os
import random
from pathlib import Path

import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox
from typer.testing import CliRunner

from composer.cli.main import app
from composer.generation.library import add_model
from composer.generation.recipes.catalogue import RECIPES
from composer.gui.main_window import MainWindow
from composer.midi.files import write_score
from composer.music.score import Note, Score, Track
from tests.end_to_end.jack import JackRecorder, requires_jack
from tests.end_to_end.test_whole_path import (
    MELODY,
    PATIENCE,
    chords,
    draw_melody,
    generate,
    in_chords,
    press,
    server,  # noqa: F401 # a fixture
    use_output,
    window,  # noqa: F401 # a fixture
)

pytestmark = [pytest.mark.end_to_end, pytest.mark.slow, requires_jack]


@pytest.fixture
def trained(tmp_path, recipe: str) -> str:
    """The name of a model of the recipe that is in the list of one's own."""
    if folder := os.environ.get("RECIPE_MODELS"):
        return add_model(Path(folder) / f"{recipe}.safetensors", f"trained-{recipe}").stem
    music = tmp_path / "music"
    music.mkdir()
    rng = random.Random(1)
    for number in range(3):
        notes = [Note(60 + rng.choice((0, 2, 4, 5, 7, 9, 11)), 240 * at, 240) for at in range(60)]
        write_score(Score((Track.of(notes),)), music / f"{number}.mid")
    torch.set_num_threads(1)  # two are slower than one while others work
    how = ["--epochs", "1", "--batch-size", "16", *([] if recipe == "frame-bigru" else ["--every-position"])]
    result = CliRunner().invoke(app, ["train", str(music), "--recipe", recipe, "--name", f"trained-{recipe}", *how])
    assert result.exit_code == 0, result.output
    return f"trained-{recipe}"


def choose_model(qtbot, window: MainWindow, name: str) -> None:  # noqa: F811
    """Open the list of models, type the name, and take it."""
    qtbot.waitUntil(lambda: window.flow.can_generate, timeout=PATIENCE)
    combo = window.generate_panel.models.findChild(QComboBox)
    assert combo is not None
    qtbot.mouseClick(combo, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(combo.view(), name)
    qtbot.keyClick(combo.view(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: combo.currentText() == name, timeout=PATIENCE)
    qtbot.waitUntil(lambda: window.flow.can_generate, timeout=PATIENCE)
    assert window.settings.model == name


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_trained_recipe_is_chosen_continues_a_drawn_seed_and_is_heard(qtbot, trained, window):  # noqa: F811
    with JackRecorder() as recorder:
        use_output(qtbot, window, recorder.port)
        choose_model(qtbot, window, trained)
        draw_melody(window)
        generate(qtbot, window)
        qtbot.waitUntil(lambda: not window.transport.is_playing, timeout=PATIENCE)
        press(qtbot, window, "Keep")
        kept = list(window.document.score.tracks[0].notes)
        assert len(kept) > len(MELODY)

        qtbot.waitUntil(lambda: not recorder.sounding, timeout=PATIENCE)
        before = len(recorder.notes)
        window.actions_by_name["to start"].trigger()
        window.actions_by_name["play"].trigger()
        qtbot.waitUntil(lambda: not window.transport.is_playing, timeout=PATIENCE)
        qtbot.waitUntil(lambda: len(recorder.notes) - before >= 2 * len(kept), timeout=PATIENCE)
        heard = [pitch for _, is_beginning, _, pitch in recorder.notes[before:] if is_beginning]
        assert in_chords(heard, chords(kept)) == chords(kept)
        assert len(heard) == len(kept)
