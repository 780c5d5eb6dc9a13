"""Pictures of pieces, in the colours of the theme."""

import pytest

from composer.gui.palette import DARK, LIGHT
from composer.gui.piece_picture import PieceLabel
from composer.gui.theme import apply_theme
from composer.music.score import Note, Score, Track

PIECE = Score((Track.of([Note(60, 0, 480), Note(67, 960, 480)]),))


@pytest.fixture
def label(qtbot, qapp):
    apply_theme(qapp, "dark")
    label = PieceLabel(height=120)
    qtbot.addWidget(label)
    label.resize(300, 120)
    label.show()
    yield label
    apply_theme(qapp, "dark")


def background(label):
    return label.pixmap().toImage().pixelColor(2, 2)


def test_a_picture_that_is_shown_follows_the_theme(qtbot, label, qapp):
    label.show_score(PIECE)
    assert background(label) == DARK.white_row
    apply_theme(qapp, "light")
    qtbot.waitUntil(lambda: background(label) == LIGHT.white_row)


def test_a_picture_fills_the_room_that_there_is(label):
    label.show_score(PIECE)
    label.resize(500, 120)
    assert label.pixmap().deviceIndependentSize().width() == 500


def test_words_take_the_place_of_a_picture_in_every_theme(label, qapp):
    label.show_score(PIECE)
    label.show_words("It cannot be read.")
    apply_theme(qapp, "light")
    assert label.pixmap().isNull()
    assert label.text() == "It cannot be read."


def test_below_words_and_nothing_there_is_the_ground_of_a_picture(label):
    for words in ("It cannot be read.", ""):
        label.show_words(words)
        assert label.grab().toImage().pixelColor(2, 2) == DARK.white_row
