from pathlib import Path
from shutil import rmtree

import pytest
from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QDrag
from PySide6.QtWidgets import QWidget

from composer.gui.drag_out import DragHandle, DragOut
from composer.midi.files import read_score
from composer.music.score import Note, Score, Track

TUNE = Score((Track.of([Note(60, 0, 480), Note(64, 480, 480)], "Tune"),))


class Dropped:
    """What was dragged, as the program that it is dropped on sees it."""

    def __init__(self) -> None:
        self.files: list[Path] = []
        self.contents: list[bytes] = []

    def __call__(self, drag: QDrag) -> None:
        data = drag.mimeData()
        self.files += [Path(url.toLocalFile()) for url in data.urls()]
        self.contents.append(data.data("audio/midi").data())
        self.picture = drag.pixmap()


@pytest.fixture
def owner():
    return QObject()


@pytest.fixture
def dropped():
    return Dropped()


@pytest.fixture
def drag_out(owner, dropped):
    drag_out = DragOut(owner)
    drag_out.run = dropped
    return drag_out


@pytest.fixture
def source(qtbot):
    source = QWidget()
    qtbot.addWidget(source)
    return source


def test_what_is_dragged_is_a_midi_file_that_is_there_and_its_contents(drag_out, source, dropped):
    drag_out.drag(source, TUNE, "Evening")
    [file] = dropped.files
    assert file.name == "Evening.mid"
    assert read_score(file) == TUNE
    assert read_score(dropped.contents[0]) == TUNE
    assert not dropped.picture.isNull()


def test_two_drags_of_one_name_do_not_share_a_file(drag_out, source, dropped):
    drag_out.drag(source, TUNE, "Evening")
    drag_out.drag(source, TUNE.with_track(0, Track()), "Evening")
    first, second = dropped.files
    assert first != second
    assert read_score(first) == TUNE


def test_a_name_that_no_file_could_have_is_mended(drag_out, source, dropped):
    drag_out.drag(source, TUNE, "AC/DC: “live”?")
    drag_out.drag(source, TUNE, " ..")
    assert [file.name for file in dropped.files] == ["AC_DC_ _live__.mid", "composition.mid"]


def test_a_score_that_no_file_can_hold_is_refused_with_a_sentence(drag_out, source, dropped):
    troubles = []
    drag_out.troubled.connect(troubles.append)
    drag_out.drag(source, Score((Track.of([Note(60, 2**28, 1)]),)), "Late")
    assert "reaches to tick" in troubles[0]
    assert dropped.files == []


def test_a_folder_that_was_cleared_away_is_made_anew(drag_out, source, dropped):
    drag_out.drag(source, TUNE, "Evening")
    rmtree(dropped.files[0].parents[1])
    drag_out.drag(source, TUNE, "Evening")
    assert read_score(dropped.files[1]) == TUNE


def test_where_no_file_can_be_made_nothing_is_dragged_and_a_sentence_says_why(
    drag_out, source, dropped, tmp_path, monkeypatch
):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    troubles = []
    drag_out.troubled.connect(troubles.append)
    drag_out.drag(source, TUNE, "Evening")
    assert "no such file or directory" in troubles[0]
    assert dropped.files == []


def test_a_handle_asks_for_a_drag_once_it_is_pulled(qtbot):
    handle = DragHandle("Drag the tune")
    qtbot.addWidget(handle)
    handle.show()
    asked = []
    handle.drag_requested.connect(lambda: asked.append(1))
    qtbot.mousePress(handle, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    qtbot.mouseMove(handle, QPoint(12, 10))
    assert asked == []
    for x in (40, 60, 80):
        qtbot.mouseMove(handle, QPoint(x, 10))
    assert asked == [1]
