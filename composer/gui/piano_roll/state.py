"""What the roll shows and what is being done in it: shared by the grid, the ruler, the keys and the gestures."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QPoint, QSize, Signal

from composer.gui.document import Document
from composer.gui.piano_roll.announced import Announced
from composer.gui.piano_roll.geometry import Geometry
from composer.gui.piano_roll.mouse_keys import MouseKeys
from composer.gui.piano_roll.tools import Tool
from composer.music.edits import NOTHING, Edit, Selection, still_there
from composer.music.grid import Grid
from composer.music.notes import DEFAULT_VELOCITY, NO_NOTES, Notes
from composer.music.pitch import Key
from composer.music.scales import Scale
from composer.music.score import Note, Score
from composer.music.take import ContinuedNote
from composer.music.tracks import places_after

if TYPE_CHECKING:
    from composer.gui.piano_roll.note_index import NoteIndex

Ticks = tuple[int, int]  # half-open range

_PIXELS_PER_QUARTER = 72
_MIDDLE_PITCH = 66  # of the music that people mostly write
_MARGIN = 48.0  # logical pixels around a place that is brought into view


class RubberBand(NamedTuple):
    """The rectangle being dragged, both corners included in pitch."""

    start: float  # tick
    end: float  # tick
    low: int
    high: int


@dataclass(frozen=True)
class Pen:
    """What the next drawn note is like."""

    duration: int  # ticks
    velocity: int = DEFAULT_VELOCITY


class RollState(QObject):
    """The roll without its widgets. Setters announce what has changed."""

    view_changed = Signal()  # geometry
    notes_changed = Signal()  # score, preview, selection, take or ghosts: whatever is drawn as notes
    marks_changed = Signal()  # loop, seed range, rubber band, caret
    playhead_moved = Signal(object, object)  # tick or None, before and now
    hover_changed = Signal()
    selection_changed = Signal()
    tool_changed = Signal(object)
    grid_changed = Signal(object)
    scale_changed = Signal()
    active_track_changed = Signal(int)
    note_sounded = Signal(int, int)  # pitch, velocity
    playhead_requested = Signal(int)
    loop_requested = Signal(int, int)
    seed_range_requested = Signal(int, int)
    drag_out_requested = Signal()  # of the selection, as a file
    note_menu_requested = Signal(QPoint)  # where on the screen
    ruler_menu_requested = Signal(int, QPoint)  # tick, where on the screen
    marker_name_requested = Signal(int)  # the tick of the marker

    loop = Announced[Ticks | None](None, "marks_changed")  # what playing repeats
    seed_range = Announced[Ticks | None](None, "marks_changed")  # the band: what the model continues
    rubber_band = Announced[RubberBand | None](None, "marks_changed")
    scale = Announced[Scale | None](None, "scale_changed")  # whose rows are brighter than the others
    key = Announced[Key | None](None, "scale_changed")  # that the names of notes fit; None: they have sharps
    caret_pitch = Announced[int | None](None, "marks_changed")  # the row in which the keyboard would insert a note
    hovered_pitch = Announced[int | None](None, "hover_changed")  # the row under the mouse
    hovered_tick: float | None = None  # under the mouse, not snapped
    mouse_keys = MouseKeys()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.view_size = QSize(0, 0)  # of the grid, logical pixels
        self._score = document.score  # as it was last followed
        self._ppq = document.score.ppq
        self.pen = Pen(self._ppq)
        self._geometry = Geometry(pixels_per_tick=_PIXELS_PER_QUARTER / self._ppq)
        self._tool, self._grid = Tool.DRAW, Grid.SIXTEENTH
        self._selection: Selection = NOTHING
        self._preview: Edit | None = None
        self._active_track = 0
        self._playhead: int | None = 0
        self.take: NoteIndex | None = None
        self.ghosts: NoteIndex | None = None
        self._indices: dict[int, NoteIndex] = {}
        document.score_changed.connect(self._follow_score)
        document.begun.connect(self._select_nothing)

    # The view

    @property
    def geometry(self) -> Geometry:
        """What part of the roll is in view."""
        return self._geometry

    @geometry.setter
    def geometry(self, geometry: Geometry) -> None:
        bounded = geometry.bounded(self.view_size.height())
        if bounded != self._geometry:
            self._geometry = bounded
            self.view_changed.emit()

    def resize_view(self, size: QSize) -> None:
        """The grid has a new size, in logical pixels."""
        is_first, self.view_size = self.view_size.isEmpty(), size
        if is_first:
            self.show_beginning()
        else:
            self.geometry = self._geometry

    def show_beginning(self) -> None:
        """Show the first bars, and of the pitches the middle of what is heard in them."""
        geometry = Geometry(pixels_per_tick=_PIXELS_PER_QUARTER / self._ppq)
        lowest, highest = self.pitches_between(0, geometry.x_to_tick(self.view_size.width())) or (_MIDDLE_PITCH,) * 2
        page = replace(geometry, left=geometry.first_left)
        self.geometry = page.around_pitches(lowest, highest, self.view_size.height())

    def show_place(self, tick: int, pitch: int | None = None) -> None:
        """Move the view as little as needed to show `tick`, and the row of `pitch`."""
        geometry = self._geometry.showing(tick, self.view_size.width(), _MARGIN)
        self.geometry = geometry if pitch is None else geometry.showing_pitch(pitch, self.view_size.height())

    def fit(self, ticks: Ticks, pitches: tuple[int, int]) -> None:
        """Show just this range of ticks and this one of pitches (both ends included)."""
        self.geometry = self._geometry.fitted(ticks, pitches, self.view_size.width(), self.view_size.height())

    def show_all(self) -> None:
        """Show everything there is, at least a few bars."""
        indices = self.all_indices()
        low = min((index.lowest for index in indices), default=_MIDDLE_PITCH)
        high = max((index.highest for index in indices), default=_MIDDLE_PITCH)
        self.fit((0, max(self.end, self.shown_score.meter_map.bar_start(4))), (low, high))

    @property
    def end(self) -> int:
        """The tick at which everything in the roll has ended."""
        return max((index.last_end for index in self.all_indices()), default=0)

    def pitches_between(self, start: float, end: float) -> tuple[int, int] | None:
        """The lowest and the highest pitch of what is heard from one tick to another; None when nothing is."""
        indices = (index for index in self.all_indices() if index is not self.ghosts)
        heard = [pitches for index in indices if (pitches := index.between(start, end).pitch).size]
        return (min(int(each.min()) for each in heard), max(int(each.max()) for each in heard)) if heard else None

    def all_indices(self) -> "list[NoteIndex]":
        """The notes of everything that is shown and has any."""
        indices = [self.take, self.ghosts, *map(self.index, range(len(self.shown_score.tracks)))]
        return [index for index in indices if index]

    # Notes

    @property
    def has_notes(self) -> bool:
        """Whether anything is shown."""
        return bool(self.take or self.ghosts or self.shown_score.note_count)

    @property
    def shown_score(self) -> Score:
        """The score as a running gesture would leave it."""
        return self._preview.score if self._preview else self.document.score

    @property
    def shown_selection(self) -> Selection:
        """The selection as a running gesture would leave it."""
        return self._preview.selection if self._preview else self._selection

    @property
    def selection(self) -> Selection:
        """The selected notes of the document's score."""
        return self._selection

    @selection.setter
    def selection(self, selection: Selection) -> None:
        if selection != self._selection:
            self._selection = selection
            self.selection_changed.emit()
            self.notes_changed.emit()

    def preview(self, edit: Edit | None) -> None:
        """Show what `edit` would do, or with None the document as it is. The document stays untouched."""
        self._preview = edit
        self.notes_changed.emit()

    def commit(self, text: str, edit: Edit) -> None:
        """Make `edit` the document's next undo step, named `text`."""
        self._preview = None
        self._selection = edit.selection
        self.document.apply(text, edit.score)
        self.selection_changed.emit()
        self.notes_changed.emit()

    def index(self, track: int) -> "NoteIndex | None":
        """The notes of a track as they are shown; None where there are none."""
        notes = self.shown_score.tracks[track].notes
        index = self._indices.get(track)
        if notes and (index is None or index.notes is not notes):
            index = self._indices[track] = _index_of(notes)
        return index if notes else None

    def tracks_back_to_front(self) -> list[int]:
        """Track indices in the order of painting: the active one comes last, on top."""
        others = [track for track in range(len(self.shown_score.tracks)) if track != self.active_track]
        return [*others, self.active_track]

    def set_take(self, notes: Sequence[ContinuedNote], ghosts: Sequence[ContinuedNote]) -> None:
        """Show generated notes, and faintly those of other takes."""
        self.take, self.ghosts = _added(None, notes), _added(None, ghosts)
        self.notes_changed.emit()

    def append_take(self, notes: Sequence[ContinuedNote]) -> None:
        """Show more generated notes."""
        self.take = _added(self.take, notes)
        self.notes_changed.emit()

    def _follow_score(self) -> None:
        before, self._score = self._score, self.document.score
        self._preview = None
        self.rubber_band = None
        self._follow_ppq(self._score.ppq)
        self._follow_tracks(places_after(before, self._score))
        self.selection = still_there(self._score, self._selection)
        self.notes_changed.emit()

    def _select_nothing(self) -> None:
        """Another piece is here; it may hold notes like those that were selected in the one before."""
        self.selection = NOTHING

    def _follow_tracks(self, places: tuple[int | None, ...]) -> None:
        """Track numbers go on naming the same tracks; `places` has the new number of each, None where it is gone."""
        place_of = dict(enumerate(places)).get
        if places != tuple(range(len(places))):
            indices, selection = self._indices.items(), self._selection
            self._indices = {place: index for track, index in indices if (place := place_of(track)) is not None}
            self._selection = frozenset(
                (place, note) for track, note in selection if (place := place_of(track)) is not None
            )
        active = place_of(self._active_track)
        self.active_track = min(self._active_track, len(self._score.tracks) - 1) if active is None else active

    def _follow_ppq(self, ppq: int) -> None:
        """Keep a quarter as wide and the pen as long when ticks have become finer or coarser."""
        ratio, self._ppq = ppq / self._ppq, ppq
        if ratio != 1:
            geometry = self._geometry
            self.pen = replace(self.pen, duration=max(round(self.pen.duration * ratio), 1))
            self.geometry = replace(
                geometry, left=geometry.left * ratio, pixels_per_tick=geometry.pixels_per_tick / ratio
            )

    # Tools

    @property
    def tool(self) -> Tool:
        """What the left mouse button does."""
        return self._tool

    @tool.setter
    def tool(self, tool: Tool) -> None:
        if tool is not self._tool:
            self._tool = tool
            self.tool_changed.emit(tool)

    @property
    def grid(self) -> Grid:
        """What edits snap to."""
        return self._grid

    @grid.setter
    def grid(self, grid: Grid) -> None:
        if grid is not self._grid:
            self._grid = grid
            self.grid_changed.emit(grid)

    @property
    def step(self) -> int:
        """Ticks of one step of the grid at the playhead; a 32nd without a grid."""
        grid = Grid.THIRTY_SECOND if self._grid is Grid.OFF else self._grid
        return grid.step_at(self._playhead or 0, self.document.score.meter_map)

    @property
    def active_track(self) -> int:
        """The track that new notes go to."""
        return self._active_track

    @active_track.setter
    def active_track(self, track: int) -> None:
        if track != self._active_track:
            self._active_track = track
            self.active_track_changed.emit(track)
            self.notes_changed.emit()

    def remember_pen(self, note: Note) -> None:
        """Let the next drawn note be like `note`."""
        self.pen = Pen(note.duration, note.velocity)

    def change_pen_duration(self, ticks: int) -> None:
        """Let the next drawn note be longer or shorter, at least a step."""
        self.pen = replace(self.pen, duration=max(self.pen.duration + ticks, self.step))
        self.marks_changed.emit()

    def sound(self, note: Note) -> None:
        """Ask for `note` to be heard."""
        self.note_sounded.emit(note.pitch, note.velocity)

    # Marks

    @property
    def playhead(self) -> int | None:
        """Where playing is or will begin; None hides it."""
        return self._playhead

    @playhead.setter
    def playhead(self, tick: int | None) -> None:
        if tick != self._playhead:
            before, self._playhead = self._playhead, tick
            self.playhead_moved.emit(before, tick)


def _index_of(notes: Notes) -> "NoteIndex":
    from composer.gui.piano_roll.note_index import NoteIndex  # brings numpy, which the empty roll spares

    return NoteIndex(notes)


def _added(index: "NoteIndex | None", notes: Sequence[ContinuedNote]) -> "NoteIndex | None":
    """The index with the generated notes too; None without any."""
    before = index.notes if index else NO_NOTES
    return _index_of(before.with_added(continued.note for continued in notes)) if notes else index
