"""Painting the notes of the grid, thousands at a time, in device pixels."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QStaticText

from composer.gui.piano_roll.canvas import Canvas
from composer.gui.piano_roll.detail import Detail, detail_of
from composer.gui.piano_roll.geometry import ROWS, Geometry
from composer.gui.piano_roll.note_index import NoteIndex
from composer.gui.piano_roll.rectangles import corners_of, fill, fill_shaded, horizontally
from composer.gui.piano_roll.state import RollState
from composer.gui.theme import VELOCITY_SHADES, Palette
from composer.music.edits import Selection
from composer.music.pitch import HIGHEST_PITCH, pitch_name
from composer.music.tracks import colour_of, is_heard

_LOWEST_BORDERED = 6  # logical pixels: notes below this have no border
_NARROWEST_NAMED = 28
_NARROWEST = 2  # hairlines: also the shortest note can be seen


class _Layer(NamedTuple):
    """Notes that are painted alike."""

    index: NoteIndex
    shades: Sequence[QColor]  # from the softest velocity to the loudest
    border: QColor | None


class NotePainter:
    """Paints the notes of one frame onto a canvas."""

    def __init__(self, canvas: Canvas, state: RollState, palette: Palette) -> None:
        self._canvas, self._state, self._palette = canvas, state, palette
        self._geometry: Geometry = state.geometry
        area, scale = canvas.area, canvas.scale
        # What may reach into the area.
        self._start = self._geometry.x_to_tick((area.left() - _NARROWEST * canvas.hairline) / scale)
        self._end = self._geometry.x_to_tick((area.right() + 1) / scale)
        self._low = self._geometry.y_to_pitch((area.bottom() + 1) / scale)
        self._high = self._geometry.y_to_pitch(area.top() / scale)

    def paint(self) -> None:
        """Paint the notes of all tracks and takes, back to front."""
        detail = detail_of(self._state)
        if detail is Detail.DENSE:
            self._paint_density()
            return
        for layer in self._layers():
            self._paint_layer(layer, is_named=detail is Detail.NAMED and layer.border is not None)

    def _layers(self) -> Iterator[_Layer]:
        """What is painted, back to front."""
        state, palette, score = self._state, self._palette, self._state.shown_score
        for track in state.tracks_back_to_front():
            if track == state.active_track:
                yield from self._takes()
            if index := state.index(track):
                is_active = track == state.active_track
                shades = palette.track_shades(colour_of(score, track), is_active, is_heard(score, track))
                yield _Layer(index, shades, palette.note_border if is_active else None)
        if state.shown_selection:
            shades = [palette.selected_note] * VELOCITY_SHADES
            yield _Layer(_selected(state.shown_selection), shades, palette.selected_border)

    def _takes(self) -> Iterator[_Layer]:
        palette = self._palette
        if self._state.ghosts:
            yield _Layer(self._state.ghosts, [palette.ghost] * VELOCITY_SHADES, None)
        if self._state.take:
            yield _Layer(self._state.take, palette.take_shades, palette.take_border)

    def _paint_layer(self, layer: _Layer, is_named: bool) -> None:
        index, shades, border = layer
        found = index.between(self._start, self._end, self._low, self._high)
        if not found.size:
            return
        canvas, line, pitch = self._canvas, self._canvas.hairline, index.pitch[found]
        left, right = self._device_x(index.start[found]), self._device_x(index.end[found])
        whole_left = horizontally(canvas, left)
        edges = self._row_edges()
        corners = corners_of(
            whole_left,
            edges[pitch.astype(np.intp) + 1],
            np.maximum(horizontally(canvas, right), whole_left + _NARROWEST * line),
            edges[pitch] - line,
        )
        shade = index.velocity[found] >> 4
        if border is not None and self._geometry.row_height >= _LOWEST_BORDERED:
            self._border(corners, border)
        fill_shaded(canvas, corners, shade, shades)
        if is_named:
            self._names(left, right, edges, pitch, [shades[number] for number in shade])

    def _border(self, corners: np.ndarray, border: QColor) -> None:
        """Give the rectangles that have room for it a border whose corners lack one pixel, and leave what is inside."""
        line = self._canvas.hairline
        roomy = corners[:, 2] - corners[:, 0] >= _LOWEST_BORDERED * line
        if roomy.any():
            outer = corners[roomy]
            fill(self._canvas, outer + np.array((line, 0, -line, 0), np.int32), border)
            fill(self._canvas, outer + np.array((0, line, 0, -line), np.int32), border)
            corners[roomy] += np.array((line, line, -line, -line), np.int32)

    def _names(
        self, left: np.ndarray, right: np.ndarray, edges: np.ndarray, pitch: np.ndarray, fills: Sequence[QColor]
    ) -> None:
        """Pitch names on the notes that have room for them; a note that began earlier has it at the left edge."""
        scale, painter = self._canvas.scale, self._canvas.painter
        font = QFont(painter.font())
        font.setPixelSize(round(min(self._geometry.row_height - 4, 11) * scale))
        painter.setFont(font)
        down = (self._geometry.row_height * scale - font.pixelSize() * 1.2 - self._canvas.hairline) / 2
        x = np.maximum(np.rint(left), 0)
        for note in np.flatnonzero(right - x >= _NARROWEST_NAMED * scale):
            place = QPointF(x[note] + 5 * scale, edges[int(pitch[note]) + 1] + down)
            painter.setPen(_readable_on(fills[int(note)].rgb()))
            painter.drawStaticText(place, _name(int(pitch[note])))
        painter.setPen(Qt.PenStyle.NoPen)

    def _paint_density(self) -> None:
        """So many notes that only where they are can be seen: one picture of a pixel row per pitch."""
        area = self._canvas.area
        pixels = np.zeros((ROWS, area.width()), np.uint32)
        for index, shades, _ in self._layers():
            pixels[self._covered(index)] = _premultiplied(shades[VELOCITY_SHADES * 5 // 8])
        picture = QImage(
            pixels.tobytes(), area.width(), ROWS, area.width() * 4, QImage.Format.Format_ARGB32_Premultiplied
        )
        scale = self._canvas.scale
        top = round(self._geometry.pitch_to_y(HIGHEST_PITCH) * scale)
        height = ROWS * self._geometry.row_height * scale
        self._canvas.painter.drawImage(QRectF(area.left(), top, area.width(), height), picture)

    def _covered(self, index: NoteIndex) -> np.ndarray:
        """Where the notes of a layer are: bool, (128, pixels of the area), the highest pitch first."""
        area, span = self._canvas.area, index.span(self._start, self._end)
        columns = area.width() + 1
        left = np.rint(self._device_x(index.start[span]) - area.left())
        right = np.maximum(np.rint(self._device_x(index.end[span]) - area.left()), left + _NARROWEST)
        row = (HIGHEST_PITCH - index.pitch[span]).astype(np.intp) * columns
        starts = np.bincount(row + np.clip(left, 0, columns - 1).astype(np.intp), minlength=ROWS * columns)
        ends = np.bincount(row + np.clip(right, 0, columns - 1).astype(np.intp), minlength=ROWS * columns)
        return np.cumsum((starts - ends).reshape(ROWS, columns)[:, :-1], axis=1) > 0

    def _device_x(self, ticks: np.ndarray) -> np.ndarray:
        """Fractional device pixels from the left edge."""
        return (ticks - self._geometry.left) * (self._geometry.pixels_per_tick * self._canvas.scale)

    def _row_edges(self) -> np.ndarray:
        """Device pixels at which the rows begin; the row of a pitch lies between items `pitch` + 1 and `pitch`."""
        rows = ROWS - np.arange(ROWS + 1) - self._geometry.top
        return np.rint(rows * (self._geometry.row_height * self._canvas.scale)).astype(np.int32)


def _premultiplied(colour: QColor) -> np.uint32:
    alpha = colour.alpha()
    red, green, blue = (part * alpha // 255 for part in (colour.red(), colour.green(), colour.blue()))
    return np.uint32(alpha << 24 | red << 16 | green << 8 | blue)


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
