"""A long sequence of notes whose versions share all that an edit leaves alone."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate, chain
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, overload

from composer.music.chunks import Chunk, Making, chunks_of, columns_of
from composer.music.note import Note, note_order

if TYPE_CHECKING:
    import numpy as np

    from composer.music.columns import Columns  # brings numpy: the window is painted without it

_FEW = 16  # notes that are sooner exchanged one by one than as arrays


class Notes(Sequence[Note]):
    """Notes in `note_order`. It equals a tuple of them.

    They lie in chunks. `spliced` makes only those anew in which something changes, whatever the length of the whole,
    and all that is known of the others stays known.
    """

    def __init__(self, notes: Iterable[Note] = (), columns: "Columns | None" = None) -> None:
        """`notes` are in `note_order`; `columns` are theirs, if somebody has them already."""
        self._set_chunks(chunks_of(tuple(notes), columns))

    @staticmethod
    def of_columns(columns: "Columns") -> "Notes":
        """Notes that are known as arrays only, in `note_order`; each is made when somebody asks for it."""
        making = Making()
        making.add(columns)
        return _of_chunks(making.finish())

    @property
    def columns(self) -> "Columns":
        """All notes as arrays; made from those of the chunks."""
        return columns_of(self.chunks)

    @property
    def start(self) -> int:
        """The tick at which the first note starts; there have to be notes."""
        return self.chunks[0].start

    @property
    def last_start(self) -> int:
        """The tick at which the last note starts; there have to be notes."""
        return int(self.chunks[-1].columns.start[-1])

    @property
    def lowest(self) -> int:
        """The lowest pitch; there have to be notes."""
        return min(chunk.pitches[0] for chunk in self.chunks)

    @property
    def highest(self) -> int:
        """The highest pitch; there have to be notes."""
        return max(chunk.pitches[1] for chunk in self.chunks)

    @cached_property
    def end(self) -> int:
        """The tick at which the last note has ended; 0 without notes."""
        return max(map(attrgetter("end"), self.chunks), default=0)

    def __len__(self) -> int:
        return self._firsts[-1]

    def __iter__(self) -> Iterator[Note]:
        return chain.from_iterable([chunk.notes for chunk in self.chunks])

    def __reversed__(self) -> Iterator[Note]:
        return chain.from_iterable(reversed(chunk.notes) for chunk in reversed(self.chunks))

    @overload
    def __getitem__(self, index: int) -> Note: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Note, ...]: ...
    def __getitem__(self, index: int | slice) -> Note | tuple[Note, ...]:
        if isinstance(index, slice):
            first, end, step = index.indices(len(self))
            return tuple(self._between(first, end)) if step == 1 else tuple(self)[index]
        place = index + len(self) if index < 0 else index
        if not 0 <= place < len(self):
            raise IndexError(f"There is no note {index}.")
        number = self._chunk_at(place)
        return self.chunks[number].notes[place - self._firsts[number]]

    def __contains__(self, note: object) -> bool:
        first, end = self.range_of(note) if isinstance(note, Note) else (0, 0)
        return first < end

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Notes | tuple):
            return NotImplemented
        if self is other or len(self) != len(other):
            return self is other
        if isinstance(other, tuple) or len(self) <= _FEW:
            return tuple(self) == tuple(other)
        return all((one == another).all() for one, another in zip(self.columns, other.columns, strict=True))

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))

    def __reduce__(self) -> tuple[type["Notes"], tuple[tuple[Note, ...]]]:
        return Notes, (tuple(self),)

    def range_of(self, note: Note) -> tuple[int, int]:
        """The range of indices, half-open, at which `note` is found; where it is missing, empty at its place."""
        order = note_order(note)
        return self._place_of(order, bisect_left), self._place_of(order, bisect_right)

    def spliced(self, splices: Iterable[tuple[int, int, Sequence[Note]]]) -> "Notes":
        """These notes with those in ``first <= index < end`` replaced by others, for every `(first, end, others)`.

        The ranges are in order and apart, and what replaces them keeps the whole in `note_order`.
        """
        making, done = Making(), 0
        for first, end, others in splices:
            self._copy(done, first, making)
            making.loose += others
            done = end
        self._copy(done, len(self), making)
        return _of_chunks(making.finish())

    def exchanged(self, removed: "Notes", added: "Notes") -> "Notes":
        """These notes without all that equal one of `removed`, and with those of `added` that are not there.

        No note is in both, or twice in one of them. The same object if nothing is different.
        """
        if len(removed) + len(added) <= _FEW:
            return self._exchanged_one_by_one(removed, added)
        making, done = Making(), 0
        for first, end, (gone, new) in self._runs_around(removed.columns, added.columns):
            before = columns_of(self.chunks[first:end])
            after = before.exchanged(gone, new)
            if after is not before:
                making.share(self.chunks[done:first])
                making.add(after)
                done = end
        making.share(self.chunks[done:])
        return _of_chunks(making.finish()) if done else self

    def later(self, ticks: int) -> "Notes":
        """The same notes so many ticks later."""
        columns = self.columns
        return Notes.of_columns(columns.altered(start=columns.start + ticks))

    def at_ticks(self, change: Callable[[int], int]) -> "Notes":
        """The notes at other ticks, as `Note.at_ticks` has them, each once."""
        return Notes(sorted({note.at_ticks(change) for note in self}, key=note_order))

    def shared_with(self, other: "Notes") -> "Notes":
        """Those of these notes that `other` holds too; the same object if it holds all of them."""
        if self is other:
            return self
        if len(self) <= _FEW:
            shared = Notes(note for note in self if note in other)
        else:
            from composer.music.columns import Columns

            runs = other._runs_around(self.columns)
            parts = [own.within(columns_of(other.chunks[first:end])) for first, end, (own,) in runs]
            shared = Notes.of_columns(Columns.joined(parts))
        return self if len(shared) == len(self) else shared

    def where(self, is_meant: "Callable[[Columns], np.ndarray]") -> "Notes":
        """The notes for which `is_meant` holds True: bool (notes,)."""
        columns = self.columns
        return Notes.of_columns(columns.part(is_meant(columns)))

    def each_once(self) -> "Notes":
        """These notes without copies; the same object if there are none."""
        if not self:
            return self
        columns = self.columns
        once = columns.in_order()
        return self if once is columns else Notes.of_columns(once)

    def starting_between(self, start: int, end: int) -> "Notes":
        """The notes that start in ``start <= tick < end``."""
        first, last = (self._place_of((tick,), bisect_left) for tick in (start, max(start, end)))
        return self.spliced([(0, first, ()), (last, len(self), ())])

    def without(self, notes: Iterable[Note]) -> "Notes":
        """These notes without others, each as often as it is named. Raises ValueError for one that is not there."""
        splices = []
        for note, count in Counter(notes).items():
            first, end = self.range_of(note)
            if end - first < count:
                raise ValueError(f"{note} is not there {count} times.")
            splices.append((first, first + count, ()))
        return self.spliced(sorted(splices))

    def with_added(self, notes: Iterable[Note]) -> "Notes":
        """These notes and others, which come in any order."""
        new = sorted(notes, key=note_order)
        places = [self.range_of(note)[1] for note in new]
        return self.spliced((place, place, (note,)) for place, note in zip(places, new, strict=True))

    def first_of(self, number: int) -> int:
        """The index of the first note of the chunk with this number."""
        return self._firsts[number]

    def surplus_to(self, other: "Notes") -> tuple[Note, ...]:
        """The notes that `other` does not hold as often. Only chunks that the two do not share are looked at."""
        shared = set(self.chunks) & set(other.chunks)
        own, others = (columns_of([chunk for chunk in notes.chunks if chunk not in shared]) for notes in (self, other))
        return tuple(own.surplus_to(others).notes())

    def _set_chunks(self, chunks: list[Chunk]) -> None:
        self.chunks = chunks
        self._firsts = list(accumulate(map(attrgetter("count"), chunks), initial=0))  # index of each first note

    def _runs_around(self, *parts: "Columns") -> "Iterator[tuple[int, int, list[Columns]]]":
        """The ranges of chunks, half-open and apart, in which notes of `parts` have their places; and those of each."""
        import numpy as np

        starts = np.fromiter(map(attrgetter("start"), self.chunks), np.int64, len(self.chunks))
        firsts = [(starts.searchsorted(part.start) - 1).clip(0) for part in parts]
        ends = [starts.searchsorted(part.start, "right").clip(1) for part in parts]
        length = len(starts) + 2  # as if there were a chunk 0 in an empty track too
        opened, closed = (np.bincount(np.concatenate(places), minlength=length) for places in (firsts, ends))
        edges = np.flatnonzero(np.diff((opened - closed).cumsum() > 0, prepend=False))
        bounds = [places.searchsorted(edges).tolist() for places in firsts]
        for run, (first, end) in enumerate(edges.reshape(-1, 2).tolist()):
            inside = [slice(*each[2 * run : 2 * run + 2]) for each in bounds]
            yield first, end, [part.part(which) for part, which in zip(parts, inside, strict=True)]

    def _exchanged_one_by_one(self, removed: "Notes", added: "Notes") -> "Notes":
        splices = []
        for note in added:
            first, end = self.range_of(note)
            if first == end:
                splices.append((first, end, (note,)))
        for note in removed:
            first, end = self.range_of(note)
            if first < end:
                splices.append((first, end, ()))
        return self.spliced(sorted(splices, key=itemgetter(0))) if splices else self

    def _chunk_at(self, place: int) -> int:
        return bisect_right(self._firsts, place) - 1

    def _place_of(self, order: tuple[int, ...], bisect: Callable[..., int]) -> int:
        if not self.chunks:
            return 0
        number = max(bisect(self.chunks, order, key=attrgetter("first")) - 1, 0)
        return self._firsts[number] + bisect(self.chunks[number].notes, order, key=note_order)

    def _between(self, first: int, end: int) -> Iterator[Note]:
        making = Making()
        self._copy(first, end, making)
        return chain(chain.from_iterable(chunk.notes for chunk in making.chunks), making.loose)

    def _copy(self, first: int, end: int, making: "Making") -> None:
        """Let the notes in ``first <= index < end`` follow what was made so far; whole chunks are shared."""
        if first >= end:
            return
        number, last = self._chunk_at(first), self._chunk_at(end)
        skipped, kept = first - self._firsts[number], end - self._firsts[last]
        if number == last:
            making.loose += self.chunks[number].notes[skipped:kept]
            return
        if skipped:
            making.loose += self.chunks[number].notes[skipped:]
            number += 1
        making.share(self.chunks[number:last])
        if kept:
            making.loose += self.chunks[last].notes[:kept]


def _of_chunks(chunks: list[Chunk]) -> Notes:
    notes = Notes.__new__(Notes)
    notes._set_chunks(chunks)
    return notes


NO_NOTES = Notes()
