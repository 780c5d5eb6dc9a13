"""Finding notes fast: which of a hundred thousand are in view, or under the mouse."""

from collections.abc import Iterator, Sequence
from math import ceil, floor
from operator import attrgetter

import numpy as np

from composer.music.chunks import Chunk
from composer.music.columns import Columns
from composer.music.note import Note
from composer.music.notes import Notes


class NoteIndex:
    """Looks only into the chunks of notes that reach into a range; making one costs a look at each chunk."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        chunks, count = notes.chunks, len(notes.chunks)
        self._starts = np.fromiter(map(attrgetter("start"), chunks), np.int64, count)
        self._ends = np.fromiter(map(attrgetter("end"), chunks), np.int64, count)

    def __len__(self) -> int:
        return len(self.notes)

    @property
    def last_end(self) -> int:
        """The tick at which every note has ended; 0 without notes."""
        return self.notes.end

    @property
    def lowest(self) -> int:
        """The lowest pitch; there have to be notes."""
        return self.notes.lowest

    @property
    def highest(self) -> int:
        """The highest pitch; there have to be notes."""
        return self.notes.highest

    def count_starting(self, start: float, end: float) -> int:
        """How many notes start in ``start <= tick < end``."""
        return max(self._count_before(ceil(end)) - self._count_before(ceil(start)), 0)

    def near(self, start: float, end: float) -> Columns:
        """Every note that sounds in ``start <= tick < end``, and some others, in order."""
        return Columns.joined([_near(chunk, start, end) for chunk in self.chunks_between(start, end)])

    def between(self, start: float, end: float, low: int = 0, high: int = 127) -> Columns:
        """The notes that sound in ``start <= tick < end`` at ``low <= pitch <= high``, in order."""
        near = self.near(start, end)
        return near.part(_is_between(near, start, end, low, high))

    def notes_between(self, start: float, end: float, low: int = 0, high: int = 127) -> Iterator[Note]:
        """The notes of `between` themselves."""
        for chunk in self.chunks_between(start, end):
            for place in np.flatnonzero(_is_between(chunk.columns, start, end, low, high)).tolist():
                yield chunk.notes[place]

    def at(self, tick: float, pitch: int) -> Note | None:
        """The note at this place; of several, the one that starts last."""
        *_, last = None, *self.notes_between(floor(tick), floor(tick) + 1, pitch, pitch)
        return last

    def chunks_between(self, start: float, end: float) -> Iterator[Chunk]:
        """The chunks with a note that sounds in ``start <= tick < end``."""
        chunks, last = self.notes.chunks, int(self._starts.searchsorted(ceil(end)))
        return (chunks[number] for number in np.flatnonzero(self._ends[:last] > floor(start)).tolist())

    def _count_before(self, tick: int) -> int:
        """How many notes start before `tick`."""
        number = int(self._starts.searchsorted(tick)) - 1
        if number < 0:
            return 0
        return self.notes.first_of(number) + int(self.notes.chunks[number].columns.start.searchsorted(tick))


def between_of_all(
    indices: Sequence[NoteIndex], start: float, end: float, low: int, high: int
) -> tuple[Columns, np.ndarray]:
    """What `between` finds in each of several, one after another; and the place of its index for each note, uint16."""
    near = [index.near(start, end) for index in indices]
    places = np.repeat(np.arange(len(near), dtype=np.uint16), [len(notes.start) for notes in near])
    notes = Columns.joined(near)
    is_between = _is_between(notes, start, end, low, high)
    return notes.part(is_between), places[is_between]


def _near(chunk: Chunk, start: float, end: float) -> Columns:
    """The notes of `chunk` that start before `end`, and so late that they may sound at `start`."""
    first, last = chunk.columns.start.searchsorted((floor(start) - chunk.longest, ceil(end))).tolist()
    return chunk.columns if last - first == chunk.count else chunk.columns.part(slice(first, last))


def _is_between(notes: Columns, start: float, end: float, low: int, high: int) -> np.ndarray:
    """Which of `notes` sound in a range of ticks, at certain pitches: bool (notes,)."""
    # Whole ticks: comparing with a float would make numpy convert the whole array first.
    is_timed = (notes.start < ceil(end)) & (notes.end > floor(start))
    return is_timed & (notes.pitch >= low) & (notes.pitch <= high)
