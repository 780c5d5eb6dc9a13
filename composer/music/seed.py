"""The seed: the notes that the model continues, and the tick at which its continuation may begin."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from composer.music.errors import SeedError
from composer.music.notes import NO_NOTES
from composer.music.pitch import Key
from composer.music.score import Note, Score, Track
from composer.music.selection import SelectedNotes


@dataclass(frozen=True, slots=True)
class Seed:
    """A score that holds only the seed's notes, and where it ends.

    The tracks stand for the tracks of the score it was taken from, index for index (a track may be empty).
    """

    score: Score
    end: int  # tick; the first generated note may start here
    key: Key | None = None  # to read it in; None leaves it to what is heard
    density: float | None = None  # notes per quarter to read it as; None leaves it to what is counted

    @property
    def start(self) -> int:
        """The tick of the seed's first note."""
        return self.score.start

    @property
    def counted_density(self) -> float:
        """Notes per quarter, without drums, from the first note to the end; at least one quarter is counted."""
        tracks = [track for track in self.score.tracks if track.notes and not track.is_drums]
        if not tracks:
            return 0.0
        ticks = self.end - min(track.notes[0].start for track in tracks)
        return sum(len(track.notes) for track in tracks) * self.score.ppq / max(ticks, self.score.ppq)


def seed_of_range(score: Score, start: int, end: int) -> Seed:
    """The notes that begin in ``start <= tick < end``, cut off at `end`."""

    def inside(track: Track) -> Track:
        notes = track.notes.starting_between(start, end)
        late = [note for chunk in notes.chunks if chunk.end > end for note in chunk.notes if note.end > end]
        cut_off = [replace(note, duration=end - note.start) for note in late]
        return replace(track, notes=notes.without(late).with_added(cut_off))

    return _checked(replace(score, tracks=tuple(map(inside, score.tracks))), end)


def seed_up_to(score: Score, end: int) -> Seed:
    """Everything that begins before `end` (the playhead)."""
    return seed_of_range(score, 0, end)


def seed_of_notes(score: Score, chosen: Collection[tuple[int, Note]]) -> Seed:
    """The chosen (track index, note) pairs; the seed ends where the last of them ends."""
    per_track = SelectedNotes.of(chosen).by_track
    tracks = tuple(replace(track, notes=per_track.get(index, NO_NOTES)) for index, track in enumerate(score.tracks))
    return _checked(replace(score, tracks=tracks), max((track.end for track in tracks), default=0))


def whole_seed(score: Score) -> Seed:
    """Every note of the score; the seed ends where the last note ends."""
    return _checked(score, score.end)


def _checked(score: Score, end: int) -> Seed:
    if not score.note_count:
        raise SeedError("The seed is empty: draw at least one note, or choose a range that holds some.")
    return Seed(score, end)
