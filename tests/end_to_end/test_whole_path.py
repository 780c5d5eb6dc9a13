"""The program's main job with nothing faked: real mouse events, the real model, a real engine, a real MIDI server."""

import sys
import threading
from itertools import groupby, islice

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QPushButton

from composer.app import open_window
from composer.generation.options import SamplingOptions
from composer.gui.export_dialog import ExportDialog
from composer.gui.generation_flow import Phase
from composer.gui.main_window import MainWindow
from composer.midi.files import read_score
from composer.music.score import Note
from tests.end_to_end.jack import STANDSTILL, FluidSynth, JackRecorder, JackServer, requires_fluidsynth, requires_jack
from tests.gui.piano_roll.conftest import Hand
from tests.midi.test_files import midicsv_needed, notes_of_midicsv

pytestmark = [pytest.mark.end_to_end, requires_jack]

PATIENCE = 60_000  # milliseconds: loading torch takes long on a busy machine
MELODY = (69, 72, 71, 69, 64, 65, 69, 67)
FAST = 240  # bpm, so that a test does not listen for long


@pytest.fixture
def server():
    with JackServer(patience=STANDSTILL) as server:
        yield server


def let_go(window: MainWindow) -> None:
    """Have nothing that closing would ask about."""
    window.flow.discard()
    window.document.undo_stack.set_clean()


@pytest.fixture
def window(qtbot, server, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    _, window = open_window("dark")
    qtbot.addWidget(window, before_close_func=let_go)
    with qtbot.waitExposed(window):
        window.show()
    window.begin_work()
    yield window
    window.end_work()


def use_output(qtbot, window: MainWindow, port: str) -> None:
    qtbot.waitUntil(lambda: port in window.transport.ports, timeout=PATIENCE)
    window.transport.use_output(port)
    qtbot.waitUntil(lambda: window.transport.lost_output == "", timeout=PATIENCE)


def draw_melody(window: MainWindow) -> None:
    window.transport_bar.bpm_requested.emit(FAST)
    hand = Hand(window.roll, window.roll._note_grid)
    quarter = window.document.score.ppq
    window.roll.scroll_to(0, 67)
    for index, pitch in enumerate(MELODY):
        window.roll.scroll_to((index + 1) * quarter, pitch)
        hand.click(index * quarter + quarter // 8, pitch)


def press(qtbot, window: MainWindow, text: str) -> None:
    buttons = [button for button in window.findChildren(QPushButton) if button.text() == text]
    assert len(buttons) == 1, text
    qtbot.mouseClick(buttons[0], Qt.MouseButton.LeftButton)


def generate(qtbot, window: MainWindow) -> None:
    options = SamplingOptions(bars=2, candidates=2, rng_seed=7)
    window.generate_panel.set_options(options, plays_while_generating=True)
    qtbot.waitUntil(lambda: window.flow.can_generate, timeout=PATIENCE)
    press(qtbot, window, "Generate")
    qtbot.waitUntil(lambda: window.flow.phase is Phase.AUDITIONING, timeout=PATIENCE)


def chords(notes: list[Note]) -> list[list[int]]:
    """The pitches that begin together, in order of time."""
    by_start = groupby(sorted(notes, key=lambda note: note.start), key=lambda note: note.start)
    return [sorted(note.pitch for note in chord) for _, chord in by_start]


def in_chords(pitches: list[int], like: list[list[int]]) -> list[list[int]]:
    """`pitches`, in the order in which they were heard, cut into chords of the same sizes as `like`."""
    rest = iter(pitches)
    return [sorted(islice(rest, len(chord))) for chord in like]


@requires_fluidsynth
@midicsv_needed
def test_a_drawn_seed_is_continued_kept_played_on_a_synth_and_exported(qtbot, window, tmp_path, monkeypatch):
    with FluidSynth() as synth:
        use_output(qtbot, window, FluidSynth.PORT)
        draw_melody(window)
        notes = window.document.score.tracks[0].notes
        assert [note.pitch for note in notes] == list(MELODY)
        seed_end = notes[-1].end

        generate(qtbot, window)
        qtbot.waitUntil(lambda: not window.transport.is_playing, timeout=PATIENCE)  # it was played as it was made
        press(qtbot, window, "Keep")
        kept = list(window.document.score.tracks[0].notes)
        assert kept[: len(MELODY)] == list(notes)
        assert len(kept) > len(MELODY)
        assert all(note.start >= seed_end for note in kept[len(MELODY) :])

        heard_before = len(synth.notes)
        window.actions_by_name["to start"].trigger()
        window.actions_by_name["play"].trigger()
        qtbot.waitUntil(lambda: not window.transport.is_playing, timeout=PATIENCE)
        qtbot.waitUntil(lambda: _sounding(synth.notes) == set(), timeout=PATIENCE)
        heard = [pitch for kind, _, pitch in synth.notes[heard_before:] if kind == "noteon"]
        assert in_chords(heard, chords(kept)) == chords(kept)
        assert len(heard) == len(kept)

    target = tmp_path / "whole path.mid"
    monkeypatch.setattr(ExportDialog, "exec", lambda _: 1)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    window.actions_by_name["export"].trigger()
    assert read_score(target).tracks[0].notes == tuple(kept)
    read_by_midicsv = sorted(
        (start, pitch, duration) for _, _, start, pitch, duration, _ in notes_of_midicsv(target.read_bytes())
    )
    assert read_by_midicsv == sorted((note.start, note.pitch, note.duration) for note in kept)


def test_stop_in_the_middle_of_a_note_leaves_no_note_sounding(qtbot, window):
    with JackRecorder() as recorder:
        use_output(qtbot, window, recorder.port)
        draw_melody(window)
        qtbot.waitUntil(lambda: len(recorder.notes) >= len(MELODY) and not recorder.sounding, timeout=PATIENCE)
        window.actions_by_name["play"].trigger()
        qtbot.waitUntil(lambda: bool(recorder.sounding), timeout=PATIENCE)
        window.actions_by_name["play"].trigger()
        qtbot.waitUntil(lambda: not recorder.sounding, timeout=PATIENCE)


def _sounding(notes: list[tuple[str, int, int]]) -> set[tuple[int, int]]:
    sounding = set()
    for kind, channel, pitch in notes:
        (sounding.add if kind == "noteon" else sounding.discard)((channel, pitch))
    return sounding
