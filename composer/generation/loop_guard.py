"""A guard against going round in circles: what was played three times in a row has to go on otherwise.

It listens to the rhythm and pitches of all tracks together, wherever bar lines are. A short figure may come more often,
until it has filled two bars.
"""

import numpy as np
from numba import boolean, int64, void

from composer.generation.compiled import compiled
from composer.generation.takes import HISTORY, TAKES, Takes

MOST_TIMES = 3
FREE_BARS = 2  # that a figure may fill, however often it comes in them
LONGEST = 256  # notes of what is recognized when it returns

_NEVER = 1 << 32  # steps


class LoopGuard:
    """Hears the notes of all takes, the seed's included, and knows when something would come once too often."""

    def __init__(self, takes: Takes, bar: int, section: int | None = None) -> None:
        """Hear what `takes` have read; a bar lasts so many steps, and what returns section by section is planned."""
        self._takes = takes
        self._free = FREE_BARS * bar
        self._section = _NEVER if section is None else section
        # How many of the latest notes are like those 1, 2, 3 … LONGEST notes before them.
        alike = np.zeros((1, LONGEST), dtype=np.int64)
        for heard in range(1, takes.heard + 1):
            _hear(takes.history[:1], heard, alike)
        self._alike = np.repeat(alike, len(takes), axis=0)

    def keep(self, kept: np.ndarray) -> None:
        """Go on with some of the takes only: `kept` are their places."""
        self._alike = self._alike[kept]

    def forbid(self, tracks: np.ndarray, allowed: np.ndarray) -> None:
        """Take from `allowed` (takes, pitches) those with which something would come once more, unless that is all.

        tracks (takes,) were chosen for the next notes, of which the takes know the onset.
        """
        takes = self._takes
        _forbid(takes.states, takes.history, takes.heard, self._alike, self._free, self._section, tracks, allowed)

    def hear(self) -> None:
        """Take in the latest notes of the takes."""
        _hear(self._takes.history, self._takes.heard, self._alike)


@compiled(void(HISTORY, int64, int64[:, ::1]))
def _hear(history: np.ndarray, heard: int, alike: np.ndarray) -> None:
    for index in range(len(alike)):
        notes = history[index]
        for before in range(1, min(LONGEST, heard - 1) + 1):
            latest, earlier = notes[heard - 1], notes[heard - 1 - before]
            is_alike = latest.pitch == earlier.pitch and latest.track == earlier.track
            if is_alike and heard - 1 > before:  # what came before the first note is not known
                wait = latest.onset - notes[heard - 2].onset
                is_alike = wait == earlier.onset - notes[heard - 2 - before].onset
            alike[index, before - 1] = alike[index, before - 1] + 1 if is_alike else 0


@compiled(void(TAKES, HISTORY, int64, int64[:, ::1], int64, int64, int64[:], boolean[:, ::1]))
def _forbid(
    states: np.ndarray,
    history: np.ndarray,
    heard: int,
    alike: np.ndarray,
    free: int,
    section: int,
    tracks: np.ndarray,
    allowed: np.ndarray,
) -> None:
    for index in range(len(states)):
        notes, onset, others = history[index], states[index].onset, allowed[index].copy()
        wait = onset - notes[heard - 1].onset
        for before in range(1, min(LONGEST, heard - 1) + 1):
            same = alike[index, before - 1]
            if same < (MOST_TIMES - 1) * before:
                continue
            earlier = notes[heard - before]
            began = notes[heard - before - same].onset
            if (
                wait == earlier.onset - notes[heard - before - 1].onset
                and tracks[index] == earlier.track
                and onset - began >= free
                and onset - earlier.onset < section
            ):
                others[earlier.pitch] = False
        if others.any():
            allowed[index] = others
