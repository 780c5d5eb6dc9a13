"""Where to write: the suffix of a name, and what has that name already."""

import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from composer.gui.consent import Consent
from composer.gui.file_names import FileNames
from composer.gui.settings import Settings

KINDS = {"WAV": (".wav",), "MusicXML": (".musicxml", ".mxl")}


class Stage:
    """A user who writes a name, and says whether what is there may be replaced."""

    def __init__(self, qtbot, monkeypatch, folder):
        self.folder, self.window = folder, QWidget()
        qtbot.addWidget(self.window)
        self.names = FileNames(self.window, Settings(folder=str(folder)))
        self.name, self.kind, self.answer = "song", "", Consent.Cancel
        self.filters, self.questions = [], []
        monkeypatch.setattr(QFileDialog, "getSaveFileName", self._choose)
        monkeypatch.setattr(QMessageBox, "exec", self._answer)

    def _choose(self, _window, _title, _proposed, filters):
        self.filters.append(filters)
        return self.name and str(self.folder / self.name), self.kind

    def _answer(self):
        self.questions.append(True)
        return self.answer

    def ask(self):
        path = self.names.ask_where("Write", self.names.proposed("tune.wav"), KINDS)
        return path and path.name


@pytest.fixture
def stage(qtbot, monkeypatch, tmp_path):
    return Stage(qtbot, monkeypatch, tmp_path)


def test_the_kinds_are_offered_with_their_suffixes(stage):
    stage.ask()
    assert stage.filters == ["WAV (*.wav);;MusicXML (*.musicxml *.mxl)"]


def test_a_name_without_a_suffix_gets_that_of_the_chosen_kind(stage):
    assert stage.ask() == "song.wav"
    stage.kind = "MusicXML (*.musicxml *.mxl)"
    assert stage.ask() == "song.musicxml"


@pytest.mark.parametrize("name", ["song.MXL", "op. 1.wav"])
def test_a_name_that_says_its_kind_stays_as_it_is(stage, name):
    stage.name = name
    (stage.folder / name).touch()  # the dialog of the system has asked already
    assert (stage.ask(), stage.questions) == (name, [])


def test_a_file_that_has_the_whole_name_is_replaced_only_if_the_user_says_so(stage):
    (stage.folder / "song.wav").touch()
    assert stage.ask() is None
    stage.answer = Consent.Save
    assert stage.ask() == "song.wav"
    assert len(stage.questions) == 2


def test_without_a_name_nothing_is_written(stage):
    stage.name = ""
    assert stage.ask() is None
