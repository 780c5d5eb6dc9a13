"""Notes: what one is, and a long sequence of them whose versions share all that an edit leaves alone."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, chain, pairwise
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple, overload

from composer.music.errors import ScoreError
from composer.music.pitch import HIGHEST_PITCH

if TYPE_CHECKING:
    import numpy as np

DEFAULT_VELOCITY = 80

_USUAL = 1024  # notes of a chunk: an edit makes the columns of one anew, and looks at each of the others
_FEWEST = 256  # a smaller chunk is joined with the one before

note_order = attrgetter("start", "pitch", "duration", "velocity")


@dataclass(frozen=True, slots=True)
class Note:
    """One note. Times are integer ticks at the score's PPQ."""

    pitch: int  # MIDI note number, 0..127
    start: int  # tick
    duration: int  # ticks, > 0
    velocity: int = DEFAULT_VELOCITY  # 1..127

    @property
    def end(self) -> int:
        """The tick at which the note no longer sounds."""
        return self.start + self.duration

    def at_ticks(self, change: Callable[[int], int]) -> "Note":
        """The same note at other ticks: `change` tells for each tick the one it comes to; at least one tick long."""
        start = change(self.start)
        return Note(self.pitch, start, max(change(self.end) - start, 1), self.velocity)

    def __post_init__(self) -> None:
        if not 0 <= self.pitch <= HIGHEST_PITCH:
            raise ScoreError(f"Pitch {self.pitch} is outside 0..127.")
        if self.start < 0 or self.duration <= 0:
            raise ScoreError(f"A note cannot start at tick {self.start} and last {self.duration} ticks.")
        if not 1 <= self.velocity <= 127:
            raise ScoreError(f"Velocity {self.velocity} is outside 1..127.")


class Columns(NamedTuple):
    """Notes as arrays of one length (notes,), 18 bytes a note."""

    start: "np.ndarray"  # int64, ticks
    end: "np.ndarray"  # int64, ticks
    pitch: "np.ndarray"  # uint8
    velocity: "np.ndarray"  # uint8

    @staticmethod
    def of(notes: Sequence[Note]) -> "Columns":
        """The columns of `notes`, in their order."""
        import numpy as np  # the window is painted without it

        kinds = (("start", np.int64), ("duration", np.int64), ("pitch", np.uint8), ("velocity", np.uint8))
        start, duration, *others = (np.fromiter(map(attrgetter(name), notes), kind, len(notes)) for name, kind in kinds)
        return Columns(start, start + duration, *others)

    @staticmethod
    def joined(parts: "Sequence[Columns]") -> "Columns":
        """One after another."""
        import numpy as np

        if len(parts) == 1:
            return parts[0]
        return Columns(*map(np.concatenate, zip(*parts, strict=True))) if parts else Columns.of(())

    def part(self, which: "slice | np.ndarray") -> "Columns":
        """The notes that a slice or a mask chooses."""
        return Columns(*(column[which] for column in self))


class Chunk:
    """Some hundred notes in `note_order`, at least one, and what was found out about them. It never changes."""

    def __init__(self, notes: tuple[Note, ...]) -> None:
        self.notes = notes
        self.start = notes[0].start  # the tick at which the first note starts

    @cached_property
    def columns(self) -> Columns:
        """The notes as arrays."""
        return Columns.of(self.notes)

    @cached_property
    def end(self) -> int:
        """The tick at which the last note has ended."""
        return int(self.columns.end.max())

    @cached_property
    def longest(self) -> int:
        """The longest duration, in ticks."""
        return int((self.columns.end - self.columns.start).max())

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


class Notes(Sequence[Note]):
    """Notes in `note_order`. It equals a tuple of them.

    They lie in chunks. `spliced` makes only those anew in which something changes, whatever the length of the whole,
    and all that is known of the others stays known.
    """

    def __init__(self, notes: Iterable[Note] = (), columns: Columns | None = None) -> None:
        """`notes` are in `note_order`; `columns` are theirs, if somebody has them already."""
        whole = tuple(notes)
        self._set_chunks([Chunk(whole[first : first + _USUAL]) for first in range(0, len(whole), _USUAL)])
        if columns is not None:
            for chunk, first in zip(self.chunks, self._firsts, strict=False):
                chunk.columns = columns.part(slice(first, first + _USUAL))

    @property
    def columns(self) -> Columns:
        """All notes as arrays; made from those of the chunks."""
        return Columns.joined([chunk.columns for chunk in self.chunks])

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
        return self is other or (len(self) == len(other) and tuple(self) == tuple(other))

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
        making, done = _Making(), 0
        for first, end, others in splices:
            self._copy(done, first, making)
            making.loose += others
            done = end
        self._copy(done, len(self), making)
        made = Notes.__new__(Notes)
        made._set_chunks(making.finish())
        return made

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

    def apart_from(self, other: "Notes") -> list[Note]:
        """The notes of the chunks that `other` does not share, in order."""
        shared = set(map(id, other.chunks))
        return [note for chunk in self.chunks if id(chunk) not in shared for note in chunk.notes]

    def _set_chunks(self, chunks: list[Chunk]) -> None:
        self.chunks = chunks
        self._firsts = list(
            accumulate(map(len, map(attrgetter("notes"), chunks)), initial=0)
        )  # index of each first note

    def _chunk_at(self, place: int) -> int:
        return bisect_right(self._firsts, place) - 1

    def _place_of(self, order: tuple[int, ...], bisect: Callable[..., int]) -> int:
        if not self.chunks:
            return 0
        number = max(bisect(self.chunks, order, key=_first_order) - 1, 0)
        return self._firsts[number] + bisect(self.chunks[number].notes, order, key=note_order)

    def _between(self, first: int, end: int) -> Iterator[Note]:
        making = _Making()
        self._copy(first, end, making)
        return chain(chain.from_iterable(chunk.notes for chunk in making.chunks), making.loose)

    def _copy(self, first: int, end: int, making: "_Making") -> None:
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


class _Making:
    """Chunks in the making."""

    def __init__(self) -> None:
        self.chunks: list[Chunk] = []
        self.loose: list[Note] = []  # that follow them, and are in no chunk yet

    def share(self, chunks: list[Chunk]) -> None:
        """Go on with chunks of another sequence."""
        if chunks:
            self._settle()
            self.chunks += chunks

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
        count = max(round(len(loose) / _USUAL), 1)
        bounds = [len(loose) * number // count for number in range(count + 1)]
        self.chunks += [Chunk(tuple(loose[first:end])) for first, end in pairwise(bounds)]
        self.loose = []


def _first_order(chunk: Chunk) -> tuple[int, ...]:
    return note_order(chunk.notes[0])


NO_NOTES = Notes()
