"""A score as columns of numbers: how it comes out of a file, crosses between processes, and is written."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from composer.music.score import KeyChange, Marker, Note, Score, Track
from composer.music.time import MeterMap, TempoMap

_BATCH = 20_000  # notes: some 20 ms


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

    @staticmethod
    def of(track: Track) -> "TrackColumns":
        """The columns of a track's notes."""
        notes = track.notes
        return TrackColumns(
            track.name,
            track.program,
            track.channel,
            np.fromiter((note.start for note in notes), np.int64, len(notes)),
            np.fromiter((note.pitch for note in notes), np.uint8, len(notes)),
            np.fromiter((note.duration for note in notes), np.int64, len(notes)),
            np.fromiter((note.velocity for note in notes), np.uint8, len(notes)),
        )

    def note_batches(self) -> Iterator[list[Note]]:
        """The notes, some 20 ms of work at a time."""
        for first in range(0, len(self.start), _BATCH):
            batch = slice(first, first + _BATCH)
            columns = (self.pitch, self.start, self.duration, self.velocity)
            yield list(map(Note, *(column[batch].tolist() for column in columns)))

    def with_notes(self, notes: Iterable[Note]) -> Track:
        """The track, given the notes of `note_batches`."""
        return Track(tuple(notes), self.name, self.program, self.channel)


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
