"""The piano roll: ruler, piano keys and grid on one time line, as one widget."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QPoint, QSize, Signal
from PySide6.QtWidgets import QGridLayout, QScrollBar, QWidget

from composer.gui.document import Document
from composer.gui.piano_roll.editing import Editing
from composer.gui.piano_roll.following import Following
from composer.gui.piano_roll.geometry import Geometry
from composer.gui.piano_roll.grid_choice import GridChoice
from composer.gui.piano_roll.keyboard import Keyboard
from composer.gui.piano_roll.mouse_keys import MouseKeys
from composer.gui.piano_roll.note_grid import NoteGrid
from composer.gui.piano_roll.pointing import PointingWidget
from composer.gui.piano_roll.ruler import Ruler
from composer.gui.piano_roll.scroll_bars import ScrollBars
from composer.gui.piano_roll.state import RollState, Ticks
from composer.gui.piano_roll.tools import Tool
from composer.music.edits import Selection
from composer.music.grid import Grid
from composer.music.notes import Notes
from composer.music.pitch import Key
from composer.music.scales import Scale
from composer.music.take import ContinuedNote

if TYPE_CHECKING:
    from composer.gui.piano_roll.choosing import Choosing
    from composer.gui.piano_roll.lanes import Lanes
    from composer.gui.piano_roll.overview import Overview
    from composer.gui.piano_roll.shaping import Shaping
    from composer.gui.piano_roll.zooming import Zooming

_TAKE_PAST_IN_VIEW = 0.4  # of the width: enough of the seed to see how the take goes on from it


class PianoRoll(QWidget):
    """Shows a document and edits it. Nothing but undoable edits reaches the document, and only when a drag ends."""

    note_sounded = Signal(int, int)  # pitch, velocity: a gesture wants a note to be heard
    playhead_requested = Signal(int)  # tick
    loop_requested = Signal(int, int)  # ticks
    seed_range_requested = Signal(int, int)  # ticks; while an edge of the band is dragged
    note_menu_requested = Signal(QPoint)  # where on the screen
    ruler_menu_requested = Signal(int, QPoint)  # tick, where on the screen
    marker_name_requested = Signal(int)  # the tick of a marker that is to get another name
    drag_out_requested = Signal()  # the selection is to leave the window as a file
    selection_changed = Signal()
    tool_changed = Signal(object)
    active_track_changed = Signal(int)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state = RollState(document, self)
        self.following = Following(state)
        self._lanes: Lanes | None = None  # until one is shown
        self._overview: Overview | None = None
        self._note_grid, self._ruler, self._keyboard = NoteGrid(state), Ruler(state), Keyboard(state)
        self._bars = ScrollBars(state)
        self._lay_out()
        for signal, own in (
            (state.note_sounded, self.note_sounded),
            (state.playhead_requested, self.playhead_requested),
            (state.loop_requested, self.loop_requested),
            (state.seed_range_requested, self.seed_range_requested),
            (state.note_menu_requested, self.note_menu_requested),
            (state.ruler_menu_requested, self.ruler_menu_requested),
            (state.marker_name_requested, self.marker_name_requested),
            (state.drag_out_requested, self.drag_out_requested),
            (state.selection_changed, self.selection_changed),
            (state.tool_changed, self.tool_changed),
            (state.active_track_changed, self.active_track_changed),
        ):
            signal.connect(own)
        self.grid_choice = GridChoice(state)
        self.editing = editing = Editing(state)
        self.copy, self.cut, self.paste, self.duplicate = editing.copy, editing.cut, editing.paste, editing.duplicate
        self.delete_selection, self.nudge = editing.delete_selection, editing.nudge
        self.transpose_selection = editing.transpose_selection
        self.resize_selection, self.change_velocity = editing.resize_selection, editing.change_velocity
        self.insert_note, self.remember_clip = editing.insert_note, editing.remember

    def _lay_out(self) -> None:
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._ruler, 0, 1)
        layout.addWidget(self._keyboard, 1, 0)
        layout.addWidget(self._note_grid, 1, 1)
        layout.addWidget(self._bars.pitch, 1, 2)
        layout.addWidget(self._bars.time, 3, 1)
        layout.setColumnStretch(1, 1)
        layout.setRowStretch(1, 1)
        self.setFocusProxy(self._note_grid)

    @property
    def scroll_bars(self) -> tuple[QScrollBar, QScrollBar]:
        """Those of time and of pitch."""
        return self._bars.time, self._bars.pitch

    def sizeHint(self) -> QSize:
        """Room for some bars and octaves."""
        return QSize(960, 520)

    def minimumSizeHint(self) -> QSize:
        """Room for a bar and an octave."""
        return QSize(320, 240)

    @property
    def state(self) -> RollState:
        """What is shown, for other views of the same piece."""
        return self._state

    @property
    def end(self) -> int:
        """The tick at which everything in the roll has ended."""
        return self._state.end

    @cached_property
    def choosing(self) -> "Choosing":
        """Commands that select notes; made when first wanted, as the first paint does without."""
        from composer.gui.piano_roll.choosing import Choosing

        return Choosing(self._state)

    @cached_property
    def shaping(self) -> "Shaping":
        """Commands that shape notes; made when first wanted too."""
        from composer.gui.piano_roll.shaping import Shaping

        return Shaping(self._state)

    @cached_property
    def zooming(self) -> "Zooming":
        """Commands that zoom; made when first wanted as well."""
        from composer.gui.piano_roll.zooming import Zooming

        return Zooming(self._state)

    # What is chosen

    @property
    def selection(self) -> Selection:
        """The selected notes."""
        return self._state.selection

    @selection.setter
    def selection(self, selection: Selection) -> None:
        self._state.selection = selection

    @property
    def tool(self) -> Tool:
        """What the left mouse button does."""
        return self._state.tool

    @tool.setter
    def tool(self, tool: Tool) -> None:
        self._state.tool = tool

    @property
    def grid(self) -> Grid:
        """What edits snap to."""
        return self._state.grid

    @grid.setter
    def grid(self, grid: Grid) -> None:
        self.grid_choice.use(grid)

    @property
    def active_track(self) -> int:
        """The track that new notes go to."""
        return self._state.active_track

    @active_track.setter
    def active_track(self, track: int) -> None:
        self._state.active_track = track

    @property
    def mouse_keys(self) -> MouseKeys:
        """The keys that are held with the mouse, and what for."""
        return self._state.mouse_keys

    def use_mouse_keys(self, keys: MouseKeys) -> None:
        """Heed these keys from now on."""
        self._state.mouse_keys = keys

    # What is shown

    @property
    def view(self) -> Geometry:
        """What part of the piece is in view, and how large."""
        return self._state.geometry

    @view.setter
    def view(self, view: Geometry) -> None:
        self._state.geometry = view

    def show_velocity_lane(self, is_shown: bool) -> None:
        """Show below the grid how loud the notes are, or what else was chosen for the lane there; or hide it."""
        if is_shown or self._lanes is not None:
            self.lanes.set_shown(is_shown)

    @property
    def lanes(self) -> "Lanes":
        """The lane below the grid and what it shows."""
        if self._lanes is None:
            from composer.gui.piano_roll.lanes import Lanes  # imported late: most begin without a lane

            self._lanes = Lanes(self._state, cast(QGridLayout, self.layout()), self)
        return self._lanes

    def show_overview(self, is_shown: bool) -> None:
        """Show below the grid the whole piece, or hide it."""
        if is_shown and self._overview is None:
            from composer.gui.piano_roll.overview import Overview  # imported late: only long pieces have one

            self._overview = Overview(self._state)
            cast(QGridLayout, self.layout()).addWidget(self._overview, 4, 1)
        if self._overview is not None:
            self._overview.setVisible(is_shown)

    @property
    def has_overview(self) -> bool:
        """Whether the overview is shown."""
        return self._overview is not None and not self._overview.isHidden()

    def highlight_scale(self, scale: Scale | None) -> None:
        """Let the rows of a scale be brighter than the others; None: all are alike."""
        self._state.scale = scale

    def name_notes_in(self, key: Key | None) -> None:
        """Let the names of notes fit `key`; None: they have sharps."""
        self._state.key = key

    @property
    def playhead(self) -> int | None:
        """Where playing is or will begin, in ticks."""
        return self._state.playhead

    def set_playhead(self, tick: int | None) -> None:
        """Show the playhead at `tick`; while playing, the view goes with it."""
        before, self._state.playhead = self._state.playhead, tick
        self.following.follow(before, tick)

    def set_playing(self, is_playing: bool) -> None:
        """Whether the playhead moves by itself; when it starts to, it is brought into view."""
        self.following.begin(is_playing)

    def set_loop(self, loop: Ticks | None) -> None:
        """Show what playing repeats."""
        self._state.loop = loop

    def set_seed_range(self, seed_range: Ticks | None) -> None:
        """Show the band of the seed."""
        self._state.seed_range = seed_range

    def set_take(self, notes: Sequence[ContinuedNote], ghosts: Sequence[ContinuedNote] = ()) -> None:
        """Show generated notes in their own hue, and those of other takes faintly; nothing hides them."""
        self._state.set_take(notes, ghosts)

    def append_take(self, notes: Sequence[ContinuedNote]) -> None:
        """Show more generated notes, as they are made. A view that shows the last of them goes on with the take."""
        take = self._state.take
        is_followed = not take or self.following.is_in_view(take.notes[-1].start)
        self._state.append_take(notes)
        if notes and not take:
            self.scroll_to(notes[0].note.start, notes[0].note.pitch)
        if notes and is_followed and not self.following.is_playing:
            self.following.turn_page(notes[-1].note.start, self._note_grid.width() * _TAKE_PAST_IN_VIEW)

    def show_recorded(self, notes: Notes) -> None:
        """Show notes that are being recorded in the hue of generated ones; the next take hides them."""
        self._state.show_recorded(notes)

    def scroll_to(self, tick: int, pitch: int | None = None) -> None:
        """Move the view as little as needed to show `tick`, and the row of `pitch`."""
        self._state.show_place(tick, pitch)

    def show_beginning(self) -> None:
        """Show the first bars, as large as they are drawn best."""
        self._state.show_beginning()

    def escape(self) -> bool:
        """Cancel the running drag, or else clear the selection; whether there was anything to do."""
        if self.cancel_gesture():
            return True
        had_something = bool(self.selection) or self._state.caret_pitch is not None
        self._state.selection = frozenset()
        self._state.caret_pitch = None
        return had_something

    def cancel_gesture(self) -> bool:
        """Cancel the running drag; whether there was one."""
        return any(widget.cancel_gesture() for widget in self.findChildren(PointingWidget))
