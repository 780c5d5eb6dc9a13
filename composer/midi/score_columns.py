"""A score as columns of numbers: how it comes out of a file, crosses between processes, and is written."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from composer.music.columns import Columns
from composer.music.controls import LATEST_CONTROL, NUMBER_BITS, PROGRAM, TICK_SHIFT, VALUE_BITS, Controls
from composer.music.notes import Note, Notes
from composer.music.score import KeyChange, Marker, Score, Track
from composer.music.time import MeterMap, TempoMap

_BATCH = 20_000  # notes: some 20 ms
_KIND_SHIFT = NUMBER_BITS + VALUE_BITS


@dataclass(frozen=True, slots=True)
class TrackColumns:
    """One instrument, its notes in `note_order`; every column is (n,), times in ticks."""

    name: str
    program: int
    channel: int
    start: np.ndarray
    pitch: np.ndarray
    duration: np.ndarray
    velocity: np.ndarray
    controls: np.ndarray  # (m,) int64, packed as `Controls` are

    @staticmethod
    def of(track: Track) -> "TrackColumns":
        """The columns of a track's notes."""
        start, end, pitch, velocity = track.notes.columns
        controls = np.frombuffer(track.controls.packed, np.int64)
        return TrackColumns(track.name, track.program, track.channel, start, pitch, end - start, velocity, controls)

    def note_batches(self) -> Iterator[list[Note]]:
        """The notes, some 20 ms of work at a time."""
        for first in range(0, len(self.start), _BATCH):
            batch = slice(first, first + _BATCH)
            columns = (self.pitch, self.start, self.duration, self.velocity)
            yield list(map(Note, *(column[batch].tolist() for column in columns)))

    def with_notes(self, notes: Iterable[Note]) -> Track:
        """The track, given the notes of `note_batches`."""
        start, duration = self.start.astype(np.int64), self.duration.astype(np.int64)
        columns = Columns(start, start + duration, self.pitch.astype(np.uint8), self.velocity.astype(np.uint8))
        controls = Controls.from_packed(self.controls.tobytes())
        return Track(Notes(notes, columns), self.name, self.program, self.channel, controls=controls)

    def with_more(self, controls: np.ndarray) -> "TrackColumns":
        """The track with these controls too; at one tick its own come first."""
        items = np.concatenate((self.controls, controls))
        return replace(self, controls=items[np.argsort(items >> TICK_SHIFT, kind="stable")])

    @property
    def opening(self) -> list[int]:
        """The programs that the controls choose until the first note begins."""
        return (self.controls[self._opening_places()] & 0x7F).tolist()

    def with_opening(self, usual: int) -> "TrackColumns":
        """The track with the program that it begins with: its own, or else the `usual` one of its channel.

        When choosing that is the first thing of all that it says, this is all that needs to be known about it, and no
        control any more.
        """
        places = self._opening_places()
        if not len(places):
            return replace(self, program=usual)
        is_all = len(places) == 1 and places[0] == 0 and self.controls[0] >> TICK_SHIFT == 0
        return replace(self, program=self.opening[-1], controls=self.controls[1:] if is_all else self.controls)

    def _opening_places(self) -> np.ndarray:
        first = self.start[0] if len(self.start) else LATEST_CONTROL
        is_early = self.controls >> TICK_SHIFT <= first
        return np.flatnonzero(is_early & (self.controls >> _KIND_SHIFT & 0xF == PROGRAM))


@dataclass(frozen=True, slots=True)
class ScoreColumns:
    """Everything that a file says which a score can hold."""

    tracks: tuple[TrackColumns, ...]
    tempo_map: TempoMap
    meter_map: MeterMap
    keys: tuple[KeyChange, ...]
    markers: tuple[Marker, ...]
    mendings: tuple[str, ...]  # what was wrong with the file, each as part of a sentence

    @property
    def note_count(self) -> int:
        """Notes in all tracks."""
        return sum(len(track.start) for track in self.tracks)

    def with_tracks(self, tracks: Iterable[Track]) -> Score:
        """The score, given its tracks."""
        return Score(tuple(tracks), self.tempo_map, self.meter_map, self.keys, self.markers)

    def to_score(self) -> Score:
        """The score, at once."""
        return self.with_tracks(
            track.with_notes(note for batch in track.note_batches() for note in batch) for track in self.tracks
        )
