from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPointF
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication

from composer.gui.piano_roll.ruler import BAR_STRIP, SEED_STRIP
from composer.music.score import Marker


@pytest.fixture
def bars(ruler_hand):
    """A mouse over the bars."""
    ruler_hand.place = lambda tick, _=0: QPointF(ruler_hand.roll._state.geometry.tick_to_x(tick), BAR_STRIP - 6)
    return ruler_hand


@pytest.fixture
def band(ruler_hand):
    """A mouse over the seed's strip."""
    y = BAR_STRIP + SEED_STRIP / 2
    ruler_hand.place = lambda tick, _=0: QPointF(ruler_hand.roll._state.geometry.tick_to_x(tick), y)
    return ruler_hand


def requests(signal):
    seen = []
    signal.connect(lambda *ticks: seen.append(ticks))
    return seen


def test_a_click_asks_for_the_playhead_at_the_nearest_line(bars, roll):
    playheads, loops = requests(roll.playhead_requested), requests(roll.loop_requested)
    bars.click(1910, 0)
    assert playheads == [(1920,)]
    assert not loops


def test_a_drag_asks_for_a_loop(bars, roll):
    loops, playheads = requests(roll.loop_requested), requests(roll.playhead_requested)
    bars.drag((1910, 0), (1000, 0), (490, 0))
    assert loops == [(480, 1920)]
    assert not playheads


def test_an_escaped_loop_drag_asks_for_nothing(bars, roll):
    loops = requests(roll.loop_requested)
    roll.set_loop((0, 480))
    bars.press(960, 0)
    bars.move(1920, 0)
    assert roll.escape()
    bars.release(1920, 0)
    assert not loops
    assert roll._state.loop == (0, 480)


def test_an_edge_of_the_seed_can_be_dragged(band, roll):
    ranges = requests(roll.seed_range_requested)
    roll.set_seed_range((480, 1920))
    band.drag((1920, 0), (2400, 0), (2890, 0))
    assert ranges[-1] == (480, 2880)
    band.drag((480, 0), (240, 0))
    assert ranges[-1] == (240, 2880)


def test_an_edge_dragged_past_the_other_turns_the_band_around(band, roll):
    ranges = requests(roll.seed_range_requested)
    roll.set_seed_range((480, 960))
    band.drag((960, 0), (240, 0))
    assert ranges[-1] == (240, 480)


def test_a_band_can_be_drawn_where_there_is_none(band, roll):
    ranges = requests(roll.seed_range_requested)
    band.drag((480, 0), (960, 0), (1440, 0))
    assert ranges[-1] == (480, 1440)


def test_a_click_in_the_strip_leaves_the_seed(band, roll):
    ranges = requests(roll.seed_range_requested)
    roll.set_seed_range((480, 1920))
    band.click(3000, 0)
    assert not ranges


def test_an_escaped_edge_goes_back(band, roll):
    ranges = requests(roll.seed_range_requested)
    roll.set_seed_range((480, 1920))
    band.press(1920, 0)
    band.move(2880, 0)
    roll.escape()
    assert ranges[-1] == (480, 1920)
    band.send(QEvent.Type.MouseButtonRelease, band.place(2880))


@pytest.fixture
def flags(ruler_hand, document):
    """A mouse over the upper part of the ruler, where markers are; two of them."""
    document.apply("Mark", replace(document.score, markers=(Marker(0, "Verse"), Marker(1920, "Chorus"))))
    ruler_hand.place = lambda tick, _=0: QPointF(ruler_hand.roll._state.geometry.tick_to_x(tick), 5.0)
    return ruler_hand


def test_a_marker_is_dragged_to_another_line(flags, document):
    flags.drag((1925, 0), (2200, 0), (2405, 0))
    assert document.score.markers == (Marker(0, "Verse"), Marker(2400, "Chorus"))
    assert document.undo_stack.undo_text == "Move the marker"


def test_a_click_on_a_marker_puts_the_playhead_there(flags, roll, document):
    playheads, steps = requests(roll.playhead_requested), document.undo_stack.count
    flags.click(1925, 0)
    assert playheads == [(1920,)]
    assert document.undo_stack.count == steps


def test_a_double_click_on_a_marker_asks_for_its_name(flags, roll):
    names = requests(roll.marker_name_requested)
    flags.double_click(1925, 0)
    assert names == [(1920,)]


def test_an_escaped_marker_goes_back(flags, roll, document):
    flags.press(1925, 0)
    flags.move(2405, 0)
    assert roll._state.shown_score.markers[1].tick == 2400
    assert roll.escape()
    flags.release(2405, 0)
    assert document.score.markers[1].tick == 1920


def test_a_loop_can_begin_below_a_marker(bars, roll, document):
    document.apply("Mark", replace(document.score, markers=(Marker(480, "Verse"),)))
    loops = requests(roll.loop_requested)
    bars.drag((480, 0), (960, 0), (1440, 0))
    assert loops == [(480, 1440)]


def test_the_right_button_asks_for_the_menu_of_its_place(ruler_hand, roll, qtbot):
    ticks = requests(roll.ruler_menu_requested)
    place = QPointF(roll._state.geometry.tick_to_x(1950), BAR_STRIP / 2).toPoint()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, roll._ruler.mapToGlobal(place))
    QApplication.sendEvent(roll._ruler, event)
    assert [tick for tick, _ in ticks] == [1950]
