"""The ruler above the grid: bars, playhead and loop, and under them the band that marks the seed."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QFont, QMouseEvent, QPolygonF

from composer.gui.piano_roll.canvas import Canvas
from composer.gui.piano_roll.gestures.gesture import Gesture, Pointer
from composer.gui.piano_roll.gestures.marks import MoveMarker, PlaceLoop, PlaceSeed
from composer.gui.piano_roll.gestures.pan import Pan
from composer.gui.piano_roll.pointing import PointingWidget
from composer.gui.piano_roll.signposts import Signpost, signposts_between, signposts_of
from composer.gui.piano_roll.state import RollState
from composer.gui.piano_roll.time_lines import lines_in_view
from composer.gui.theme import Palette, current_palette, mixed
from composer.music.score import Marker, Score

BAR_STRIP = 26  # logical pixels: bars, playhead, loop
SEED_STRIP = 16  # and below them the seed
MARKER_STRIP = 13  # the upper part of the first, where markers are grasped
MARKER_WIDTH = 36.0  # logical pixels of a flag that grasp it
_MARKER_EDGE = 3.0  # and before it
_PLAYHEAD = 6  # logical pixels to either side of it that its head is wide
_WORD_WIDTH = 48  # logical pixels that a word or number may take
_SIGNPOST_WIDTH = 180  # and the words at one place above the bars
_HANDLE = 7.0  # logical pixels to either side of an edge that grasp it


class Ruler(PointingWidget):
    """Click: playhead. Drag: loop. In the lower strip, drag the edges of the seed."""

    def __init__(self, state: RollState) -> None:
        super().__init__(state, _gesture_for, _cursor_for)
        self.follows_pitch = False
        self.setFixedHeight(BAR_STRIP + SEED_STRIP)
        self.setAccessibleName("Ruler")
        self.setAccessibleDescription("Bars of the piece. Click to set the playhead, drag to set the loop.")
        self.setToolTip("Click: playhead · drag: loop · lower strip: drag the edges of the seed")
        state.notes_changed.connect(self.refresh)
        state.playhead_moved.connect(self._follow_playhead)

    def paint(self, canvas: Canvas) -> None:
        """Paint bars, loop and seed."""
        RulerPainter(canvas, self.state, current_palette()).paint()

    def paint_over(self, canvas: Canvas) -> None:
        """Paint the playhead."""
        if self.state.playhead is not None:
            RulerPainter(canvas, self.state, current_palette()).paint_playhead(self.state.playhead)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the place under the mouse, or from the keyboard of the playhead's."""
        x = event.pos().x() if event.reason() is QContextMenuEvent.Reason.Mouse else None
        tick = self.state.playhead or 0 if x is None else max(round(self.state.geometry.x_to_tick(x)), 0)
        self.state.ruler_menu_requested.emit(tick, event.globalPos())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ask for another name of the marker under the mouse."""
        place = event.position()
        if place.y() < MARKER_STRIP and (marker := marker_at(self.state, place.x())):
            self.state.marker_name_requested.emit(marker.tick)
        else:
            super().mousePressEvent(event)

    def held_at_left(self) -> int:
        """Where the word on the seed stays that began earlier."""
        return _WORD_WIDTH if self.state.seed_range else 0

    def _follow_playhead(self, before: int | None, now: int | None) -> None:
        self.update_around(before, _PLAYHEAD + 1)
        self.update_around(now, _PLAYHEAD + 1)


class RulerPainter:
    """Paints the ruler onto a canvas."""

    def __init__(self, canvas: Canvas, state: RollState, palette: Palette) -> None:
        self._canvas, self._state, self._palette = canvas, state, palette

    def paint(self) -> None:
        """Paint everything but the playhead."""
        canvas, palette, state = self._canvas, self._palette, self._state
        split = BAR_STRIP * canvas.scale
        canvas.fill_across(0, canvas.height, palette.ruler)
        if state.loop:
            left, right = map(self._device_x, state.loop)
            canvas.fill_one(left, 0, right, split, _faint(palette.loop, 60))
            canvas.fill_one(left, 0, right, 3 * canvas.scale, palette.loop)
        self.paint_bars()
        canvas.fill_across(split, split + canvas.hairline, palette.border)
        if state.seed_range:
            self._seed(*map(self._device_x, state.seed_range))
        canvas.fill_across(canvas.height - canvas.hairline, canvas.height, palette.border)

    def paint_bars(self) -> None:
        """Paint the bars, and above them markers and changes of metre and tempo."""
        canvas, state, palette = self._canvas, self._state, self._palette
        begin = canvas.area.left() / canvas.scale - _WORD_WIDTH  # the number of an earlier bar may reach into the area
        end = (canvas.area.right() + 1) / canvas.scale + 1
        bars, beats, _ = lines_in_view(state.geometry, end, state.shown_score.meter_map, state.grid, begin)
        painter, scale = canvas.painter, canvas.scale
        self._use_font(11)
        split = BAR_STRIP * scale
        for tick in beats:
            x = self._device_x(tick)
            canvas.fill_one(x, split - 4 * scale, x + canvas.hairline, split, palette.beat_line)
        for _, tick in bars:
            x = self._device_x(tick)
            canvas.fill_one(x, split - 12 * scale, x + canvas.hairline + 1, split, palette.muted_text)
        painter.setPen(palette.muted_text)
        for bar, tick in bars:
            x = self._device_x(tick)
            painter.drawText(QPointF(x + (_PLAYHEAD + 2) * scale, split - 3 * scale), str(bar + 1))
        painter.setPen(Qt.PenStyle.NoPen)
        self._signposts()

    def _signposts(self) -> None:
        canvas, geometry, scale = self._canvas, self._state.geometry, self._canvas.scale
        start = geometry.x_to_tick(canvas.area.left() / scale - _SIGNPOST_WIDTH)
        end = geometry.x_to_tick((canvas.area.right() + 1) / scale + 1)
        for signpost in signposts_between(_signposts_of(self._state.shown_score), start, end):
            self._use_font(10)
            room: float = _SIGNPOST_WIDTH
            if signpost.room is not None:
                room = min((signpost.room - signpost.tick) * geometry.pixels_per_tick - 3, _SIGNPOST_WIDTH)
            self._signpost(signpost, self._device_x(signpost.tick), room * scale)

    def _signpost(self, signpost: Signpost, x: int, room: float) -> None:
        """Paint a flag with the name of a marker and, where there is room, what changes; device pixels."""
        canvas, palette, painter, scale = self._canvas, self._palette, self._canvas.painter, self._canvas.scale
        metrics = painter.fontMetrics()
        baseline = (MARKER_STRIP - 3) * scale
        if signpost.marker:
            width = min(metrics.horizontalAdvance(signpost.marker) + 8 * scale, max(room, 5 * scale))
            flag = mixed(palette.ruler, palette.accent, 0.35)
            canvas.fill_one(x, scale, x + width, MARKER_STRIP * scale, flag)
            canvas.fill_one(x, scale, x + 2 * canvas.hairline, BAR_STRIP * scale, palette.accent)
            name = metrics.elidedText(signpost.marker, Qt.TextElideMode.ElideRight, int(width - 7 * scale))
            painter.setPen(palette.text)
            painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # the … at the end, also of Arabic
            painter.drawText(QPointF(x + 5 * scale, baseline), name if width > 16 * scale else "")
            x, room = round(x + width), room - width
        if signpost.change and metrics.horizontalAdvance(signpost.change) + 5 * scale <= room:
            painter.setPen(palette.muted_text)
            painter.drawText(QPointF(x + 5 * scale, baseline), signpost.change)
        painter.setPen(Qt.PenStyle.NoPen)

    def _use_font(self, size: int) -> None:
        """Write with letters of `size` logical pixels."""
        font = QFont(self._canvas.painter.font())
        font.setPixelSize(round(size * self._canvas.scale))
        self._canvas.painter.setFont(font)

    def _seed(self, left: int, right: int) -> None:
        canvas, palette, scale = self._canvas, self._palette, self._canvas.scale
        top, bottom = (BAR_STRIP + 3) * scale, canvas.height - 3 * scale
        canvas.fill_one(left, top, right, bottom, _faint(palette.seed, 80))
        for edge in (left, right - 3 * scale):
            canvas.fill_one(edge, top, edge + 3 * scale, bottom, palette.seed)
        width = min(right - max(left, 0) - 16 * scale, _WORD_WIDTH * scale)
        room = QRectF(max(left, 0) + 8 * scale, top, width, bottom - top)
        painter = canvas.painter
        self._use_font(9)
        if room.width() > painter.fontMetrics().horizontalAdvance("Seed"):
            painter.setPen(mixed(palette.seed, palette.text, 0.5))
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, "Seed")
            painter.setPen(Qt.PenStyle.NoPen)

    def paint_playhead(self, tick: int) -> None:
        """Paint the playhead with its head."""
        x = self._device_x(tick)
        painter, scale, area = self._canvas.painter, self._canvas.scale, self._canvas.area
        if not area.left() - (_PLAYHEAD + 1) * scale <= x <= area.right() + (_PLAYHEAD + 1) * scale:
            return
        middle = x + self._canvas.hairline / 2
        top, bottom = (BAR_STRIP - 10) * scale, BAR_STRIP * scale
        side = top + 3 * scale
        painter.setBrush(self._palette.playhead)
        painter.setRenderHint(painter.RenderHint.Antialiasing)
        corners = ((-_PLAYHEAD, top), (_PLAYHEAD, top), (_PLAYHEAD, side), (0, bottom), (-_PLAYHEAD, side))
        painter.drawPolygon(QPolygonF([QPointF(middle + dx * scale, y) for dx, y in corners]))
        painter.setRenderHint(painter.RenderHint.Antialiasing, False)
        self._canvas.fill_one(x, bottom, x + self._canvas.hairline, self._canvas.height, self._palette.playhead)

    def _device_x(self, tick: float) -> int:
        return self._state.geometry.tick_to_pixel(tick, self._canvas.scale)


_latest: tuple[Score | None, list[Signpost]] = None, []


def _signposts_of(score: Score) -> list[Signpost]:
    """`signposts_of`, made once for each score: to hash one, as a cache would, takes longer."""
    global _latest
    if _latest[0] is not score:
        _latest = score, signposts_of(score)
    return _latest[1]


def _faint(colour: QColor, alpha: int) -> QColor:
    return QColor(colour.red(), colour.green(), colour.blue(), alpha)


def _grasped_edge(state: RollState, x: float) -> tuple[int, int] | None:
    """The edge of the seed at `x` and the one across from it, in ticks."""
    if not state.seed_range:
        return None
    start, end = state.seed_range
    for edge, anchor in ((end, start), (start, end)):
        if abs(state.geometry.tick_to_x(edge) - x) <= _HANDLE:
            return edge, anchor
    return None


def marker_at(state: RollState, x: float) -> Marker | None:
    """The marker whose flag is at `x`, in logical pixels; of several, the one that was passed last."""
    passed = [
        marker
        for marker in state.shown_score.markers
        if -_MARKER_EDGE <= x - state.geometry.tick_to_x(marker.tick) <= MARKER_WIDTH
    ]
    return passed[-1] if passed else None


def _gesture_for(state: RollState, button: Qt.MouseButton, pointer: Pointer) -> Gesture | None:
    if button == Qt.MouseButton.MiddleButton:
        return Pan(state, pointer)
    if button != Qt.MouseButton.LeftButton:
        return None
    if pointer.y < MARKER_STRIP and (marker := marker_at(state, pointer.x)):
        return MoveMarker(state, pointer, marker)
    if pointer.y < BAR_STRIP:
        return PlaceLoop(state, pointer)
    edge = _grasped_edge(state, pointer.x)
    return PlaceSeed(state, pointer, edge[1] if edge else None)


def _cursor_for(state: RollState, pointer: Pointer) -> Qt.CursorShape:
    if pointer.y < MARKER_STRIP and marker_at(state, pointer.x):
        return Qt.CursorShape.SizeHorCursor
    if pointer.y < BAR_STRIP:
        return Qt.CursorShape.ArrowCursor
    return Qt.CursorShape.SizeHorCursor if _grasped_edge(state, pointer.x) else Qt.CursorShape.CrossCursor
