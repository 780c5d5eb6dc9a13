"""Painting the notes of the grid, thousands at a time, in device pixels."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from threading import get_ident
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QStaticText

from composer.gui.palette import ink_on
from composer.gui.piano_roll.canvas import Canvas
from composer.gui.piano_roll.detail import Detail, detail_of
from composer.gui.piano_roll.geometry import ROWS, TIE, Geometry
from composer.gui.piano_roll.note_index import NoteIndex, between_of_all
from composer.gui.piano_roll.rectangles import corners_of, fill, fill_shaded, horizontally
from composer.gui.piano_roll.state import RollState
from composer.gui.theme import VELOCITY_SHADES, Palette, Shades
from composer.music.pitch import Key, pitch_name
from composer.music.tracks import colour_of, is_heard

_LOWEST_BORDERED = 6  # logical pixels: notes below this have no border
_NARROWEST_NAMED, _WIDEST_NAME = 28, 42
_NARROWEST = 2  # hairlines: also the shortest note can be seen


class _Layer(NamedTuple):
    """Notes that are painted in one go."""

    indices: list[tuple[NoteIndex, Shades]]  # back to front
    border: QColor | None


class NotePainter:
    """Paints the notes of one frame onto a canvas; where and how is what the roll shows, unless it is given."""

    def __init__(
        self,
        canvas: Canvas,
        state: RollState,
        palette: Palette,
        geometry: Geometry | None = None,
        detail: Detail | None = None,
    ) -> None:
        self._canvas, self._state, self._palette = canvas, state, palette
        self._geometry: Geometry = geometry or state.geometry
        self._detail = detail or detail_of(state)
        area, scale = canvas.area, canvas.scale
        # What may reach into the area, or cover a name that does.
        name = _WIDEST_NAME if self._detail is Detail.NAMED else 0
        self._start = self._geometry.x_to_tick((area.left() - _NARROWEST * canvas.hairline) / scale - name)
        self._end = self._geometry.x_to_tick((area.right() + 1) / scale + name)
        self._low = self._geometry.y_to_pitch((area.bottom() + 1) / scale)
        self._high = self._geometry.y_to_pitch(area.top() / scale)

    def paint(self) -> None:
        """Paint the notes of all tracks and takes, back to front."""
        if self._detail is Detail.DENSE:
            self._paint_density()
            return
        for layer in self._layers():
            self._paint_layer(layer, is_named=self._detail is Detail.NAMED and layer.border is not None)

    def _layers(self) -> Iterator[_Layer]:
        """What is painted, back to front."""
        state, palette = self._state, self._palette
        *others, active = state.tracks_back_to_front()
        behind = [(index, self._shades_of(track)) for track in others if (index := state.index(track))]
        if state.ghosts:
            behind.append((state.ghosts, (palette.ghost,) * VELOCITY_SHADES))
        yield _Layer(behind, None)
        if state.take:
            yield _Layer([(state.take, palette.take_shades)], palette.take_border)
        if index := state.index(active):
            border = palette.track_border(colour_of(state.shown_score, active))
            yield _Layer([(index, self._shades_of(active))], border)
        shades = (palette.selected_note,) * VELOCITY_SHADES
        selected = [(index, shades) for track in state.shown_selection.by_track if (index := state.selected(track))]
        if selected:
            yield _Layer(selected, palette.selected_border)

    def _shades_of(self, track: int) -> Shades:
        score = self._state.shown_score
        is_active = track == self._state.active_track
        return self._palette.track_shades(colour_of(score, track), is_active, is_heard(score, track))

    def _paint_layer(self, layer: _Layer, is_named: bool) -> None:
        shades = [shade for _, shades in layer.indices for shade in shades]
        indices = [index for index, _ in layer.indices]
        (start, end, pitch, velocity), place = between_of_all(indices, self._start, self._end, self._low, self._high)
        if not start.size:
            return
        shade = (velocity >> 4) + place * np.uint16(VELOCITY_SHADES)
        canvas, line = self._canvas, self._canvas.hairline
        left, right, edges = self._device_x(start), self._device_x(end), self._row_edges()
        whole_left = horizontally(canvas, left)
        # A hairline is left between notes that touch, so that their rhythm can be seen.
        corners = corners_of(
            whole_left,
            edges[pitch.astype(np.intp) + 1],
            np.maximum(horizontally(canvas, right) - line, whole_left + _NARROWEST * line),
            edges[pitch] - line,
        )
        if layer.border is not None and self._geometry.row_height >= _LOWEST_BORDERED:
            self._border(corners, layer.border)
        fill_shaded(canvas, corners, shade, shades)
        if is_named:
            self._names(left, right, edges, pitch, [shades[number] for number in shade])

    def _border(self, corners: np.ndarray, border: QColor) -> None:
        """Give the rectangles that have room for it a border whose corners lack one pixel, and leave what is inside.

        It takes the place of the gap to the next note too.
        """
        line = self._canvas.hairline
        roomy = corners[:, 2] - corners[:, 0] >= (_LOWEST_BORDERED - 1) * line
        if roomy.any():
            outer = corners[roomy]
            fill(self._canvas, outer + np.array((line, 0, 0, 0), np.int32), border)
            fill(self._canvas, outer + np.array((0, line, line, -line), np.int32), border)
            corners[roomy] += np.array((line, line, 0, -line), np.int32)

    def _names(
        self, left: np.ndarray, right: np.ndarray, edges: np.ndarray, pitch: np.ndarray, fills: Sequence[QColor]
    ) -> None:
        """Pitch names on the notes that have room for them; a note that began earlier has it at the left edge."""
        scale, painter = self._canvas.scale, self._canvas.painter
        font = QFont(painter.font())
        font.setPixelSize(round(min(self._geometry.row_height - 4, 11) * scale))
        painter.setFont(font)
        down = (self._geometry.row_height * scale - font.pixelSize() * 1.2 - self._canvas.hairline) / 2
        x = np.maximum(np.rint(left + TIE), 0)
        for note in np.flatnonzero(_uncovered(left, right, pitch) - x >= _NARROWEST_NAMED * scale):
            place = QPointF(x[note] + 5 * scale, edges[int(pitch[note]) + 1] + down)
            painter.setPen(_ink_on(fills[int(note)].rgb()))
            painter.drawStaticText(place, _name(int(pitch[note]), self._state.key, get_ident()))
        painter.setPen(Qt.PenStyle.NoPen)

    def _paint_density(self) -> None:
        from composer.gui.piano_roll.density_painter import paint_density  # most pieces never need it

        indices = [each for layer in self._layers() for each in layer.indices]
        layers = [(index, shades[VELOCITY_SHADES * 5 // 8]) for index, shades in indices]
        paint_density(self._canvas, self._geometry, layers, _NARROWEST * self._canvas.hairline)

    @property
    def _pixels_per_tick(self) -> float:
        """Device pixels."""
        return self._geometry.pixels_per_tick * self._canvas.scale

    def _device_x(self, ticks: np.ndarray) -> np.ndarray:
        """Fractional device pixels from the left edge."""
        return (ticks - self._geometry.left) * self._pixels_per_tick

    def _row_edges(self) -> np.ndarray:
        return _edges_of_rows(self._geometry.top, self._geometry.row_height * self._canvas.scale)


@lru_cache(maxsize=4)
def _edges_of_rows(top: float, height: float) -> np.ndarray:
    """Device pixels at which the rows begin; the row of a pitch lies between items `pitch` + 1 and `pitch`."""
    return np.rint((ROWS - np.arange(ROWS + 1) - top) * height).astype(np.int32)


def _uncovered(left: np.ndarray, right: np.ndarray, pitch: np.ndarray) -> np.ndarray:
    """How far right notes, each (notes,), can be seen before the next one of their pitch begins."""
    order = np.lexsort((left, pitch))
    is_followed = pitch[order[1:]] == pitch[order[:-1]]
    earlier, later = order[:-1][is_followed], order[1:][is_followed]
    uncovered = right.copy()
    uncovered[earlier] = np.minimum(right[earlier], left[later])
    return uncovered


@lru_cache(maxsize=2 * ROWS)
def _name(pitch: int, key: Key | None, _thread: int) -> QStaticText:
    """The name of a pitch in a key, laid out once; threads must not share it."""
    text = QStaticText(key.pitch_name(pitch) if key else pitch_name(pitch))
    text.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
    return text


@lru_cache(maxsize=64)
def _ink_on(rgb: int) -> QColor:
    return ink_on(QColor(rgb))
