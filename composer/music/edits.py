"""Edits by hand: pure functions from a score and a selection to the next ones. A refused edit changes nothing.

Notes of one track that are equal in everything count as one: an edit of one is an edit of all of them.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from composer.music.notes import Note, Notes, note_order
from composer.music.pitch import HIGHEST_PITCH
from composer.music.scales import Scale
from composer.music.score import Score
from composer.music.time import rescaled

if TYPE_CHECKING:  # imported where controls are edited: the first paint does without
    from composer.music.passages import ClippedControls

Selection = frozenset[tuple[int, Note]]  # (track index, note)

NOTHING: Selection = frozenset()
LOUDEST = 127
FEW = 16  # with one changed note among so many, finding it by bisection beats walking through the track


class Edit(NamedTuple):
    """What an edit makes: the score after it, and the notes that should be selected then."""

    score: Score
    selection: Selection


class Clip(NamedTuple):
    """Copied notes, the earliest of them at tick 0, and the controls of what was copied whole."""

    notes: tuple[tuple[int | None, Note], ...]  # (track index, note); None: the track is gone
    ppq: int  # ticks per quarter
    controls: "tuple[ClippedControls, ...]" = ()

    @property
    def duration(self) -> int:
        """Ticks from the earliest start to the latest end."""
        return max((note.end for _, note in self.notes), default=0)

    def with_ppq(self, ppq: int) -> "Clip":
        """The same music with `ppq` ticks per quarter."""
        if ppq == self.ppq:
            return self
        scale = partial(rescaled, ppq=self.ppq, new_ppq=ppq)
        notes = tuple((track, note.at_ticks(scale)) for track, note in self.notes)
        return Clip(notes, ppq, tuple(controls.at_ticks(scale) for controls in self.controls))

    def with_tracks_at(self, places: Sequence[int | None]) -> "Clip":
        """The clip when its tracks have gone to `places`."""

        def place_of(track: int | None) -> int | None:
            return places[track] if track is not None and track < len(places) else track

        notes = tuple((place_of(track), note) for track, note in self.notes)
        controls = (controls._replace(track=place_of(controls.track)) for controls in self.controls)
        return Clip(notes, self.ppq, tuple(controls))


def add(score: Score, track: int, notes: Iterable[Note]) -> Edit:
    """Add `notes` to a track."""
    added = frozenset((track, note) for note in notes)
    return Edit(replaced(score, NOTHING, added), added)


def delete(score: Score, selection: Selection) -> Edit:
    """Remove the selected notes, and of whole passages the controls."""
    after = replaced(score, selection, NOTHING)
    if _has_controls(score, selection):
        from composer.music.passages import passages, without_passages

        after = without_passages(after, passages(score, selection))
    return Edit(after, NOTHING)


def move(score: Score, selection: Selection, ticks: int, semitones: int = 0) -> Edit:
    """Move the selected notes, and whole passages with their controls.

    If a note would leave 0..127 or start before tick 0, nothing moves.
    """
    if not _can_move(selection, ticks, semitones):
        return Edit(score, selection)
    after = changed(score, selection, _moved(ticks, semitones))
    if not ticks or not _has_controls(score, selection):
        return after
    from composer.music.passages import passages, with_passages_copied, without_passages

    found = passages(score, selection)
    return after._replace(score=with_passages_copied(without_passages(after.score, found), score, found, ticks))


def transpose(score: Score, selection: Selection, semitones: int) -> Edit:
    """Move the selected notes in pitch; if one would leave 0..127, nothing moves."""
    return move(score, selection, 0, semitones)


def transpose_in_scale(score: Score, selection: Selection, scale: Scale, steps: int) -> Edit:
    """Move the selected notes by steps of `scale`; if one would leave 0..127, nothing moves."""
    if not all(0 <= scale.moved(note.pitch, steps) <= HIGHEST_PITCH for _, note in selection):
        return Edit(score, selection)
    return changed(score, selection, lambda note: replace(note, pitch=scale.moved(note.pitch, steps)))


def duplicate(score: Score, selection: Selection, ticks: int, semitones: int = 0) -> Edit:
    """Add a copy of the selected notes, and of whole passages with their controls, moved; the copies are selected.

    Refused like `move`.
    """
    if not selection or not _can_move(selection, ticks, semitones):
        return Edit(score, selection)
    moved = _moved(ticks, semitones)
    copies = frozenset((track, moved(note)) for track, note in selection)
    after = replaced(score, NOTHING, copies)
    if ticks and _has_controls(score, selection):
        from composer.music.passages import passages, with_passages_copied

        after = with_passages_copied(after, score, passages(score, selection), ticks)
    return Edit(after, copies)


def resize(score: Score, selection: Selection, ticks: int, shortest: int = 1) -> Edit:
    """Move the ends of the selected notes; none gets shorter than `shortest` ticks."""

    def resized(note: Note) -> Note:
        return replace(note, duration=max(note.duration + ticks, min(shortest, note.duration)))

    return changed(score, selection, resized)


def resize_from_start(score: Score, selection: Selection, ticks: int, shortest: int = 1) -> Edit:
    """Move the starts of the selected notes, their ends staying; none gets shorter than `shortest` ticks."""

    def resized(note: Note) -> Note:
        start = max(min(note.start + ticks, note.end - min(shortest, note.duration)), 0)
        return replace(note, start=start, duration=note.end - start)

    return changed(score, selection, resized)


def set_velocity(score: Score, selection: Selection, velocity: int) -> Edit:
    """Give the selected notes one velocity, 1..127."""
    return changed(score, selection, lambda note: replace(note, velocity=velocity))


def change_velocity(score: Score, selection: Selection, amount: int) -> Edit:
    """Make the selected notes louder or softer, each within 1..127."""
    return changed(score, selection, lambda note: replace(note, velocity=min(max(note.velocity + amount, 1), LOUDEST)))


def copied(score: Score, selection: Selection) -> Clip:
    """The selected notes of `score`, and of whole passages the controls, to be pasted."""
    first = min((note.start for _, note in selection), default=0)
    clip = Clip(tuple((track, replace(note, start=note.start - first)) for track, note in selection), score.ppq)
    if not _has_controls(score, selection):
        return clip
    from composer.music.passages import clipped, passages

    return clip._replace(controls=clipped(score, passages(score, selection), first))


def paste(score: Score, clip: Clip, tick: int, track: int) -> Edit:
    """Add the clip's notes from `tick` on; they are selected.

    A clip of one track goes to `track`; one of several goes to the tracks it came from, or to `track` where
    the score has no such track.
    """
    clip = clip.with_ppq(score.ppq)
    is_of_one_track = len({source for source, _ in clip.notes}) == 1

    def target(source: int | None) -> int:
        return track if is_of_one_track or source is None or source >= len(score.tracks) else source

    pasted = frozenset((target(source), replace(note, start=note.start + tick)) for source, note in clip.notes)
    after = replaced(score, NOTHING, pasted)
    for controls in clip.controls:
        from composer.music.passages import with_clipped

        after = with_clipped(after, controls, tick, target(controls.track))
    return Edit(after, pasted)


def everything(score: Score) -> Selection:
    """All notes of all tracks."""
    return frozenset((index, note) for index, track in enumerate(score.tracks) for note in track.notes)


def still_there(score: Score, selection: Selection) -> Selection:
    """The part of `selection` that `score` holds."""
    return frozenset(
        (index, note) for index, note in selection if index < len(score.tracks) and note in score.tracks[index].notes
    )


def at_places(selection: Selection, places: Sequence[int | None]) -> Selection:
    """`selection` when its tracks have gone to `places`; notes of tracks that are gone are left out."""
    placed = ((places[track] if track < len(places) else track, note) for track, note in selection)
    return frozenset((place, note) for place, note in placed if place is not None)


def changed(score: Score, selection: Selection, change: Callable[[Note], Note]) -> Edit:
    """Each selected note replaced by what `change` makes of it."""
    after = frozenset((track, change(note)) for track, note in selection)
    if after == selection:
        return Edit(score, selection)
    return Edit(replaced(score, selection - after, after - selection), after)


def replaced(score: Score, removed: Selection, added: Selection) -> Score:
    """`score` without `removed` and with `added`; tracks that neither names are shared, and so is the whole score
    when nothing is different.
    """
    tracks = list(score.tracks)
    for index in {track for track, _ in removed | added}:
        notes = _merged(
            tracks[index].notes,
            [note for track, note in removed if track == index],
            [note for track, note in added if track == index],
        )
        if notes is not tracks[index].notes:
            tracks[index] = replace(tracks[index], notes=notes)
    if all(after is before for after, before in zip(tracks, score.tracks, strict=True)):
        return score
    return replace(score, tracks=tuple(tracks))


def _has_controls(score: Score, selection: Selection) -> bool:
    """Whether a track in which something is selected has controls: only then passages have to be found."""
    with_controls = {index for index, track in enumerate(score.tracks) if track.controls}
    return bool(with_controls) and any(track in with_controls for track, _ in selection)


def _can_move(selection: Selection, ticks: int, semitones: int) -> bool:
    return all(0 <= note.pitch + semitones <= HIGHEST_PITCH and note.start + ticks >= 0 for _, note in selection)


def _moved(ticks: int, semitones: int) -> Callable[[Note], Note]:
    return lambda note: Note(note.pitch + semitones, note.start + ticks, note.duration, note.velocity)


def _merged(notes: Notes, removed: list[Note], added: list[Note]) -> Notes:
    """`notes` without `removed` and with those of `added` that are new; the same object if that changes nothing."""
    if (len(removed) + len(added)) * FEW < len(notes):
        return _spliced(notes, removed, added)
    gone = set(removed)
    kept = [note for note in notes if note not in gone]
    there = set(kept)
    new = [note for note in added if note not in there]
    if not new and len(kept) == len(notes):
        return notes
    return Notes(sorted(kept + new, key=note_order))


def _spliced(notes: Notes, removed: list[Note], added: list[Note]) -> Notes:
    """`_merged` without walking through the notes that stay."""
    splices = []
    for note in sorted(added, key=note_order):
        first, end = notes.range_of(note)
        if first == end:
            splices.append((first, end, (note,)))
    for note in removed:
        first, end = notes.range_of(note)
        if first < end:
            splices.append((first, end, ()))
    return notes.spliced(sorted(splices, key=itemgetter(0))) if splices else notes
