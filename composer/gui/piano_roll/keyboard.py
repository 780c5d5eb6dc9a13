"""The piano keys at the left of the grid."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont

from composer.gui.piano_roll.canvas import Canvas
from composer.gui.piano_roll.geometry import Geometry
from composer.gui.piano_roll.gestures.gesture import Gesture, Pointer
from composer.gui.piano_roll.gestures.pan import Pan
from composer.gui.piano_roll.gestures.play_keys import PlayKeys
from composer.gui.piano_roll.pointing import PointingWidget
from composer.gui.piano_roll.rows import row_edges
from composer.gui.piano_roll.state import RollState
from composer.gui.theme import Palette, current_palette, mixed
from composer.music.pitch import is_black, pitch_name

KEYBOARD_WIDTH = 64  # logical pixels
_BLACK_KEY_SHARE = 0.6  # of the width
_LOWEST_LINED = 6  # logical pixels of a row that has room for the gaps between keys
_NAME_SIZES = (8, 10)  # logical pixels: even at the lowest rows a name has room, as only each C has one


class Keyboard(PointingWidget):
    """Press a key to hear it: further right is louder."""

    def __init__(self, state: RollState) -> None:
        super().__init__(state, _gesture_for, lambda _state, _pointer: Qt.CursorShape.PointingHandCursor)
        self.follows_time = False
        self.setFixedWidth(KEYBOARD_WIDTH)
        self.setAccessibleName("Piano keys")
        self.setToolTip("Press a key to hear it; further right is louder")
        state.hover_changed.connect(self.refresh)

    def paint(self, canvas: Canvas) -> None:
        """Paint the keys in view."""
        state = self.state
        lit = state.hovered_pitch if state.caret_pitch is None else state.caret_pitch
        paint_keys(canvas, current_palette(), state.geometry, lit)


def paint_keys(canvas: Canvas, palette: Palette, geometry: Geometry, lit: int | None = None) -> None:
    """Paint the keys of a piano that stands on end beside the rows of `geometry`; `lit`: the pitch of a bright one."""
    canvas.fill_one(0, 0, canvas.width, canvas.height, palette.white_key)
    top, bottom = canvas.area.top() / canvas.scale, (canvas.area.bottom() + 1) / canvas.scale
    pitches = range(geometry.y_to_pitch(bottom) - 1, geometry.y_to_pitch(top) + 2)
    for pitch in pitches:
        _paint_key(canvas, palette, geometry, pitch, is_lit=pitch == lit)
    _write_names(canvas, palette, geometry, pitches, lit)  # which may reach over the keys beside
    canvas.fill_one(canvas.width - canvas.hairline, 0, canvas.width, canvas.height, palette.border)


def lit_white_key(palette: Palette) -> QColor:
    """A white key in the row of the mouse; its name on it is as dark as the black keys."""
    return mixed(palette.white_key, palette.accent, 0.45)


def _paint_key(canvas: Canvas, palette: Palette, geometry: Geometry, pitch: int, is_lit: bool) -> None:
    line, width = canvas.hairline, canvas.width
    top, bottom = row_edges(geometry, pitch, canvas.scale)
    if bottom <= canvas.area.top() or top > canvas.area.bottom():
        return
    has_gaps = geometry.row_height >= _LOWEST_LINED
    if is_black(pitch):
        end = width * _BLACK_KEY_SHARE
        if has_gaps:
            canvas.fill_one(end, (top + bottom) // 2, width, (top + bottom) // 2 + line, palette.key_line)
        colour = mixed(palette.black_key, palette.accent, 0.7) if is_lit else palette.black_key
        canvas.fill_one(0, top, end, bottom - (line if has_gaps else 0), colour)
        return
    if is_lit:
        canvas.fill_one(0, top, width, bottom, lit_white_key(palette))
    if has_gaps and not is_black(pitch - 1):
        canvas.fill_one(0, bottom - line, width, bottom, palette.key_line)


def _write_names(canvas: Canvas, palette: Palette, geometry: Geometry, pitches: range, lit: int | None) -> None:
    """Write the name of each C among `pitches` on its key."""
    low, high = _NAME_SIZES
    font = QFont(canvas.painter.font())
    font.setPixelSize(round(min(max(geometry.row_height - 3, low), high) * canvas.scale))
    canvas.painter.setFont(font)
    at = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
    for pitch in (each for each in pitches if each % 12 == 0):
        top, bottom = row_edges(geometry, pitch, canvas.scale)
        canvas.painter.setPen(palette.black_key if pitch == lit else palette.key_text)
        canvas.painter.drawText(QRectF(0, top, canvas.width - 6 * canvas.scale, bottom - top), at, pitch_name(pitch))
    canvas.painter.setPen(Qt.PenStyle.NoPen)


def _gesture_for(state: RollState, button: Qt.MouseButton, pointer: Pointer) -> Gesture | None:
    if button == Qt.MouseButton.MiddleButton:
        return Pan(state, pointer)
    return PlayKeys(state, pointer, KEYBOARD_WIDTH) if button == Qt.MouseButton.LeftButton else None
