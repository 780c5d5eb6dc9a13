"""The events of one track of a MIDI file: its bytes to columns of key events and controls, and a list of the rest.

Nearly all events say on, off or control with two data bytes. How long such an event would be is worked out for all
bytes at once; walking from event to event is then one look-up each. The rest is read one by one.
"""

from array import array
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from composer.midi.control_events import ControlEvents

_NOTE_ON, _KEY_PRESSURE, _PROGRAM_CHANGE, _CHANNEL_PRESSURE = 0x90, 0xA0, 0xC0, 0xD0
_SYSEX, _SYSEX_CONTINUED, _META = 0xF0, 0xF7, 0xFF
_END_OF_TRACK = 0x2F
_SYSTEM_DATA_BYTES = {0xF1: 1, 0xF2: 2, 0xF3: 1}  # time code, song position, song select

MOST_KEY_EVENTS = 3_000_000  # of a track: what can be taken apart in a few seconds and 300 MB
MOST_OTHER_EVENTS = 500_000

_BLOCK = 1 << 18  # bytes looked at together
_LONGEST_DELTA = 4  # bytes


class MetaEvent(NamedTuple):
    """A meta event as written."""

    tick: int
    kind: int
    data: bytes


@dataclass(frozen=True, slots=True)
class KeyEvents:
    """Note-ons and note-offs in file order; every column is (n,)."""

    tick: np.ndarray  # int64
    channel: np.ndarray  # uint8
    pitch: np.ndarray  # uint8
    velocity: np.ndarray  # uint8, 0 for an off


@dataclass(frozen=True, slots=True)
class TrackEvents:
    """What a track's bytes say."""

    keys: KeyEvents
    controls: ControlEvents
    metas: list[MetaEvent]
    end: int  # tick
    length: int  # bytes that were read
    is_cut_off: bool  # the bytes end, or stop making sense, before the end of the track
    odd_values: int  # data bytes above 127, which count as 127
    strays: int  # messages that do not belong in a file, and bytes that belong to none
    other_events: int  # those that took long to read


class TooManyEventsError(Exception):
    """More events than any music has."""


def read_events(data: bytes, kinds: frozenset[int], most_other_events: int = MOST_OTHER_EVENTS) -> TrackEvents:
    """The events of `data` up to the end of the track, or to where it stops making sense; meta events of `kinds` only.

    Raises TooManyEventsError.
    """
    walk = _Walk(data, kinds, most_other_events)
    walk.run()
    if len(walk.starts) > MOST_KEY_EVENTS:
        raise TooManyEventsError
    starts = np.frombuffer(walk.starts, dtype=np.int32).astype(np.int64)
    fast_ticks, slow_ticks = _ticks(walk, starts)
    messages, odd_values = _messages(walk, starts)
    ends = [ticks[-1] for ticks in (fast_ticks, slow_ticks) if len(ticks)]
    return TrackEvents(
        _key_events(messages, fast_ticks),
        _controls(walk, messages, fast_ticks, slow_ticks),
        [MetaEvent(int(slow_ticks[index]), kind, text) for index, kind, text in walk.metas],
        int(max(ends, default=0)),
        walk.position,
        walk.is_cut_off,
        odd_values,
        walk.strays,
        len(walk.slow_places),
    )


