from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QInputDialog,
    QLabel,
    QMenu,
    QMessageBox,
)

from composer.gui.actions import ACTIONS
from composer.gui.commands import commands_of
from composer.gui.crash_dialog import CrashDialog
from composer.gui.document import Document
from composer.gui.generation_flow import GenerationFlow, Phase
from composer.gui.main_window import MainWindow
from composer.gui.piano_roll import Tool
from composer.gui.seed_choice import SeedScope
from composer.gui.settings import Settings
from composer.gui.training.training_dialog import TrainingDialog
from composer.gui.transport import Transport
from composer.midi.files import read_score, write_score
from composer.music.errors import ModelFileError
from composer.music.score import Note, Score, Track
from composer.playback.protocol import OutputLost, SetHorizon
from tests.gui.fakes import FakeContinuer, FakeEngine

TUNE = Score((Track.of([Note(60, 0, 960), Note(64, 960, 960)]),))
Key = Qt.Key


class Desk:
    """A whole window with a fake model and a fake engine."""

    def __init__(self, qtbot, load=FakeContinuer, settings: Settings | None = None) -> None:
        self.qtbot = qtbot
        self.engine = FakeEngine()
        self.document = Document()
        self.flow = GenerationFlow(self.document, load)
        self.transport = Transport(lambda: self.engine)
        self.window = MainWindow(
            self.document, self.flow, self.transport, settings or Settings(theme="dark", plays_while_generating=False)
        )
        qtbot.addWidget(self.window, before_close_func=lambda _: self.let_go())
        self.window.show()
        self.window.activateWindow()
        self.window.roll.setFocus()
        self.transport.open(None)
        self.flow.load_model()
        qtbot.waitUntil(lambda: self.flow.phase is not Phase.LOADING)

    def let_go(self) -> None:
        """Have nothing that closing would ask about."""
        self.window.live.recording.end()
        self.flow.discard()
        self.document.undo_stack.set_clean()

    def press(self, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
        modifier = Qt.KeyboardModifier.NoModifier
        for each in modifiers:
            modifier |= each
        self.qtbot.keyClick(QApplication.focusWidget() or self.window, key, modifier)

    def do(self, action: str) -> None:
        self.window.actions_by_name[action].trigger()

    def await_takes(self) -> None:
        self.qtbot.waitUntil(lambda: self.flow.phase is Phase.AUDITIONING)


@pytest.fixture
def desk(qtbot):
    desk = Desk(qtbot)
    yield desk
    desk.transport.close()
    desk.flow.close()


@pytest.fixture
def answer(monkeypatch):
    """Answers the question about unsaved changes; remembers how often it was asked."""

    class Answer:
        choice, times = QMessageBox.StandardButton.Cancel, 0

    def exec_(box):
        Answer.times += 1
        return Answer.choice

    monkeypatch.setattr(QMessageBox, "exec", exec_)
    return Answer


def test_a_metre_that_is_not_understood_is_said_below_the_roll(desk, monkeypatch):
    monkeypatch.setattr(QInputDialog, "getItem", lambda *_: ("5/3", True))
    desk.do("change meter")
    assert "“5/3” is no metre" in desk.window.banner.sentence


def test_a_take_is_heard_from_its_beginning_when_nothing_plays(desk):
    desk.document.load(TUNE, None)
    desk.do("generate")
    desk.await_takes()
    desk.engine.asked.clear()
    desk.press(Key.Key_2)
    end = max(continued.note.end for continued in desk.flow.takes[1])
    assert desk.engine.asked[-1] == ("play", desk.flow.seed_end, None, end)
    assert desk.transport.is_playing


def test_while_a_take_plays_another_one_goes_on_in_its_place(desk):
    desk.document.load(TUNE, None)
    desk.do("generate")
    desk.await_takes()
    desk.press(Key.Key_1)
    plays = desk.engine.names().count("play")
    desk.press(Key.Key_2)
    assert desk.flow.chosen == 1
    assert desk.engine.names().count("play") == plays


def test_the_whole_path_works_by_keyboard_alone(desk):
    for key in (Key.Key_N, Key.Key_N, Key.Key_N):
        desk.press(key)
    assert desk.document.score.note_count == 3
    desk.press(Key.Key_G)
    desk.await_takes()
    desk.press(Key.Key_2)
    assert desk.transport.is_playing
    desk.press(Key.Key_Space)
    chosen = [continued.note for continued in desk.flow.takes[1]]
    desk.press(Key.Key_Return)
    assert desk.flow.phase is Phase.READY
    assert set(chosen) <= set(desk.document.score.tracks[0].notes)
    desk.press(Key.Key_Home)
    desk.press(Key.Key_Space)
    assert desk.transport.is_playing
    assert desk.engine.score is desk.document.score
    desk.press(Key.Key_Space)
    assert not desk.transport.is_playing
    desk.press(Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert desk.document.score.note_count == 3


def test_a_message_moves_no_row_of_the_roll_under_the_mouse(desk):
    window, state = desk.window, desk.window.roll.state
    grid = window.roll.focusProxy()

    def place_of_c4() -> QPointF:
        return grid.mapTo(window, QPointF(0, state.geometry.pitch_to_y(60)))

    before = place_of_c4()
    window.banner.tell_trouble("The output is gone.")
    desk.qtbot.waitUntil(lambda: window.banner.isVisible() and window.banner.y() > grid.y())
    assert place_of_c4() == before
    window.banner.hide()
    desk.qtbot.waitUntil(lambda: not window.banner.isVisible())
    assert place_of_c4() == before


def test_an_empty_seed_is_refused_with_a_sentence_and_nothing_changes(desk):
    before = desk.document.score
    desk.do("generate")
    assert "Nothing to continue: no notes yet" in desk.window.banner.sentence
    assert desk.flow.phase is Phase.READY
    assert desk.document.score is before


def test_a_seed_of_selected_notes_that_is_empty_says_how_to_select(desk):
    desk.document.load(TUNE, None)
    desk.window.seed_editor.set_scope(SeedScope.SELECTION)
    desk.do("generate")
    assert "no notes are selected" in desk.window.banner.sentence


def test_without_a_model_the_window_says_so_and_everything_else_works(qtbot):
    def load():
        raise ModelFileError("The model file is missing: install the program again.")

    desk = Desk(qtbot, load)
    assert desk.window.generate_panel.status == (
        "The model file is missing: install the program again. Everything else works."
    )
    desk.press(Key.Key_N)
    desk.do("generate")
    desk.do("play")
    assert desk.document.score.note_count == 1
    assert desk.transport.is_playing
    desk.transport.close()


def load_later(desk):
    """Let the model be one that is still being loaded; calling what this returns ends that."""
    desk.flow.phase = Phase.LOADING
    desk.flow.phase_changed.emit()

    def end() -> None:
        desk.flow.phase = Phase.READY
        desk.flow.phase_changed.emit()

    return end


def test_generate_before_the_model_is_there_waits_for_it_and_says_so(desk):
    desk.document.load(TUNE, None)
    end_loading = load_later(desk)
    assert desk.window.generate_panel.button.isEnabled()
    desk.press(Key.Key_G)
    assert "then continues your seed" in desk.window.generate_panel.status
    assert not desk.window.generate_panel.button.isEnabled()
    assert not desk.flow.takes
    end_loading()
    desk.await_takes()


def test_another_piece_is_not_continued_because_somebody_waited_for_the_model(desk):
    desk.document.load(TUNE, None)
    end_loading = load_later(desk)
    desk.do("generate")
    desk.document.load(TUNE, None)
    end_loading()
    QApplication.processEvents()
    assert desk.flow.phase is Phase.READY


def test_an_empty_seed_is_told_at_once_also_while_the_model_is_being_loaded(desk):
    load_later(desk)
    desk.press(Key.Key_G)
    assert "Nothing to continue" in desk.window.banner.sentence


def test_many_faults_at_once_open_one_dialog_and_none_for_what_a_sentence_can_say(desk):
    desk.window.show_error(ModelFileError("There is no model."))
    assert desk.window.banner.sentence == "There is no model."
    assert desk.window.findChildren(CrashDialog) == []
    for _ in range(3):
        desk.window.show_error(ValueError("a fault"))
    assert len(desk.window.findChildren(CrashDialog)) == 1


def test_generated_notes_sound_while_they_are_made(qtbot):
    continuer = FakeContinuer()
    continuer.may_go_on.clear()
    desk = Desk(qtbot, lambda: continuer, Settings(plays_while_generating=True))
    desk.document.load(TUNE, None)
    desk.do("generate")
    qtbot.waitUntil(lambda: desk.transport.is_playing)
    assert ("play", 1920, None, None) in desk.engine.asked
    assert desk.engine.score.note_count == 3
    assert ("set", SetHorizon(1920)) in desk.engine.asked  # the playhead waits for the first bar
    continuer.may_go_on.set()
    desk.await_takes()
    qtbot.waitUntil(lambda: desk.engine.score.note_count == 2 + len(desk.flow.chosen_notes))
    assert [asked for asked in desk.engine.asked if asked[0] == "set"][-1] == ("set", SetHorizon(None))
    desk.transport.close()


def test_escape_first_clears_the_selection_then_cancels_the_run_then_silences(qtbot):
    continuer = FakeContinuer()
    continuer.may_go_on.clear()
    desk = Desk(qtbot, lambda: continuer)
    desk.document.load(TUNE, None)
    desk.do("generate")
    qtbot.waitUntil(lambda: bool(desk.flow.chosen_notes))
    desk.do("select all")
    desk.press(Key.Key_Escape)
    assert desk.window.roll.selection == frozenset()
    assert desk.flow.phase is Phase.GENERATING
    desk.press(Key.Key_Escape)
    continuer.may_go_on.set()
    desk.await_takes()
    assert len(desk.flow.chosen_notes) < 32
    desk.press(Key.Key_Escape)
    assert desk.engine.asked[-1] == ("panic",)
    desk.transport.close()


def test_roll_again_continues_the_same_seed_with_another_random_seed(desk):
    desk.document.load(TUNE, None)
    desk.do("generate")
    desk.await_takes()
    desk.do("roll again")
    desk.await_takes()
    (first_seed, first), (second_seed, second) = desk.flow._continuer.runs
    assert first_seed.score is second_seed.score
    assert first.rng_seed != second.rng_seed


def test_playing_only_the_continuation_begins_where_the_seed_ends(desk):
    desk.document.load(TUNE, None)
    desk.do("play continuation")
    assert "generate one first" in desk.window.banner.sentence
    desk.do("generate")
    desk.await_takes()
    desk.do("play continuation")
    assert desk.engine.asked[-1] == ("play", 1920, None, desk.flow.score_with_take().end)


def begin_with_bundled_seed(desk):
    menu = QMenu()
    desk.window.seed_desk.fill_source_menu(menu)
    menu.actions()[0].trigger()


def test_a_bundled_seed_is_one_undo_step(desk):
    begin_with_bundled_seed(desk)
    assert desk.document.score.note_count > 8
    desk.do("undo")
    assert desk.document.score.note_count == 0


def test_another_seed_is_seen_from_its_beginning_and_ends_what_belonged_to_the_old_one(desk):
    desk.document.load(TUNE, None)
    desk.do("generate")
    desk.await_takes()
    desk.transport.set_loop_range(0, 480)
    desk.transport.seek(960)
    desk.transport.play()
    desk.window.roll.scroll_to(480 * 400)
    begin_with_bundled_seed(desk)
    assert not desk.flow.takes
    assert (desk.transport.is_playing, desk.transport.playhead, desk.transport.loop) == (False, 0, None)
    assert desk.window.roll._state.geometry.tick_to_x(0) >= 0


def test_a_long_piece_opens_at_its_beginning_as_large_as_it_is_drawn(desk, tmp_path):
    first_scale = desk.window.roll._state.geometry.pixels_per_tick
    path = tmp_path / "long.mid"
    write_score(Score((Track.of([Note(60, 480 * beat, 480) for beat in range(1000)]),)), path)
    desk.window.files.open(path)
    assert desk.window.roll._state.geometry.pixels_per_tick == pytest.approx(first_scale)


def test_a_field_gives_the_keys_back_to_the_roll_on_return_and_on_generate(desk):
    desk.document.load(TUNE, None)
    field = desk.window.generate_panel.findChild(QAbstractSpinBox)
    field.setFocus()
    desk.press(Key.Key_Return)
    assert desk.window.roll.isAncestorOf(QApplication.focusWidget()) or desk.window.roll.hasFocus()
    field.setFocus()
    desk.do("generate")
    desk.press(Key.Key_Space)
    assert desk.transport.is_playing
    desk.await_takes()


def test_exporting_while_a_take_waits_says_that_it_is_not_in_the_file(desk, tmp_path, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "tune.mid"), ""))
    desk.document.load(TUNE, None)
    desk.do("generate")
    desk.await_takes()
    desk.do("export")
    assert "without the take" in desk.window.banner.sentence
    desk.do("keep")
    desk.do("export")
    assert "without" not in desk.window.banner.sentence


