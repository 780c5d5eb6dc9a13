"""Limits that a user sets: the scale, the range of pitches, the largest leap, and how dense the notes may come.

They are masks over the tokens of a field. Where nothing at all would be left, the leap gives way first, then the rest.
"""

import numpy as np
from numba import boolean, int64, void

from composer.generation.compiled import compiled
from composer.generation.events import END_TOKEN, SPANS, STEPS_PER_QUARTER
from composer.generation.options import ANY_DENSITY, ANY_LEAP, HIGHEST_PITCH, KEY_OF_SEED, SamplingOptions
from composer.generation.takes import HISTORY, TAKES, Takes, is_free
from composer.music.pitch import Key
from composer.music.scales import Scale

_QUARTERS_COUNTED = 4  # over which the density is counted
_FAR_BACK = 32  # notes of a track among which its sounding ones are looked for


class Limits:
    """The limits of some options."""

    def __init__(self, options: SamplingOptions, key: Key | None, tracks: int) -> None:
        self._playable = _playable(options, key)
        self._leap = options.largest_leap
        self._tracks = tracks
        self._most_notes, self._window = _notes_in_window(options.densest)

    @staticmethod
    def of(options: SamplingOptions, key: Key | None, tracks: int) -> "Limits | None":
        """The limits for a seed in `key` with so many tracks; None where there are none."""
        limits = Limits(options, key, tracks)
        is_limited = not limits._playable.all() or options.largest_leap < ANY_LEAP or options.densest != ANY_DENSITY
        return limits if is_limited else None

    def deltas(self, takes: Takes, allowed: np.ndarray) -> None:
        """Take from `allowed` (takes, tokens) what would make it too dense, and a chord that could not go on."""
        earliest = np.zeros(len(takes), dtype=np.int64)  # onset that is not too early for one more note
        if self._most_notes and takes.heard - takes.read >= self._most_notes:
            earliest = takes.history["onset"][:, takes.heard - self._most_notes] + self._window
        heard = (takes.states, takes.history, takes.heard)
        _limit_deltas(*heard, self._leap, self._playable, self._tracks, earliest, allowed)

    def tracks(self, takes: Takes, allowed: np.ndarray) -> None:
        """Take from `allowed` (takes, tracks) those that could play nothing within the limits."""
        _limit_tracks(takes.states, takes.history, takes.heard, self._leap, self._playable, allowed)

    def pitches(self, allowed: np.ndarray) -> None:
        """Take from `allowed` (takes, pitches) what is outside the scale or the range, unless that is all."""
        within = allowed & self._playable
        allowed[...] = np.where(within.any(axis=1, keepdims=True), within, allowed)

    def leaps(self, takes: Takes, tracks: np.ndarray, allowed: np.ndarray) -> None:
        """Take from `allowed` (takes, pitches) what is too far away for the tracks (takes,), unless that is all."""
        _keep_near(takes.states, takes.history, takes.heard, tracks, self._leap, allowed)


@compiled()
def _near(take: np.record, notes: np.ndarray, heard: int, track: int, leap: int, playable: np.ndarray) -> np.ndarray:
    """What of `playable` (pitches,) is within a leap of what a track played, if there is any; else all of it.

    That is what it played at its latest onset before the note that is being chosen, and what of it still sounds.
    """
    if leap >= ANY_LEAP:
        return playable
    near = np.zeros_like(playable)
    now, latest, place, found = take.onset, -1, heard, 0
    while place > 0 and found < _FAR_BACK:
        place -= 1
        note = notes[place]
        if note.track != track or note.onset >= now:
            continue
        found += 1
        if found == 1:
            latest = note.onset
        if note.onset == latest or note.onset + note.duration > now:
            near[max(note.pitch - leap, 0) : note.pitch + leap + 1] = True
    near &= playable
    return near if near.any() else playable


@compiled()
def _can_play(take: np.record, track: int, is_chord: bool, pitches: np.ndarray) -> bool:
    """Whether a track may begin one of the `pitches` (pitches,)."""
    can_play = False
    for pitch in range(len(pitches)):
        can_play |= pitches[pitch] and is_free(take, track, pitch, is_chord)
    return can_play


@compiled(void(TAKES, HISTORY, int64, int64[:], int64, boolean[:, ::1]))
def _keep_near(
    states: np.ndarray, history: np.ndarray, heard: int, tracks: np.ndarray, leap: int, allowed: np.ndarray
) -> None:
    for index in range(len(states)):
        allowed[index] = _near(states[index], history[index], heard, tracks[index], leap, allowed[index])


@compiled(void(TAKES, HISTORY, int64, int64, boolean[::1], int64, int64[:], boolean[:, ::1]))
def _limit_deltas(
    states: np.ndarray,
    history: np.ndarray,
    heard: int,
    leap: int,
    playable: np.ndarray,
    tracks: int,
    earliest: np.ndarray,
    allowed: np.ndarray,
) -> None:
    for index in range(len(states)):
        take = states[index]
        limited = allowed[index].copy()
        for token in range(END_TOKEN):
            if take.onset + SPANS[token] < earliest[index]:
                limited[token] = False
        can_stack, track = False, take.track
        while limited[0] and not can_stack and track < tracks:
            can_stack = _can_play(take, track, True, _near(take, history[index], heard, track, leap, playable))
            track += 1
        limited[0] &= can_stack
        if limited.any():
            allowed[index] = limited


@compiled(void(TAKES, HISTORY, int64, int64, boolean[::1], boolean[:, ::1]))
def _limit_tracks(
    states: np.ndarray, history: np.ndarray, heard: int, leap: int, playable: np.ndarray, allowed: np.ndarray
) -> None:
    for index in range(len(states)):
        take = states[index]
        for farthest in (leap, ANY_LEAP):
            limited = allowed[index].copy()
            for track in range(len(limited)):
                if limited[track]:
                    near = _near(take, history[index], heard, track, farthest, playable)
                    limited[track] = _can_play(take, track, take.is_chord, near)
            if limited.any():
                allowed[index] = limited
                break


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
