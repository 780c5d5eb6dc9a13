"""What the roll shows and what is being done in it: shared by the grid, the ruler, the keys and the gestures."""

from dataclasses import dataclass, replace
from typing import NamedTuple

from PySide6.QtCore import QObject, QPoint, QSize, Signal

from composer.gui.document import Document
from composer.gui.piano_roll.announced import Announced
from composer.gui.piano_roll.geometry import Geometry
from composer.gui.piano_roll.mouse_keys import MouseKeys
from composer.gui.piano_roll.shown_notes import ShownNotes
from composer.gui.piano_roll.tools import Tool
from composer.music.grid import Grid
from composer.music.note import DEFAULT_VELOCITY
from composer.music.pitch import Key
from composer.music.scales import Scale
from composer.music.score import Note

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


class RollState(ShownNotes):
    """The roll without its widgets. Setters announce what has changed."""

    view_changed = Signal()  # geometry
    marks_changed = Signal()  # loop, seed range, rubber band, caret
    playhead_moved = Signal(object, object)  # tick or None, before and now
    hover_changed = Signal()
    tool_changed = Signal(object)
    grid_changed = Signal(object)
    scale_changed = Signal()
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
        super().__init__(document, parent)
        self.view_size = QSize(0, 0)  # of the grid, logical pixels
        self._ppq = document.score.ppq
        self.pen = Pen(self._ppq)
        self._geometry = Geometry(pixels_per_tick=_PIXELS_PER_QUARTER / self._ppq)
        self._tool, self._grid = Tool.DRAW, Grid.SIXTEENTH
        self._playhead: int | None = 0

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
        pitches = self.pitches_between(0, geometry.x_to_tick(self.view_size.width())) or [_MIDDLE_PITCH]
        page = replace(geometry, left=geometry.first_left)
        self.geometry = page.around_pitches(pitches, self.view_size.height())

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

    # The score

    def _follow_score(self) -> None:
        self.rubber_band = None
        self._follow_ppq(self.document.score.ppq)
        super()._follow_score()

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
    def step_grid(self) -> Grid:
        """What keys go by: the grid, or 32nds without one."""
        return Grid.THIRTY_SECOND if self._grid is Grid.OFF else self._grid

    @property
    def step(self) -> int:
        """Ticks of one step of it at the playhead."""
        return self.step_grid.step_at(self._playhead or 0, self.document.score.meter_map)

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
