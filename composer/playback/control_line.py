"""The controls of a timeline in playing order, and where every dial stands at any place; pure, it knows no clock."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from composer.midi.control_events import SHORT_KINDS, messages_of
from composer.music.controls import CONTROLLER, KEY_PRESSURE, TICK_SHIFT
from composer.music.parameters import CHOICES, ENTRIES, PARAMETER_DIALS, Choice
from composer.music.score import Track

Key = tuple[int, int, int]  # channel, kind, and number of the controller or of the parameter

PARAMETER = 0x10  # as a kind: a registered or other parameter, whose value is said after its number

_FIRST_MODE = 120  # controllers from here on say something once, and hold nothing


class Standing(NamedTuple):
    """Where a dial stands: the messages that put it there."""

    messages: tuple[bytes, ...]

    @property
    def value(self) -> int:
        """The last of them as a number: of 14 bits for a bend, else of 7."""
        data = self.messages[-1][1:]
        return data[0] | data[1] << 7 if self.messages[-1][0] >> 4 == 0xE else data[-1]


@dataclass(frozen=True)
class ControlLine:
    """What is said to the instruments beside the notes. Build it with `control_line_of`."""

    ticks: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))  # (controls,) ascending
    messages: np.ndarray = field(default_factory=lambda: np.zeros((0, 3), np.uint8))  # (controls, 3)
    turns: Mapping[Key, np.ndarray] = field(
        default_factory=dict
    )  # per dial the ascending indices at which it is turned
    choices: Mapping[int, tuple[bytes, ...]] = field(default_factory=dict)  # by index: what chose the parameter it sets

    def __len__(self) -> int:
        return self.ticks.size

    def first_at(self, tick: float) -> int:
        """Index of the first control at or after `tick`."""
        return bisect_left(self.ticks, tick)

    def first_after(self, tick: float) -> int:
        """Index of the first control after `tick`."""
        return bisect_right(self.ticks, tick)

    def message(self, index: int) -> bytes:
        """What is said at `index`."""
        data = self.messages[index].tobytes()
        return data[:2] if data[0] >> 4 in SHORT_KINDS else data

    def state_before(self, index: int) -> dict[Key, Standing]:
        """Where everything stands that was turned before `index`, in the order in which that was done."""
        last = {}
        for key, turns in self.turns.items():
            count = int(np.searchsorted(turns, index))
            if count:
                last[key] = int(turns[count - 1])
        return {
            key: Standing((*self.choices.get(place, ()), self.message(place)))
            for key, place in sorted(last.items(), key=lambda item: item[1])
        }


def control_line_of(tracks: Sequence[Track]) -> ControlLine:
    """The controls of these tracks."""
    tracks = [track for track in tracks if track.controls]
    if not tracks:
        return ControlLine()
    items = np.concatenate([np.frombuffer(track.controls.packed, np.int64) for track in tracks])
    channels = np.repeat([track.channel for track in tracks], [len(track.controls) for track in tracks])
    order = np.argsort(items >> TICK_SHIFT, kind="stable")
    messages = messages_of(items[order], channels[order])
    turns, choices = _turns(messages)
    return ControlLine(items[order] >> TICK_SHIFT, messages, turns, choices)


def _turns(messages: np.ndarray) -> tuple[dict[Key, np.ndarray], dict[int, tuple[bytes, ...]]]:
    """At which indices of `messages` (n, 3) each dial is turned, and what has chosen the parameters that are set."""
    kind, number = messages[:, 0] >> 4, messages[:, 1].astype(np.int64)
    is_controller = kind == CONTROLLER
    is_of_parameter = is_controller & np.isin(number, [dial.number for dial in PARAMETER_DIALS])
    holds = ~is_of_parameter & (kind != KEY_PRESSURE) & ~(is_controller & (number >= _FIRST_MODE))
    places = np.flatnonzero(holds)
    keys = messages[places, 0].astype(np.int64) << 7 | np.where(is_controller, number, 0)[places]
    order = np.argsort(keys, kind="stable")
    present, firsts = np.unique(keys[order], return_index=True)
    turns = {
        (key >> 7 & 0xF, key >> 11, key & 0x7F): places[order[first:last]]
        for key, (first, last) in zip(present.tolist(), pairwise([*firsts.tolist(), len(order)]), strict=True)
    }
    set_at: dict[Key, list[int]] = {}
    choices = {}
    for index, key, chosen in _parameters(messages, np.flatnonzero(is_of_parameter)):
        set_at.setdefault(key, []).append(index)
        choices[index] = chosen
    return turns | {key: np.array(indices) for key, indices in set_at.items()}, choices


def _parameters(messages: np.ndarray, places: np.ndarray) -> Iterator[tuple[int, Key, tuple[bytes, ...]]]:
    """Each index at which a parameter is set, which one, and what has chosen it."""
    choices: dict[int, Choice] = {}  # by channel
    for index in places.tolist():
        status, number, value = messages[index].tolist()
        choice = choices.setdefault(status & 0x0F, Choice())
        if number in CHOICES:
            choice.turn(number, value)
        elif number in ENTRIES and choice.saying:
            saying = tuple(bytes((status, *said)) for said in choice.saying)
            parameter = int.from_bytes(b"".join(saying)) << 7 | number
            yield index, (status & 0x0F, PARAMETER, parameter), saying
