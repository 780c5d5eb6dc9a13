"""What a long sequence of notes is made of: chunks that its versions share."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from composer.music.note import Note, note_order

if TYPE_CHECKING:
    from composer.music.columns import Columns  # brings numpy: the window is painted without it

_USUAL = 1024  # notes of a chunk: an edit makes the columns of one anew, and looks at each of the others
_FEWEST = 256  # a smaller chunk is joined with the one before


class Chunk:
    """Some hundred notes in `note_order`, at least one, and what was found out about them. It never changes."""

    def __init__(self, notes: tuple[Note, ...] = (), columns: "Columns | None" = None) -> None:
        """The notes, or their columns, or both: what is left out is made when somebody asks for it."""
        if notes:
            self.notes = notes
        if columns is not None:
            self.columns = columns
        self.first = note_order(self.notes[0] if columns is None else columns.part(slice(1)).notes()[0])
        self.count = len(self.notes if columns is None else columns.start)

    @cached_property
    def notes(self) -> tuple[Note, ...]:
        """The notes themselves."""
        return tuple(self.columns.notes())

    @cached_property
    def columns(self) -> "Columns":
        """The notes as arrays."""
        from composer.music.columns import Columns

        return Columns.of(self.notes)

    @property
    def start(self) -> int:
        """The tick at which the first note starts."""
        return self.first[0]

    @cached_property
    def end(self) -> int:
        """The tick at which the last note has ended."""
        return int(self.columns.end.max())

    @cached_property
    def longest(self) -> int:
        """The longest duration, in ticks."""
        return int(self.columns.duration.max())

    @cached_property
    def pitches(self) -> tuple[int, int]:
        """The lowest and the highest pitch."""
        return int(self.columns.pitch.min()), int(self.columns.pitch.max())

    @cached_property
    def ticks_of_classes(self) -> tuple[float, ...]:
        """For how many ticks each of the twelve pitch classes sounds."""
        import numpy as np

        start, end, pitch, _ = self.columns
        return tuple(np.bincount(pitch % 12, weights=end - start, minlength=12).tolist())


class Making:
    """Chunks in the making."""

    def __init__(self) -> None:
        self.chunks: list[Chunk] = []
        self.loose: list[Note] = []  # that follow them, and are in no chunk yet

    def share(self, chunks: list[Chunk]) -> None:
        """Go on with chunks of another sequence."""
        if chunks:
            self._settle()
            self.chunks += chunks

    def add(self, columns: "Columns") -> None:
        """Go on with notes that are known as arrays."""
        length = len(columns.start)
        if length < _FEWEST:
            self.loose += columns.notes()
        else:
            self.share([Chunk(columns=columns.part(part)) for part in _evenly(length)])

    def finish(self) -> list[Chunk]:
        """All chunks."""
        self._settle()
        return self.chunks

    def _settle(self) -> None:
        """Make chunks of the loose notes; if they are few, together with the chunk before."""
        loose = self.loose
        if not loose:
            return
        if len(loose) < _FEWEST and self.chunks:
            loose = [*self.chunks.pop().notes, *loose]
        self.chunks += [Chunk(tuple(loose[part])) for part in _evenly(len(loose))]
        self.loose = []


def chunks_of(notes: tuple[Note, ...], columns: "Columns | None" = None) -> list[Chunk]:
    """Notes in chunks; `columns` are theirs, if somebody has them already."""
    parts = [slice(first, first + _USUAL) for first in range(0, len(notes), _USUAL)]
    return [Chunk(notes[part], None if columns is None else columns.part(part)) for part in parts]


def columns_of(chunks: "Sequence[Chunk]") -> "Columns":
    """All notes of `chunks` as arrays."""
    from composer.music.columns import Columns

    return Columns.joined([chunk.columns for chunk in chunks])


def _evenly(length: int) -> Iterator[slice]:
    """Parts of so many notes, each of the usual size of a chunk."""
    count = max(round(length / _USUAL), 1)
    return (slice(length * number // count, length * (number + 1) // count) for number in range(count))
