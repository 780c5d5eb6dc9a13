"""Passages: stretches of a track that are selected whole, a bar or longer. What is done to one is done to its controls.

A note alone leaves pedal and bends where they are; a phrase that moves, is copied or deleted with all that sounds in
it takes them along. Elsewhere everything goes on standing where it stood.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from composer.music.control_edits import cleared, laid, lifted, with_controls
from composer.music.controls import Controls
from composer.music.note import Note
from composer.music.score import Score
from composer.music.selection import SelectedNotes

Ticks = tuple[int, int]  # half-open
Passages = Mapping[int, Ticks]  # by track index


class ClippedControls(NamedTuple):
    """The controls of a copied passage."""

    track: int | None  # index; None: it is gone
    start: int  # ticks after the beginning of the clip
    duration: int  # ticks
    controls: Controls  # counted from `start`

    def at_ticks(self, change: Callable[[int], int]) -> "ClippedControls":
        """The same at other ticks: `change` tells for each the one it comes to."""
        return ClippedControls(self.track, change(self.start), change(self.duration), self.controls.with_ticks(change))


def passages(score: Score, selection: Iterable[tuple[int, Note]]) -> Passages:
    """The selected stretches of tracks that have controls."""
    found = {}
    for track, notes in SelectedNotes.of(selection).by_track.items():
        if score.tracks[track].controls:
            start, end = notes.start, notes.end
            is_long = end - start >= score.meter_map.meter_at(start).ticks_per_bar(score.ppq)
            if is_long and len(notes) == len(score.tracks[track].notes.starting_between(start, end).each_once()):
                found[track] = start, end
    return found


def without_passages(score: Score, found: Passages) -> Score:
    """`score` with nothing turned in these stretches."""
    for track, (start, end) in found.items():
        score = with_controls(score, track, cleared(score.tracks[track].controls, start, end))
    return score


def with_passages_copied(score: Score, source: Score, found: Passages, ticks: int) -> Score:
    """`score` with what is turned in these stretches of `source`, so many ticks later."""
    for track, (start, end) in found.items():
        clip = lifted(source.tracks[track].controls, start, end)
        controls = laid(score.tracks[track].controls, clip, start + ticks, end + ticks)
        score = with_controls(score, track, controls)
    return score


def clipped(score: Score, found: Passages, first: int) -> tuple[ClippedControls, ...]:
    """What is turned in these stretches, for a clip that begins at tick `first`."""
    return tuple(
        ClippedControls(track, start - first, end - start, lifted(score.tracks[track].controls, start, end))
        for track, (start, end) in found.items()
    )


def with_clipped(score: Score, clip: ClippedControls, tick: int, track: int) -> Score:
    """`score` with a copied passage of a clip that is pasted at `tick`."""
    start = tick + clip.start
    return with_controls(score, track, laid(score.tracks[track].controls, clip.controls, start, start + clip.duration))