class _Walk:
    """One pass over the bytes. Fast events are only noted by where they start; slow ones are read."""

    def __init__(self, data: bytes, kinds: frozenset[int], most_slow: int) -> None:
        self.data = data
        self.position = 0
        self.is_cut_off = False
        self.strays = 0
        self.starts = array("i")  # of fast events
        self.slow_places = array("i")  # for each slow event, how many fast ones come before it
        self.slow_deltas = array("i")
        self.metas: list[tuple[int, int, bytes]] = []  # (index of the slow event, kind, data)
        self.short_messages = array("i")  # by turns: the index of the slow event, its status, its data byte
        self._kinds = kinds
        self._most_slow = most_slow

    def run(self) -> None:
        data, starts, size = self.data, self.starts, len(self.data)
        steps = _steps(data)
        append = starts.append
        position = 0
        goes_on = size > 0
        is_slow = goes_on and not self._is_fast(0, 0)
        while goes_on:
            if not is_slow:
                while step := steps[position]:
                    append(position)
                    position += step
            if position >= size:
                break
            try:
                position, goes_on = self._read_slowly(position, bool(starts))
            except IndexError:
                self.is_cut_off = True
                break
            is_slow = False
        self.position = min(position, size)

    def _read_slowly(self, position: int, has_status: bool) -> tuple[int, bool]:
        """Read events one by one until a fast one comes; returns where that is, and whether the track goes on."""
        data = self.data
        status = 0x80 if has_status else 0  # whatever it was, it has two data bytes
        while True:
            delta, position = _variable_length(data, position)
            if len(self.slow_places) >= self._most_slow:
                raise TooManyEventsError
            self.slow_places.append(len(self.starts))
            self.slow_deltas.append(delta)
            byte = data[position]
            if byte >= _SYSEX:
                position += 1
                if byte in (_META, _SYSEX, _SYSEX_CONTINUED):
                    kind = data[position] if byte == _META else None
                    length, position = _variable_length(data, position + (byte == _META))
                    if kind == _END_OF_TRACK:
                        return position, False
                    if kind in self._kinds:
                        self.metas.append((len(self.slow_places) - 1, kind, data[position : position + length]))
                    position += length
                else:  # a message of the wire, which has no place in a file
                    self.strays += 1
                    position += _SYSTEM_DATA_BYTES.get(byte, 0)
            else:
                if byte >= 0x80:
                    status = byte
                    position += 1
                if status == 0:  # a data byte before any status
                    self.strays += 1
                    position += 1
                elif status & 0xF0 in (_PROGRAM_CHANGE, _CHANNEL_PRESSURE):
                    self.short_messages.extend((len(self.slow_places) - 1, status, min(data[position], 127)))
                    position += 1
                else:  # a fast event that the bytes do not suffice for
                    raise IndexError("the track ends within an event")
            if position >= len(data):
                self.is_cut_off = position > len(data)
                return position, False
            if self._is_fast(position, status):
                return position, True

    def _is_fast(self, position: int, status: int) -> bool:
        """Whether the event at `position` has two data bytes; a running status counts too."""
        while self.data[position] >= 0x80:
            position += 1
            if position >= len(self.data):
                return False
        position += 1
        byte = self.data[position] if position < len(self.data) else _META
        command = (byte if byte >= 0x80 else status) & 0xF0
        return 0x80 <= command < _SYSEX and command not in (_PROGRAM_CHANGE, _CHANNEL_PRESSURE)


def _steps(data: bytes) -> bytes:
    """For each byte, how long a fast event would be that begins there (its delta included); 0 where none can.

    A fast event has two data bytes and perhaps a running status. One 0 follows the last byte.
    """
    padded = np.frombuffer(data + bytes(2 * _LONGEST_DELTA), dtype=np.uint8)
    steps = np.zeros(len(data) + 1, dtype=np.uint8)
    for first in range(0, len(data), _BLOCK):
        last = min(first + _BLOCK, len(data))
        block = padded[first : last + _LONGEST_DELTA + 1]
        size = last - first
        is_long = block >= 0x80
        goes_on = is_long[:size].copy()
        delta = np.ones(size, dtype=np.uint8)
        for offset in range(1, _LONGEST_DELTA):
            delta += goes_on
            goes_on &= is_long[offset : offset + size]
        status = block[np.arange(size) + delta]
        is_explicit = status >= 0x80
        command = status & 0xF0
        is_slow = (command == _PROGRAM_CHANGE) | (command == _CHANNEL_PRESSURE) | (status >= _SYSEX) | goes_on
        steps[first:last] = np.where(is_slow, 0, delta + is_explicit + 2)
    tail = max(len(data) - 2 * _LONGEST_DELTA, 0)
    fits = np.arange(tail, len(data)) + steps[tail:-1] <= len(data)
    steps[tail:-1] *= fits
    return steps.tobytes()


