"""The roll's editing commands: what keys and menus do to the selection."""

from collections.abc import Sequence

from composer.gui.piano_roll.state import Pen, RollState
from composer.music import edits
from composer.music.edits import NOTHING, Clip, Edit
from composer.music.pitch import HIGHEST_PITCH, MIDDLE_C
from composer.music.score import Note, Score
from composer.music.selection import SelectedNotes, Selection
from composer.music.time import PPQ

_NO_NOTES = Clip((), PPQ)


class Editing:
    """Commands on the selection of a roll, each one undo step. With nothing selected, arrow keys move the caret:
    the place (playhead and pitch) where `insert_note` puts the next note.
    """

    def __init__(self, state: RollState) -> None:
        self._state = state
        self._clip = self._copied = _NO_NOTES  # where its tracks are now, and where they were
        state.tracks_moved.connect(self._follow_tracks)
        state.document.begun.connect(self._forget_places)

    @property
    def can_paste(self) -> bool:
        """Whether something was copied."""
        return bool(self._clip.tracks)

    def copy(self) -> None:
        """Remember the selected notes."""
        if self._selection:
            self.remember(edits.copied(self._score, self._selection))

    def remember(self, clip: Clip) -> None:
        """Let `clip` be what is pasted."""
        self._clip = self._copied = clip

    def cut(self) -> None:
        """Remember the selected notes and delete them."""
        self.copy()
        self._commit("Cut notes", edits.delete(self._score, self._selection))

    def paste(self) -> None:
        """Add the remembered notes at the playhead, which goes on to their end."""
        tick = self._state.playhead or 0
        clip = self._clip.with_ppq(self._score.ppq)
        edit = edits.paste(self._score, clip, tick, self._state.active_track)
        if edit.score is not self._score:
            self._commit("Paste notes", edit)
            end = self._state.grid.nearest(tick + clip.duration, self._score.meter_map)
            self._state.playhead_requested.emit(end if end > tick else tick + clip.duration)

    def duplicate(self) -> None:
        """Repeat the selected notes right after themselves, to the step."""
        if self._selection:
            first, length = self._selection.start, self._selection.end - self._selection.start
            ticks = self._state.step_grid.span(first, length, self._score.meter_map)
            self._commit("Duplicate notes", edits.duplicate(self._score, self._selection, ticks))

    def delete_selection(self) -> None:
        """Delete the selected notes."""
        self._commit("Delete notes", edits.delete(self._score, self._selection))

    def transpose_selection(self, semitones: int) -> None:
        """Move the selected notes in pitch, or without a selection the caret."""
        if not self._selection:
            self._move_caret(semitones)
            return
        edit = edits.transpose(self._score, self._selection, semitones)
        if edit.score is not self._score:
            self._commit("Transpose notes", edit)
            self._state.sound(self._selection.first)

    def nudge(self, steps: int) -> None:
        """Move the selected notes in time by steps of the grid, or without a selection the playhead."""
        if self._selection:
            ticks = self._state.step_grid.shift(self._selection.start, steps, self._score.meter_map)
            self._commit("Nudge notes", edits.move(self._score, self._selection, ticks))
        elif (playhead := self._state.playhead) is not None:
            tick = playhead + self._state.step_grid.shift(playhead, steps, self._score.meter_map)
            self._state.playhead_requested.emit(max(self._state.grid.nearest(tick, self._score.meter_map), 0))

    def resize_selection(self, steps: int) -> None:
        """Make the selected notes longer or shorter by steps of the grid; without a selection, the next one drawn."""
        if self._selection:
            step = self._state.step_grid.step_at(self._selection.start, self._score.meter_map)
            self._commit("Resize notes", edits.resize(self._score, self._selection, steps * step, step))
        else:
            self._state.change_pen_duration(steps * self._state.step)

    def change_velocity(self, amount: int) -> None:
        """Make the selected notes louder or softer."""
        self._commit("Change velocity", edits.change_velocity(self._score, self._selection, amount))

    def insert_note(
        self,
        pitch: int | None = None,
        start: int | None = None,
        velocity: int | None = None,
        is_heard: bool = True,
    ) -> Selection:
        """Add a note, let the playhead go on to its end, and return what is new: nothing where it was there already.

        What is left out is as the caret, the playhead (a tick) and the pen say. `is_heard`: it sounds.
        """
        pen = self._state.pen
        note = Note(
            self._caret if pitch is None else pitch,
            (self._state.playhead or 0) if start is None else start,
            pen.duration,
            velocity or pen.velocity,
        )
        edit = edits.add(self._score, self._state.active_track, [note])
        self._state.caret_pitch = note.pitch
        if is_heard:
            self._state.sound(note)
        is_new = edit.score is not self._score
        self._commit("Insert note", Edit(edit.score, NOTHING))
        self._state.show_place(note.start, note.pitch)
        self._state.playhead_requested.emit(note.end)
        return edit.selection if is_new else NOTHING

    def take_back(self, start: int, inserted: Selection) -> None:
        """Delete what was inserted at tick `start`, and let the playhead go back there."""
        self._commit("Take back a step", Edit(edits.replaced(self._score, inserted, NOTHING), NOTHING))
        self._state.playhead_requested.emit(start)

    @property
    def pen(self) -> Pen:
        """How long and how loud the next note will be."""
        return self._state.pen

    @pen.setter
    def pen(self, pen: Pen) -> None:
        self._state.pen = pen
        self._state.marks_changed.emit()

    @property
    def _score(self) -> Score:
        return self._state.document.score

    @property
    def _selection(self) -> SelectedNotes:
        return self._state.selection

    @property
    def _caret(self) -> int:
        """The row that the keyboard is at: where it was left, or where the last note before the playhead is."""
        if self._state.caret_pitch is not None:
            return self._state.caret_pitch
        notes = self._score.tracks[self._state.active_track].notes
        earlier = [note for note in notes if note.start < (self._state.playhead or 0)]
        return earlier[-1].pitch if earlier else MIDDLE_C

    def _move_caret(self, semitones: int) -> None:
        shown = self._state.caret_pitch is not None
        pitch = min(max(self._caret + semitones * shown, 0), HIGHEST_PITCH)
        self._state.caret_pitch = pitch
        self._state.note_sounded.emit(pitch, self._state.pen.velocity)
        self._state.show_place(self._state.playhead or 0, pitch)

    def _follow_tracks(self, places: Sequence[int | None]) -> None:
        """What was copied is pasted where its tracks are now."""
        self._clip = self._clip.with_tracks_at(places)

    def _forget_places(self) -> None:
        """Another piece is here: what was copied is pasted into the tracks with the numbers that its own had."""
        self._clip = self._copied

    def _commit(self, text: str, edit: Edit) -> None:
        """Make `edit` an undo step, unless it was refused."""
        if edit.score is not self._score:
            self._state.commit(text, edit)
