import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from composer.gui.document import Document
from composer.gui.piano_roll import Grid, PianoRoll, Tool
from composer.gui.theme import DARK, LIGHT, apply_theme
from composer.music.score import Note, Score, Track
from composer.music.take import ContinuedNote
from composer.music.time import MeterMap, TempoMap
from tests.gui.piano_roll.conftest import Hand

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def dark(qapp):
    apply_theme(qapp, "dark")


def colour_at(roll, tick, pitch):
    """What the grid shows a little right of `tick`, in the middle of a row."""
    geometry = roll._state.geometry
    picture = roll._note_grid.grab().toImage()
    scale = picture.devicePixelRatio()
    x, y = geometry.tick_to_x(tick) + 3, geometry.pitch_to_y(pitch) + geometry.row_height / 2
    return picture.pixelColor(round(x * scale), round(y * scale))


def hues_differ(first: QColor, second: QColor) -> bool:
    return abs(first.hue() - second.hue()) > 90


def test_the_wheel_scrolls_pitch_and_with_shift_time(hand, roll):
    before = roll._state.geometry
    hand.wheel(1000, 60, notches=1)
    assert roll._state.geometry.top < before.top
    assert roll._state.geometry.left == before.left
    hand.modifiers = SHIFT
    hand.wheel(1000, 60, notches=-1)
    assert roll._state.geometry.left > before.left


def test_control_and_wheel_zoom_time_around_the_mouse(hand, roll):
    hand.modifiers = CONTROL
    place = hand.place(2000, 60).x()
    hand.wheel(2000, 60, notches=2)
    geometry = roll._state.geometry
    assert geometry.pixels_per_tick > 0.2
    assert geometry.x_to_tick(place) == pytest.approx(2000)


def test_control_shift_and_wheel_zoom_pitch(hand, roll):
    hand.modifiers = CONTROL | SHIFT
    hand.wheel(2000, 60, notches=1)
    assert roll._state.geometry.row_height > 16


def test_a_touchpad_scrolls_both_ways_by_its_pixels(hand, roll):
    before = roll._state.geometry
    hand.wheel(2000, 60, notches=1, pixels=(-50, -32))
    after = roll._state.geometry
    assert after.left - before.left == pytest.approx(250)
    assert after.top - before.top == pytest.approx(2)


def test_nothing_before_the_lead_in_comes_into_view(hand, roll):
    hand.modifiers = SHIFT
    hand.wheel(1000, 60, notches=50)
    assert roll._state.geometry.tick_to_x(0) <= 10


def test_a_drag_over_the_edge_scrolls(hand, roll, qtbot):
    roll.tool = Tool.SELECT
    hand.press(300, 66)
    hand.move(5200, 60)
    qtbot.waitUntil(lambda: roll._state.geometry.left > 200, timeout=2000)
    assert roll._state.rubber_band.end > 5200
    hand.release(5200, 60)
    assert not roll._note_grid._edge_timer.isActive()


def test_the_beginning_is_shown_around_its_notes(roll, document):
    document.load(Score((Track.of([Note(20, 0, 480), Note(26, 480, 480), Note(100, 10**6, 480)]),)), None)
    roll.zooming.zoom_to_fit()
    roll.show_beginning()
    geometry, height = roll._state.geometry, roll._note_grid.height()
    assert geometry.tick_to_x(0) == pytest.approx(10)
    assert 0 < geometry.pitch_to_y(26) < geometry.pitch_to_y(20) < height


def test_while_playing_the_view_turns_its_page_with_the_playhead(roll):
    roll.set_playhead(0)
    roll.set_playing(True)
    end = round(roll._state.geometry.x_to_tick(roll._note_grid.width()))
    roll.set_playhead(end - 10)
    assert roll._state.geometry.left == 0
    roll.set_playhead(end + 10)
    assert 0 < roll._state.geometry.tick_to_x(end + 10) < 100


def test_a_view_that_was_scrolled_away_is_left_alone(roll):
    roll.set_playhead(0)
    roll.set_playing(True)
    roll._bars.time.setValue(3000)
    roll.set_playhead(500)
    assert roll._state.geometry.left == 3000


def test_a_stopped_playhead_moves_no_view(roll):
    roll.set_playhead(100_000)
    assert roll._state.geometry.left == 0


def test_escape_first_clears_the_selection_then_has_nothing_to_do(roll):
    roll.choosing.select_all()
    assert roll.escape()
    assert roll.selection == frozenset()
    assert not roll.escape()


def test_tool_and_grid_are_announced_once(roll, qtbot):
    with qtbot.waitSignal(roll.tool_changed) as tool, qtbot.waitSignal(roll.grid_choice.changed):
        roll.tool, roll.grid = Tool.ERASE, Grid.EIGHTH
    assert (tool.args, roll.grid) == ([Tool.ERASE], Grid.EIGHTH)
    with qtbot.assertNotEmitted(roll.tool_changed):
        roll.tool = Tool.ERASE


def test_the_hovered_row_lights_its_key(hand, roll):
    hand.hover(1000, 71)
    assert roll._state.hovered_pitch == 71


def test_own_and_generated_notes_have_hues_far_apart(dark, roll):
    roll.set_take([ContinuedNote(Note(70, 2400, 960), 0)])
    assert hues_differ(colour_at(roll, 560, 60), colour_at(roll, 2900, 70))


