"""What each key does that hands expect, in the whole window, with real key events."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMessageBox, QToolButton

from composer.gui.export_dialog import ExportDialog
from composer.gui.generation_flow import Phase
from composer.gui.more_options import MoreOptions
from composer.gui.piano_roll import Tool
from composer.gui.shortcut_sheet import ShortcutSheet
from composer.midi.files import write_score
from composer.music.pitch import Key
from composer.music.score import KeyChange, Note, Score, Track
from tests.gui.piano_roll.conftest import Hand
from tests.gui.test_main_window import Desk

STEP = 120  # ticks: a sixteenth, on which the grid is
LOW, HIGH = Note(60, 0, 480), Note(64, 960, 480)
PIECE = Score((Track.of([LOW, HIGH]),), keys=(KeyChange(0, Key(0, "major")),))


class Keyboard(Desk):
    """A window with two notes, both selected, and hands on the keyboard."""

    def __init__(self, qtbot) -> None:
        super().__init__(qtbot)
        self.roll = self.window.roll
        self.document.load(PIECE, None)
        self.type("Ctrl+A")

    def type(self, *keys: str) -> None:
        for key in keys:
            self.activate()
            stroke = QKeySequence(key)[0]
            self.qtbot.keyClick(QApplication.focusWidget() or self.roll, stroke.key(), stroke.keyboardModifiers())

    def activate(self) -> None:
        """On a slow machine a dialog has told of a file that is read or written, and had the focus."""
        if not self.window.isActiveWindow():
            self.window.activateWindow()
            self.qtbot.waitUntil(self.window.isActiveWindow)
            self.roll.setFocus()

    @property
    def notes(self) -> tuple[Note, ...]:
        return tuple(self.document.score.tracks[0].notes)

    @property
    def pitches(self) -> list[int]:
        return [note.pitch for note in self.notes]

    @property
    def times(self) -> list[tuple[int, int]]:
        return [(note.start, note.duration) for note in self.notes]


@pytest.fixture
def hands(qtbot):
    hands = Keyboard(qtbot)
    yield hands
    hands.transport.close()
    hands.flow.close()


def test_space_plays_and_stops_home_goes_to_the_start_and_ctrl_l_loops(hands):
    hands.transport.seek(960)
    hands.type("Space")
    assert hands.engine.asked[-1][:2] == ("play", 960)
    hands.type("Space")
    assert not hands.transport.is_playing
    hands.type("Home")
    assert hands.transport.playhead == 0
    hands.type("Ctrl+L")
    assert hands.transport.is_looping
    hands.window.live.use_keyboard("Keys")
    hands.type("R")
    assert hands.window.actions_by_name["record"].isChecked()


def test_ctrl_z_undoes_and_ctrl_shift_z_or_ctrl_y_does_it_again(hands):
    hands.type("Delete", "Ctrl+Z")
    assert hands.notes == (LOW, HIGH)
    hands.type("Ctrl+Shift+Z")
    assert hands.notes == ()
    hands.type("Ctrl+Z", "Ctrl+Y")
    assert hands.notes == ()


def test_notes_are_cut_copied_pasted_duplicated_and_deleted(hands):
    hands.type("Ctrl+X")
    assert hands.notes == ()
    hands.type("Ctrl+V")
    assert hands.notes == (LOW, HIGH)
    hands.type("Ctrl+C", "Ctrl+V")
    assert hands.times == [(0, 480), (960, 480), (1440, 480), (2400, 480)]
    hands.type("Ctrl+D")
    assert hands.times[4:] == [(2880, 480), (3840, 480)]
    hands.type("Delete")
    assert len(hands.notes) == 4
    hands.type("Ctrl+A", "Backspace")
    assert hands.notes == ()


@pytest.mark.parametrize(
    ("key", "pitches"),
    [
        ("Up", [61, 65]),
        ("Down", [59, 63]),
        ("Shift+Up", [72, 76]),
        ("Shift+Down", [48, 52]),
        ("Alt+Up", [62, 65]),
        ("Alt+Down", [59, 62]),
    ],
)
def test_arrows_up_and_down_transpose(hands, key, pitches):
    hands.type(key)
    assert hands.pitches == pitches


@pytest.mark.parametrize(
    ("key", "first"),
    [("Right", (STEP, 480)), ("Shift+Right", (0, 480 + STEP)), ("Shift+Left", (0, 480 - STEP))],
)
def test_arrows_to_the_side_nudge_and_with_shift_change_the_length(hands, key, first):
    hands.type(key)
    assert hands.times[0] == first


def test_left_nudges_back(hands):
    hands.type("Right", "Right", "Left")
    assert hands.times[0] == (STEP, 480)


def test_q_quantizes(hands):
    hands.document.load(Score((Track.of([Note(60, 130, 480)]),)), None)
    hands.type("Ctrl+A", "Q")
    assert hands.times == [(STEP, 480)]


def test_z_shows_the_selection_and_ctrl_0_everything(hands):
    hands.roll.selection = frozenset({(0, HIGH)})
    hands.type("Z")
    shown = hands.roll.view.x_to_tick(hands.roll.state.view_size.width()) - hands.roll.view.x_to_tick(0)
    assert shown < 960
    hands.type("Ctrl+0")
    assert hands.roll.following.is_in_view(0)
    assert hands.roll.following.is_in_view(HIGH.end)


def test_letters_and_without_takes_numbers_choose_the_tool(hands):
    chosen = []
    for key in ("E", "P", "B", "B", "E", "D", "2", "1", "S"):
        hands.type(key)
        chosen.append(hands.roll.tool)
    draw, select, erase = Tool.DRAW, Tool.SELECT, Tool.ERASE
    assert chosen == [erase, draw, select, draw, erase, draw, select, draw, select]


def test_escape_cancels_the_drag_then_clears_the_selection_then_silences(hands):
    hand = Hand(hands.roll, hands.roll.focusProxy())
    hand.press(100, 60)
    hand.move(700, 67)
    hands.type("Esc")
    hand.release(700, 67)
    assert hands.notes == (LOW, HIGH)
    assert hands.roll.selection
    hands.type("Esc")
    assert not hands.roll.selection
    hands.type("Space", "Esc")
    assert hands.engine.asked[-1] == ("panic",)
    assert not hands.transport.is_playing


def test_keys_of_files_open_save_and_export(hands, tmp_path, monkeypatch):
    write_score(PIECE, tmp_path / "Waltz.mid")
    piece = tmp_path / "Mine.composer"
    monkeypatch.setattr(QMessageBox, "exec", lambda _: QMessageBox.StandardButton.Discard)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "Waltz.mid"), ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(piece), ""))
    hands.type("Ctrl+N")
    assert hands.notes == ()
    hands.type("Ctrl+O")
    assert (hands.document.title, hands.notes) == ("Waltz", (LOW, HIGH))
    hands.type("Ctrl+S")
    assert hands.document.path == piece
    piece = tmp_path / "Other.composer"
    hands.type("Ctrl+Shift+S")
    assert hands.document.path == piece
    piece = tmp_path / "Other.mid"
    monkeypatch.setattr(ExportDialog, "exec", lambda _: True)
    hands.type("Ctrl+E")
    assert piece.is_file()


def test_takes_are_generated_heard_rolled_again_and_kept(hands):
    panel = hands.window.generate_panel
    panel.set_options(replace(panel.options, candidates=8), False)
    hands.type("Ctrl+Return")
    hands.await_takes()
    for number in range(8, 0, -1):
        hands.type(str(number))
        assert hands.flow.chosen == number - 1
    first = hands.flow.takes
    hands.type("Shift+Return")
    hands.qtbot.waitUntil(lambda: hands.flow.phase is Phase.AUDITIONING and hands.flow.takes is not first)
    hands.type("Return")
    assert len(hands.notes) > 2
    hands.type("G")
    hands.await_takes()


@pytest.mark.parametrize("end", ["Return", "Ctrl+Return"])
def test_keys_are_no_longer_written_into_the_plan_after_return_and_generate(hands, end):
    more = hands.window.generate_panel.findChild(MoreOptions)
    hands.qtbot.mouseClick(more.findChild(QToolButton), Qt.MouseButton.LeftButton)
    plan = next(each for each in more.findChildren(QLineEdit) if each.accessibleName().startswith("Sections"))
    plan.setFocus()
    plan.setText("A A B A")
    hands.type(end, "Space")
    assert plan.text() == "A A B A"
    assert hands.transport.is_playing
    if end == "Ctrl+Return":
        hands.await_takes()


def test_a_question_mark_shows_the_sheet_of_the_keys(hands, monkeypatch):
    shown = []
    monkeypatch.setattr(ShortcutSheet, "exec", lambda sheet: shown.append(sheet.windowTitle()))
    hands.type("?")
    assert len(shown) == 1


@pytest.mark.parametrize(
    ("key", "times"),
    [
        ("L", [(0, 960), (960, 480)]),
        ("X", [(0, 960), (1920, 960)]),
        ("Shift+X", [(0, 240), (480, 240)]),
        ("Ctrl+K", [(0, 240), (240, 240), (960, 480)]),
    ],
)
def test_keys_of_shapes_are_one_undo_step_each(hands, key, times):
    hands.transport.seek(240)
    hands.type(key)
    assert hands.times == times
    hands.type("Ctrl+Z")
    assert hands.notes == (LOW, HIGH)


def test_a_note_that_was_split_is_joined_again(hands):
    hands.transport.seek(240)
    hands.type("Ctrl+K", "J")
    assert hands.times == [(0, 480), (960, 480)]


def test_keys_choose_notes(hands):
    again = Note(60, 1920, 480)
    hands.document.load(Score((Track.of([LOW, HIGH, again]),)), None)
    hands.roll.selection = frozenset({(0, LOW)})
    hands.type("Shift+P")
    assert hands.roll.selection == {(0, LOW), (0, again)}
    hands.type("I")
    assert hands.roll.selection == {(0, HIGH)}
    hands.transport.set_loop_range(0, 960)
    hands.type("Shift+L")
    assert hands.roll.selection == {(0, LOW)}
