import re

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QDialogButtonBox, QKeySequenceEdit, QLabel, QPushButton, QTreeWidget, QWidget

from composer.gui.actions import ACTIONS, make_actions
from composer.gui.document import Document
from composer.gui.keymap_editor import KeymapEditor
from composer.gui.keymaps import KEYMAPS, OWN, ROLES
from composer.gui.piano_roll import PianoRoll
from composer.gui.piano_roll.mouse_keys import CTRL, NO_KEYS, MouseKeys
from composer.gui.settings import Settings
from composer.gui.shortcut_sheet import ShortcutSheet, columns_of, mouse_rows
from composer.gui.shortcuts import Shortcuts


@pytest.fixture
def settings():
    return Settings()


@pytest.fixture
def make(qtbot, settings):
    """The shortcuts of a window, as it begins with `settings`."""

    def make():
        roll = PianoRoll(Document())
        qtbot.addWidget(roll)
        parent = QObject(roll)
        return Shortcuts(make_actions(parent), roll, settings, parent)

    return make


@pytest.fixture
def shortcuts(make):
    return make()


def keys(shortcuts, action):
    return [sequence.toString() for sequence in shortcuts.actions[action].shortcuts()]


def test_a_keymap_gives_its_keys_to_actions_tool_tips_and_the_mouse(shortcuts):
    shortcuts.use("live", KEYMAPS["live"])
    assert keys(shortcuts, "join") == ["Ctrl+J"]
    assert shortcuts.actions["join"].toolTip() == "Join  (Ctrl+J)"
    assert keys(shortcuts, "play") == ["Space"]
    assert shortcuts._roll.mouse_keys.copy == CTRL
    shortcuts.use("composer", KEYMAPS["composer"])
    assert keys(shortcuts, "join") == ["J"]
    assert shortcuts._roll.mouse_keys == MouseKeys()


def test_the_keymap_is_there_again_next_time(shortcuts, make):
    shortcuts.use(OWN, KEYMAPS["live"].with_keys("quantize", ("F5",)))
    again = make()
    assert keys(again, "quantize") == ["F5"]
    assert keys(again, "join") == ["Ctrl+J"]


def test_a_keymap_that_is_unknown_is_the_programs_own(settings, make):
    settings.keymap = "emacs"
    assert keys(make(), "join") == ["J"]


@pytest.mark.parametrize("name", KEYMAPS)
def test_the_sheet_names_every_action_that_has_a_key(qtbot, name):
    sheet = ShortcutSheet(KEYMAPS[name])
    qtbot.addWidget(sheet)
    shown = " ".join(label.text() for label in sheet.findChildren(QLabel)).replace("&amp;", "&")
    named = [spec for spec in ACTIONS if KEYMAPS[name].keys_of(spec.name) and not spec.name.startswith("take ")]
    assert [spec.plain_text for spec in named if spec.plain_text not in shown] == []


def test_the_takes_are_one_row_of_the_sheet_as_long_as_their_keys_are_their_numbers():
    keymap = KEYMAPS["composer"]
    assert ("Hear take 1 to 8", "1 to 8") in takes_of(keymap)
    assert {("Hear take 2", "F9"), ("Hear take 3", "3")} <= set(takes_of(keymap.with_keys("take 2", ("F9",))))


def takes_of(keymap):
    """What the sheet says below "Generate"."""
    return [row for column in columns_of(keymap) for title, rows in column if "Generate" in title for row in rows]


@pytest.mark.parametrize("name", KEYMAPS)
def test_in_a_column_of_the_sheet_all_keys_stand_below_each_other(qtbot, name):
    sheet = ShortcutSheet(KEYMAPS[name])
    qtbot.addWidget(sheet)
    texts = [label.text() for label in sheet.findChildren(QLabel)]
    widths = [set(re.findall(r"width='(\d+)'", text)) for text in texts]
    longest = [max(map(sheet.fontMetrics().horizontalAdvance, re.findall(r"'>([^<]*)<", text))) for text in texts]
    places = [int(width) for [width] in widths]
    assert all(place > words for place, words in zip(places, longest, strict=True))
    assert len(set(places)) <= 4


def test_the_sheet_shows_the_mouse_of_the_keymap(qtbot):
    sheet = ShortcutSheet(KEYMAPS["live"])
    qtbot.addWidget(sheet)
    assert "Ctrl+drag" in " ".join(label.text() for label in sheet.findChildren(QLabel))


@pytest.mark.parametrize("name", KEYMAPS)
def test_the_sheet_shows_what_is_in_no_menu_too(name):
    shown = {row for column in columns_of(KEYMAPS[name]) for _, rows in column for row in rows}
    assert {
        ("Add or delete a note", "double-click (select)"),
        ("Move, rename a marker", "drag, double-click it"),
        ("Look elsewhere", "overview: click, drag"),
        ("Velocity", "lane: drag, wheel"),
        ("A straight line", "lane: Shift+drag"),
        ("Lower, higher octave", "Z, X"),
    } <= shown
    assert "Shift+pinch" in dict(shown)["Zoom pitch"]


