"""A take: what the model added to a seed, and how a take becomes part of the piece."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from composer.music.score import Note, Score


@dataclass(frozen=True, slots=True)
class ContinuedNote:
    """One generated note, the track it belongs to, and the candidate (take) it is part of."""

    note: Note
    track: int  # index into the seed's tracks
    candidate: int = 0  # 0..7


def keep(score: Score, continuation: Iterable[ContinuedNote]) -> Score:
    """`score` with the continued notes in their tracks; the same object when there is nothing to keep."""
    per_track: dict[int, list[Note]] = {}
    for continued in continuation:
        per_track.setdefault(continued.track, []).append(continued.note)
    if not per_track:
        return score
    tracks = list(score.tracks)
    for index, notes in per_track.items():
        tracks[index] = replace(tracks[index], notes=tracks[index].notes.with_added(notes))
    return replace(score, tracks=tuple(tracks))
