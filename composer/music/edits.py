"""Edits by hand: pure functions from a score and a selection to the next ones. A refused edit changes nothing.

Notes of one track that are equal in everything count as one: an edit of one is an edit of all of them.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from composer.music.errors import ScoreError
from composer.music.note import Note
from composer.music.notes import NO_NOTES, Notes
from composer.music.pitch import HIGHEST_PITCH
from composer.music.scales import Scale
from composer.music.score import Score
from composer.music.selection import NOTHING, SelectedNotes, Selection
from composer.music.time import rescaled

if TYPE_CHECKING:
    from composer.music.columns import Columns  # brings numpy: the first paint does without
    from composer.music.passages import ClippedControls  # imported where controls are edited, for the same reason

LOUDEST = 127


class Edit(NamedTuple):
    """What an edit makes: the score after it, and the notes that should be selected then."""

    score: Score
    selection: Selection


class Clip(NamedTuple):
    """Copied notes, the earliest of them at tick 0, and the controls of what was copied whole."""

    tracks: tuple[tuple[int | None, Notes], ...]  # (track index, its notes); None: the track is gone
    ppq: int  # ticks per quarter
    controls: "tuple[ClippedControls, ...]" = ()

    @property
    def duration(self) -> int:
        """Ticks from the earliest start to the latest end."""
        return max((notes.end for _, notes in self.tracks), default=0)

    def with_ppq(self, ppq: int) -> "Clip":
        """The same music with `ppq` ticks per quarter."""
        if ppq == self.ppq:
            return self
        scale = partial(rescaled, ppq=self.ppq, new_ppq=ppq)
        tracks = tuple((track, notes.at_ticks(scale)) for track, notes in self.tracks)
        return Clip(tracks, ppq, tuple(controls.at_ticks(scale) for controls in self.controls))

    def with_tracks_at(self, places: Sequence[int | None]) -> "Clip":
        """The clip when its tracks have gone to `places`."""

        def place_of(track: int | None) -> int | None:
            return places[track] if track is not None and track < len(places) else track

        tracks = tuple((place_of(track), notes) for track, notes in self.tracks)
        controls = (controls._replace(track=place_of(controls.track)) for controls in self.controls)
        return Clip(tracks, self.ppq, tuple(controls))


def add(score: Score, track: int, notes: Iterable[Note]) -> Edit:
    """Add `notes` to a track."""
    added = SelectedNotes.of((track, note) for note in notes)
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
    after = altered(score, selection, _moved(ticks, semitones))
    if not ticks or after.score is score or not _has_controls(score, selection):
        return after
    from composer.music.passages import passages, with_passages_copied, without_passages

    found = passages(score, selection)
    return after._replace(score=with_passages_copied(without_passages(after.score, found), score, found, ticks))


def transpose(score: Score, selection: Selection, semitones: int) -> Edit:
    """Move the selected notes in pitch; if one would leave 0..127, nothing moves."""
    return move(score, selection, 0, semitones)


def transpose_in_scale(score: Score, selection: Selection, scale: Scale, steps: int) -> Edit:
    """Move the selected notes by steps of `scale`; if one would leave 0..127, nothing moves."""
    import numpy as np

    pitches = np.array([scale.moved(pitch, steps) for pitch in range(HIGHEST_PITCH + 1)])
    return altered(score, selection, lambda notes: notes.altered(pitch=pitches[notes.pitch]))


def duplicate(score: Score, selection: Selection, ticks: int, semitones: int = 0) -> Edit:
    """Add a copy of the selected notes, and of whole passages with their controls, moved; the copies are selected.

    Refused like `move`.
    """
    copies = _each(SelectedNotes.of(selection), _moved(ticks, semitones))
    if not copies:
        return Edit(score, selection)
    after = replaced(score, NOTHING, copies)
    if ticks and _has_controls(score, selection):
        from composer.music.passages import passages, with_passages_copied

        after = with_passages_copied(after, score, passages(score, selection), ticks)
    return Edit(after, copies)


def resize(score: Score, selection: Selection, ticks: int, shortest: int = 1) -> Edit:
    """Move the ends of the selected notes; none gets shorter than `shortest` ticks."""

    def resized(notes: "Columns") -> "Columns":
        least = notes.duration.clip(max=shortest)
        return notes.altered(duration=(notes.duration + ticks).clip(least))

    return altered(score, selection, resized)


def resize_from_start(score: Score, selection: Selection, ticks: int, shortest: int = 1) -> Edit:
    """Move the starts of the selected notes, their ends staying; none gets shorter than `shortest` ticks."""

    def resized(notes: "Columns") -> "Columns":
        latest = notes.end - notes.duration.clip(max=shortest)
        start = (notes.start + ticks).clip(max=latest).clip(0)
        return notes.altered(start=start, duration=notes.end - start)

    return altered(score, selection, resized)


def set_velocity(score: Score, selection: Selection, velocity: int) -> Edit:
    """Give the selected notes one velocity, 1..127."""
    return altered(score, selection, lambda notes: notes.altered(velocity=velocity))


def change_velocity(score: Score, selection: Selection, amount: int) -> Edit:
    """Make the selected notes louder or softer, each within 1..127."""
    return altered(
        score,
        selection,
        lambda notes: notes.altered(velocity=(notes.velocity.astype("int64") + amount).clip(1, LOUDEST)),
    )


def copied(score: Score, selection: Selection) -> Clip:
    """The selected notes of `score`, and of whole passages the controls, to be pasted."""
    chosen = SelectedNotes.of(selection)
    first = chosen.start
    clip = Clip(tuple((track, notes.later(-first)) for track, notes in chosen.by_track.items()), score.ppq)
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
    is_of_one_track = len({source for source, _ in clip.tracks}) == 1

    def target(source: int | None) -> int:
        return track if is_of_one_track or source is None or source >= len(score.tracks) else source

    pasted = NOTHING
    for source, notes in clip.tracks:
        pasted |= SelectedNotes({target(source): notes.later(tick)})
    after = replaced(score, NOTHING, pasted)
    for controls in clip.controls:
        from composer.music.passages import with_clipped

        after = with_clipped(after, controls, tick, target(controls.track))
    return Edit(after, pasted)


def everything(score: Score) -> SelectedNotes:
    """All notes of all tracks."""
    return SelectedNotes({index: track.notes.each_once() for index, track in enumerate(score.tracks)})


def still_there(score: Score, selection: Selection) -> SelectedNotes:
    """The part of `selection` that `score` holds."""
    chosen = SelectedNotes.of(selection)
    there = {
        index: notes.shared_with(score.tracks[index].notes)
        for index, notes in chosen.by_track.items()
        if index < len(score.tracks)
    }
    return SelectedNotes(there)


def at_places(selection: Selection, places: Sequence[int | None]) -> SelectedNotes:
    """`selection` when its tracks have gone to `places`; notes of tracks that are gone are left out."""
    tracks = SelectedNotes.of(selection).by_track.items()
    placed = {places[track] if track < len(places) else track: notes for track, notes in tracks}
    return SelectedNotes({place: notes for place, notes in placed.items() if place is not None})


def altered(score: Score, selection: Selection, change: "Callable[[Columns], Columns]") -> Edit:
    """The selected notes replaced by what `change` makes of those of a track; refused if it raises a ScoreError."""
    return exchanged(score, selection, _each(SelectedNotes.of(selection), change) or selection)


def exchanged(score: Score, selection: Selection, others: Selection) -> Edit:
    """The selected notes replaced by others, which are selected then."""
    before, after = map(SelectedNotes.of, (selection, others))
    if after == before:
        return Edit(score, selection)
    return Edit(replaced(score, before - after, after - before), after)


def replaced(score: Score, removed: Selection, added: Selection) -> Score:
    """`score` without `removed` and with `added`, which share nothing; tracks that neither names are shared, and so is
    the whole score when nothing is different.
    """
    gone, new = (SelectedNotes.of(selection).by_track for selection in (removed, added))
    tracks = list(score.tracks)
    for index in gone.keys() | new.keys():
        notes = tracks[index].notes.exchanged(gone.get(index, NO_NOTES), new.get(index, NO_NOTES))
        if notes is not tracks[index].notes:
            tracks[index] = replace(tracks[index], notes=notes)
    if all(after is before for after, before in zip(tracks, score.tracks, strict=True)):
        return score
    return replace(score, tracks=tuple(tracks))


def _each(selection: SelectedNotes, change: "Callable[[Columns], Columns]") -> SelectedNotes:
    """What `change` makes of the notes of each track; none if it raises a ScoreError for one of them."""
    tracks = selection.by_track.items()
    try:
        return SelectedNotes({track: Notes.of_columns(change(notes.columns).in_order()) for track, notes in tracks})
    except ScoreError:
        return NOTHING


def _has_controls(score: Score, selection: Selection) -> bool:
    """Whether a track in which something is selected has controls: only then passages have to be found."""
    with_controls = {index for index, track in enumerate(score.tracks) if track.controls}
    return bool(with_controls) and any(track in with_controls for track in SelectedNotes.of(selection).by_track)


def _moved(ticks: int, semitones: int) -> "Callable[[Columns], Columns]":
    return lambda notes: notes.altered(start=notes.start + ticks, pitch=notes.pitch.astype("int64") + semitones)
