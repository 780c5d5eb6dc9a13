"""Limits that a user sets: the scale, the range of pitches, the largest leap, and how dense the notes may come.

They are masks over the tokens of a field. Where nothing at all would be left, the leap gives way first, then the rest.
"""

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np

from composer.generation.events import END_TOKEN, SPANS, STEPS_PER_QUARTER
from composer.generation.options import ANY_DENSITY, ANY_LEAP, HIGHEST_PITCH, KEY_OF_SEED, SamplingOptions
from composer.generation.take_state import TakeState
from composer.music.pitch import Key
from composer.music.scales import Scale

_SPANS = SPANS.tolist()
_QUARTERS_COUNTED = 4  # over which the density is counted


class Limits:
    """The limits of some options."""

    def __init__(self, options: SamplingOptions, key: Key | None, tracks: int) -> None:
        self._playable = _playable(options, key)
        self._leap = options.largest_leap
        self._last_track = tracks - 1
        self._most_notes, self._window = _notes_in_window(options.densest)

    @staticmethod
    def of(options: SamplingOptions, key: Key | None, tracks: int) -> "Limits | None":
        """The limits for a seed in `key` with so many tracks; None where there are none."""
        limits = Limits(options, key, tracks)
        is_limited = not limits._playable.all() or options.largest_leap < ANY_LEAP or options.densest != ANY_DENSITY
        return limits if is_limited else None

    def deltas(self, takes: Sequence[TakeState], allowed: np.ndarray) -> np.ndarray:
        """Without the Δonsets that would make it too dense, or a chord that could not go on; a new array."""
        limited = allowed.copy()
        for take, row, before in zip(takes, limited, allowed, strict=True):
            row[: self._first_delta(take)] = False
            if row[0] and take.track == self._last_track and not take.can_stack(self._within(take, take.track)):
                row[0] = False
            if not row.any():
                row[:] = before
        return limited

    def pitches(self, takes: Sequence[TakeState], tracks: Sequence[int], allowed: np.ndarray) -> None:
        """Take from `allowed` (takes, pitches) what lies outside."""
        for take, track, row in zip(takes, tracks, allowed, strict=True):
            for mask in (self._within(take, track), self._playable):
                if (row & mask).any():
                    row &= mask
                    break

    def _within(self, take: TakeState, track: int) -> np.ndarray:
        """The pitches that `track` may play next, (pitches,)."""
        if self._leap >= ANY_LEAP:
            return self._playable
        near = np.zeros_like(self._playable)
        for pitch in take.latest_pitches(track):
            near[max(pitch - self._leap, 0) : pitch + self._leap + 1] = True
        return self._playable & near if near.any() else self._playable

    def _first_delta(self, take: TakeState) -> int:
        """The token of the shortest Δonset after which one more note is not too dense."""
        new = len(take.history) - take.read
        if not self._most_notes or new < self._most_notes:
            return 0
        earliest = take.history[-self._most_notes][0] + self._window
        return bisect_left(_SPANS, earliest - take.onset, hi=END_TOKEN)


def _playable(options: SamplingOptions, key: Key | None) -> np.ndarray:
    """Whether a pitch is in the range and in the scale, (pitches,)."""
    pitches = np.arange(HIGHEST_PITCH + 1)
    playable = (pitches >= options.lowest_pitch) & (pitches <= options.highest_pitch)
    scale = _scale(options.scale, key)
    return playable if scale is None else playable & np.isin(pitches % 12, list(scale.pitch_classes))


def _scale(words: str, key: Key | None) -> Scale | None:
    if words == KEY_OF_SEED:
        return None if key is None else Scale.of_key(key)
    return Scale.of_words(words)


def _notes_in_window(densest: float) -> tuple[int, int]:
    """So many notes at most may begin within so many steps; no notes: any number."""
    if densest == ANY_DENSITY:
        return 0, 0
    notes = max(int(_QUARTERS_COUNTED * densest), 1)
    return notes, round(STEPS_PER_QUARTER * notes / densest)
