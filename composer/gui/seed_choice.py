"""Which notes are the seed, and how a person reads them; no widgets."""

from dataclasses import dataclass, replace
from enum import Enum

from composer.music.edits import Selection, everything, still_there
from composer.music.pitch import Key
from composer.music.scales import key_of_tracks
from composer.music.score import Note, Score, Track
from composer.music.seed import Seed, seed_of_notes, seed_of_range, seed_up_to, whole_seed

DENSITIES = (0.5, 1.0, 1.5, 2.5, 4.0, 5.5, 8.0, 12.0)  # notes per quarter: one of each class that the model tells apart


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
    key: Key | None = None  # to read it in; None: as it is heard
    density: float | None = None  # notes per quarter to read it as; None: as it is counted

    def seed_of(self, score: Score) -> Seed:
        """The chosen notes of `score`; SeedError when there are none."""
        match self.scope:
            case SeedScope.UP_TO_PLAYHEAD:
                seed = seed_up_to(score, self.playhead)
            case SeedScope.SELECTION:
                seed = seed_of_notes(score, still_there(score, self.selection))
            case SeedScope.RANGE:
                seed = seed_of_range(score, *(self.seed_range or (0, 0)))
            case SeedScope.WHOLE:
                seed = whole_seed(score)
        return replace(seed, key=self.key, density=self.density)

    def notes_of(self, score: Score) -> Selection:
        """The chosen notes of `score` as they are there, not cut off where the seed ends."""
        from composer.music.choosing import in_range  # the first paint does without it

        match self.scope:
            case SeedScope.UP_TO_PLAYHEAD:
                return in_range(score, 0, self.playhead)
            case SeedScope.SELECTION:
                return still_there(score, self.selection)
            case SeedScope.RANGE:
                return in_range(score, *(self.seed_range or (0, 0)))
            case SeedScope.WHOLE:
                return everything(score)


def seed_in_words(seed: Seed) -> str:
    """For example ``12 notes, 4 bars``."""
    score = seed.score
    meter_map = score.meter_map
    first_bar = meter_map.bar_at(seed.start)
    bars = meter_map.bar_at(max(seed.end - 1, seed.start)) - first_bar + 1
    return f"{_counted(score.note_count, 'note')}, {_counted(bars, 'bar')}"


def density_in_words(density: float) -> str:
    """For example ``2.5 per quarter``: notes."""
    return f"{density:.2g} per quarter"


def heard_key(seed: Seed) -> Key | None:
    """The key that the seed's notes suggest; None when all are drums."""
    return key_of_tracks(seed.score.tracks)


def single_note(score: Score, pitch: int) -> Score:
    """A piece of one quarter note, with the tempo and metre that `score` begins with."""
    first = score.tracks[0] if score.tracks else Track()
    return Score((first.with_notes([Note(pitch, 0, score.ppq)]),), score.tempo_map, score.meter_map)


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
