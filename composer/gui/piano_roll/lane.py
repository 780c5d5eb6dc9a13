"""What the lanes below the grid share: lines of time, the playhead, and the value under the mouse."""

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QColor, QFont

from composer.gui.piano_roll.canvas import Canvas
from composer.gui.piano_roll.gestures.gesture import Pointer
from composer.gui.piano_roll.gestures.velocity import LANE_HEIGHT
from composer.gui.piano_roll.keyboard import KEYBOARD_WIDTH
from composer.gui.piano_roll.painted import PaintedWidget
from composer.gui.piano_roll.pointing import CursorChoice, GestureChoice, PointingWidget
from composer.gui.piano_roll.state import RollState
from composer.gui.piano_roll.time_lines import lines_in_view
from composer.gui.theme import Palette, current_palette

_VALUE_HEIGHT = 16
_VALUE_PADDING = 6  # logical pixels on either side of its words
_LETTER_WIDTH = 6


class Lane(PointingWidget):
    """A strip along the time of the grid in which something of the active track has a height."""

    def __init__(self, state: RollState, gesture_for: GestureChoice, cursor_for: CursorChoice) -> None:
        super().__init__(state, gesture_for, cursor_for)
        self.follows_pitch = False
        self._hovered: Pointer | None = None
        self.setFixedHeight(LANE_HEIGHT)
        for signal in (state.notes_changed, state.grid_changed, state.active_track_changed):
            signal.connect(self.refresh)
        state.playhead_moved.connect(self._follow_playhead)
        state.view_changed.connect(self._forget_hovered)

    def paint_value(self, canvas: Canvas, pointer: Pointer, palette: Palette) -> None:
        """Paint what is under the mouse; what that is, subclasses know."""

    def paint_over(self, canvas: Canvas) -> None:
        """Paint the playhead, and the value under the mouse."""
        if self.state.playhead is not None:
            x = self.state.geometry.tick_to_pixel(self.state.playhead, canvas.scale)
            canvas.fill_one(x, 0, x + canvas.hairline, canvas.height, current_palette().playhead)
        if self._hovered:
            self.paint_value(canvas, self._hovered, current_palette())

    def paint_ground(self, canvas: Canvas, heights: list[float], palette: Palette) -> None:
        """Paint what lies behind: a line at each height (logical pixels from the top) and those of the time."""
        area, scale = canvas.area, canvas.scale
        canvas.fill_across(0, canvas.height, palette.white_row)
        for height in heights:
            y = round(height * scale)
            canvas.fill_across(y, y + canvas.hairline, palette.row_line)
        state = self.state
        begin, end = area.left() / scale - 1, (area.right() + 1) / scale + 1
        lines = lines_in_view(state.geometry, end, state.shown_score.meter_map, state.grid, begin)
        for ticks, colour in (
            (lines.beats, palette.beat_line),
            ([bar.tick for bar in lines.bars], palette.bar_line),
        ):
            canvas.vertical_lines([state.geometry.tick_to_pixel(tick, scale) for tick in ticks], colour)
        beginning = max(state.geometry.tick_to_pixel(0, scale), area.left())
        canvas.fill_one(area.left(), 0, beginning, canvas.height, palette.ruler)

    def paint_words(self, canvas: Canvas, words: str, x: float, y: float, palette: Palette) -> None:
        """Write a value beside `x` (logical pixels), as high as `y` if there is room."""
        width = len(words) * _LETTER_WIDTH + 2 * _VALUE_PADDING
        left = x + 8 if x + 8 + width <= self.width() else x - 8 - width
        top = min(max(y - _VALUE_HEIGHT / 2, 1), LANE_HEIGHT - _VALUE_HEIGHT - 1)
        scale = canvas.scale
        room = QRectF(left * scale, top * scale, width * scale, _VALUE_HEIGHT * scale)
        canvas.painter.setBrush(palette.raised)
        canvas.painter.drawRoundedRect(room, 3 * scale, 3 * scale)
        write(canvas, words, room, palette.text, Qt.AlignmentFlag.AlignCenter)

    def leaveEvent(self, event: QEvent) -> None:
        """No value is under the mouse any more."""
        self._forget_hovered()
        super().leaveEvent(event)

    def _move(self, pointer: Pointer) -> None:
        super()._move(pointer)
        self._hovered = pointer
        self.update()

    def _follow_playhead(self, before: int | None, now: int | None) -> None:
        self.update_around(before, 2)
        self.update_around(now, 2)

    def _forget_hovered(self) -> None:
        if self._hovered:
            self._hovered = None
            self.refresh()


class LaneScale(PaintedWidget):
    """What the heights of a lane mean, at its left."""

    def __init__(self, state: RollState) -> None:
        super().__init__(state)
        self.follows_time = self.follows_pitch = False
        self.setFixedSize(KEYBOARD_WIDTH, LANE_HEIGHT)

    def marks(self) -> dict[str, float]:
        """What is written, each with its height in logical pixels from the top. What that is, subclasses know."""
        return {}

    def paint(self, canvas: Canvas) -> None:
        """Paint the marks."""
        palette, scale = current_palette(), canvas.scale
        canvas.fill_one(0, 0, canvas.width, canvas.height, palette.ruler)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for words, height in self.marks().items():
            middle = height * scale
            room = QRectF(0, middle - 7 * scale, canvas.width - 6 * scale, 14 * scale)
            write(canvas, words, room, palette.muted_text, right)
        canvas.fill_one(canvas.width - canvas.hairline, 0, canvas.width, canvas.height, palette.border)
        canvas.fill_one(0, 0, canvas.width, canvas.hairline, palette.border)


def write(canvas: Canvas, text: str, room: QRectF, colour: QColor, alignment: Qt.AlignmentFlag) -> None:
    """Write small words into a room of device pixels."""
    font = QFont(canvas.painter.font())
    font.setPixelSize(round(10 * canvas.scale))
    canvas.painter.setFont(font)
    canvas.painter.setPen(colour)
    canvas.painter.drawText(room, alignment, text)
    canvas.painter.setPen(Qt.PenStyle.NoPen)
