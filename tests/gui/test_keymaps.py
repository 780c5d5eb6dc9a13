from collections import Counter

import pytest
from PySide6.QtGui import QKeySequence

from composer.gui.actions import ACTIONS
from composer.gui.keymaps import KEYMAPS, MODIFIERS, OWN_LABEL, Keymap
from composer.gui.piano_roll.mouse_keys import ALT, CTRL, SHIFT, MouseKeys

NAMES = [spec.name for spec in ACTIONS]
COMPOSER = KEYMAPS["composer"]


@pytest.mark.parametrize("name", KEYMAPS)
def test_no_key_of_a_keymap_stands_for_two_actions(name):
    keys = Counter(key for action in NAMES for key in KEYMAPS[name].keys_of(action))
    assert [key for key, count in keys.items() if count > 1] == []


@pytest.mark.parametrize("name", KEYMAPS)
def test_a_keymap_changes_actions_that_exist_and_keys_that_qt_knows(name, qapp):
    changes = KEYMAPS[name].changes
    assert set(changes) <= set(NAMES)
    assert [key for keys in changes.values() for key in keys if QKeySequence(key).isEmpty()] == []


@pytest.mark.parametrize("name", KEYMAPS)
def test_every_wheel_role_of_a_keymap_has_keys_of_its_own(name):
    mouse = KEYMAPS[name].mouse
    assert len({mouse.scroll_time, mouse.zoom_time, mouse.zoom_pitch}) == 3


def test_a_key_given_to_an_action_is_lost_by_the_other():
    keymap = COMPOSER.with_keys("quantize", ("Ctrl+L",))
    assert keymap.label == OWN_LABEL
    assert keymap.owners("Ctrl+L") == ["quantize"]
    assert keymap.keys_of("loop") == ()
    again = keymap.with_keys("legato", ("Ctrl+L", "L"))
    assert again.owners("Ctrl+L") == ["legato"]
    assert again.keys_of("quantize") == ()


def test_an_own_keymap_comes_back_as_it_was_stored():
    keymap = KEYMAPS["fl"].with_keys("quantize", ("F5",)).with_mouse("copy", CTRL)
    again = Keymap.of_stored(keymap.stored())
    assert [again.keys_of(action) for action in NAMES] == [keymap.keys_of(action) for action in NAMES]
    assert again.mouse == keymap.mouse


def test_an_unchanged_keymap_stores_nothing():
    assert COMPOSER.stored() == {}


def test_what_is_unknown_in_a_stored_keymap_is_left_out():
    keymap = Keymap.of_stored({"fly": ["F"], "quantize": ["F5"], "mouse copy": ["Hyper"], "mouse stretch": []})
    assert keymap.changes == {"quantize": ("F5",)}
    assert keymap.mouse == MouseKeys()


def test_modifiers_have_words_for_every_role_of_every_keymap():
    held = {getattr(keymap.mouse, role) for keymap in KEYMAPS.values() for role in MouseKeys.__dataclass_fields__}
    assert held <= set(MODIFIERS.values())
    assert {SHIFT, CTRL, ALT} <= held
