from dataclasses import replace

import pytest
from PySide6.QtCore import QPointF, Qt

from composer.gui.piano_roll.gestures.control import value_at, value_to_y
from composer.gui.piano_roll.tools import Tool
from composer.gui.style_sheet import style_sheet
from composer.gui.theme import current_palette
from composer.music.control_edits import with_controls
from composer.music.controls import BEND, MODULATION, SUSTAIN, Control, Controls, Dial
from composer.music.grid import Grid
from composer.music.time import Meter, MeterChange, MeterMap
from tests.gui.piano_roll.conftest import RIGHT, Hand

# At 5 ticks a pixel.
SWELL = Controls([Control(100, MODULATION, 40), Control(500, MODULATION, 90)])


class LaneHand(Hand):
    """A mouse over a lane. Places are ticks and values."""

    def place(self, tick, value):
        return QPointF(self.roll._state.geometry.tick_to_x(tick), value_to_y(self.widget.dial, value))


@pytest.fixture
def hand_over(roll):
    """A mouse over the lane of a dial."""

    def over(dial):
        roll.show_velocity_lane(True)
        roll.lanes.choose(dial)
        return LaneHand(roll, roll.lanes._parts[dial][1])

    return over


@pytest.fixture
def curve(document):
    return lambda dial=MODULATION: [(each.tick, each.value) for each in document.score.tracks[0].controls.of(dial)]


@pytest.fixture
def swell(document):
    document.apply("Swell", with_controls(document.score, 0, SWELL))


def test_every_value_has_a_height_and_a_pedal_knows_only_down_and_up():
    assert [value_at(MODULATION, value_to_y(MODULATION, value)) for value in (0, 64, 127)] == [0, 64, 127]
    assert value_at(BEND, value_to_y(BEND, 8192)) == pytest.approx(8192, abs=1)
    assert [value_at(SUSTAIN, y) for y in (0, 20, 90, 300)] == [127, 127, 0, 0]


def test_the_lane_shows_one_thing_at_a_time_and_the_chooser_says_what(roll, qtbot):
    roll.show_velocity_lane(True)
    assert (roll.lanes.chooser.text(), roll.lanes.velocity.isVisible()) == ("Velocity", True)
    roll.lanes.choose(BEND)
    assert (roll.lanes.chooser.text(), roll.lanes.velocity.isVisible()) == ("Pitch bend", False)
    roll.show_velocity_lane(False)
    assert not roll.lanes.chooser.isVisible()
    assert not roll.lanes._parts[BEND][1].isVisible()


def test_the_choosers_names_begin_at_its_left_and_end_before_its_arrow(roll):
    roll.show_velocity_lane(True)
    chooser = roll.lanes.chooser
    chooser.setStyleSheet(style_sheet(current_palette()))
    for dial in (None, SUSTAIN, MODULATION, Dial(0xA, 60)):  # pressure of C4 has the longest name
        roll.lanes.choose(dial)
        picture = chooser.grab().toImage()
        empty = [
            len({picture.pixel(x, y) for y in range(2, chooser.height() - 1)}) == 1 for x in range(chooser.width())
        ]
        assert not all(empty[:6])
        assert any(empty[-14:-8])
        assert not all(empty[-12:])
    assert chooser.text().endswith("…")
    assert "Pressure of C4" in chooser.accessibleName()


def test_what_a_track_has_can_be_chosen(roll, document):
    document.apply("Pan", with_controls(document.score, 0, Controls([Control(0, Dial(0xB, 10), 3)])))
    roll.show_velocity_lane(True)
    roll.lanes._menu.aboutToShow.emit()
    actions = roll.lanes._menu.actions()
    assert [action.text() for action in actions] == ["Velocity", "Pedal", "Pitch bend", "Modulation", "Pan"]
    assert [action.isChecked() for action in actions] == [True, False, False, False, False]
    actions[-1].trigger()
    assert roll.lanes.dial == Dial(0xB, 10)


