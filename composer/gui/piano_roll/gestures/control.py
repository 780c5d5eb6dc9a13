"""Drawing and erasing the curve of a dial in the lane below the grid."""

from composer.gui.piano_roll.gestures.gesture import Gesture, Pointer
from composer.gui.piano_roll.gestures.velocity import LANE_HEIGHT
from composer.gui.piano_roll.mouse_keys import SHIFT, holds
from composer.gui.piano_roll.state import RollState
from composer.music.control_edits import drawn, erased, turned, with_controls, without
from composer.music.control_names import in_sentence, is_switch
from composer.music.controls import Control, Controls, Dial
from composer.music.edits import Edit
from composer.music.grid import Grid

REACH = 5.0  # logical pixels to either side of a step that still grasp it

_TOP, _BOTTOM = 10, 6  # logical pixels above the highest value and below the lowest
_STEPS_PER_QUARTER = 32  # of a curve: finer than anybody hears
_FINEST = 3.0  # logical pixels between two steps


def value_at(dial: Dial, y: float) -> int:
    """The value of `dial` at a height of the lane; of a pedal only down and up."""
    share = min(max((LANE_HEIGHT - _BOTTOM - y) / (LANE_HEIGHT - _BOTTOM - _TOP), 0.0), 1.0)
    return (dial.highest if share >= 0.5 else 0) if is_switch(dial) else round(share * dial.highest)


def value_to_y(dial: Dial, value: float) -> float:
    """Logical pixels from the upper edge of the lane to a value."""
    return LANE_HEIGHT - _BOTTOM - value / dial.highest * (LANE_HEIGHT - _BOTTOM - _TOP)


def control_at(state: RollState, dial: Dial, x: float) -> Control | None:
    """The step of the shown curve that is the nearest to `x` within reach."""
    geometry = state.geometry
    controls = state.shown_score.tracks[state.active_track].controls
    first, last = (round(geometry.x_to_tick(x + side)) for side in (-REACH, REACH))
    near = controls.between(max(first, 0), last + 1).of(dial)
    return min(near, key=lambda control: abs(geometry.tick_to_x(control.tick) - x), default=None)


class _CurveGesture(Gesture):
    """What the mouse does to the curve of one dial of the active track."""

    text = ""  # of the undo step, before the name of the dial

    def __init__(self, state: RollState, pressed: Pointer, dial: Dial) -> None:
        super().__init__(state, pressed)
        self._dial = dial
        self._before = state.document.score.tracks[state.active_track].controls
        self._after = self._before

    def end(self) -> None:
        """Make the curve that of the track."""
        score = with_controls(self.state.document.score, self.state.active_track, self._after)
        if score is self.state.document.score:
            self.state.preview(None)
        else:
            self.state.commit(f"{self.text} {in_sentence(self._dial)}", Edit(score, self.state.selection))

    def _show(self, controls: Controls) -> None:
        self._after = controls
        score = with_controls(self.state.document.score, self.state.active_track, controls)
        self.state.preview(Edit(score, self.state.selection))


class DrawCurve(_CurveGesture):
    """A click sets a value that holds until the next step; a drag draws a curve, with Shift a straight line.

    Where a drag ends, what was there before goes on.
    """

    text = "Draw"

    def start(self) -> None:
        """Set the value at the grid line."""
        tick = max(self.snapped(self.pressed.tick, self.pressed), 0)
        self._last = self.pressed
        self._points: dict[int, int] = {}  # value by tick, of a drag
        self._show(turned(self._before, Control(tick, self._dial, value_at(self._dial, self.pressed.y))))

    def drag(self, pointer: Pointer) -> None:
        """Draw from where the mouse was to where it is."""
        if holds(pointer.modifiers, SHIFT):
            self._points = {}
            self._stroke(self.pressed, pointer)
        else:
            self._stroke(self._last if self._points else self.pressed, pointer)
        self._last = pointer
        points = sorted(self._points.items())
        self._show(drawn(self._before, self._dial, points, self._point_after(points[-1][0], pointer)))

    def _stroke(self, before: Pointer, now: Pointer) -> None:
        """Add points between two places of the mouse, both included."""
        first, last = (self._point_at(pointer.tick, now) for pointer in (before, now))
        tick = min(first, last)
        while tick <= max(first, last):
            share = (tick - first) / (last - first) if last != first else 1.0
            self._points[tick] = value_at(self._dial, before.y + share * (now.y - before.y))
            tick = self._point_after(tick, now)

    def _point_at(self, tick: float, pointer: Pointer) -> int:
        """The tick of the nearest point: of a pedal a grid line, of a curve one of many."""
        if self._is_on_grid(pointer):
            return self.grid(pointer).nearest(tick, self.state.document.score.meter_map)
        return max(round(tick / self._fine_step), 0) * self._fine_step

    def _point_after(self, tick: int, pointer: Pointer) -> int:
        if self._is_on_grid(pointer):
            return self.grid(pointer).after(tick, self.state.document.score.meter_map)
        return tick + self._fine_step

    def _is_on_grid(self, pointer: Pointer) -> bool:
        return is_switch(self._dial) and self.grid(pointer) is not Grid.OFF

    @property
    def _fine_step(self) -> int:
        """Ticks between two points of a curve: as few as can be seen."""
        finest = round(_FINEST / self.state.geometry.pixels_per_tick)
        return max(self.state.document.score.ppq // _STEPS_PER_QUARTER, finest, 1)


class EraseCurve(_CurveGesture):
    """A click deletes the step under the mouse, a drag all that it passes."""

    text = "Erase"

    def start(self) -> None:
        """Delete the step under the mouse."""
        control = control_at(self.state, self._dial, self.pressed.x)
        if control:
            self._show(without(self._before, {self._dial}, control.tick, control.tick + 1))

    def drag(self, pointer: Pointer) -> None:
        """Delete what lies between the press and the mouse."""
        start, end = sorted((max(round(self.pressed.tick), 0), max(round(pointer.tick), 0)))
        self._show(erased(self._before, self._dial, start, end + 1))
