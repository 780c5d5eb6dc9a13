"""The notes that the roll shows: those of the document as a running gesture would leave them, a take, and ghosts."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from composer.gui.document import Document
from composer.music.edits import NOTHING, Edit, Selection, at_places, still_there
from composer.music.notes import NO_NOTES, Notes
from composer.music.score import Score
from composer.music.selection import SelectedNotes
from composer.music.take import ContinuedNote
from composer.music.tracks import places_after

if TYPE_CHECKING:
    from composer.gui.piano_roll.note_index import NoteIndex


class ShownNotes(QObject):
    """Follows the document: the selection and the active track stay with their notes and tracks."""

    notes_changed = Signal()  # score, preview, selection, take or ghosts: whatever is drawn as notes
    selection_changed = Signal()
    active_track_changed = Signal(int)
    tracks_moved = Signal(object)  # a tuple: the new number of each track, None for one that is gone

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self._score = document.score  # as it was last followed
        self._selection = NOTHING
        self._preview: Edit | None = None
        self._active_track = 0
        self.take: NoteIndex | None = None
        self.ghosts: NoteIndex | None = None
        self._indices: dict[int, NoteIndex] = {}
        self._selected_indices: dict[int, NoteIndex] = {}
        document.score_changed.connect(self._follow_score)
        document.begun.connect(self._select_nothing)

    @property
    def has_notes(self) -> bool:
        """Whether anything is shown."""
        return bool(self.take or self.ghosts or self.shown_score.note_count)

    @property
    def shown_score(self) -> Score:
        """The score as a running gesture would leave it."""
        return self._preview.score if self._preview else self.document.score

    @property
    def shown_selection(self) -> SelectedNotes:
        """The selection as a running gesture would leave it."""
        return SelectedNotes.of(self._preview.selection) if self._preview else self._selection

    @property
    def selection(self) -> SelectedNotes:
        """The selected notes of the document's score."""
        return self._selection

    @selection.setter
    def selection(self, selection: Selection) -> None:
        if selection != self._selection:
            self._selection = SelectedNotes.of(selection)
            self.selection_changed.emit()
            self.notes_changed.emit()

    def preview(self, edit: Edit | None) -> None:
        """Show what `edit` would do, or with None the document as it is. The document stays untouched."""
        self._preview = edit
        self.notes_changed.emit()

    def commit(self, text: str, edit: Edit) -> None:
        """Make `edit` the document's next undo step, named `text`."""
        self._preview = None
        self._selection = SelectedNotes.of(edit.selection)
        self.document.apply(text, edit.score)
        self.selection_changed.emit()
        self.notes_changed.emit()

    def index(self, track: int) -> "NoteIndex | None":
        """The notes of a track as they are shown; None where there are none."""
        return _remembered(self._indices, track, self.shown_score.tracks[track].notes)

    def selected(self, track: int) -> "NoteIndex | None":
        """The selected notes of a track as they are shown; None where there are none."""
        return _remembered(self._selected_indices, track, self.shown_selection.by_track.get(track, NO_NOTES))

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

    def show_recorded(self, notes: Notes) -> None:
        """Show notes that are being recorded in the place of a take."""
        self.take, self.ghosts = _index_of(notes), None
        self.notes_changed.emit()

    @property
    def end(self) -> int:
        """The tick at which everything in the roll has ended."""
        return max((index.last_end for index in self.all_indices()), default=0)

    def pitches_between(self, start: float, end: float) -> list[int]:
        """Which pitches are heard from one tick to another, in order."""
        indices = (index for index in self.all_indices() if index is not self.ghosts)
        return sorted({pitch for index in indices for pitch in index.between(start, end).pitch.tolist()})

    def all_indices(self) -> "list[NoteIndex]":
        """The notes of everything that is shown and has any."""
        indices = [self.take, self.ghosts, *map(self.index, range(len(self.shown_score.tracks)))]
        return [index for index in indices if index]

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

    def _follow_score(self) -> None:
        before, self._score = self._score, self.document.score
        selection = self._selection
        self._preview = None
        self._follow_tracks(places_after(before, self._score))
        self._selection = still_there(self._score, self._selection)
        if self._selection != selection:
            self.selection_changed.emit()
        self.notes_changed.emit()

    def _select_nothing(self) -> None:
        """Another piece is here; it may hold notes like those that were selected in the one before."""
        self.selection = NOTHING

    def _follow_tracks(self, places: tuple[int | None, ...]) -> None:
        """Track numbers go on naming the same tracks; `places` has the new number of each, None where it is gone."""
        place_of = dict(enumerate(places)).get
        if places != tuple(range(len(places))):
            indices = self._indices.items()
            self._indices = {place: index for track, index in indices if (place := place_of(track)) is not None}
            self._selected_indices.clear()
            self._selection = at_places(self._selection, places)
            self.tracks_moved.emit(places)
        active = place_of(self._active_track)
        self.active_track = min(self._active_track, len(self._score.tracks) - 1) if active is None else active


def _index_of(notes: Notes) -> "NoteIndex":
    from composer.gui.piano_roll.note_index import NoteIndex  # brings numpy, which the empty roll spares

    return NoteIndex(notes)


def _remembered(indices: "dict[int, NoteIndex]", track: int, notes: Notes) -> "NoteIndex | None":
    """The index of `notes`, which `indices` remembers for the track; None without any."""
    if not notes:
        indices.pop(track, None)
        return None
    index = indices.get(track)
    if index is None or index.notes is not notes:
        index = indices[track] = _index_of(notes)
    return index


def _added(index: "NoteIndex | None", notes: Sequence[ContinuedNote]) -> "NoteIndex | None":
    """The index with the generated notes too; None without any."""
    before = index.notes if index else NO_NOTES
    return _index_of(before.with_added(continued.note for continued in notes)) if notes else index
