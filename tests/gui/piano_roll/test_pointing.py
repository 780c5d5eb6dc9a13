"""Wheels, touchpads and pens over the roll, and keymaps that want other keys held."""

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QInputDevice, QNativeGestureEvent, QPointingDevice, QTabletEvent
from PySide6.QtWidgets import QApplication

from composer.gui.keymaps import KEYMAPS
from composer.gui.piano_roll import Tool
from composer.music.score import Note

LOW, HIGH = Note(60, 480, 480, 90), Note(64, 960, 240, 60)
CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
Native = Qt.NativeGestureType
PEN = QPointingDevice(
    "pen",
    1,
    QInputDevice.DeviceType.Stylus,
    QPointingDevice.PointerType.Pen,
    QInputDevice.Capability.Position | QInputDevice.Capability.Pressure,
    1,
    2,
)
ERASER = QPointingDevice(
    "eraser",
    2,
    QInputDevice.DeviceType.Stylus,
    QPointingDevice.PointerType.Eraser,
    QInputDevice.Capability.Position | QInputDevice.Capability.Pressure,
    1,
    2,
)


def fingers(hand, kind, value=0.0, delta=QPointF(), modifiers=Qt.KeyboardModifier.NoModifier):
    place = hand.place(1000, 60)
    event = QNativeGestureEvent(
        kind, QPointingDevice.primaryPointingDevice(), 2, place, place, hand.widget.mapToGlobal(place), value, delta
    )
    event.setModifiers(modifiers)
    QApplication.sendEvent(hand.widget, event)


def draw_with(hand, device, pressure, *places):
    """Press a pen at the first place, lead it over the others, lift it at the last."""
    kinds = [QEvent.Type.TabletPress, *(QEvent.Type.TabletMove for _ in places[1:]), QEvent.Type.TabletRelease]
    for kind, place in zip(kinds, [*places, places[-1]], strict=True):
        position = hand.place(*place)
        button = Qt.MouseButton.NoButton if kind == QEvent.Type.TabletMove else Qt.MouseButton.LeftButton
        held = Qt.MouseButton.NoButton if kind == QEvent.Type.TabletRelease else Qt.MouseButton.LeftButton
        event = QTabletEvent(
            kind,
            device,
            position,
            hand.widget.mapToGlobal(position),
            pressure,
            0,
            0,
            0,
            0,
            0,
            hand.modifiers,
            button,
            held,
        )
        QApplication.sendEvent(hand.widget, event)


def test_two_fingers_scroll_by_pixels(hand, roll):
    before = roll._state.geometry
    hand.wheel(1000, 60, pixels=(-40, -32))
    after = roll._state.geometry
    assert after.left == pytest.approx(before.left + 200)
    assert after.top == pytest.approx(before.top + 2)


def test_a_pinch_zooms_time_at_the_fingers(hand, roll):
    before = roll._state.geometry
    fingers(hand, Native.ZoomNativeGesture, 0.5)
    after = roll._state.geometry
    assert after.pixels_per_tick == pytest.approx(before.pixels_per_tick * 1.5)
    assert after.tick_to_x(1000) == pytest.approx(before.tick_to_x(1000))


def test_a_pinch_with_shift_zooms_pitch(hand, roll):
    fingers(hand, Native.ZoomNativeGesture, 0.5, modifiers=SHIFT)
    assert roll._state.geometry.row_height == 24


def test_a_pan_of_the_fingers_moves_the_view(hand, roll):
    before = roll._state.geometry
    fingers(hand, Native.PanNativeGesture, delta=QPointF(-50, 0))
    assert roll._state.geometry.left == pytest.approx(before.left + 250)


def test_a_pen_draws_as_loud_as_it_is_pressed(hand, tune):
    draw_with(hand, PEN, 1.0, (1920, 70))
    draw_with(hand, PEN, 0.2, (2880, 70))
    assert [note.velocity for note in tune()[2:]] == [120, 48]


def test_a_pen_moves_notes_like_a_mouse(hand, tune):
    draw_with(hand, PEN, 0.5, (600, 60), (700, 60), (840, 62))
    assert tune()[0] == Note(62, 720, 480, 90)


def test_the_other_end_of_a_pen_erases(hand, roll, tune):
    roll.tool = Tool.SELECT
    draw_with(hand, ERASER, 0.5, (600, 60))
    assert tune() == (HIGH,)


@pytest.mark.parametrize(("name", "held"), [("composer", SHIFT), ("live", CTRL), ("fl", SHIFT), ("logic", ALT)])
def test_each_keymap_copies_with_its_own_key(hand, roll, tune, name, held):
    roll.use_mouse_keys(KEYMAPS[name].mouse)
    hand.modifiers = held
    hand.drag((600, 60), (1000, 60), (2040, 60))
    starts = [note.start for note in tune() if note.pitch == 60]
    if roll.mouse_keys.ignore_grid == held:
        assert len(starts) == 1
    else:
        assert starts == [480, 1920]


def test_a_keymap_can_leave_shift_to_the_selection_alone(hand, roll, tune):
    roll.use_mouse_keys(KEYMAPS["live"].mouse)
    roll.selection = frozenset({(0, HIGH)})
    hand.modifiers = SHIFT
    hand.click(600, 60)
    assert roll.selection == {(0, LOW), (0, HIGH)}
    hand.drag((600, 60), (1000, 60), (1080, 60))
    assert [note.start for note in tune()] == [960, 1440]


@pytest.mark.parametrize(
    ("name", "held"), [("composer", CTRL | SHIFT), ("live", ALT), ("fl", ALT), ("logic", ALT | SHIFT)]
)
def test_each_keymap_zooms_pitch_with_its_own_keys(hand, roll, name, held):
    roll.use_mouse_keys(KEYMAPS[name].mouse)
    hand.modifiers = held
    hand.wheel(1000, 60, notches=1)
    assert roll._state.geometry.row_height == 18


def test_the_grid_is_ignored_with_the_keys_of_the_keymap(hand, roll, tune):
    roll.use_mouse_keys(KEYMAPS["logic"].mouse)
    hand.modifiers = CTRL
    hand.drag((600, 60), (800, 60), (807, 60))
    assert tune()[0].start == 687
