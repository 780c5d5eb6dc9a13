import errno
from pathlib import Path
from random import Random

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QPushButton

from composer.gui.palette import LIGHT
from composer.gui.seed_browser import SeedBrowser
from composer.gui.theme import apply_theme
from composer.midi.files import write_score
from composer.music.score import Note, Score, Track

BAR = 1920


@pytest.fixture
def folder(tmp_path):
    """A folder of two pieces, one of them deeper, and something else."""
    scale = Score((Track.of(Note(60 + beat % 12, 480 * beat, 480) for beat in range(48)),))
    (tmp_path / "deeper").mkdir()
    write_score(scale, tmp_path / "Scale.mid")
    write_score(Score((Track.of([Note(72, BAR, 480)]),)), tmp_path / "deeper" / "One note.MID")
    (tmp_path / "notes.txt").write_text("no music")
    return tmp_path


@pytest.fixture
def browser(qtbot):
    browser = SeedBrowser(random=Random(3))
    browser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(browser)
    browser.show()
    return browser


@pytest.fixture
def click(qtbot, browser):
    def click(words):
        button = next(each for each in browser.findChildren(QPushButton) if each.text().replace("&", "") == words)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    return click


@pytest.fixture
def answer(monkeypatch):
    def answer(kind, value):
        monkeypatch.setattr(QFileDialog, kind, lambda *_: value)

    return answer


def use(browser):
    return browser.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok)


def test_it_begins_with_what_to_do(browser):
    assert browser._words.text() == "Choose a MIDI file, or a folder of them."
    assert not use(browser).isEnabled()


def test_only_with_a_piece_it_asks_for_a_click(browser, click, answer, folder):
    assert not browser._hint.isVisible()
    place = browser._picture.pos()
    answer("getExistingDirectory", str(folder))
    click("A folder…")
    assert browser._hint.isVisible()
    assert browser._picture.pos() == place


def test_the_keys_are_for_the_list_of_pieces_whose_rows_have_room_for_accents(browser, click, answer, folder):
    assert browser.focusWidget() is browser._files
    answer("getExistingDirectory", str(folder))
    click("A folder…")
    assert browser.focusWidget() is browser._files
    row = browser._files.visualItemRect(browser._files.item(0))
    assert row.height() >= browser.fontMetrics().height() + 6


def test_the_picture_of_the_piece_follows_the_theme(qtbot, qapp, browser, answer, click, folder):
    apply_theme(qapp, "dark")
    answer("getExistingDirectory", str(folder))
    click("A folder…")
    apply_theme(qapp, "light")
    qtbot.waitUntil(lambda: browser._picture.grab().toImage().pixelColor(2, 2) == LIGHT.white_row)
    apply_theme(qapp, "dark")


def test_the_pieces_of_a_folder_are_listed_and_the_first_is_shown(browser, click, answer, folder):
    answer("getExistingDirectory", str(folder))
    click("A folder…")
    assert [browser._files.item(row).text() for row in range(browser._files.count())] == ["One note", "Scale"]
    assert browser._words.text().startswith("From bar 2: 1 note, 4 bars")


def test_a_part_of_a_file_is_handed_over(qtbot, browser, click, answer, folder):
    answer("getOpenFileName", (str(folder / "Scale.mid"), ""))
    click("A file…")
    place = browser._picture.rect().center() + QPoint(10, 0)
    qtbot.mouseClick(browser._picture, Qt.MouseButton.LeftButton, pos=place)
    assert browser._words.text().startswith("From bar 7:")
    browser._bars.setValue(2)
    with qtbot.waitSignal(browser.chosen) as chosen:
        click("Use this part")
    score, name = chosen.args
    assert name == "“Scale”"
    assert len(score.tracks[0].notes) == 8
    assert score.tracks[0].notes[0] == Note(60, 0, 480)


def test_chance_finds_phrases_places_and_pieces(browser, click, answer, folder):
    browser.show_pieces([folder / "Scale.mid", folder / "deeper" / "One note.MID"])
    seen = set()
    for words in ("A phrase", "Any place", "Surprise me") * 4:
        click(words)
        assert use(browser).isEnabled()
        seen.add(browser._words.text())
    assert len(seen) > 3


def test_a_folder_without_pieces_says_so(browser, tmp_path, answer, click):
    answer("getExistingDirectory", str(tmp_path))
    click("A folder…")
    assert browser._words.text() == "There is no MIDI file in this folder."
    assert not use(browser).isEnabled()


def test_a_file_that_nobody_may_look_at_does_not_cost_the_others(browser, folder, answer, click, monkeypatch):
    is_file = Path.is_file

    def is_file_or_forbidden(path):
        if path.stem == "Scale":
            raise PermissionError(errno.EACCES, "Permission denied")
        return is_file(path)

    monkeypatch.setattr(Path, "is_file", is_file_or_forbidden)
    answer("getExistingDirectory", str(folder))
    click("A folder…")
    assert [browser._files.item(row).text() for row in range(browser._files.count())] == ["One note"]


def test_a_folder_that_cannot_be_read_says_why(browser, folder, answer, click, monkeypatch):
    def fail(_folder, _pattern):
        raise OSError(errno.ESTALE, "Stale file handle")

    browser.show_pieces([folder / "Scale.mid"])
    monkeypatch.setattr(Path, "rglob", fail)
    answer("getExistingDirectory", str(folder))
    click("A folder…")
    assert browser._words.text() == "This folder could not be read: stale file handle."
    assert not use(browser).isEnabled()


@pytest.fixture
def broken(tmp_path):
    path = tmp_path / "broken.mid"
    path.write_bytes(b"nothing")
    return path


def test_a_file_that_cannot_be_read_says_why(browser, broken):
    browser.show_pieces([broken])
    assert "broken.mid" in browser._words.text()
    assert not use(browser).isEnabled()


@pytest.mark.parametrize(
    "leave_piece", [lambda browser: browser._files.setCurrentRow(1), lambda browser: browser.show_pieces([])]
)
def test_a_piece_that_is_no_longer_shown_is_not_handed_over(browser, click, folder, broken, leave_piece):
    nothing = browser._picture.grab().toImage()
    browser.show_pieces([folder / "Scale.mid", broken])
    assert browser._picture.grab().toImage() != nothing
    leave_piece(browser)
    assert browser._picture.grab().toImage() == nothing
    for control in ("A phrase", "Any place", "Use this part"):
        click(control)
    assert browser.isVisible()
