"""Painting the grid: lines and marks, all in device pixels; rows and notes have painters of their own."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont

from composer.gui.piano_roll.canvas import Canvas
from composer.gui.piano_roll.detail import Detail
from composer.gui.piano_roll.geometry import Geometry
from composer.gui.piano_roll.rows import coloured_rows, row_edges
from composer.gui.piano_roll.state import RollState
from composer.gui.piano_roll.time_lines import lines_in_view
from composer.gui.theme import Palette


class GridPainter:
    """Paints one frame of the roll's grid onto a canvas."""

    def __init__(self, canvas: Canvas, state: RollState, palette: Palette, detail: Detail | None = None) -> None:
        """`detail`: how notes are painted, if not as the roll would."""
        self._canvas, self._state, self._palette, self._detail = canvas, state, palette, detail
        self._geometry: Geometry = state.geometry

    def paint(self) -> None:
        """Paint everything but the playhead, back to front."""
        rows = coloured_rows(self._canvas, self._palette, self._geometry, self._state.scale)
        self._canvas.fill_all_over(list(rows), self._paint_upright)
        self._notes()
        self._rubber_band()

    # What lies behind the notes

    def _paint_upright(self, canvas: Canvas) -> None:
        """Paint what is the same in all rows: the room before the beginning, the band of the seed, and the lines."""
        first, last = canvas.area.left(), canvas.area.right() + 1
        canvas.fill_one(first, 0, max(self._device_x(0), first), canvas.height, self._palette.ruler)
        if self._state.seed_range:
            left, right = map(self._device_x, self._state.seed_range)
            canvas.fill_one(max(left, first), 0, min(right, last), canvas.height, self._palette.seed_band)
        self._lines(canvas)

    def _lines(self, canvas: Canvas) -> None:
        state, palette, area, scale = self._state, self._palette, canvas.area, canvas.scale
        begin, end = area.left() / scale - 1, (area.right() + 1) / scale + 1
        lines = lines_in_view(self._geometry, end, state.shown_score.meter_map, state.grid, begin)
        for ticks, colour in (
            (lines.steps, palette.step_line),
            (lines.beats, palette.beat_line),
            ([bar.tick for bar in lines.bars], palette.bar_line),
            (state.loop or (), palette.loop),
        ):
            canvas.vertical_lines(map(self._device_x, ticks), colour)

    def _notes(self) -> None:
        if self._state.has_notes:
            from composer.gui.piano_roll.note_painter import NotePainter  # brings numpy, which the empty roll spares

            NotePainter(self._canvas, self._state, self._palette, detail=self._detail).paint()
        else:
            self._invitation()

    # What lies over the notes

    def paint_playhead(self) -> None:
        """Paint the playhead, and with it the caret."""
        state, canvas = self._state, self._canvas
        if state.playhead is None:
            return
        x = self._device_x(state.playhead)
        if state.caret_pitch is not None:
            end = self._device_x(state.playhead + state.pen.duration)
            self._outline(x, end, state.caret_pitch, state.caret_pitch)
        canvas.vertical_lines([x], self._palette.playhead)

    def _rubber_band(self) -> None:
        if self._state.rubber_band:
            start, end, low, high = self._state.rubber_band
            self._outline(self._device_x(start), self._device_x(end), low, high)

    def _outline(self, left: int, right: int, low: int, high: int) -> None:
        """A translucent rectangle over the rows of pitches `low` to `high`."""
        scale = self._canvas.scale
        top, bottom = row_edges(self._geometry, high, scale)[0], row_edges(self._geometry, low, scale)[1]
        line, accent = self._canvas.hairline, self._palette.accent
        self._canvas.fill_one(left, top, right, bottom, self._palette.rubber_band)
        self._canvas.fill_one(left, top, right, top + line, accent)
        self._canvas.fill_one(left, bottom - line, right, bottom, accent)
        self._canvas.fill_one(left, top, left + line, bottom, accent)
        self._canvas.fill_one(right - line, top, right, bottom, accent)

    def _invitation(self) -> None:
        painter = self._canvas.painter
        font = QFont(painter.font())
        font.setPixelSize(round(15 * self._canvas.scale))
        painter.setFont(font)
        painter.setPen(self._palette.muted_text)
        painter.drawText(
            QRect(0, 0, self._canvas.width, self._canvas.height),
            Qt.AlignmentFlag.AlignCenter,
            "Click to draw a melody, then press Generate.",
        )
        painter.setPen(Qt.PenStyle.NoPen)

    def _device_x(self, tick: float) -> int:
        return self._geometry.tick_to_pixel(tick, self._canvas.scale)