def test_louder_notes_are_brighter_in_the_dark(dark, roll, document):
    notes = [Note(60, 0, 480, 10), Note(60, 960, 480, 120)]
    document.apply("Draw notes", document.score.with_track(0, document.score.tracks[0].with_notes(notes)))
    assert colour_at(roll, 300, 60).lightness() < colour_at(roll, 1260, 60).lightness()


def test_selected_notes_stand_out(dark, roll):
    before = colour_at(roll, 700, 60)
    roll.choosing.select_all()
    assert colour_at(roll, 700, 60) != before


@pytest.mark.parametrize("pitch", [10, 120])
def test_the_first_note_of_a_take_is_shown_wherever_it_is(roll, pitch):
    roll.append_take([ContinuedNote(Note(pitch, 2400, 480), 0)])
    assert 0 <= roll._state.geometry.pitch_to_y(pitch) <= roll._state.view_size.height() - 16
    before = roll._state.geometry
    roll.append_take([ContinuedNote(Note(130 - pitch, 2880, 480), 0)])
    assert roll._state.geometry == before


def test_takes_appear_as_they_are_appended(dark, roll):
    empty = colour_at(roll, 2900, 70)
    roll.append_take([ContinuedNote(Note(70, 2400, 960), 0)])
    assert colour_at(roll, 2900, 70) != empty
    roll.set_take([])
    assert colour_at(roll, 2900, 70) == empty


def test_the_view_goes_on_with_a_growing_take(roll):
    for start in range(1920, 19_200, 480):
        roll.append_take([ContinuedNote(Note(70, start, 480), 0)])
        assert 0 <= roll._state.geometry.tick_to_x(start) <= roll._note_grid.width()


def test_a_growing_take_leaves_a_view_alone_that_was_scrolled_away(roll):
    roll.append_take([ContinuedNote(Note(70, 1920, 480), 0)])
    roll.scroll_to(40_000)
    before = roll._state.geometry
    roll.append_take([ContinuedNote(Note(70, 2400, 480), 0)])
    assert roll._state.geometry == before


def test_ghosts_are_fainter_than_the_take(dark, roll):
    empty = colour_at(roll, 2900, 70)
    roll.set_take([], [ContinuedNote(Note(70, 2400, 960), 0, 1)])
    ghost = colour_at(roll, 2900, 70)
    roll.set_take([ContinuedNote(Note(70, 2400, 960), 0)])
    take = colour_at(roll, 2900, 70)
    assert empty.lightness() < ghost.lightness() < take.lightness()


def test_so_many_notes_that_they_are_a_picture_are_still_where_they_belong(dark, roll, document):
    notes = [Note(60, 10 * index, 10) for index in range(13_000)]
    document.apply("Draw notes", document.score.with_track(0, document.score.tracks[0].with_notes(notes)))
    roll.zooming.zoom_to_fit()
    assert colour_at(roll, 60_000, 60).blue() > colour_at(roll, 60_000, 67).blue() + 60


def test_the_theme_can_change_while_the_roll_is_shown(dark, roll):
    apply_theme(QApplication.instance(), "light")
    assert QApplication.palette().color(QPalette.ColorRole.Window) == LIGHT.window
    assert colour_at(roll, 3000, 60) in (LIGHT.white_row, LIGHT.black_row)
    apply_theme(QApplication.instance(), "dark")
    assert colour_at(roll, 3000, 60) in (DARK.white_row, DARK.black_row)


def test_a_score_with_finer_ticks_keeps_its_width_on_the_screen(roll, document):
    document.load(Score((Track.of([Note(60, 0, 960)]),), TempoMap.constant(120, 960), MeterMap.constant(ppq=960)), None)
    assert roll._state.geometry.pixels_per_tick == pytest.approx(0.1)
    assert roll._state.pen.duration == 960


def test_fewer_tracks_after_loading_leave_a_track_active(roll, document):
    roll.active_track = 1
    document.load(Score(), None)
    assert roll.active_track == 0
    Hand(roll, roll._note_grid).click(100, 60)
    assert document.score.note_count == 1


def test_every_part_has_an_accessible_name(roll):
    parts = (roll._note_grid, roll._ruler, roll._keyboard, roll._bars.time, roll._bars.pitch)
    assert all(part.accessibleName() for part in parts)
    roll.choosing.select_all()
    assert roll._note_grid.accessibleDescription() == "3 notes, 3 selected"


def test_keys_come_to_the_grid_when_the_roll_gets_the_focus(roll, qtbot):
    roll.setFocus()
    assert roll.focusWidget() is roll._note_grid


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_an_empty_roll_says_how_to_begin(qtbot, qapp, theme):
    apply_theme(qapp, theme)
    empty, other = PianoRoll(Document()), PianoRoll(Document(Score((Track.of([Note(127, 0, 1)]),))))
    pictures = []
    for roll in (empty, other):
        qtbot.addWidget(roll)
        roll.resize(800, 500)
        roll.show()
        roll.scroll_to(0, 60)
        grid = roll._note_grid
        pictures.append(grid.grab(grid.rect().adjusted(100, 100, -100, -100)).toImage())
    assert pictures[0] != pictures[1]
