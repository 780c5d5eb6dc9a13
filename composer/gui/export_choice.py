"""What is exported, and how; no widgets."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from composer.music.score import Score
from composer.music.selection import SelectedNotes, Selection
from composer.music.take import ContinuedNote

PPQS = (96, 120, 192, 240, 384, 480, 960)  # what devices and programs commonly count in


class Part(Enum):
    """How much of what there is; the value is what a person reads."""

    PIECE = "The whole piece"
    SELECTION = "The selected notes"
    CONTINUATION = "The continuation alone"


@dataclass(frozen=True)
class Material:
    """What there is to export."""

    score: Score
    selection: Selection = frozenset()
    take: Sequence[ContinuedNote] = ()  # the chosen one of those that wait to be kept

    def why_not(self, part: Part) -> str:
        """Why a part cannot be exported; empty when it can."""
        if part is Part.SELECTION and not self.selection:
            return "no notes are selected"
        if part is Part.CONTINUATION and not self.take:
            return "there is no take"
        return ""

    def notes_of(self, part: Part) -> SelectedNotes:
        """The notes of a part that is not the whole piece."""
        return SelectedNotes.of(self.selection) if part is Part.SELECTION else self._notes_of_take

    @cached_property
    def _notes_of_take(self) -> SelectedNotes:
        return SelectedNotes.of((continued.track, continued.note) for continued in self.take)


@dataclass(frozen=True)
class ExportChoice:
    """The choices of the export dialog."""

    part: Part = Part.PIECE
    left_out: frozenset[int] = frozenset()  # tracks
    is_single_track: bool = False  # type 0 instead of type 1
    ppq: int | None = None  # ticks per quarter; None: as in the piece
    bpm: float | None = None  # one tempo throughout; None: as in the piece

    def counted(self, material: Material) -> tuple[int, int]:
        """How many notes in how many tracks will be written."""
        if self.part is Part.PIECE:
            lengths = [len(track.notes) for track in material.score.tracks]
            kept = [length for index, length in enumerate(lengths) if index not in self.left_out]
        else:
            kept = [len(notes) for notes in self._notes(material).by_track.values()]
        return sum(kept), sum(map(bool, kept))

    def score_of(self, material: Material) -> Score:
        """The score to be written. What is not the whole piece begins with the bar of its first note."""
        from composer.music.extract import bar_before, extract, with_bpm, with_ppq, with_tracks

        score = material.score
        if self.part is Part.PIECE:
            score = with_tracks(score, set(range(len(score.tracks))) - self.left_out)
        else:
            notes = self._notes(material)
            score = extract(score, notes, bar_before(score, notes))
        if self.bpm is not None:
            score = with_bpm(score, self.bpm)
        return score if self.ppq is None else with_ppq(score, self.ppq)

    def _notes(self, material: Material) -> SelectedNotes:
        """The notes of a part that is not the whole piece, without those of tracks that are left out."""
        by_track = material.notes_of(self.part).by_track
        return SelectedNotes({track: notes for track, notes in by_track.items() if track not in self.left_out})
