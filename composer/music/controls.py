"""Controls: what a track says beside its notes, such as pedal, bend and pressure; eight bytes for each."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, overload

from composer.music.errors import ScoreError
from composer.music.pitch import HIGHEST_PITCH

if TYPE_CHECKING:
    import numpy as np

# Kinds of control, numbered as MIDI does in the upper half of a status byte.
KEY_PRESSURE, CONTROLLER, PROGRAM, CHANNEL_PRESSURE, PITCH_BEND = 0xA, 0xB, 0xC, 0xD, 0xE

MIDDLE_BEND, HIGHEST_BEND = 0x2000, 0x3FFF
PEDAL_DOWN = 64  # the value from which on a pedal holds
LATEST_CONTROL = (1 << 38) - 1  # tick

VALUE_BITS, NUMBER_BITS, KIND_BITS = 14, 7, 4  # of a packed control, from below; the tick is above them
TICK_SHIFT = VALUE_BITS + NUMBER_BITS + KIND_BITS

_KINDS = (KEY_PRESSURE, CONTROLLER, PROGRAM, CHANNEL_PRESSURE, PITCH_BEND)
_HOMES = {1: 0, 11: 127} | dict.fromkeys(range(64, 70), 0)  # of controllers: modulation, expression, pedals
_ITEM_BYTES = 8
_BLOCK = 4096  # controls that are looked through together
_VALUE_MASK = (1 << VALUE_BITS) - 1
_DIAL_MASK = (1 << NUMBER_BITS + KIND_BITS) - 1


class Dial(NamedTuple):
    """What a control turns: one controller, the bend, the pressure … of a track."""

    kind: int
    number: int = 0  # the controller's, 0..127, or the pitch of a key's pressure

    @property
    def highest(self) -> int:
        """The largest value; the smallest is 0."""
        return HIGHEST_BEND if self.kind == PITCH_BEND else 127

    @property
    def home(self) -> int | None:
        """Where it belongs while nobody turns it, as RP-015 resets controllers; None for what has no such place."""
        if self.kind == CONTROLLER:
            return _HOMES.get(self.number)
        return {PITCH_BEND: MIDDLE_BEND, CHANNEL_PRESSURE: 0}.get(self.kind)


def dial_of(words: object) -> Dial:
    """The dial that a file names by its kind and its number. Raises ScoreError where there is no such dial."""
    match words:
        case [int(kind), int(number)] if kind in _KINDS and 0 <= number <= 127:
            return Dial(kind, number)
    raise ScoreError(f"There is no dial {words!r}.")


class Control(NamedTuple):
    """From `tick` on, what `dial` turns has `value`."""

    tick: int
    dial: Dial
    value: int  # 0..127, of a bend 0..16383 with 8192 in the middle


SUSTAIN = Dial(CONTROLLER, 64)
MODULATION = Dial(CONTROLLER, 1)
BEND = Dial(PITCH_BEND)
PROGRAM_CHANGE = Dial(PROGRAM)


class Controls(Sequence[Control]):
    """Controls in order of tick; at one tick in the order in which they were given, which can matter.

    A value: equal, hashable and shared like a tuple, but 100,000 bends take 800 kB.
    """

    def __init__(self, controls: Iterable[Control] = ()) -> None:
        """Controls in any order of ticks. Raises ScoreError for what no controller can say."""
        self._data = _data_of(sorted(map(_packed, controls), key=_tick_of))

    @staticmethod
    def from_packed(data: bytes) -> "Controls":
        """The controls whose `packed` is `data`. Raises ScoreError."""
        import numpy as np  # the window is painted without it

        items = np.frombuffer(data, np.int64)
        if (np.diff(items >> TICK_SHIFT) < 0).any():
            raise ScoreError("Controls are not in order.")
        for item in np.unique(items & ~(-1 << TICK_SHIFT)).tolist():
            _checked(_unpacked(item))
        for item in items[:1].tolist():
            _checked(_unpacked(item))  # the earliest of the ticks
        return _trusted(data)

    @property
    def packed(self) -> bytes:
        """All of it, as 64-bit numbers of this machine; see `TICK_SHIFT` and its neighbours."""
        return self._data

    @cached_property
    def items(self) -> memoryview:
        """The packed controls as integers."""
        return memoryview(self._data).cast("q")

    @cached_property
    def dials(self) -> frozenset[Dial]:
        """What is turned."""
        if not self:
            return frozenset()
        import numpy as np

        present = np.flatnonzero(np.bincount(self._dial_bits(), minlength=1))
        return frozenset(Dial(each >> NUMBER_BITS, each & 0x7F) for each in present.tolist())

    @overload
    def __getitem__(self, index: int) -> Control: ...
    @overload
    def __getitem__(self, index: slice) -> "Controls": ...
    def __getitem__(self, index: int | slice) -> "Control | Controls":
        if isinstance(index, slice):
            return _trusted(self.items[index].tobytes())
        return _unpacked(self.items[index])

    def __len__(self) -> int:
        return len(self._data) // _ITEM_BYTES

    def __iter__(self) -> Iterator[Control]:
        return map(_unpacked, self.items)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Controls) and self._data == other._data

    def __hash__(self) -> int:
        return hash(self._data)

    def __repr__(self) -> str:
        return f"Controls({list(self)!r})"

    def __reduce__(self) -> tuple:
        return _trusted, (self._data,)

    def place_of(self, tick: float) -> int:
        """The index of the first control at or after `tick`."""
        return bisect_left(self.items, -(int(-tick // 1)) << TICK_SHIFT)

    def between(self, start: int, end: int) -> "Controls":
        """Those in ``start <= tick < end``."""
        return self[self.place_of(start) : self.place_of(end)]

    def of(self, dial: Dial) -> "Controls":
        """Those that turn `dial`."""
        return self.chosen({dial})

    def chosen(self, dials: Iterable[Dial]) -> "Controls":
        """Those that turn one of `dials`."""
        if not self:
            return self
        import numpy as np

        is_wanted = np.isin(self._dial_bits(), [_dial_bits(dial) for dial in dials])
        return _trusted(np.frombuffer(self._data, np.int64)[is_wanted].tobytes())

    def value_at(self, tick: int, dial: Dial) -> int | None:
        """Where `dial` stands when everything at `tick` has been said; None if nothing turned it until then."""
        wanted = _dial_bits(dial)
        for last in range(self.place_of(tick + 1), 0, -_BLOCK):
            first = max(last - _BLOCK, 0)
            turns = (self._dial_bits(first, last) == wanted).nonzero()[0]
            if turns.size:
                return self.items[first + int(turns[-1])] & _VALUE_MASK
        return None

    def spliced(self, first: int, last: int, controls: "Controls") -> "Controls":
        """`controls` in the place of those with indices in ``first <= index < last``; ticks have to stay in order."""
        return _trusted(
            b"".join((self._data[: first * _ITEM_BYTES], controls.packed, self._data[last * _ITEM_BYTES :]))
        )

    def merged(self, *others: "Controls") -> "Controls":
        """These and `others`; at one tick these first."""
        merged = self
        for other in filter(None, others):
            first, last = merged.place_of(other[0].tick), merged.place_of(other[-1].tick + 1)
            merged = merged.spliced(first, last, _sorted(chain(merged.items[first:last], other.items)))
        return merged

    def with_ticks(self, change: Callable[[int], int]) -> "Controls":
        """The same at other ticks: `change` tells for each tick the one it comes to, 0 or later."""
        mask = (1 << TICK_SHIFT) - 1
        return _sorted(change(_tick_of(item)) << TICK_SHIFT | item & mask for item in self.items)

    def _dial_bits(self, first: int = 0, last: int | None = None) -> "np.ndarray":
        """What is turned, packed, by the controls from index `first` to `last`: (n,) int64."""
        import numpy as np

        return np.frombuffer(self._data, np.int64)[first:last] >> VALUE_BITS & _DIAL_MASK


def _trusted(data: bytes) -> Controls:
    """The controls of `data`, which was made here."""
    controls = Controls.__new__(Controls)
    controls._data = data
    return controls


def _sorted(items: Iterable[int]) -> Controls:
    return _trusted(_data_of(sorted(items, key=_tick_of)))


def _data_of(items: Iterable[int]) -> bytes:
    from array import array  # the window is painted without it

    return array("q", items).tobytes()


def _tick_of(item: int) -> int:
    return item >> TICK_SHIFT


def _dial_bits(dial: Dial) -> int:
    return dial.kind << NUMBER_BITS | dial.number


def _packed(control: Control) -> int:
    tick, dial, value = _checked(control)
    return tick << TICK_SHIFT | _dial_bits(dial) << VALUE_BITS | value


def _unpacked(item: int) -> Control:
    dial = Dial(item >> VALUE_BITS + NUMBER_BITS & 0xF, item >> VALUE_BITS & 0x7F)
    return Control(item >> TICK_SHIFT, dial, item & _VALUE_MASK)


def _checked(control: Control) -> Control:
    tick, (kind, number), value = control
    if not 0 <= tick <= LATEST_CONTROL:
        raise ScoreError(f"A control cannot be at tick {tick}.")
    has_number = kind in (CONTROLLER, KEY_PRESSURE)
    if not KEY_PRESSURE <= kind <= PITCH_BEND or not 0 <= number <= (HIGHEST_PITCH if has_number else 0):
        raise ScoreError(f"There is no control of kind {kind} with number {number}.")
    if not 0 <= value <= control.dial.highest:
        raise ScoreError(f"The value {value} of a control is outside 0..{control.dial.highest}.")
    return control


NO_CONTROLS = _trusted(b"")