def _variable_length(data: bytes, position: int) -> tuple[int, int]:
    """The variable-length quantity at `position`, of at most four bytes, and the position behind it."""
    value = 0
    for _ in range(_LONGEST_DELTA):
        byte = data[position]
        position += 1
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, position
    raise IndexError("a variable-length quantity of more than four bytes")


def _ticks(walk: _Walk, starts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The ticks of the fast events and of the slow ones; deltas of both kinds add up in file order."""
    padded = np.frombuffer(walk.data + bytes(_LONGEST_DELTA), dtype=np.uint8)
    deltas = np.zeros(len(starts), dtype=np.int64)
    goes_on = np.ones(len(starts), dtype=bool)
    for offset in range(_LONGEST_DELTA):
        byte = padded[starts + offset]
        deltas = np.where(goes_on, deltas << 7 | byte & 0x7F, deltas)
        goes_on &= byte >= 0x80
    places = np.frombuffer(walk.slow_places, dtype=np.int32)
    fast_sum = np.concatenate(([0], np.cumsum(deltas)))
    slow_sum = np.concatenate(([0], np.cumsum(np.frombuffer(walk.slow_deltas, dtype=np.int32), dtype=np.int64)))
    slow_before = np.searchsorted(places, np.arange(len(starts)), side="right")
    return fast_sum[1:] + slow_sum[slow_before], fast_sum[places] + slow_sum[1:]


def _messages(walk: _Walk, starts: np.ndarray) -> tuple[np.ndarray, int]:
    """Status and data of the fast events, (3, n) uint8, and how many data bytes were above 127."""
    padded = np.frombuffer(walk.data + bytes(2 * _LONGEST_DELTA), dtype=np.uint8)
    position = starts.copy()
    for _ in range(_LONGEST_DELTA - 1):
        position += padded[position] >= 0x80
    position += 1  # behind the delta
    is_explicit = padded[position] >= 0x80
    status = padded[np.maximum.accumulate(np.where(is_explicit, position, -1))] if len(starts) else position
    first, second = padded[position + is_explicit], padded[position + is_explicit + 1]
    odd_values = int(np.count_nonzero(first > 127) + np.count_nonzero(second > 127))
    return np.stack((status.astype(np.uint8), np.minimum(first, 127), np.minimum(second, 127))), odd_values


def _key_events(messages: np.ndarray, ticks: np.ndarray) -> KeyEvents:
    """The ons and offs among the fast events."""
    chosen = np.flatnonzero(messages[0] < _KEY_PRESSURE)
    status, pitch, velocity = messages[:, chosen]
    return KeyEvents(ticks[chosen], status & 0x0F, pitch, np.where(status >= _NOTE_ON, velocity, 0).astype(np.uint8))


def _controls(walk: _Walk, messages: np.ndarray, fast_ticks: np.ndarray, slow_ticks: np.ndarray) -> ControlEvents:
    """The controls among fast and slow events, in file order."""
    chosen = np.flatnonzero(messages[0] >= _KEY_PRESSURE)
    fast = ControlEvents.of_messages(fast_ticks[chosen], *messages[:, chosen])
    if not walk.short_messages:
        return fast
    index, status, value = np.frombuffer(walk.short_messages, dtype=np.int32).reshape(-1, 3).T
    slow = ControlEvents.of_messages(slow_ticks[index], status, value, np.zeros_like(value))
    places = np.frombuffer(walk.slow_places, dtype=np.int32)[index]  # before the fast event of this index
    return ControlEvents.joined(slow, fast).at(np.argsort(np.concatenate((places, chosen)), kind="stable"))
