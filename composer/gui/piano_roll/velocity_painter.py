"""Painting the bars of the velocity lane, thousands at a time."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtGui import QColor

from composer.gui.piano_roll.canvas import Canvas
from composer.gui.piano_roll.gestures.velocity import velocity_to_y
from composer.gui.piano_roll.note_index import NoteIndex
from composer.gui.piano_roll.rectangles import corners_of, fill_shaded, horizontally
from composer.gui.piano_roll.state import RollState
from composer.gui.theme import VELOCITY_SHADES, Palette
from composer.music.tracks import colour_of

STEM, CAP = 2, 7  # logical pixels: widths of a bar and of its upper end
_CAP_HEIGHT = 3
_BOTTOM = 1


def paint_bars(canvas: Canvas, state: RollState, palette: Palette) -> None:
    """Paint the bars of the take and of the active track; those that a drag would leave alone are faint."""
    track = state.active_track
    chosen = state.selected(track)
    shades = palette.track_shades(colour_of(state.shown_score, track), is_active=not chosen, is_heard=True)
    if state.take:
        _paint(canvas, state, state.take, palette.take_shades)
    if index := state.index(track):
        _paint(canvas, state, index, shades)
    if chosen:
        _paint(canvas, state, chosen, [palette.selected_note] * VELOCITY_SHADES)


def _paint(canvas: Canvas, state: RollState, index: NoteIndex, shades: Sequence[QColor]) -> None:
    geometry, scale, area = state.geometry, canvas.scale, canvas.area
    earliest = int(geometry.x_to_tick((area.left() - CAP * scale) / scale))
    latest = int(geometry.x_to_tick((area.right() + CAP * scale) / scale)) + 1
    near = index.near(earliest, latest)
    start, _, _, velocity = near.part((near.start >= earliest) & (near.start < latest))
    x = (start - geometry.left) * (geometry.pixels_per_tick * scale)
    tops = np.rint(_TOPS * scale).astype(np.int32)[velocity]
    bottoms = np.full(len(start), canvas.height - _BOTTOM * canvas.hairline, np.int32)
    half = (CAP - STEM) / 2 * scale
    left = horizontally(canvas, x)
    shade = velocity >> 4
    fill_shaded(canvas, corners_of(left, tops, left + round(STEM * scale), bottoms), shade, shades)
    caps = corners_of(left - round(half), tops, left + round(STEM * scale + half), tops + round(_CAP_HEIGHT * scale))
    fill_shaded(canvas, caps, shade, shades)


_TOPS = np.array([velocity_to_y(velocity) for velocity in range(128)])  # logical pixels, by velocity
