"""Commands that shape notes: quantize, legato, reverse, split … They are what menus and dialogs do to the roll."""

from collections.abc import Callable
from typing import NamedTuple

from composer.gui.piano_roll.state import RollState
from composer.music import edits, rhythm
from composer.music.edits import NOTHING, Edit, Selection
from composer.music.grid import STRAIGHT
from composer.music.pitch import Key
from composer.music.scales import Scale, detect_key
from composer.music.score import Note, Score
from composer.music.selection import SelectedNotes

Shape = Callable[[Score, Selection], Edit]


class QuantizeHow(NamedTuple):
    """The arguments of `rhythm.quantize` after the grid."""

    strength: float = 1.0
    swing: float = STRAIGHT
    ends: bool = False


class Shaping:
    """Each command is one undo step on the selected notes; without a selection, on all of the active track."""

    def __init__(self, state: RollState) -> None:
        self._state = state
        self.quantize_how = QuantizeHow()

    @property
    def chosen(self) -> SelectedNotes:
        """The notes that would be shaped."""
        track = self._state.active_track
        return self._state.selection or SelectedNotes({track: self._score.tracks[track].notes.each_once()})

    def apply(self, text: str, shape: Shape) -> None:
        """Make what `shape` does to the chosen notes an undo step named `text`; none if it changes nothing."""
        edit = self._edit(shape)
        if edit.score is self._score:
            self._state.preview(None)
        else:
            self._state.commit(text, edit)

    def try_out(self, shape: Shape | None) -> None:
        """Show what `shape` would do, or with None the notes as they are. The document stays untouched."""
        self._state.preview(self._edit(shape) if shape else None)

    def quantize(self) -> None:
        """Move notes to the grid of the roll, as the dialog was last set."""
        grid, how = self._state.grid, self.quantize_how
        self.apply("Quantize notes", lambda score, chosen: rhythm.quantize(score, chosen, grid, *how))

    def stretch(self, factor: float) -> None:
        """Let notes take `factor` times as long."""
        self.apply("Stretch notes", lambda score, chosen: rhythm.stretch(score, chosen, factor))

    def split_at_playhead(self) -> None:
        """Cut the notes that sound at the playhead."""
        tick = self._state.playhead
        if tick is not None:
            self.apply("Split notes", lambda score, chosen: rhythm.split(score, chosen, tick))

    def split_at_pointer(self) -> None:
        """Cut the selected notes, or without a selection those under the mouse, at the grid line that is nearest."""
        tick, pitch = self._state.hovered_tick, self._state.hovered_pitch
        if tick is None or pitch is None:
            return
        line = self._state.grid.nearest(tick, self._score.meter_map)
        meant = self._state.selection or self.chosen.where(lambda notes: notes.pitch == pitch)
        self.apply("Split notes", lambda score, _: rhythm.split(score, meant, line))

    def move_in_scale(self, steps: int) -> None:
        """Move the selected notes by steps of the scale that holds; they are heard."""
        if not self._state.selection:
            return
        before, scale = self._score, self.scale
        self.apply("Move in the scale", lambda score, chosen: edits.transpose_in_scale(score, chosen, scale, steps))
        if self._score is not before:
            self._state.sound(self._state.selection.first)

    def ticks_of(self, milliseconds: float) -> int:
        """How many ticks these are at the tempo of the first chosen note."""
        return round(milliseconds * 1000 * self._score.ppq / self._score.tempo_map.tempo_at(self.chosen.start))

    @property
    def scale(self) -> Scale:
        """The scale that is shown, or else that of the key at the first chosen note, signed or heard."""
        if self._state.scale:
            return self._state.scale
        return Scale.of_key(self._score.key_at(self.chosen.start) or detect_key(self._pitched_notes()) or Key(0))

    @property
    def _score(self) -> Score:
        return self._state.document.score

    def _edit(self, shape: Shape) -> Edit:
        edit = shape(self._score, self.chosen)
        return edit if self._state.selection else Edit(edit.score, NOTHING)

    def _pitched_notes(self) -> list[Note]:
        return [note for track in self._score.tracks if not track.is_drums for note in track.notes]
