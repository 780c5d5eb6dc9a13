import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtWidgets import QWidget

from composer.gui.piano_roll.gestures.velocity import velocity_at, velocity_to_y
from composer.music.score import Note
from tests.gui.piano_roll.conftest import Hand

# At 5 ticks a pixel the notes of the tune, at ticks 480 and 960, stand at 96 and 192 pixels.
FIRST, SECOND = 96.0, 192.0


class LaneHand(Hand):
    """A mouse over the lane. Places are pixels and velocities."""

    def place(self, x, velocity):
        return QPointF(x, velocity_to_y(velocity))


@pytest.fixture
def lane(roll):
    roll.show_velocity_lane(True)
    return roll.lanes.velocity


@pytest.fixture
def lane_hand(roll, lane):
    return LaneHand(roll, lane)


@pytest.fixture
def velocities(tune):
    return lambda: [note.velocity for note in tune()]


def test_every_velocity_has_its_own_height():
    assert [velocity_at(velocity_to_y(velocity)) for velocity in range(1, 128)] == list(range(1, 128))
    assert velocity_at(-50) == 127
    assert velocity_at(500) == 1


def test_the_lane_is_not_made_before_it_is_shown(roll):
    roll.show_velocity_lane(False)
    assert roll._lanes is None
    roll.show_velocity_lane(True)
    assert roll.lanes.velocity.isVisible()
    roll.show_velocity_lane(False)
    assert not roll.lanes.velocity.isVisible()


def test_a_bar_is_dragged_as_one_undo_step(lane_hand, velocities, document, heard):
    lane_hand.drag((FIRST, 90), (FIRST, 70), (FIRST, 40))
    assert velocities() == [40, 60]
    assert heard == [(60, 40)]
    document.undo_stack.undo()
    assert velocities() == [90, 60]
    assert not document.undo_stack.can_undo


def test_a_click_beside_a_bar_grasps_it_and_far_away_nothing(lane_hand, velocities, document):
    lane_hand.click(FIRST + 4, 30)
    assert velocities() == [30, 60]
    lane_hand.click(FIRST + 40, 100)
    assert velocities() == [30, 60]
    assert document.undo_stack.count == 1


def test_bars_that_are_painted_across_get_the_height_at_which_they_were_passed(lane_hand, velocities):
    lane_hand.drag((FIRST - 48, 20), (SECOND + 48, 120))
    first, second = velocities()
    assert first == pytest.approx(45, abs=1)
    assert second == pytest.approx(95, abs=1)


def test_shift_draws_a_straight_line_from_the_press(lane_hand, velocities):
    lane_hand.modifiers = Qt.KeyboardModifier.ShiftModifier
    lane_hand.drag((FIRST, 10), (FIRST, 127), (SECOND, 110))
    first, second = velocities()
    assert first == pytest.approx(10, abs=1)
    assert second == pytest.approx(110, abs=1)


def test_only_selected_notes_are_changed_and_they_stay_selected(lane_hand, roll, velocities):
    roll.selection = frozenset({(0, Note(64, 960, 240, 60))})
    lane_hand.drag((FIRST - 20, 120), (SECOND + 20, 120))
    assert velocities() == [90, 120]
    assert roll.selection == {(0, Note(64, 960, 240, 120))}


def test_a_drag_without_a_selection_selects_nothing(lane_hand, roll):
    lane_hand.drag((FIRST - 20, 120), (SECOND + 20, 120))
    assert not roll.selection


def test_escape_during_a_drag_leaves_the_velocities(lane_hand, roll, velocities, document):
    lane_hand.press(FIRST, 20)
    lane_hand.move(FIRST, 10)
    assert [note.velocity for note in roll._state.shown_score.tracks[0].notes] == [10, 60]
    assert roll.escape()
    lane_hand.release(FIRST, 10)
    assert velocities() == [90, 60]
    assert not document.undo_stack.can_undo


def test_only_the_active_track_is_changed(lane_hand, roll, velocities, document):
    roll.active_track = 1
    lane_hand.click(FIRST, 30)
    assert velocities() == [90, 60]
    assert document.score.tracks[1].notes[0].velocity == 30


def test_the_wheel_makes_the_note_under_the_mouse_one_louder_or_softer(lane_hand, velocities):
    lane_hand.wheel(SECOND, 60, notches=1)
    assert velocities() == [90, 61]
    lane_hand.wheel(FIRST, 60, notches=-1)
    assert velocities() == [89, 61]


def test_the_wheel_changes_all_that_is_selected(lane_hand, roll, velocities, document):
    roll.selection = frozenset((0, note) for note in document.score.tracks[0].notes)
    lane_hand.wheel(FIRST + 50, 60, notches=1)
    assert velocities() == [91, 61]
    assert len(roll.selection) == 2


def test_the_wheel_beside_the_bars_changes_nothing(lane_hand, velocities, document):
    lane_hand.wheel(FIRST + 50, 60, notches=1)
    assert not document.undo_stack.can_undo


def test_ctrl_and_the_wheel_zoom_time_as_in_the_grid(lane_hand, roll, velocities):
    before = roll._state.geometry.pixels_per_tick
    lane_hand.modifiers = Qt.KeyboardModifier.ControlModifier
    lane_hand.wheel(FIRST, 60, notches=1)
    assert roll._state.geometry.pixels_per_tick > before
    assert velocities() == [90, 60]


def test_a_chord_is_changed_together(lane_hand, roll, document):
    chord = document.score.tracks[0].with_notes([Note(60, 480, 480, 90), Note(64, 480, 480, 70)])
    document.apply("Chord", document.score.with_track(0, chord))
    lane_hand.click(FIRST, 30)
    assert [note.velocity for note in document.score.tracks[0].notes] == [30, 30]


def colours_of(widget: QWidget, x: float, velocity: int) -> str:
    return widget.grab().toImage().pixelColor(round(x), round(velocity_to_y(velocity)) + 1).name()


def test_bars_reach_to_their_velocity(lane, roll):
    between = FIRST + 30  # where no bar is
    assert colours_of(lane, FIRST + 1, 88) != colours_of(lane, between, 88)
    assert colours_of(lane, FIRST + 1, 10) != colours_of(lane, between, 10)
    assert colours_of(lane, FIRST + 1, 100) == colours_of(lane, between, 100)


def test_the_value_is_shown_beside_the_bar_under_the_mouse(lane, lane_hand):
    before = lane.grab().toImage()
    lane_hand.hover(FIRST, 50)
    assert lane.grab().toImage() != before
    lane_hand.send(QEvent.Type.MouseMove, QPointF(FIRST + 60, 50), Qt.MouseButton.NoButton, Qt.MouseButton.NoButton)
    assert lane.grab().toImage() == before