def test_a_broken_file_is_refused_and_the_piece_stays(desk, tmp_path):
    desk.document.load(TUNE, None)
    broken = tmp_path / "broken.mid"
    broken.write_bytes(b"MThd, or something like it")
    desk.window.files.open(broken)
    assert "broken.mid" in desk.window.banner.sentence
    assert desk.document.score is TUNE


def test_an_exported_piece_reads_back(desk, tmp_path, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "tune"), ""))
    desk.press(Key.Key_N)
    desk.do("export")
    assert read_score(tmp_path / "tune.mid").tracks[0].notes == desk.document.score.tracks[0].notes


def test_a_midi_file_that_was_opened_is_never_written_to(desk, tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *rest: asked.append(rest[2]) or ("", ""))
    path = tmp_path / "theirs.mid"
    write_score(TUNE, path)
    before = path.read_bytes()
    desk.window.files.open(path)
    desk.press(Key.Key_N)
    desk.do("save")
    assert asked == [str(tmp_path / "theirs.composer")]
    assert path.read_bytes() == before


@pytest.mark.parametrize(("name", "written"), [("a.midi", "a.midi"), ("a", "a.mid"), ("a.rmi", "a.rmi.mid")])
def test_an_exported_file_has_the_name_of_what_is_in_it(desk, tmp_path, monkeypatch, name, written):
    monkeypatch.setattr("composer.gui.export_dialog.ExportDialog.exec", lambda _: True)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / name), ""))
    desk.document.load(TUNE, None)
    assert desk.window.files.export()
    assert [path.name for path in tmp_path.iterdir()] == [written]


