"""Painting the curve of a dial as steps, thousands at a time."""

import numpy as np
from PySide6.QtGui import QColor

from composer.gui.piano_roll.canvas import Canvas
from composer.gui.piano_roll.gestures.control import value_to_y
from composer.gui.piano_roll.rectangles import corners_of, fill, horizontally
from composer.gui.piano_roll.state import RollState
from composer.gui.theme import Palette
from composer.music.controls import NUMBER_BITS, TICK_SHIFT, VALUE_BITS, Controls, Dial
from composer.music.tracks import colour_of

_LINE = 2  # logical pixels
_AREA_ALPHA = 60  # of the area between the curve and where its dial belongs, of 255


def paint_curve(canvas: Canvas, state: RollState, dial: Dial, palette: Palette) -> None:
    """Paint what the dial of the active track does within the area of the canvas."""
    track, geometry = state.active_track, state.geometry
    left, right = (geometry.x_to_tick(x / canvas.scale) for x in (canvas.area.left(), canvas.area.right() + 1))
    ticks, values = steps_between(state.shown_score.tracks[track].controls, dial, int(left) - 1, int(right) + 2)
    if not len(ticks):
        return
    line = palette.track_shades(colour_of(state.shown_score, track), is_active=True, is_heard=True)[-1]
    area = QColor(line)
    area.setAlpha(_AREA_ALPHA)
    x = horizontally(canvas, (ticks - geometry.left) * (geometry.pixels_per_tick * canvas.scale))
    ends = np.append(x[1:], canvas.area.right() + 1)
    seen = ends > x  # of several steps in one pixel the last
    x, ends = x[seen], ends[seen]
    y = np.rint(_heights(dial, values[seen]) * canvas.scale).astype(np.int32)
    home = round(value_to_y(dial, dial.home or 0) * canvas.scale)
    thick = max(round(_LINE * canvas.scale), 1)
    fill(canvas, corners_of(x, np.minimum(y, home), ends, np.maximum(y, home)), area)
    fill(canvas, corners_of(x, y - thick // 2, ends, y - thick // 2 + thick), line)
    rises = corners_of(x[1:], np.minimum(y[:-1], y[1:]), x[1:] + canvas.hairline, np.maximum(y[:-1], y[1:]))
    fill(canvas, rises, line)


def steps_between(controls: Controls, dial: Dial, start: int, end: int) -> tuple[np.ndarray, np.ndarray]:
    """Ticks and values (n,) of the steps in ``start <= tick < end``, and before them the one that holds at `start`."""
    items = np.frombuffer(controls.packed, np.int64)
    first, last = np.searchsorted(items, (max(start, 0) << TICK_SHIFT, max(end, 0) << TICK_SHIFT))
    word = dial.kind << NUMBER_BITS | dial.number
    chosen = items[first:last]
    chosen = chosen[(chosen >> VALUE_BITS & (1 << TICK_SHIFT - VALUE_BITS) - 1) == word]
    ticks, values = chosen >> TICK_SHIFT, chosen & (1 << VALUE_BITS) - 1
    held = controls.value_at(start - 1, dial) if start > 0 else None
    if held is None:
        return ticks, values
    return np.insert(ticks, 0, start), np.insert(values, 0, held)


def _heights(dial: Dial, values: np.ndarray) -> np.ndarray:
    top, bottom = value_to_y(dial, dial.highest), value_to_y(dial, 0)
    return bottom + (top - bottom) * values / dial.highest