def test_a_click_sets_a_value_on_the_grid_line_that_holds_until_the_next_step(hand_over, swell, curve, document):
    hand_over(MODULATION).click(235, 64)
    assert curve() == [(100, 40), (240, 64), (500, 90)]
    document.undo_stack.undo()
    assert curve() == [(100, 40), (500, 90)]


def test_a_drag_draws_a_curve_as_one_undo_step_and_leaves_what_comes_after_it(hand_over, swell, curve, document):
    hand_over(MODULATION).drag((150, 0), (200, 50), (300, 127))
    drawn = [(tick, value) for tick, value in curve() if 100 < tick < 330]
    assert drawn[0] == (150, 0)
    assert max(value for _, value in drawn) == 127
    assert [value for tick, value in drawn if tick <= 300] == sorted(value for tick, value in drawn if tick <= 300)
    assert curve()[0] == (100, 40)
    assert curve()[-2:] == [(315, 40), (500, 90)]
    document.undo_stack.undo()
    assert curve() == [(100, 40), (500, 90)]


def test_shift_draws_a_straight_line_from_the_press(hand_over, curve):
    hand = hand_over(MODULATION)
    hand.modifiers = Qt.KeyboardModifier.ShiftModifier
    hand.drag((0, 0), (200, 127), (480, 96))
    assert dict(curve())[240] == pytest.approx(48, abs=3)
    assert dict(curve())[480] == pytest.approx(96, abs=1)


def test_the_pedal_is_drawn_on_the_lines_of_the_grid_also_after_an_odd_bar(hand_over, roll, document, curve):
    score = document.score
    after_a_pickup = MeterMap((MeterChange(0, Meter(1, 4)), MeterChange(480, Meter(4, 4))))
    document.load(replace(score, meter_map=after_a_pickup), None)
    roll.grid = Grid.HALF
    hand_over(SUSTAIN).drag((480, 127), (1000, 127), (1440, 127))
    assert curve(SUSTAIN) == [(480, 127), (2400, 0)]


def test_the_pedal_is_drawn_in_steps_of_the_grid_and_goes_up_where_the_drag_ends(hand_over, curve):
    hand_over(SUSTAIN).drag((120, 127), (300, 127), (480, 127))
    assert curve(SUSTAIN) == [(120, 127), (600, 0)]


def test_the_right_button_deletes_a_step_or_all_that_it_passes(hand_over, swell, curve, document):
    hand = hand_over(MODULATION)
    hand.button = RIGHT
    hand.click(505, 20)
    assert curve() == [(100, 40)]
    document.undo_stack.undo()
    hand.drag((50, 0), (300, 100), (600, 100))
    assert curve() == [(601, 90)]


def test_the_erase_tool_deletes_too(hand_over, swell, curve, roll):
    roll.tool = Tool.ERASE
    hand_over(MODULATION).click(100, 40)
    assert curve() == [(500, 90)]


def test_escape_during_a_drag_leaves_the_curve(hand_over, swell, curve, roll, document):
    hand = hand_over(MODULATION)
    hand.press(150, 0)
    hand.move(300, 127)
    assert roll.cancel_gesture()
    hand.release(300, 127)
    assert curve() == [(100, 40), (500, 90)]
    assert document.undo_stack.count == 1


def test_notes_stay_as_they_are_and_selected(hand_over, roll, document):
    roll.selection = frozenset({(0, document.score.tracks[0].notes[0])})
    before = document.score.tracks[0].notes
    hand_over(BEND).drag((0, 0), (480, 16383))
    assert document.score.tracks[0].notes == before
    assert len(roll.selection) == 1


def test_the_curve_is_seen_from_its_first_step_on(hand_over, swell, roll):
    lane = hand_over(MODULATION).widget
    image = lane.grab().toImage()
    scale = image.width() / lane.width()
    geometry, ground = roll._state.geometry, current_palette().white_row

    def is_line(tick, value):
        x, y = geometry.tick_to_x(tick), value_to_y(MODULATION, value)
        colour = image.pixelColor(round(x * scale), round(y * scale))
        return abs(colour.lightness() - ground.lightness()) > 60

    assert is_line(300, 40)
    assert is_line(700, 90)
    assert not is_line(300, 90)
    assert not is_line(50, 40)
