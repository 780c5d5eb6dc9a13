from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox

from composer.generation.recipes.catalogue import RECIPES
from composer.generation.registry import ModelEntry
from composer.gui.model_chooser import ModelChooser

LOFI = RECIPES["lofi-lstm"]
ENTRIES = (ModelEntry("composer-lstm", Path("own")), ModelEntry("lofi-lstm", Path("lofi"), LOFI))


@pytest.fixture
def chooser(qtbot):
    chooser = ModelChooser()
    qtbot.addWidget(chooser)
    chooser.set_models(ENTRIES, "composer-lstm")
    chooser.show()
    return chooser


def press_down(qtbot, chooser: ModelChooser) -> None:
    qtbot.keyClick(chooser.findChild(QComboBox), Qt.Key.Key_Down)


def test_the_chosen_model_is_said_in_a_sentence(chooser):
    assert chooser.sentence == ENTRIES[0].sentence
    chooser.set_models(ENTRIES, "lofi-lstm")
    assert chooser.sentence == LOFI.sentence


def test_choosing_with_the_keys_asks_for_a_model(qtbot, chooser):
    with qtbot.waitSignal(chooser.model_requested) as asked:
        press_down(qtbot, chooser)
    assert asked.args == ["lofi-lstm"]


def test_only_a_recipe_can_do_as_published_and_then_says_what_that_is(qtbot, chooser):
    box = chooser.published
    qtbot.addWidget(box)
    assert not box.isVisible()
    press_down(qtbot, chooser)
    assert box.isVisible()
    box.click()
    assert chooser.is_as_published
    assert chooser.sentence == "Always the likeliest, window of 32, 500 notes."
    chooser.set_models(ENTRIES, "composer-lstm")
    assert not chooser.is_as_published


def test_a_model_that_is_not_offered_is_shown_by_its_name(chooser):
    chooser.set_models(ENTRIES, "/home/someone/own.safetensors")
    assert chooser.findChild(QComboBox).currentText() == "/home/someone/own.safetensors"
    assert chooser.sentence == ""
