import pytest
from PySide6.QtCore import QObject

from composer.gui.controllers import Controllers
from composer.playback.protocol import PlayedMessage


class Panel:
    """A knob and two buttons, and what a keyboard did with them."""

    def __init__(self, qtbot, stored=None):
        self.turns, self.presses = [], []
        self.stored = {} if stored is None else stored
        self.parent = QObject()
        self.controllers = Controllers(
            {"Temperature": self.turns.append},
            {"Generate": lambda: self.presses.append("Generate"), "Keep": lambda: self.presses.append("Keep")},
            self.stored,
            self.parent,
        )

    def touch(self, number, *values, channel=0):
        for value in values:
            self.controllers.take([PlayedMessage(0.0, None, bytes((0xB0 | channel, number, value)))])


@pytest.fixture
def panel(qtbot):
    return Panel(qtbot)


def test_a_knob_is_learned_by_turning_it(panel):
    panel.controllers.learn("Temperature")
    panel.touch(74, 3)
    panel.touch(74, 0, 127)
    assert panel.turns == [0.0, 1.0]
    assert panel.stored == {"Temperature": ["0", "74"]}


def test_a_button_acts_once_for_each_press(panel):
    panel.controllers.learn("Generate")
    panel.touch(20, 127, 0, 127, 127, 0, 127)
    assert panel.presses == ["Generate", "Generate"]


def test_a_controller_controls_one_thing_at_a_time(panel):
    for target in ("Generate", "Keep"):
        panel.controllers.learn(target)
        panel.touch(20, 0)
    panel.touch(20, 127)
    assert panel.presses == ["Keep"]
    assert panel.controllers.controller_of("Generate") is None


def test_what_was_learned_holds_in_the_next_run(qtbot):
    panel = Panel(qtbot, {"Keep": ["2", "30"]})
    panel.touch(30, 127, channel=1)
    panel.touch(30, 127, channel=2)
    assert panel.presses == ["Keep"]


def test_damaged_settings_control_nothing(qtbot):
    panel = Panel(qtbot, {"Keep": ["x"], "Temperature": []})
    panel.touch(30, 127)
    assert (panel.presses, panel.turns) == ([], [])


def test_what_is_forgotten_controls_nothing(panel):
    panel.controllers.learn("Keep")
    panel.touch(20, 0)
    panel.controllers.forget("Keep")
    panel.touch(20, 127)
    assert panel.presses == []


def test_notes_control_nothing(panel):
    panel.controllers.learn("Keep")
    panel.controllers.take([PlayedMessage(0.0, None, b"\x90\x3c\x40")])
    assert panel.controllers.learning == "Keep"
