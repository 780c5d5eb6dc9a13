"""The dialog about the built-in synth, on a transport with a fake engine."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QFileDialog, QLabel, QPushButton

from composer.gui.settings import Settings
from composer.gui.synth_dialog import SynthDialog
from composer.gui.transport import Transport
from composer.playback.protocol import SetSynth, SynthRefused
from composer.playback.synth_settings import SynthSettings
from tests.gui.fakes import FakeEngine


class Stage:
    """The dialog, and what it asks of the engine."""

    def __init__(self, qtbot, settings=None, output=None):
        self.qtbot, self.engine, self.settings = qtbot, FakeEngine(), settings or Settings()
        self.transport = Transport(lambda: self.engine)
        self.transport.open(output)
        self.dialog = SynthDialog(self.transport, self.settings, None)
        qtbot.addWidget(self.dialog)
        self.dialog.show()

    @property
    def asked(self):
        return [asked[1].settings for asked in self.engine.asked if asked[0] == "set" and type(asked[1]) is SetSynth]

    def press(self, text):
        button = next(each for each in self.dialog.findChildren(QPushButton) if each.text() == text)
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def box(self, name):
        return next(each for each in self.dialog.findChildren(QComboBox) if each.accessibleName() == name)

    def choose(self, name, data):
        box = self.box(name)
        box.setFocus()
        while box.currentData() != data:
            self.qtbot.keyClick(box, Qt.Key.Key_Down)
        return box

    @property
    def font(self):
        return next(each for each in self.dialog.findChildren(QLabel) if each.accessibleName() == "The sound font")


@pytest.fixture
def make_stage(qtbot):
    stages = []

    def make(*arguments, **named):
        stages.append(Stage(qtbot, *arguments, **named))
        return stages[-1]

    yield make
    for stage in stages:
        stage.transport.close()


def answer(monkeypatch, name):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (name, ""))


def test_a_chosen_sound_font_is_used_at_once_and_remembered(make_stage, monkeypatch):
    stage = make_stage()
    answer(monkeypatch, "/fonts/church.sf2")
    stage.press("Choose…")
    assert stage.asked == [SynthSettings("/fonts/church.sf2")]
    assert stage.settings.synth_font == "/fonts/church.sf2"
    assert stage.font.text() == "church.sf2"
    stage.press("Default")
    assert stage.asked[-1] == SynthSettings()


def test_no_file_chosen_changes_nothing(make_stage, monkeypatch):
    stage = make_stage()
    answer(monkeypatch, "")
    stage.press("Choose…")
    assert stage.asked == []


def test_a_refused_sound_font_is_said_and_the_old_one_shown_and_remembered(make_stage, monkeypatch):
    church = SynthSettings("/fonts/church.sf2", volume=80)
    settings = Settings()
    settings.synth = church
    stage = make_stage(settings)
    answer(monkeypatch, "/fonts/broken.sf2")
    stage.press("Choose…")
    stage.engine.events.append(SynthRefused("It cannot be read.", church))
    stage.qtbot.waitUntil(lambda: stage.dialog.words == "It cannot be read.")
    assert stage.settings.synth == church
    assert stage.font.text() == "church.sf2"


def test_volume_room_and_sound_system_are_used_at_once(make_stage):
    stage = make_stage()
    field = stage.dialog.findChild(QDoubleSpinBox)
    field.selectAll()
    stage.qtbot.keyClicks(field, "40")
    stage.qtbot.keyClick(field, Qt.Key.Key_Return)
    assert stage.asked[-1] == SynthSettings(volume=40)
    stage.choose("The room that it sounds in", "hall")
    assert stage.asked[-1] == SynthSettings(volume=40, reverb="hall")
    box = stage.box("The sound system that it is heard through")
    last = box.itemData(box.count() - 1)
    stage.choose("The sound system that it is heard through", last)
    assert stage.asked[-1] == SynthSettings(volume=40, reverb="hall", audio_driver=last)
    assert stage.settings.synth == stage.asked[-1]


def test_a_dialog_shows_what_is_remembered(make_stage):
    settings = Settings()
    settings.synth = SynthSettings(volume=60, reverb="none")
    stage = make_stage(settings)
    assert stage.dialog.findChild(QDoubleSpinBox).value() == 60
    assert stage.box("The room that it sounds in").currentData() == "none"
    assert stage.asked == []


def test_with_another_output_it_is_said_how_to_hear_the_synth(make_stage):
    assert "Piano" in make_stage(output="Piano").dialog.words
    assert make_stage().dialog.words == ""


def test_the_test_button_sounds_the_output(make_stage):
    stage = make_stage()
    stage.press("&Test")
    assert "test_note" in stage.engine.names()
