from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QProgressBar, QPushButton, QWidget

from composer.gui.banner import Banner
from composer.gui.document import Document
from composer.gui.notation_desk import NotationDesk
from composer.gui.settings import Settings
from composer.gui.waiting_dialog import WaitingDialog
from composer.music.score import Note, Score, Track
from composer.notation.musicxml import is_available

TUNE = Score((Track.of([Note(60, 0, 480)]),))


@pytest.fixture
def desk(qtbot, tmp_path):
    window, document = QWidget(), Document()
    qtbot.addWidget(window)
    document.load(TUNE, None, "Waltz")
    return NotationDesk(document, Banner(window), Settings(folder=str(tmp_path)), window, lambda: True)


@pytest.fixture
def asked(monkeypatch, tmp_path):
    """What the file dialog was opened with; it is answered with a name without a suffix."""
    proposals: list[str] = []

    def answer(_window, _title, proposed, _kinds):
        proposals.append(proposed)
        return str(tmp_path / "Minuet"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    return proposals


@pytest.mark.skipif(not is_available(), reason="MusicXML is NOT tested here: music21 is missing (pip install music21)")
def test_the_piece_is_written_in_the_background_and_that_is_said(qtbot, desk, asked, tmp_path):
    desk.ask()
    assert asked == [str(tmp_path / "Waltz.musicxml")]
    qtbot.waitUntil(lambda: desk._banner.sentence.startswith("Exported"), timeout=60_000)
    assert b"<score-partwise" in (tmp_path / "Minuet.musicxml").read_bytes()


def test_a_folder_that_is_gone_is_said(qtbot, desk, tmp_path, monkeypatch):
    monkeypatch.setattr("composer.gui.notation_desk.write_musicxml_in_steps", _fails)
    desk.write(tmp_path / "gone" / "Waltz.musicxml")
    qtbot.waitUntil(lambda: "Choose another folder" in desk._banner.sentence)


def test_a_long_piece_shows_how_far_it_is_and_can_be_cancelled_there(qtbot, desk, tmp_path, monkeypatch):
    def half_done(*_):
        yield 0.5
        while True:
            yield None

    monkeypatch.setattr("composer.gui.notation_desk.write_musicxml_in_steps", half_done)
    desk.write(tmp_path / "Waltz.musicxml")
    dialog = desk._window.findChild(WaitingDialog)
    qtbot.waitUntil(lambda: dialog.isVisible())
    assert not dialog.isModal()
    qtbot.waitUntil(lambda: dialog.findChild(QProgressBar).value() == 50)
    qtbot.mouseClick(dialog.findChild(QPushButton), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: desk._banner.sentence == "Waltz.musicxml was not written.")
    assert not (tmp_path / "Waltz.musicxml").exists()


def _fails(*_):
    from composer.notation.musicxml import NotationError

    raise NotationError("It cannot be written. Choose another folder or make room.")
    yield


def test_without_music21_a_sentence_says_how_to_get_it(qtbot, desk, asked):
    desk._is_available = lambda: False
    desk.ask()
    assert "-m pip install music21" in desk._banner.sentence
    assert not asked


def test_an_empty_piece_is_not_written(desk, asked):
    desk._document.load(Score(), None)
    desk.ask()
    assert "no notes" in desk._banner.sentence
    assert not asked


@pytest.mark.parametrize("is_stopped", [False, True])
def test_what_is_being_written_can_be_stopped_and_nothing_else_begins(
    qtbot, desk, asked, tmp_path, monkeypatch, is_stopped
):
    may_end: list[bool] = []
    questions: list[str] = []

    def consents(_window, question, *_):
        questions.append(question)
        return is_stopped

    def waits(*_):
        while not may_end:
            yield

    monkeypatch.setattr("composer.gui.notation_desk.write_musicxml_in_steps", waits)
    desk.write(Path(tmp_path / "Waltz.musicxml"))
    monkeypatch.setattr("composer.gui.notation_desk.consents", consents)
    desk.ask()
    assert ["still being written" in question for question in questions] == [True]
    assert not asked
    if not is_stopped:
        may_end.append(True)
    end = "Waltz.musicxml was not written" if is_stopped else "Exported"
    qtbot.waitUntil(lambda: desk._banner.sentence.startswith(end))
