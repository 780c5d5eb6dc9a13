"""The grid in the middle of the roll: notes, and what the mouse does with them."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QResizeEvent

from composer.gui.piano_roll.canvas import Canvas
from composer.gui.piano_roll.detail import Detail, detail_of
from composer.gui.piano_roll.geometry import Geometry
from composer.gui.piano_roll.gestures.table import cursor_for, double_click_gesture_for, gesture_for
from composer.gui.piano_roll.hits import hit_at
from composer.gui.piano_roll.painter import GridPainter
from composer.gui.piano_roll.pointing import PointingWidget
from composer.gui.piano_roll.state import RollState
from composer.gui.piano_roll.tools import Tool
from composer.gui.theme import current_palette

_NAME_WIDTH = 42  # logical pixels


class NoteGrid(PointingWidget):
    """Paints the notes and edits them with the mouse."""

    def __init__(self, state: RollState) -> None:
        super().__init__(state, gesture_for, cursor_for)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Piano roll")
        state.notes_changed.connect(self._follow_notes)
        state.grid_changed.connect(self.refresh)
        state.scale_changed.connect(self.refresh)
        state.playhead_moved.connect(self._follow_playhead)
        self._follow_notes()

    def paint(self, canvas: Canvas) -> None:
        """Paint the notes and what lies behind and over them."""
        detail = self._shown_look if isinstance(self._shown_look, Detail) else None
        GridPainter(canvas, self.state, current_palette(), detail).paint()

    def paint_over(self, canvas: Canvas) -> None:
        """Paint the playhead, the caret and the sign that keys come here."""
        palette = current_palette()
        GridPainter(canvas, self.state, palette).paint_playhead()
        if self.hasFocus():
            canvas.frame(palette.accent)

    def look(self) -> Detail | Geometry:
        """How the notes are painted; without any, the whole view, as the words in its middle stay there."""
        return detail_of(self.state) if self.state.has_notes else self.state.geometry

    def held_at_left(self) -> int:
        """Where the names of notes stay that began earlier."""
        return _NAME_WIDTH if self._shown_look is Detail.NAMED else 0

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Begin the gesture of a second click."""
        pointer = self.pointer_at(event.position(), event.modifiers())
        if gesture := double_click_gesture_for(self.state, event.button(), pointer):
            self.begin(gesture, event.button(), pointer)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu in the select tool, with the note under the mouse selected; elsewhere the button erases."""
        if self.state.tool is Tool.SELECT:
            hit = hit_at(self.state, event.pos().x(), event.pos().y())
            if hit and (hit.track, hit.note) not in self.state.selection:
                self.state.selection = frozenset({(hit.track, hit.note)})
            self.state.note_menu_requested.emit(event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep what is in view within its bounds."""
        self.state.resize_view(event.size())
        self.refresh()

    def _follow_notes(self) -> None:
        notes, chosen = self.state.shown_score.note_count, len(self.state.shown_selection)
        self.setAccessibleDescription(f"{notes} notes, {chosen} selected")
        self.refresh()

    def _follow_playhead(self, before: int | None, now: int | None) -> None:
        if self.state.caret_pitch is None:
            self.update_around(before, 2)
            self.update_around(now, 2)
        else:
            self.update()
