"""Rendering the piece from the window: asked for, watched, cancelled, and what is said in the end."""

import threading
import wave

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QProgressDialog, QPushButton, QWidget

from composer.gui import render_desk
from composer.gui.banner import Banner
from composer.gui.document import Document
from composer.gui.render_desk import RenderDesk
from composer.gui.settings import Settings
from composer.music.errors import SynthError
from composer.music.score import Note, Score, Track
from composer.playback.synth import SoftSynth

TUNE = Score((Track.of([Note(60, 0, 480)]),))


class Stage:
    """A desk whose synth writes a byte a second, and waits where a test wants it to."""

    def __init__(self, qtbot, monkeypatch, folder):
        self.qtbot, self.window, self.banner = qtbot, QWidget(), Banner()
        self.settings = Settings(folder=str(folder), synth_volume=30)
        self.desk = RenderDesk(Document(TUNE), self.banner, self.settings, self.window)
        self.may_go_on = threading.Event()
        self.may_go_on.set()
        self.rendered = []
        self.was_closed = threading.Event()
        qtbot.addWidget(self.window)
        qtbot.addWidget(self.banner)
        self.window.show()
        monkeypatch.setattr(render_desk, "render", self.render)
        monkeypatch.setattr(render_desk, "PATIENCE", 0)

    def render(self, score, path, settings):
        self.rendered.append((score, path, settings))
        try:
            for second in range(1, 4):
                yield float(second)
                self.may_go_on.wait(5)
            if path.name == "bad.wav":
                raise SynthError("There is no room.")
        finally:
            self.was_closed.set()

    @property
    def is_done(self):
        return not self.desk._job.is_running


@pytest.fixture
def stage(qtbot, monkeypatch, tmp_path):
    return Stage(qtbot, monkeypatch, tmp_path)


def answer(monkeypatch, name, kind="WAV (*.wav)"):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (name, kind))


def test_the_piece_is_rendered_with_the_synth_as_it_is_set(stage, monkeypatch, tmp_path):
    answer(monkeypatch, str(tmp_path / "tune.flac"))
    stage.desk.ask()
    stage.qtbot.waitUntil(lambda: stage.is_done)
    assert stage.rendered == [(TUNE, tmp_path / "tune.flac", stage.settings.synth)]
    assert stage.banner.sentence == f"Rendered {tmp_path / 'tune.flac'}"


def test_a_name_without_a_kind_gets_the_chosen_one(stage, monkeypatch, tmp_path):
    answer(monkeypatch, str(tmp_path / "op. 1"), "Ogg Vorbis (*.ogg)")
    stage.desk.ask()
    stage.qtbot.waitUntil(lambda: stage.is_done)
    assert stage.rendered[0][1].name == "op. 1.ogg"


def test_a_file_is_not_replaced_without_a_question(stage, monkeypatch, tmp_path):
    (tmp_path / "song.wav").touch()
    answer(monkeypatch, str(tmp_path / "song"))
    monkeypatch.setattr(QMessageBox, "exec", lambda _: QMessageBox.StandardButton.Cancel)
    stage.desk.ask()
    assert stage.rendered == []


def test_cancel_ends_it_without_a_word(stage, monkeypatch, tmp_path):
    stage.may_go_on.clear()
    stage.desk.render(tmp_path / "tune.wav")
    stage.qtbot.waitUntil(lambda: bool(stage.window.findChildren(QProgressDialog)))
    progress = stage.window.findChild(QProgressDialog)
    stage.qtbot.waitUntil(progress.isVisible)
    stage.qtbot.mouseClick(progress.findChild(QPushButton), Qt.MouseButton.LeftButton)
    stage.may_go_on.set()
    stage.qtbot.waitUntil(lambda: stage.is_done)
    assert stage.was_closed.is_set()
    assert stage.banner.sentence == ""
    stage.qtbot.waitUntil(lambda: not stage.window.findChildren(QProgressDialog))


def test_what_goes_wrong_is_a_sentence(stage, tmp_path):
    stage.desk.render(tmp_path / "bad.wav")
    stage.qtbot.waitUntil(lambda: stage.is_done)
    assert stage.banner.sentence == "There is no room."
    stage.qtbot.waitUntil(lambda: not stage.window.findChildren(QProgressDialog))


def test_an_empty_piece_and_a_second_rendering_say_why_not(stage, monkeypatch, tmp_path):
    stage.may_go_on.clear()
    stage.desk.render(tmp_path / "tune.wav")
    stage.desk.ask()
    assert stage.banner.sentence == "tune.wav is still being rendered."
    stage.may_go_on.set()
    stage.qtbot.waitUntil(lambda: stage.is_done)
    stage.desk._document.load(Score(), None)
    stage.desk.ask()
    assert stage.banner.sentence.startswith("There is nothing to render yet")


def test_a_real_synth_writes_a_real_file(qtbot, tmp_path):
    try:
        SoftSynth().close()
    except SynthError as error:
        pytest.skip(f"NO FLUIDSYNTH: {error}")
    window = QWidget()
    qtbot.addWidget(window)
    desk = RenderDesk(Document(TUNE), Banner(window), Settings(), window)
    desk.render(tmp_path / "tune.wav")
    qtbot.waitUntil(lambda: not desk._job.is_running, timeout=20_000)
    with wave.open(str(tmp_path / "tune.wav")) as sound:
        assert sound.getnframes() == round(2.5 * sound.getframerate())