def test_a_name_that_gets_its_suffix_does_not_replace_a_file_unasked(desk, tmp_path, monkeypatch, answer):
    there = tmp_path / "tune.mid"
    there.write_bytes(b"precious")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "tune"), ""))
    desk.press(Key.Key_N)
    desk.do("export")
    assert there.read_bytes() == b"precious"
    answer.choice = QMessageBox.StandardButton.Save
    desk.do("export")
    assert read_score(there).note_count == 1
    assert answer.times == 2


def test_unsaved_changes_are_asked_about_before_they_are_lost(desk, answer):
    desk.press(Key.Key_N)
    changed = desk.document.score
    desk.do("new")
    assert answer.times == 1
    assert desk.document.score is changed
    assert not desk.window.close()
    answer.choice = QMessageBox.StandardButton.Discard
    desk.do("new")
    assert desk.document.score.note_count == 0
    assert desk.window.close()
    assert answer.times == 3


def test_a_dropped_midi_file_is_opened(desk, tmp_path):
    path = tmp_path / "dropped.mid"
    write_score(TUNE, path)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "cover.png")), QUrl.fromLocalFile(str(path))])
    actions, buttons = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    desk.window.dropEvent(QDropEvent(QPointF(5, 5), actions, data, buttons, Qt.KeyboardModifier.NoModifier))
    desk.qtbot.waitUntil(lambda: desk.document.score.note_count == 2)


