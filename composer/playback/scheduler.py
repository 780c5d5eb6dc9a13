"""The timeline: a score flattened into note events in playing order; pure, it knows no clock."""

from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from composer.music.columns import Columns
from composer.music.controls import PEDAL_DOWN, SUSTAIN
from composer.music.score import Score
from composer.music.time import MeterMap, TempoMap
from composer.music.tracks import by_port, chooses_program, heard, with_only
from composer.playback.control_line import ControlLine, control_line_of

_PITCHES = 128
_KEYS = 16 * _PITCHES  # one for each pitch of each channel
_FIRST_STRIDE = 256  # events


class NoteEvent(NamedTuple):
    """The beginning (`velocity` > 0) or the end (`velocity` 0) of a note."""

    tick: int
    channel: int
    pitch: int
    velocity: int


@dataclass(frozen=True)
class Timeline:
    """What is to be played, as arrays that cross to the engine process fast. Build it with `timeline_of`."""

    ticks: np.ndarray  # (events,) int64, ascending; at one tick the ends come before the beginnings
    channels: np.ndarray  # (events,) uint8
    pitches: np.ndarray  # (events,) uint8
    velocities: np.ndarray  # (events,) uint8, 0 ends the note
    programs: tuple[tuple[int, int], ...]  # (channel, program), each channel once
    tempo_map: TempoMap
    meter_map: MeterMap
    end: int  # tick at which the last note of the score has ended and its pedal is up, be it heard or not; else 0
    controls: ControlLine = field(default_factory=ControlLine)

    def first_at(self, tick: float) -> int:
        """Index of the first event at or after `tick`."""
        return bisect_left(self.ticks, tick)  # NumPy's own would first make fractions of a million ticks

    def event(self, index: int) -> NoteEvent:
        """The event at `index`."""
        return NoteEvent(
            int(self.ticks[index]), int(self.channels[index]), int(self.pitches[index]), int(self.velocities[index])
        )

    def between(self, start: float, end: float) -> Iterator[NoteEvent]:
        """The events in ``start <= tick < end``, in playing order."""
        return map(self.event, range(self.first_at(start), self.first_at(end)))

    @property
    def seconds(self) -> np.ndarray:
        """(events,) float64, from the start of the score; worked out each time."""
        return self.tempo_map.ticks_to_seconds(self.ticks)

    @property
    def keys(self) -> set[tuple[int, int]]:
        """The (channel, pitch) pairs of all notes."""
        is_used = np.zeros(_KEYS, bool)
        is_used[self.channels.astype(np.uint16) * _PITCHES + self.pitches] = True
        return {divmod(int(key), _PITCHES) for key in np.flatnonzero(is_used)}

    def sounding_before(self, index: int, pairs: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
        """Those of these (channel, pitch) `pairs` that sound when all events before `index` have been played.

        What sounds has mostly begun lately, so the search goes backwards, in longer and longer strides.
        """
        is_asked = np.zeros(_KEYS, bool)
        is_asked[[channel * _PITCHES + pitch for channel, pitch in pairs]] = True
        left, sounding, stride = int(is_asked.sum()), set(), _FIRST_STRIDE
        while left and index > 0:
            begin = max(index - stride, 0)
            keys = self.channels[begin:index].astype(np.uint16) * _PITCHES + self.pitches[begin:index]
            for place in np.flatnonzero(is_asked[keys])[::-1]:
                key = int(keys[place])
                if is_asked[key]:
                    is_asked[key], left = False, left - 1
                    if self.velocities[begin + place]:
                        sounding.add(divmod(key, _PITCHES))
            index, stride = begin, stride * 4
        return sounding

    def in_quarters(self) -> "Timeline":
        """The same events where every quarter lasts a second, whatever the tempo."""
        return replace(self, tempo_map=TempoMap.constant(60, self.tempo_map.ppq))


def timelines_of(score: Score, output: str = "") -> dict[str, Timeline]:
    """What is to be played on each port; under "" what is on `output`, which is the piece's, or on no other."""
    return {port: timeline_of(score, tracks) for port, tracks in by_port(score, output).items()}


def sounding_end(score: Score) -> int:
    """The tick at which the last note has ended, or the later one at which the pedal goes up that lets it ring on."""
    ends = [score.end]
    for track in score.tracks:
        if track.controls and track.notes and (track.controls.value_at(score.end, SUSTAIN) or 0) >= PEDAL_DOWN:
            later = track.controls[track.controls.place_of(score.end) :].of(SUSTAIN)
            ends += [next((control.tick for control in later if control.value < PEDAL_DOWN), 0)]
    return max(ends)


def timeline_of(score: Score, tracks: Container[int] | None = None) -> Timeline:
    """The timeline of the tracks that are neither muted nor beside solo ones, or of these `tracks` among them.

    However few are heard, it is as long as the score. One pitch of one channel can only sound once: a note that begins
    while its pitch sounds cuts the earlier one off, and of notes that begin together the longest is played.
    """
    sounding = heard(score) if tracks is None else with_only(heard(score), tracks)
    starts, ends, channels, pitches, velocities = _note_columns(sounding)
    keys = channels * _PITCHES + pitches
    order = np.lexsort((-ends, starts, keys))
    keys, starts, ends, velocities = keys[order], starts[order], ends[order], velocities[order]
    if keys.size:
        is_first = np.concatenate([[True], (keys[1:] != keys[:-1]) | (starts[1:] != starts[:-1])])
        keys, starts, ends, velocities = keys[is_first], starts[is_first], ends[is_first], velocities[is_first]
        next_starts = np.where(keys[1:] == keys[:-1], starts[1:], np.iinfo(np.int64).max)
        ends[:-1] = np.minimum(ends[:-1], next_starts)
    ticks = np.concatenate([ends, starts])
    velocities = np.concatenate([np.zeros_like(velocities), velocities])
    keys = np.concatenate([keys, keys])
    order = np.argsort((ticks * 2 + (velocities > 0)) * _KEYS + keys, kind="stable")  # lexsort takes 20 times as long
    return Timeline(
        ticks=ticks[order],
        channels=(keys[order] // _PITCHES).astype(np.uint8),
        pitches=(keys[order] % _PITCHES).astype(np.uint8),
        velocities=velocities[order].astype(np.uint8),
        programs=tuple(
            {
                track.channel: track.program for track in sounding.tracks if track.notes and not chooses_program(track)
            }.items()
        ),
        tempo_map=score.tempo_map,
        meter_map=score.meter_map,
        end=sounding_end(score),
        controls=control_line_of(sounding.tracks),
    )


def _note_columns(score: Score) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Start, end, channel, pitch and velocity of every note, each (notes,) int64."""
    start, end, pitch, velocity = Columns.joined([track.notes.columns for track in score.tracks])
    channels = np.repeat([track.channel for track in score.tracks], [len(track.notes) for track in score.tracks])
    return start, end, channels.astype(np.int64), pitch.astype(np.int64), velocity.astype(np.int64)


EMPTY_TIMELINE = timeline_of(Score())
