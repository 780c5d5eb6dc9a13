"""A take: what the model added to a seed, and how a take becomes part of the piece."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from composer.music.score import Note, Score, note_order


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
        tracks[index] = replace(tracks[index], notes=_joined(tracks[index].notes, sorted(notes, key=note_order)))
    return replace(score, tracks=tuple(tracks))


def _joined(notes: tuple[Note, ...], new: Sequence[Note]) -> tuple[Note, ...]:
    """`notes` with `new` among them, all in `note_order`; fast where `new` are few, however many `notes` are."""
    joined: list[Note] = []
    done = 0
    for note in new:
        place = bisect_right(notes, note_order(note), lo=done, key=note_order)
        joined += notes[done:place]
        joined.append(note)
        done = place
    joined += notes[done:]
    return tuple(joined)
