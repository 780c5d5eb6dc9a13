"""Scales: which pitches belong together, and which key notes are in."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from composer.music.pitch import FLAT_NAMES, SHARP_NAMES, Key, estimate_key, key_of_histogram
from composer.music.score import Note, Score, Track

# Pitch classes above the tonic. Minor is the natural minor; melodic minor is the rising one.
SCALES: dict[str, tuple[int, ...]] = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "harmonic minor": (0, 2, 3, 5, 7, 8, 11),
    "melodic minor": (0, 2, 3, 5, 7, 9, 11),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "locrian": (0, 1, 3, 5, 6, 8, 10),
    "major pentatonic": (0, 2, 4, 7, 9),
    "minor pentatonic": (0, 3, 5, 7, 10),
    "blues": (0, 3, 5, 6, 7, 10),
    "whole tone": (0, 2, 4, 6, 8, 10),
    "chromatic": tuple(range(12)),
}
# Semitones from the tonic up to that of the major scale with the same signature; 0 for the others.
_TO_MAJOR = {
    **dict.fromkeys(("minor", "harmonic minor", "melodic minor", "minor pentatonic", "blues"), 3),
    "dorian": 10,
    "phrygian": 8,
    "lydian": 7,
    "mixolydian": 5,
    "locrian": 1,
}


@dataclass(frozen=True)
class Scale:
    """The pitches of one of `SCALES` on a tonic, in every octave."""

    tonic: int  # pitch class, 0 = C .. 11 = B
    kind: str = "major"  # a name in `SCALES`

    @staticmethod
    def of_key(key: Key) -> "Scale":
        """The major or natural minor scale of `key`."""
        return Scale(key.tonic, key.mode)

    @staticmethod
    def of_words(words: str) -> "Scale | None":
        """The scale that is stored as tonic and kind, such as "2 dorian"; None for anything else."""
        tonic, _, kind = words.partition(" ")
        return Scale(int(tonic) % 12, kind) if tonic.isdecimal() and kind in SCALES else None

    @property
    def name(self) -> str:
        """The name people use, for example ``E♭ dorian``."""
        major = Key((self.tonic + _TO_MAJOR.get(self.kind, 0)) % 12)
        names = FLAT_NAMES if major.sharps < 0 else SHARP_NAMES
        return f"{names[self.tonic]} {self.kind}"

    @cached_property
    def pitch_classes(self) -> frozenset[int]:
        """The pitch classes that belong to it, 0 = C .. 11 = B."""
        return frozenset((self.tonic + degree) % 12 for degree in SCALES[self.kind])

    def holds(self, pitch: int) -> bool:
        """Whether `pitch` belongs to the scale."""
        return pitch % 12 in self.pitch_classes

    def moved(self, pitch: int, steps: int) -> int:
        """The pitch so many steps of the scale above `pitch` (below, if negative); it may lie outside 0..127.

        From a pitch outside the scale, the first step leads to the next one that belongs to it.
        """
        direction = 1 if steps > 0 else -1
        for _ in range(abs(steps)):
            pitch += direction
            while not self.holds(pitch):
                pitch += direction
        return pitch


def key_of(score: Score) -> Key | None:
    """The key signature at the beginning or, without one, the key that the notes suggest."""
    return score.key_at(0) or key_of_tracks(score.tracks)


def key_of_tracks(tracks: Iterable[Track]) -> Key | None:
    """The key that the notes of all tracks but drums suggest, like `detect_key`, but fast however many there are."""
    chunks = [chunk for track in tracks if not track.is_drums for chunk in track.notes.chunks]
    return (
        key_of_histogram(map(sum, zip(*(chunk.ticks_of_classes for chunk in chunks), strict=True))) if chunks else None
    )


def detect_key(notes: Iterable[Note]) -> Key | None:
    """The major or minor key that sounding notes suggest, long ones counting more; None without notes."""
    sounding = [(note.pitch, note.duration) for note in notes]
    return estimate_key((pitch for pitch, _ in sounding), (duration for _, duration in sounding))