def test_a_dropped_folder_is_there_to_be_learned_from(desk, tmp_path):
    write_score(TUNE, tmp_path / "tune.mid")
    data = QMimeData()
    data.setUrls([QUrl("https://example.org/elsewhere/"), QUrl.fromLocalFile(str(tmp_path))])
    actions, buttons = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    desk.window.dropEvent(QDropEvent(QPointF(5, 5), actions, data, buttons, Qt.KeyboardModifier.NoModifier))
    desk.qtbot.waitUntil(lambda: bool(desk.window.findChildren(TrainingDialog)))
    [dialog] = desk.window.findChildren(TrainingDialog)
    desk.qtbot.waitUntil(lambda: not dialog.view.is_looking, timeout=30_000)
    assert dialog.view.words == "1 file with 2 notes."
    assert desk.document.score.note_count == 0
    dialog.close()


def test_space_presses_a_button_that_was_reached_by_tab_instead_of_playing(desk, qtbot):
    desk.document.load(TUNE, None)
    button = desk.window.generate_panel.button
    button.setFocus(Qt.FocusReason.TabFocusReason)
    desk.press(Key.Key_Space)
    assert desk.flow.phase is not Phase.READY
    desk.await_takes()


def test_arrow_keys_belong_to_a_list_that_has_the_focus(desk):
    desk.document.load(TUNE, None)
    desk.do("select all")
    scopes = desk.window.seed_editor.findChild(QComboBox)
    scopes.setFocus(Qt.FocusReason.TabFocusReason)
    desk.press(Key.Key_Down)
    assert scopes.currentIndex() == 1
    assert desk.document.score is TUNE


def test_the_tempo_is_an_undoable_edit(desk):
    desk.window.transport_bar.bpm_requested.emit(90.0)
    assert desk.document.score.tempo_map.bpm_at(0) == pytest.approx(90, abs=0.01)
    desk.do("undo")
    assert desk.document.score.tempo_map.bpm_at(0) == 120


