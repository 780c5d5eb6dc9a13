from collections import Counter

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence

from composer.gui.actions import ACTIONS, make_actions, name_in_menu


def test_no_two_actions_share_a_name_or_a_key():
    names = Counter(spec.name for spec in ACTIONS)
    keys = Counter(key for spec in ACTIONS for key in spec.keys)
    assert [name for name, count in (names + keys).items() if count > 1] == []


def test_every_key_is_one_that_qt_knows(qapp):
    assert [key for spec in ACTIONS for key in spec.keys if QKeySequence(key).isEmpty()] == []


def test_an_action_shows_its_keys_in_its_tool_tip(qapp):
    parent = QObject()
    actions = make_actions(parent)
    assert actions["play"].toolTip() == "Play or stop  (Space)"
    assert actions["redo"].toolTip() == "Redo  (Ctrl+Shift+Z or Ctrl+Y)"
    assert [spec.name for spec in ACTIONS if spec.keys and "(" not in actions[spec.name].toolTip()] == []


def test_a_name_in_a_menu_keeps_its_ampersands_and_is_shortened_in_its_middle():
    assert name_in_menu("Call & response.mid") == "Call && response.mid"
    long = name_in_menu("A symphony in nine movements, " * 9 + "final mix.mid")
    assert len(long) == 60
    assert long.startswith("A symphony in nine")
    assert long.endswith("final mix.mid")
