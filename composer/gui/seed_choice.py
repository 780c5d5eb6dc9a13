"""Which notes are the seed, and how a person reads them; no widgets."""

from dataclasses import dataclass
from enum import Enum

from composer.music.edits import Selection
from composer.music.pitch import Key, estimate_key
from composer.music.score import Note, Score, Track
from composer.music.seed import Seed, seed_of_notes, seed_of_range, seed_up_to, whole_seed


class SeedScope(Enum):
    """What part of the piece is continued; the value is what a person reads."""

    WHOLE = "The whole piece"
    UP_TO_PLAYHEAD = "Up to the playhead"
    SELECTION = "The selected notes"
    RANGE = "The range in the ruler"


@dataclass(frozen=True)
class SeedChoice:
    """A scope and everything that it can refer to."""

    scope: SeedScope = SeedScope.WHOLE
    playhead: int = 0  # tick
    selection: Selection = frozenset()
    seed_range: tuple[int, int] | None = None  # ticks, half-open

    def seed_of(self, score: Score) -> Seed:
        """The chosen notes of `score`; SeedError when there are none."""
        match self.scope:
            case SeedScope.UP_TO_PLAYHEAD:
                return seed_up_to(score, self.playhead)
            case SeedScope.SELECTION:
                return seed_of_notes(score, self.selection)
            case SeedScope.RANGE:
                return seed_of_range(score, *(self.seed_range or (0, 0)))
            case SeedScope.WHOLE:
                return whole_seed(score)


def seed_in_words(seed: Seed) -> str:
    """For example ``12 notes, 4 bars, A minor``."""
    score = seed.score
    meter_map = score.meter_map
    bars = meter_map.bar_at(max(seed.end - 1, seed.start)) - meter_map.bar_at(seed.start) + 1
    parts = [_counted(score.note_count, "note"), _counted(bars, "bar")]
    if key := key_of_seed(seed):
        parts.append(key.name)
    return ", ".join(parts)


def key_of_seed(seed: Seed) -> Key | None:
    """The key signature where the seed begins, else the key that its notes suggest."""
    score = seed.score
    if key := score.key_at(seed.start):
        return key
    notes = [note for track in score.tracks if not track.is_drums for note in track.notes]
    return estimate_key((note.pitch for note in notes), (note.duration for note in notes))


def single_note(score: Score, pitch: int) -> Score:
    """A piece of one quarter note, with the tempo and metre that `score` begins with."""
    first = score.tracks[0] if score.tracks else Track()
    return Score((first.with_notes([Note(pitch, 0, score.ppq)]),), score.tempo_map, score.meter_map)


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
