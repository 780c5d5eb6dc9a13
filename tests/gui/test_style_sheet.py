"""What the style sheet makes of widgets, in high contrast above all: it has no shades of the window to tell by."""

import pytest
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QStyleFactory,
    QToolButton,
)

from composer.gui.banner import Banner
from composer.gui.style_sheet import style_sheet
from composer.gui.theme import CONTRAST, apply_theme, current_palette
from composer.gui.track_row import TrackRow
from composer.music.score import Score, Track
from tests.gui.test_theme import contrast, from_the_left, range_of


@pytest.fixture(autouse=True)
def high_contrast(qapp):
    apply_theme(qapp, "contrast")


def dressed(qtbot, widget, name: str = ""):
    """A widget with the rules of the theme, on the screen."""
    qtbot.addWidget(widget)
    widget.setObjectName(name)
    style = QStyleFactory.create("Fusion")
    style.setParent(widget)
    widget.setStyle(style)
    widget.setStyleSheet(style_sheet(current_palette()))
    widget.show()
    return widget


@pytest.mark.parametrize("theme", ["dark", "light", "contrast"])
def test_the_arrows_of_the_file_dialog_can_be_seen(qapp, qtbot, theme):
    apply_theme(qapp, theme)
    dialog = QFileDialog()
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dressed(qtbot, dialog)
    for name in ("backButton", "forwardButton", "toParentButton"):
        button = dialog.findChild(QToolButton, name)
        assert button is not None
        button.setEnabled(True)
        assert range_of(button.grab(button.rect().adjusted(5, 5, -5, -5)).toImage()) >= 4.5


def test_the_edge_tells_which_track_is_chosen_and_which_has_the_focus(qtbot):
    row = TrackRow()
    row.show_track(Score((Track(name="Flute"),)), 0, is_active=False)
    dressed(qtbot, row, "track").resize(200, 44)
    edges, inside = [], []
    for is_active, has_focus in ((False, False), (True, False), (True, True)):
        row.show_track(Score((Track(name="Flute"),)), 0, is_active)
        row.show_focus(has_focus)
        edges.append([row.grab().toImage().pixelColor(100, y) for y in (0, 1)])
        inside.append(row.contentsRect())
    assert edges == [[CONTRAST.window] * 2, [CONTRAST.border, edges[1][1]], [CONTRAST.accent] * 2]
    assert edges[1][1] not in (CONTRAST.window, CONTRAST.border)
    assert inside == inside[:1] * 3


def test_the_name_of_a_track_that_is_not_heard_is_fainter(qtbot):
    for is_active in (False, True):
        loudest = []
        for is_muted in (False, True):
            row = TrackRow()
            row.show_track(Score((Track(name="Flute", is_muted=is_muted),)), 0, is_active)
            dressed(qtbot, row, "track").resize(200, 44)
            name = row._name.grab().toImage()
            every = (name.pixelColor(x, y) for x in range(name.width()) for y in range(name.height()))
            loudest.append(max(contrast(colour, CONTRAST.window) for colour in every))
        assert 7 <= loudest[1] <= 0.6 * loudest[0]


def test_the_button_that_return_presses_has_the_thickest_edge(qtbot):
    edges = []
    for is_default in (False, True):
        dialog = QDialog()
        button = QPushButton("OK", dialog)
        button.setFixedSize(80, 28)
        button.setAutoDefault(False)
        button.setDefault(is_default)
        dressed(qtbot, dialog)
        edges.append([contrast(colour, CONTRAST.window) for colour in from_the_left(button.grab().toImage(), 2)])
    assert edges[0][1] < 1.5
    assert edges[1][1] > edges[0][0]


def test_what_is_left_of_a_run_can_be_seen(qtbot):
    bar = QProgressBar(textVisible=False)
    bar.setRange(0, 2)
    bar.setValue(1)
    bar.setFixedSize(100, 4)
    picture = dressed(qtbot, bar).grab().toImage()
    done, left = (picture.pixelColor(x, 2) for x in (25, 75))
    assert contrast(left, CONTRAST.window) >= 3
    assert contrast(left, done) >= 3


def test_the_handle_of_a_scroll_bar_stands_out(qtbot):
    area = QPlainTextEdit("\n" * 100)
    dressed(qtbot, area).resize(200, 100)
    bar = area.verticalScrollBar().grab().toImage()
    assert contrast(bar.pixelColor(bar.width() // 2, 10), CONTRAST.window) >= 4.5


def test_news_and_trouble_have_edges_of_their_own(qtbot):
    banner = Banner()
    edges = []
    for tell in (banner.tell_news, banner.tell_trouble):
        tell("Something.")
        dressed(qtbot, banner, "banner")
        edges.append(banner.grab().toImage().pixelColor(10, 1))
    assert edges == [CONTRAST.accent, CONTRAST.error]


@pytest.mark.parametrize("kind", [QCheckBox, QRadioButton])
def test_the_words_of_a_box_tell_that_it_has_the_focus(qtbot, kind):
    box = dressed(qtbot, kind("Compose an ending"))
    are_lit = []
    for has_focus in (False, True):
        box.setFocus() if has_focus else box.clearFocus()
        qtbot.waitUntil(lambda has_focus=has_focus: box.hasFocus() == has_focus)
        words = box.grab(box.rect().adjusted(24, 2, -2, -2)).toImage()
        colours = [words.pixelColor(x, y) for x in range(words.width()) for y in range(words.height())]
        are_lit.append(CONTRAST.accent in colours)
    assert are_lit == [False, True]


@pytest.mark.parametrize("theme", ["dark", "light", "contrast"])
def test_the_lanes_chooser_has_a_frame_while_it_has_the_focus(qapp, qtbot, theme):
    apply_theme(qapp, theme)
    chooser = dressed(qtbot, QPushButton("Velocity"), "laneChooser")
    chooser.setFocus()
    qtbot.waitUntil(chooser.hasFocus)
    picture = chooser.grab().toImage()
    middle = picture.height() // 2
    edges = [picture.pixelColor(x, middle) for x in (0, picture.width() - 1)]
    assert edges == [current_palette().accent] * 2
