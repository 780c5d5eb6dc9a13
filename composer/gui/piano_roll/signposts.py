"""What the ruler says above the bars: markers, and where metre and tempo change."""

from bisect import bisect_left
from typing import NamedTuple

from composer.music.score import Score
from composer.music.time import tempo_to_bpm


class Signpost(NamedTuple):
    """The words at one tick; `room` is the tick of the next one, None after the last."""

    tick: int
    marker: str  # its name; empty without one
    change: str  # of metre and tempo, such as "3/4 · 96 bpm"; empty without one
    room: int | None


def signposts_of(score: Score) -> list[Signpost]:
    """The signposts of a score in order; the first metre and tempo stand at its beginning."""
    markers = {marker.tick: marker.name for marker in score.markers}
    changes: dict[int, list[str]] = {}
    for meter_change in score.meter_map.changes:
        changes.setdefault(meter_change.tick, []).append(str(meter_change.meter))
    for tempo_change in score.tempo_map.changes:
        changes.setdefault(tempo_change.tick, []).append(f"{tempo_to_bpm(tempo_change.tempo):.4g} bpm")
    ticks = sorted(markers.keys() | changes.keys())
    rooms = [*ticks[1:], None]
    return [
        Signpost(tick, markers.get(tick, ""), " · ".join(changes.get(tick, ())), room)
        for tick, room in zip(ticks, rooms, strict=True)
    ]


def signposts_between(signposts: list[Signpost], start: float, end: float) -> list[Signpost]:
    """Those at ``start <= tick < end``."""
    return signposts[bisect_left(signposts, start, key=_tick_of) : bisect_left(signposts, end, key=_tick_of)]


def _tick_of(signpost: Signpost) -> int:
    return signpost.tick
