"""Painting the notes of the grid, thousands at a time, in device pixels."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QStaticText

from composer.gui.piano_roll.canvas import Canvas
from composer.gui.piano_roll.geometry import ROWS, Geometry
from composer.gui.piano_roll.note_index import NoteIndex
from composer.gui.piano_roll.rectangles import Corners, fill, fill_shaded
from composer.gui.piano_roll.state import RollState
from composer.gui.theme import VELOCITY_SHADES, Palette
from composer.music.edits import Selection
from composer.music.pitch import HIGHEST_PITCH, pitch_name

_LOWEST_BORDERED = 6  # logical pixels: notes below this have no border
_LOWEST_NAMED = 12
_NARROWEST_NAMED = 28
_MOST_NAMED = 600  # notes in view
_MOST_RECTANGLES = 12_000  # notes in view; more are painted as a picture of where notes are


class NotePainter:
    """Paints the notes of one frame onto a canvas."""

    def __init__(self, canvas: Canvas, state: RollState, palette: Palette) -> None:
        self._canvas, self._state, self._palette = canvas, state, palette
        self._geometry: Geometry = state.geometry

    def paint(self) -> None:
        """Paint the notes of all tracks and takes, back to front."""
        state, palette = self._state, self._palette
        for track in state.tracks_back_to_front():
            if track != state.active_track:
                self._layer(state.index(track), palette.other_shades, palette.note_border)
        self._layer(state.ghosts, [palette.ghost] * VELOCITY_SHADES, None)
        self._layer(state.take, palette.take_shades, palette.take_border)
        self._layer(state.index(state.active_track), palette.note_shades, palette.note_border)
        if state.shown_selection:
            self._layer(
                _selected(state.shown_selection), [palette.selected_note] * VELOCITY_SHADES, palette.selected_border
            )

    def _layer(self, index: NoteIndex | None, shades: Sequence[QColor], border: QColor | None) -> None:
        """Notes of one kind; `shades` from the softest velocity to the loudest."""
        if not index:
            return
        canvas, geometry = self._canvas, self._geometry
        found = index.between(
            geometry.left,
            geometry.x_to_tick(canvas.width / canvas.scale),
            geometry.y_to_pitch(canvas.height / canvas.scale),
            geometry.y_to_pitch(0),
        )
        if not found.size:
            return
        left = self._device_xs(index.start[found])
        right = np.maximum(self._device_xs(index.end[found]), left + 2 * self._canvas.hairline)
        if found.size > _MOST_RECTANGLES:
            self._density(left, right, index.pitch[found], shades[VELOCITY_SHADES * 5 // 8])
            return
        top, bottom = self._row_edges(index.pitch[found])
        corners = left, top, right, bottom - self._canvas.hairline
        shade = index.velocity[found] * VELOCITY_SHADES // 128
        if border is not None and self._geometry.row_height >= _LOWEST_BORDERED:
            fill_shaded(self._canvas, self._bordered(corners, border), shade, shades)
        else:
            fill_shaded(self._canvas, corners, shade, shades)
        if found.size <= _MOST_NAMED and geometry.row_height >= _LOWEST_NAMED and border is not None:
            self._names(left, top, right, index.pitch[found], [shades[number] for number in shade])

    def _bordered(self, corners: Corners, border: QColor) -> Corners:
        """Give the rectangles that have room for it a border whose corners lack one pixel; what is left to fill."""
        canvas, line = self._canvas, self._canvas.hairline
        left, top, right, bottom = corners
        roomy = right - left >= _LOWEST_BORDERED * line
        x1, y1, x2, y2 = (values[roomy] for values in corners)
        fill(canvas, (x1 + line, y1, x2 - line, y2), border)
        fill(canvas, (x1, y1 + line, x2, y2 - line), border)
        inset = np.where(roomy, line, 0)
        return left + inset, top + inset, right - inset, bottom - inset

    def _names(
        self, left: np.ndarray, top: np.ndarray, right: np.ndarray, pitch: np.ndarray, fill: Sequence[QColor]
    ) -> None:
        """Pitch names on the notes that have room for them."""
        scale, painter = self._canvas.scale, self._canvas.painter
        font = QFont(painter.font())
        font.setPixelSize(round(min(self._geometry.row_height - 4, 11) * scale))
        painter.setFont(font)
        down = (self._geometry.row_height * scale - font.pixelSize() * 1.2 - self._canvas.hairline) / 2
        for note in np.flatnonzero(right - np.maximum(left, 0) >= _NARROWEST_NAMED * scale):
            painter.setPen(_readable_on(fill[int(note)].rgb()))
            painter.drawStaticText(QPointF(max(left[note], 0) + 5 * scale, top[note] + down), _name(int(pitch[note])))
        painter.setPen(Qt.PenStyle.NoPen)

    def _density(self, left: np.ndarray, right: np.ndarray, pitch: np.ndarray, colour: QColor) -> None:
        """So many notes that only where they are can be seen: one picture of a pixel row per pitch."""
        width = self._canvas.width
        row = (HIGHEST_PITCH - pitch) * (width + 1)
        starts = np.bincount(row + np.clip(left, 0, width), minlength=ROWS * (width + 1))
        ends = np.bincount(row + np.clip(right, 0, width), minlength=ROWS * (width + 1))
        covered = np.cumsum((starts - ends).reshape(ROWS, width + 1)[:, :width], axis=1) > 0
        pixels = np.where(covered, np.uint32(colour.rgba()), np.uint32(0))
        picture = QImage(pixels.tobytes(), width, ROWS, width * 4, QImage.Format.Format_ARGB32_Premultiplied)
        scale = self._canvas.scale
        top = self._geometry.pitch_to_y(HIGHEST_PITCH) * scale
        target = QRectF(0, round(top), width, ROWS * self._geometry.row_height * scale)
        self._canvas.painter.drawImage(target, picture)

    def _device_xs(self, ticks: np.ndarray) -> np.ndarray:
        pixels = (ticks - self._geometry.left) * (self._geometry.pixels_per_tick * self._canvas.scale)
        return np.rint(pixels).astype(np.int64)

    def _row_edges(self, pitches: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Top and bottom of the rows of `pitches`."""
        height = self._geometry.row_height * self._canvas.scale
        rows = HIGHEST_PITCH - pitches - self._geometry.top
        return np.rint(rows * height).astype(np.int64), np.rint((rows + 1) * height).astype(np.int64)


@lru_cache(maxsize=4)
def _selected(selection: Selection) -> NoteIndex:
    return NoteIndex.of(()).appended(note for _, note in selection)


@lru_cache(maxsize=ROWS)
def _name(pitch: int) -> QStaticText:
    text = QStaticText(pitch_name(pitch))
    text.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
    return text


@lru_cache(maxsize=64)
def _readable_on(rgb: int) -> QColor:
    return QColor("#0b1622") if QColor(rgb).lightnessF() > 0.45 else QColor("#eef4fb")
