"""Real key events: every key of every keymap does what the table says, and nothing else."""

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot

from composer.gui.actions import ACTIONS, make_actions
from composer.gui.document import Document
from composer.gui.keymaps import KEYMAPS
from composer.gui.piano_roll import PianoRoll
from composer.gui.settings import Settings
from composer.gui.shortcuts import Shortcuts


class Window(QMainWindow):
    """A roll, and actions that only remember that they were triggered."""

    def __init__(self, qtbot: QtBot) -> None:
        super().__init__()
        qtbot.addWidget(self)
        self.qtbot = qtbot
        self.triggered: list[str] = []
        self.roll = PianoRoll(Document())
        self.setCentralWidget(self.roll)
        self.actions_by_name = make_actions(self)
        menu = self.menuBar().addMenu("All")
        for name, action in self.actions_by_name.items():
            menu.addAction(action)
            action.triggered.connect(lambda _=False, name=name: self.triggered.append(name))
        self.shortcuts = Shortcuts(self.actions_by_name, self.roll, Settings(), self)
        self.show()
        self.activateWindow()
        self.roll.setFocus()

    def press(self, key: str) -> list[str]:
        """What `key` has triggered."""
        self.triggered.clear()
        combination = QKeySequence(key)[0]
        focused = QApplication.focusWidget() or self.roll
        self.qtbot.keyClick(focused, combination.key(), combination.keyboardModifiers())
        return list(self.triggered)


@pytest.fixture
def window(qtbot):
    return Window(qtbot)


@pytest.mark.parametrize("name", KEYMAPS)
def test_every_key_of_a_keymap_does_its_action(window, name):
    keymap = KEYMAPS[name]
    window.shortcuts.use(name, keymap)
    expected = {key: [spec.name] for spec in ACTIONS for key in keymap.keys_of(spec.name)}
    assert {key: window.press(key) for key in expected} == expected


# What hands expect, row by row.
EXPECTED = {
    "Space": "play",
    "Home": "to start",
    "R": "record",
    "Ctrl+L": "loop",
    "Ctrl+Z": "undo",
    "Ctrl+Shift+Z": "redo",
    "Ctrl+Y": "redo",
    "Ctrl+C": "copy",
    "Ctrl+X": "cut",
    "Ctrl+V": "paste",
    "Ctrl+A": "select all",
    "Ctrl+D": "duplicate",
    "Delete": "delete",
    "Backspace": "delete",
    "Up": "semitone up",
    "Down": "semitone down",
    "Shift+Up": "octave up",
    "Shift+Down": "octave down",
    "Alt+Up": "scale step up",
    "Alt+Down": "scale step down",
    "Left": "step earlier",
    "Right": "step later",
    "Shift+Left": "shorter",
    "Shift+Right": "longer",
    "Q": "quantize",
    "Ctrl+0": "zoom to fit",
    "Z": "zoom to selection",
    "B": "other tool",
    "P": "draw tool",
    "D": "draw tool",
    "E": "erase tool",
    "1": "take 1",
    "2": "take 2",
    "Esc": "cancel",
    "Ctrl+N": "new",
    "Ctrl+O": "open",
    "Ctrl+S": "save",
    "Ctrl+Shift+S": "save as",
    "Ctrl+E": "export",
    "G": "generate",
    "Ctrl+Return": "generate",
    "8": "take 8",
    "Return": "keep",
    "Shift+Return": "roll again",
    "?": "shortcuts",
}


@pytest.mark.parametrize(("key", "action"), EXPECTED.items())
def test_the_keys_that_hands_expect_are_there(window, key, action):
    assert window.press(key) == [action]


def test_a_key_that_was_taken_away_does_nothing(window):
    window.shortcuts.use("own", KEYMAPS["composer"].with_keys("quantize", ()))
    assert window.press("Q") == []