def test_the_sheet_shows_no_keys_of_the_mouse_where_a_keymap_has_none():
    keymap = KEYMAPS["composer"]
    for role in ROLES:
        keymap = keymap.with_mouse(role, NO_KEYS)
    rows = dict(mouse_rows(keymap.mouse))
    assert rows["Select with a box"] == "drag (select)"
    assert (rows["Scroll pitch"], rows["Zoom time"]) == ("wheel", "pinch")
    assert not {"Copy", "Select more or less", "Ignore the grid", "Scroll time"} & set(rows)
    assert not [how for how in rows.values() if how.startswith(("+", " ")) or ", +" in how]


def test_the_rows_of_the_editor_have_room_for_accents(qtbot, make):
    editor = Editor(qtbot, make())
    assert editor.tree.visualItemRect(editor.dialog._items["new"]).height() >= editor.tree.fontMetrics().height() + 6


@pytest.mark.parametrize("name", KEYMAPS)
def test_the_sheet_fits_a_small_screen(qtbot, name):
    sheet = ShortcutSheet(KEYMAPS[name])
    qtbot.addWidget(sheet)
    size = sheet.sizeHint()
    assert size.width() <= 1366
    assert size.height() <= 768


@pytest.mark.parametrize("name", KEYMAPS)
def test_the_columns_of_the_sheet_are_of_about_the_same_height(name):
    columns = columns_of(KEYMAPS[name])
    heights = [sum(len(rows) + 2 for _, rows in column) for column in columns]
    assert len(columns) == 4
    assert max(heights) <= 1.1 * sum(heights) / len(heights) + 3
    parts = [rows for column in columns for title, rows in column if title.endswith(", continued")]
    assert all(len(rows) >= 3 for rows in parts)


class Editor:
    """The dialog, and a hand that works in it with real keys and clicks."""

    def __init__(self, qtbot, shortcuts):
        self.qtbot = qtbot
        self.window = QWidget()  # with which the dialog goes, if it is not closed before
        qtbot.addWidget(self.window)
        self.dialog = KeymapEditor(shortcuts, self.window)
        self.dialog.show()
        self.tree = self.dialog.findChild(QTreeWidget)

    def choose(self, action):
        self.tree.setCurrentItem(self.dialog._items[action])

    def press(self, key, modifiers=Qt.KeyboardModifier.NoModifier):
        self.qtbot.keyClick(self.dialog.findChild(QKeySequenceEdit), key, modifiers)

    def click(self, words):
        button = next(each for each in self.dialog.findChildren(QPushButton) if each.text().replace("&", "") == words)
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def confirm(self):
        box = self.dialog.findChild(QDialogButtonBox)
        self.qtbot.mouseClick(box.button(QDialogButtonBox.StandardButton.Ok), Qt.MouseButton.LeftButton)

    @property
    def words(self):
        return self.dialog._words.text()


@pytest.fixture
def editor(qtbot, shortcuts):
    return Editor(qtbot, shortcuts)


def test_a_new_key_is_pressed_used_and_remembered(editor, shortcuts, settings):
    editor.choose("quantize")
    editor.press(Qt.Key.Key_F7)
    editor.click("Use this key")
    assert keys(shortcuts, "quantize") == ["Q"]
    editor.confirm()
    assert keys(shortcuts, "quantize") == ["Q", "F7"]
    assert (settings.keymap, settings.own_keys) == (OWN, {"quantize": ["Q", "F7"]})


def test_a_key_that_is_taken_says_whose_it_is_and_can_be_taken_over(editor, shortcuts):
    editor.choose("quantize")
    editor.press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert editor.words == "Ctrl+L is the key of “Loop”, which will lose it."
    editor.click("Use this key")
    editor.confirm()
    assert keys(shortcuts, "loop") == []
    assert keys(shortcuts, "quantize") == ["Q", "Ctrl+L"]


def test_keys_can_be_removed(editor, shortcuts):
    editor.choose("humanize")
    editor.click("Remove its keys")
    editor.confirm()
    assert keys(shortcuts, "humanize") == []


def test_cancelling_changes_nothing(editor, shortcuts, settings):
    editor.choose("humanize")
    editor.click("Remove its keys")
    editor.dialog.reject()
    assert keys(shortcuts, "humanize") == ["H"]
    assert settings == Settings()


def test_another_keymap_is_chosen_from_the_list(editor, shortcuts, qtbot):
    for _ in range(2):  # Live, FL
        qtbot.keyClick(editor.dialog._names, Qt.Key.Key_Down)
    editor.confirm()
    assert keys(shortcuts, "duplicate") == ["Ctrl+B"]


def test_the_keys_held_with_the_mouse_can_be_changed(editor, shortcuts):
    box = editor.dialog._boxes["copy"]
    box.setCurrentIndex(box.findText("Ctrl"))
    box.activated.emit(box.currentIndex())
    editor.confirm()
    assert shortcuts._roll.mouse_keys.copy == CTRL
    assert shortcuts.name == OWN
