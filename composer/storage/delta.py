"""What turns one score into another, and back."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from composer.music.controls import NO_CONTROLS, Controls
from composer.music.notes import NO_NOTES, Note, Notes, note_order
from composer.music.score import Score, Track
from composer.storage.splice import NO_SPLICE, Splice, splice_between

NOWHERE = -1  # the index of a track in a score that does not have it
_FEW = 16  # with one changed note among so many, finding it by bisection beats walking through the track


@dataclass(frozen=True, slots=True)
class Lane:
    """What became of one track: where it was and is (or `NOWHERE`), and its notes and controls that went and came."""

    before: int
    after: int
    removed: tuple[Note, ...] = ()
    added: tuple[Note, ...] = ()
    splice: Splice = NO_SPLICE

    @property
    def inverse(self) -> "Lane":
        """The way back."""
        return Lane(self.after, self.before, self.added, self.removed, self.splice.inverse)


@dataclass(frozen=True, slots=True)
class Delta:
    """The difference between two scores. A track that no lane mentions has kept its place and contents."""

    frames: tuple[Score, Score] | None  # both scores as `frame_of` has them; None when these are equal
    lanes: tuple[Lane, ...]

    @property
    def inverse(self) -> "Delta":
        """The way back."""
        frames = None if self.frames is None else (self.frames[1], self.frames[0])
        return Delta(frames, tuple(lane.inverse for lane in self.lanes))

    def applied(self, score: Score) -> Score:
        """The score that `score` turns into. Raises ValueError for a score that the delta does not begin with."""
        frame = score if self.frames is None else self.frames[1]
        lanes = {lane.after: lane for lane in self.lanes}
        tracks = tuple(_track(index, new, lanes.get(index), score) for index, new in enumerate(frame.tracks))
        return replace(frame, tracks=tracks)


def delta_between(before: Score, after: Score) -> Delta:
    """What turns `before` into `after`."""
    frames = frame_of(before), frame_of(after)
    lanes = []
    for old, new in _pairs(before.tracks, after.tracks):
        notes, others = _notes(before, old), _notes(after, new)
        removed, added = notes.surplus_to(others), others.surplus_to(notes)
        splice = splice_between(_controls(before, old), _controls(after, new))
        if old != new or removed or added or splice is not NO_SPLICE:
            lanes.append(Lane(old, new, removed, added, splice))
    return Delta(None if frames[0] == frames[1] else frames, tuple(lanes))


def frame_of(score: Score) -> Score:
    """The score with all its tracks, but without their notes and controls."""
    return replace(score, tracks=tuple(track.without_contents() for track in score.tracks))


def _track(index: int, frame: Track, lane: Lane | None, score: Score) -> Track:
    old = index if lane is None else lane.before
    if old >= len(score.tracks):
        raise ValueError(f"There is no track {old}.")
    notes, controls = _notes(score, old), _controls(score, old)
    if lane is not None:
        return replace(frame, notes=_changed(notes, lane.removed, lane.added), controls=lane.splice.applied(controls))
    before = score.tracks[old]
    if frame is before:
        return before
    after = replace(frame, notes=notes, controls=controls)
    return before if after == before else after


def _notes(score: Score, index: int) -> Notes:
    return NO_NOTES if index == NOWHERE else score.tracks[index].notes


def _controls(score: Score, index: int) -> Controls:
    return NO_CONTROLS if index == NOWHERE else score.tracks[index].controls


def _pairs(before: Sequence[Track], after: Sequence[Track]) -> list[tuple[int, int]]:
    """Which track became which: those with the same notes first, then those in the same place."""
    places = {id(track.notes): index for index, track in enumerate(before) if track.notes}
    pairs: dict[int, int] = {}  # index after → index before
    for new, track in enumerate(after):
        is_in_place = new < len(before) and before[new].notes is track.notes
        old = new if is_in_place else places.get(id(track.notes), NOWHERE)
        if old != NOWHERE and old not in pairs.values():
            pairs[new] = old
    for new in range(len(after)):
        if new not in pairs:
            is_free = new < len(before) and new not in pairs.values()
            pairs[new] = new if is_free else NOWHERE
    gone = set(range(len(before))) - set(pairs.values())
    return [(old, new) for new, old in sorted(pairs.items())] + [(old, NOWHERE) for old in sorted(gone)]


def _notes_of(counted: "Counter[tuple[int, int, int, int]]") -> tuple[Note, ...]:
    values = sorted(counted.elements())
    return tuple(Note(pitch, start, duration, velocity) for start, pitch, duration, velocity in values)


def _changed(notes: Notes, removed: Sequence[Note], added: Sequence[Note]) -> Notes:
    if (len(removed) + len(added)) * _FEW >= len(notes):
        kept = _without(notes, removed)
        return Notes(sorted((*kept, *added), key=note_order) if kept else added)
    return notes.without(removed).with_added(added)


def _without(notes: Notes, removed: Sequence[Note]) -> list[Note]:
    gone = set(map(note_order, removed))
    kept = [note for note in notes if note_order(note) not in gone]
    if len(kept) + len(removed) == len(notes):
        return kept
    counted = Counter(map(note_order, notes))  # of equal notes only some go
    counted.subtract(map(note_order, removed))
    if min(counted.values()) < 0:
        raise ValueError("Notes that should go are not there.")
    return list(_notes_of(counted))