def test_the_tools_in_the_bar_and_in_the_roll_agree(desk):
    desk.do("select tool")
    assert desk.window.roll.tool is Tool.SELECT
    desk.do("select tool")
    assert desk.window.actions_by_name["select tool"].isChecked()
    desk.do("other tool")
    assert desk.window.roll.tool is Tool.DRAW
    assert desk.window.actions_by_name["draw tool"].isChecked()


def test_an_output_lost_while_playing_is_said_in_the_window_and_ends_nothing_else(desk, qtbot):
    desk.document.load(TUNE, None)
    desk.do("play")
    desk.engine.events.append(OutputLost("Synth A", "Synth A is gone: choose another output."))
    qtbot.waitUntil(lambda: desk.window.banner.sentence == "Synth A is gone: choose another output.")
    assert desk.transport.is_playing
    assert desk.document.score is TUNE
    desk.window.transport_bar.output_requested.emit("Synth B")
    assert desk.window.banner.sentence == ""


def test_a_sentence_about_the_seed_goes_once_there_is_a_note(desk):
    desk.do("generate")
    assert desk.window.banner.sentence
    desk.press(Key.Key_N)
    assert desk.window.banner.sentence == ""


def test_a_sentence_about_something_else_stays_when_there_is_a_note(desk):
    desk.do("generate")
    desk.window.banner.tell_trouble("The output is gone.")
    desk.press(Key.Key_N)
    assert desk.window.banner.sentence == "The output is gone."


def test_a_message_goes_once_generating_begins(desk):
    desk.document.load(TUNE, None)
    desk.window.banner.tell_trouble("The output is gone.")
    desk.do("generate")
    assert desk.window.banner.sentence == ""
    desk.await_takes()


def test_files_are_looked_for_at_home_first(desk, monkeypatch):
    folders = []
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *rest: folders.append(rest[2]) or ("", ""))
    desk.do("open")
    assert folders == [str(Path.home())]


def test_settings_are_up_to_date_once_the_window_has_closed(desk):
    desk.window.generate_panel.length.set_value(24)
    desk.window.appearance.use_theme("light")
    desk.window.close()
    settings = desk.window.settings
    assert (settings.bars, settings.theme) == (24, "light")
    assert settings.geometry


def test_settings_out_of_range_and_a_strange_geometry_do_not_stop_the_start(qtbot):
    desk = Desk(qtbot, settings=Settings(bars=9999, temperature=-3.0, geometry="no hex\udcfc", theme="plaid"))
    assert desk.window.generate_panel.options.bars == 8
    assert desk.window.settings.theme == "system"
    desk.transport.close()


def test_no_two_menus_or_controls_share_an_alt_key(desk):
    texts = [action.text() for action in desk.window.menuBar().actions()]
    texts += [label.text() for label in desk.window.findChildren(QLabel) if label.buddy()]
    texts += [button.text() for button in desk.window.findChildren(QAbstractButton)]
    keys = [text[text.index("&") + 1].lower() for text in texts if "&" in text]
    assert len(keys) > 12
    assert sorted(keys) == sorted(set(keys))


def test_every_action_does_something(desk):
    assert set(commands_of(desk.window)) == {spec.name for spec in ACTIONS}


def test_the_selected_notes_alone_are_exported_as_it_was_chosen_last(desk, tmp_path, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "part.mid"), ""))
    desk.document.load(TUNE, None)
    desk.window.settings.export_part, desk.window.settings.export_ppq = "SELECTION", 96
    desk.window.roll.selection = frozenset({(0, Note(64, 960, 960))})
    desk.do("export")
    [track] = read_score(tmp_path / "part.mid").tracks
    assert [(note.pitch, note.start) for note in track.notes] == [(64, 960)]
    assert (tmp_path / "part.mid").read_bytes()[12:14] == bytes((0, 96))


@pytest.mark.parametrize("action", ["sound settings", "synth settings", "shortcuts", "change keys"])
def test_a_dialog_is_gone_once_it_is_closed(desk, action):
    QTimer.singleShot(0, lambda: QApplication.activeModalWidget().reject())
    desk.do(action)
    assert not desk.window.findChildren(QDialog)


def test_the_dialog_about_what_to_export_is_gone_once_it_is_answered(desk, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    desk.document.load(TUNE, None)
    desk.do("export")
    desk.qtbot.waitUntil(lambda: not desk.window.findChildren(QDialog))
