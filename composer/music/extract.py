"""Parts of a score as pieces of their own, and the same piece in other ticks or at another tempo."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeVar

from composer.music.control_edits import excerpted
from composer.music.edits import Clip, Selection
from composer.music.excerpts import part_of
from composer.music.score import KeyChange, Marker, Note, Score, Track
from composer.music.take import ContinuedNote
from composer.music.time import MeterChange, MeterMap, TempoChange, TempoMap, rescaled

Change = TypeVar("Change", TempoChange, MeterChange, KeyChange, Marker)


def extract(score: Score, notes: Selection, start: int) -> Score:
    """These notes alone, as a piece from tick `start` of `score` to their end; tracks that hold none are left out."""
    per_track: dict[int, list[Note]] = {}
    end = max((note.end for _, note in notes), default=0)
    for index, note in notes:
        per_track.setdefault(index, []).append(replace(note, start=max(note.start - start, 0)))
    tracks = (
        replace(track.with_notes(per_track[index]), controls=excerpted(track.controls, start, end))
        for index, track in enumerate(score.tracks)
        if index in per_track
    )
    return part_of(score, start, end, tracks)


def bar_before(score: Score, notes: Selection) -> int:
    """The tick on which the bar of the first of `notes` begins; 0 without notes."""
    first = min((note.start for _, note in notes), default=0)
    return score.meter_map.bar_line_before(first)


def continuation(score: Score, take: Iterable[ContinuedNote]) -> Score:
    """The notes of a take alone, from the bar in which they begin."""
    notes = frozenset((continued.track, continued.note) for continued in take)
    return extract(score, notes, bar_before(score, notes))


def clip_of(score: Score) -> Clip:
    """The notes of `score`, to be pasted into another one."""
    first = score.start
    tracks = ((index, track.notes.each_once()) for index, track in enumerate(score.tracks) if track.notes)
    return Clip(tuple((index, notes.later(-first)) for index, notes in tracks), score.ppq)


def with_tracks(score: Score, indices: Collection[int]) -> Score:
    """Only these tracks, in the order that they have."""
    return replace(score, tracks=tuple(track for index, track in enumerate(score.tracks) if index in indices))


def with_bpm(score: Score, bpm: float) -> Score:
    """The same ticks at one tempo from beginning to end, in quarters per minute."""
    return replace(score, tempo_map=TempoMap.constant(bpm, score.ppq))


def with_ppq(score: Score, ppq: int) -> Score:
    """The same music with `ppq` ticks per quarter: what falls between two ticks goes to the nearest."""
    if ppq == score.ppq:
        return score

    scaled = partial(rescaled, ppq=score.ppq, new_ppq=ppq)

    def scaled_track(track: Track) -> Track:
        notes = (note.at_ticks(scaled) for note in track.notes)
        return replace(track.with_notes(notes), controls=track.controls.with_ticks(scaled))

    return Score(
        tuple(map(scaled_track, score.tracks)),
        TempoMap(_scaled(score.tempo_map.changes, scaled), ppq),
        MeterMap(_scaled(score.meter_map.changes, scaled), ppq),
        _scaled(score.keys, scaled),
        _scaled(score.markers, scaled),
    )


def _scaled(changes: Sequence[Change], scale: Callable[[int], int]) -> tuple[Change, ...]:
    """The changes at other ticks; of those that come to one tick the last."""
    by_tick = {scale(change.tick): change for change in changes}
    return tuple(replace(change, tick=tick) for tick, change in by_tick.items())
