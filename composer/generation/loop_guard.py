"""A guard against going round in circles: nothing of one, two or four bars is played more than three times in a row."""

import numpy as np
from numba import boolean, int64, void

from composer.generation.compiled import compiled, type_of_records
from composer.generation.events import NoteArrays
from composer.generation.takes import TAKES

PERIODS = (1, 2, 4)  # bars
MOST_TIMES = 3

_BARS = MOST_TIMES * max(PERIODS)  # that are remembered, each at its number modulo this
_FACTOR = np.uint64(0x9E3779B97F4A7C15)  # of the hashes; odd, 2⁶⁴ divided by the golden ratio
_HEARD = np.dtype(
    [
        ("first", np.int64),  # number of the first bar of which a note was heard
        ("latest", np.int64),
        ("hash", np.uint64, _BARS),  # of the notes of a bar; 0 in an empty one
        ("position", np.int64, _BARS),  # of the first note of a bar, in steps
        ("track", np.int64, _BARS),  # of the first note of a bar
        ("pitch", np.int64, _BARS),  # of the first note of a bar
    ]
)
_HEARD_BARS = type_of_records(_HEARD)[::1]


class LoopGuard:
    """Hears the notes of all takes, the seed's included, and knows when something would come once too often."""

    def __init__(self, seed: NoteArrays, takes: int) -> None:
        """Hear the notes of the seed, of which there is at least one, for so many takes."""
        bars, positions, *_ = seed.bars.locate(seed.onset)
        heard = np.zeros(1, _HEARD)
        heard["first"], heard["latest"] = bars[0], bars[0] - 1
        _hear_seed(heard, bars, positions, seed.track, seed.pitch, seed.duration)
        self._heard = np.repeat(heard, takes)

    def keep(self, kept: np.ndarray) -> None:
        """Go on with some of the takes only: `kept` are their places."""
        self._heard = self._heard[kept]

    def forbid(self, states: np.ndarray, tracks: np.ndarray, allowed: np.ndarray) -> None:
        """Take from `allowed` (takes, pitches) those with which bars would begin as what came three times before did.

        states (takes,) of TAKE; tracks (takes,) were chosen for the next notes.
        """
        _forbid(self._heard, states, tracks, allowed)

    def hear(self, states: np.ndarray) -> None:
        """Take in the latest notes of the takes."""
        _hear(self._heard, states)


@compiled()
def _hear_note(heard: np.record, bar: int, position: int, track: int, pitch: int, duration: int) -> None:
    for number in range(max(heard.latest, bar - _BARS) + 1, bar + 1):
        heard.hash[number % _BARS] = 0
    heard.latest = bar
    place = bar % _BARS
    if heard.hash[place] == 0:
        heard.position[place], heard.track[place], heard.pitch[place] = position, track, pitch
    note = ((position << 3 | track) << 7 | pitch) << 20 | duration
    heard.hash[place] = (heard.hash[place] + np.uint64(note)) * _FACTOR


@compiled(void(_HEARD_BARS, int64[:], int64[:], int64[:], int64[:], int64[:]))
def _hear_seed(
    heard: np.ndarray,
    bars: np.ndarray,  # (notes,), as all that follow
    positions: np.ndarray,
    tracks: np.ndarray,
    pitches: np.ndarray,
    durations: np.ndarray,
) -> None:
    for note in range(len(bars)):
        _hear_note(heard[0], bars[note], positions[note], tracks[note], pitches[note], durations[note])


@compiled(void(_HEARD_BARS, TAKES))
def _hear(heard: np.ndarray, states: np.ndarray) -> None:
    for index in range(len(states)):
        take = states[index]
        _hear_note(heard[index], take.bar, take.position, take.track, take.pitch, take.duration)


@compiled()
def _is_looping(heard: np.record, begin: int, end: int, period: int) -> bool:
    """Whether the bars from `begin` to `end` are the first `period` of them again and again, with something in them."""
    is_looping = begin >= heard.first and heard.hash[begin % _BARS] != 0
    for bar in range(begin + period, end):
        is_looping &= heard.hash[bar % _BARS] == heard.hash[(bar - period) % _BARS]
    return is_looping


@compiled(void(_HEARD_BARS, TAKES, int64[:], boolean[:, ::1]))
def _forbid(heard: np.ndarray, states: np.ndarray, tracks: np.ndarray, allowed: np.ndarray) -> None:
    for index in range(len(states)):
        bars, take = heard[index], states[index]
        if take.bar != bars.latest + 1:
            continue
        for period in PERIODS:
            begin = take.bar - MOST_TIMES * period
            first = begin % _BARS
            if (
                _is_looping(bars, begin, take.bar, period)
                and bars.position[first] == take.position
                and bars.track[first] == tracks[index]
            ):
                allowed[index, bars.pitch[first]] = False
                break
