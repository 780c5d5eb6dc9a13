"""Parts of a piece as pieces of their own: a range of bars, a phrase, a place found by chance."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from random import Random
from typing import TypeVar

from composer.music.control_edits import excerpted
from composer.music.notes import Notes
from composer.music.score import KeyChange, Score, Track
from composer.music.seed import Seed, seed_of_range
from composer.music.time import MeterChange, TempoChange

Ticks = tuple[int, int]  # half-open
Change = TypeVar("Change", MeterChange, TempoChange, KeyChange)

_SHORTEST, _LONGEST = 2, 8  # bars of a phrase
_USUAL = {2: 0.2, 4: 1.0, 6: 0.2, 8: 0.6}  # quarters of silence that would speak as clearly for such a length


def excerpt(score: Score, start: int, end: int, keeps_silent_tracks: bool = False) -> Score:
    """What begins in ``start <= tick < end``, cut off at `end`, as a piece that begins at `start`, a bar line.

    Tracks that are silent there are left out if not wished otherwise. Refused with a SeedError when all are.
    """
    inside = seed_of_range(score, start, end).score
    kept = (track for track in inside.tracks if track.notes or keeps_silent_tracks)
    return part_of(score, start, end, (_from_start(track, start, end) for track in kept))


def from_first_bar(seed: Seed) -> Score:
    """A seed as a piece that begins with the bar in which its first note starts."""
    return excerpt(seed.score, seed.score.meter_map.bar_line_before(seed.start), seed.end)


def part_of(score: Score, start: int, end: int, tracks: Iterable[Track]) -> Score:
    """`tracks` under the tempo, metre, key and markers of ``start <= tick < end``, whose ticks count from `start`."""
    return Score(
        tuple(tracks),
        replace(score.tempo_map, changes=_from(score.tempo_map.changes, start, end)),
        replace(score.meter_map, changes=_from(score.meter_map.changes, start, end)),
        _from(score.keys, start, end),
        tuple(replace(marker, tick=marker.tick - start) for marker in score.markers if start <= marker.tick < end),
    )


def bars(score: Score, first: int, count: int) -> Ticks:
    """The ticks of `count` bars from bar `first` on, from 0."""
    return score.meter_map.bar_start(first), score.meter_map.bar_start(first + count)


def phrases(score: Score) -> list[Ticks]:
    """The piece cut at bar lines into phrases of two to eight bars.

    A phrase ends where the last note is held long or nothing begins for a while; where everything moves alike,
    after four bars.
    """
    onsets = _onsets(track for track in score.tracks if not track.is_drums)
    if not onsets:
        return []
    meter_map = score.meter_map
    bar, last = meter_map.bar_at(onsets[0]), meter_map.bar_at(onsets[-1]) + 1
    found = []
    while bar < last:
        lengths = range(_SHORTEST, min(_LONGEST, last - bar) + 1) or [last - bar]
        length = max(lengths, key=lambda each: _calm(score, onsets, bar + each) + _USUAL.get(each, 0.0))
        if last - bar - length < _SHORTEST:
            length = last - bar
        found.append(bars(score, bar, length))
        bar += length
    return found


def random_phrase(score: Score, random: Random) -> Ticks | None:
    """One of the phrases; None in a piece without pitched notes."""
    found = phrases(score)
    return random.choice(found) if found else None


def random_place(score: Score, count: int, random: Random) -> Ticks | None:
    """`count` bars that begin anywhere something begins; None in an empty piece."""
    heard = list(_bars_heard(score))
    return bars(score, random.choice(heard), count) if heard else None


def _onsets(tracks: Iterable[Track]) -> list[int]:
    """The ticks at which something begins, in order, each once."""
    import numpy as np  # here: the window is painted without it

    columns = [track.notes.columns.start for track in tracks if track.notes]
    if not columns:
        return []
    onsets = np.sort(np.concatenate(columns), kind="stable")  # np.unique takes ten times as long
    return onsets[np.diff(onsets, prepend=-1) > 0].tolist()


def _bars_heard(score: Score) -> Iterator[int]:
    """The bars in which something begins, in order."""
    onsets, place = _onsets(score.tracks), 0
    while place < len(onsets):
        bar = score.meter_map.bar_at(onsets[place])
        yield bar
        place = bisect_left(onsets, score.meter_map.bar_start(bar + 1))


def _calm(score: Score, onsets: Sequence[int], bar: int) -> float:
    """Quarters without an onset around the bar line on which `bar` begins."""
    line = score.meter_map.bar_start(bar)
    place = bisect_left(onsets, line)
    before = line - onsets[place - 1] if place else 0
    after = onsets[place] - line if place < len(onsets) else 0
    return (before + after) / score.ppq


def _from_start(track: Track, start: int, end: int) -> Track:
    """What a track says in a range, in ticks after it begins."""
    notes = Notes(replace(note, start=note.start - start) for note in track.notes)
    return replace(track, notes=notes, controls=excerpted(track.controls, start, end))


def _from(changes: Iterable[Change], start: int, end: int) -> tuple[Change, ...]:
    """The changes that hold in a range, the first of them from its beginning on, in ticks after it."""
    earlier = [change for change in changes if change.tick <= start]
    later = [change for change in changes if start < change.tick < end]
    return tuple(replace(change, tick=max(change.tick - start, 0)) for change in (*earlier[-1:], *later))
