"""What an edit works on: some notes of some tracks."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from itertools import chain, repeat
from typing import TYPE_CHECKING

from composer.music.note import Note, note_order
from composer.music.notes import NO_NOTES, Notes

if TYPE_CHECKING:
    import numpy as np

    from composer.music.columns import Columns

Selection = AbstractSet[tuple[int, Note]]  # (track index, note)


class SelectedNotes(AbstractSet[tuple[int, Note]]):
    """A selection that is quick to edit, however many notes there are. It equals a set of the same pairs."""

    def __init__(self, by_track: Mapping[int, Notes]) -> None:
        """`by_track` holds no note of a track twice."""
        self.by_track = {track: notes for track, notes in sorted(by_track.items()) if notes}

    @classmethod
    def of(cls, selection: Iterable[tuple[int, Note]]) -> "SelectedNotes":
        """These notes, the same object if it is one already."""
        if isinstance(selection, SelectedNotes):
            return selection
        per_track: dict[int, set[Note]] = {}
        for track, note in selection:
            per_track.setdefault(track, set()).add(note)
        return cls({track: Notes(sorted(notes, key=note_order)) for track, notes in per_track.items()})

    _from_iterable = of  # what a set makes its results with

    @property
    def first(self) -> Note:
        """The first note; there has to be one."""
        return min((notes[0] for notes in self.by_track.values()), key=note_order)

    @property
    def start(self) -> int:
        """The tick at which the first note starts; 0 without notes."""
        return min((notes.start for notes in self.by_track.values()), default=0)

    @property
    def end(self) -> int:
        """The tick at which the last note has ended; 0 without notes."""
        return max((notes.end for notes in self.by_track.values()), default=0)

    @property
    def pitches(self) -> tuple[int, int]:
        """The lowest and the highest pitch; there have to be notes."""
        tracks = self.by_track.values()
        return min(notes.lowest for notes in tracks), max(notes.highest for notes in tracks)

    def where(self, is_meant: "Callable[[Columns], np.ndarray]") -> "SelectedNotes":
        """The notes for which `is_meant`, given those of a track, holds True."""
        return SelectedNotes({track: notes.where(is_meant) for track, notes in self.by_track.items()})

    def __contains__(self, entry: object) -> bool:
        match entry:
            case (int(track), note):
                return note in self.by_track.get(track, NO_NOTES)
        return False

    def __iter__(self) -> Iterator[tuple[int, Note]]:
        return chain.from_iterable(zip(repeat(track), notes, strict=False) for track, notes in self.by_track.items())

    def __len__(self) -> int:
        return sum(map(len, self.by_track.values()))

    def __eq__(self, other: object) -> bool:
        if isinstance(other, SelectedNotes):
            return self is other or self.by_track == other.by_track
        return super().__eq__(other)

    def __repr__(self) -> str:
        return f"SelectedNotes({self.by_track})"

    def __or__(self, other: Iterable[tuple[int, Note]]) -> "SelectedNotes":
        united = dict(self.by_track)
        for track, notes in SelectedNotes.of(other).by_track.items():
            united[track] = united.get(track, NO_NOTES).exchanged(NO_NOTES, notes)
        return SelectedNotes(united)

    def __sub__(self, other: Iterable[tuple[int, Note]]) -> "SelectedNotes":
        removed = SelectedNotes.of(other).by_track
        return SelectedNotes(
            {track: notes.exchanged(removed.get(track, NO_NOTES), NO_NOTES) for track, notes in self.by_track.items()}
        )


NOTHING = SelectedNotes({})
