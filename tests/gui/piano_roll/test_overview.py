import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from composer.gui.theme import DARK, apply_theme
from composer.music import edits
from composer.music.score import Note


@pytest.fixture
def overview(qapp, roll, document):
    """The overview of a piece of some hundred bars with a gap in the middle."""
    apply_theme(qapp, "dark")
    notes = [Note(60 + beat % 5, beat * 480, 480) for beat in (*range(300), *range(500, 800))]
    document.apply("Draw notes", document.score.with_track(0, document.score.tracks[0].with_notes(notes)))
    roll.show_overview(True)
    qapp.processEvents()
    return roll._overview


def drag(widget, *places):
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    kinds = [QEvent.Type.MouseButtonPress, *[QEvent.Type.MouseMove] * (len(places) - 1)]
    for kind, x in zip(kinds, places, strict=True):
        button = left if kind == QEvent.Type.MouseButtonPress else none
        point = QPointF(x, 10)
        event = QMouseEvent(kind, point, widget.mapToGlobal(point), button, left, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(widget, event)


def middle_of_view(roll):
    return roll.state.geometry.x_to_tick(roll.state.view_size.width() / 2)


def test_a_press_looks_at_the_place_under_the_mouse_and_a_drag_goes_on(overview, roll):
    end, width = roll.end, overview.width()
    drag(overview, width / 2)
    assert middle_of_view(roll) == pytest.approx(end / 2, abs=end / width)
    drag(overview, width / 2, width / 4)
    assert middle_of_view(roll) == pytest.approx(end / 4, abs=end / width)


def test_it_shows_where_notes_are_and_where_none_are(overview):
    picture = overview._painted(overview.size(), 1.0, DARK).toImage()
    columns = [
        {picture.pixel(x, y) for y in range(picture.height())} for x in (picture.width() // 5, picture.width() // 2)
    ]
    assert len(columns[0]) > 1
    assert len(columns[1]) == 1


def test_what_is_in_view_is_brighter_than_the_rest(overview, roll):
    roll.state.geometry = roll.state.geometry.scrolled(-1e9, 0)
    picture = overview.grab().toImage()
    frame = round(roll.state.view_size.width() / roll.state.geometry.pixels_per_tick * overview.width() / roll.end)
    assert picture.pixelColor(frame // 2 + 3, 36).lightness() > picture.pixelColor(overview.width() - 5, 36).lightness()


@pytest.mark.parametrize("row", [0, 39], ids=["top", "bottom"])
def test_the_frame_is_whole(overview, roll, row):
    roll.state.geometry = roll.state.geometry.scrolled(-1e9, 0)
    assert overview.grab().toImage().pixelColor(4, row) == DARK.accent


def test_notes_that_stream_in_are_shown_without_painting_for_each(overview, roll, qtbot, monkeypatch):
    painted = []
    monkeypatch.setattr(overview, "_painted", lambda *_: painted.append(1) or overview.grab())
    for _ in range(20):
        roll.state.notes_changed.emit()
    assert painted == []
    assert overview._refresh_timer.isActive()


def test_in_a_long_piece_the_scale_stays_when_a_note_is_added_at_the_end(overview, document):
    def draw(*notes):
        document.apply("Draw notes", edits.add(document.score, 0, notes).score)

    draw(Note(60, 2_000_000, 480))
    before = overview._pixels_per_tick
    draw(Note(62, 2_000_480, 480))
    assert overview._pixels_per_tick == before
    assert 0.95 * overview.width() < 2_000_960 * before <= overview.width()


def test_it_can_be_hidden(overview, roll):
    roll.show_overview(False)
    assert not overview.isVisible()
    assert not roll.has_overview
