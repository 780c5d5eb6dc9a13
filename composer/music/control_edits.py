"""Edits of controls: pure functions from a track's controls, or a score, to the next ones.

What moves, copies or deletes notes leaves pedal and bends where they are: these belong to a stretch of time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from composer.music.controls import Control, Controls, Dial
from composer.music.score import Score


class Performance(NamedTuple):
    """Controls that were played until tick `end`, where hands and feet let go of them."""

    controls: Controls
    end: int


def with_controls(score: Score, track: int, controls: Controls) -> Score:
    """`score` with other controls in a track; the same object if they are equal."""
    before = score.tracks[track]
    return score if before.controls == controls else score.with_track(track, replace(before, controls=controls))


def turned(controls: Controls, control: Control) -> Controls:
    """`controls` with one more, in the place of any that turns the same dial at its tick."""
    return without(controls, {control.dial}, control.tick, control.tick + 1).merged(Controls([control]))


def drawn(controls: Controls, dial: Dial, points: Sequence[tuple[int, int]], end: int) -> Controls:
    """`controls` with a curve of `dial`, (tick, value) in order of tick, in the place of what it did up to tick `end`.

    From there on it stands where it stood, or where it belongs.
    """
    if not points:
        return controls
    after = _stands(controls, dial, end)
    curve = [Control(tick, dial, value) for tick, value in _without_repeats(points)]
    kept = without(controls, {dial}, points[0][0], end)
    if after not in (None, points[-1][1]) and not controls.between(end, end + 1).of(dial):
        curve.append(Control(end, dial, after))
    return kept.merged(Controls(curve))


def erased(controls: Controls, dial: Dial, start: int, end: int) -> Controls:
    """`controls` without what `dial` does in ``start <= tick < end``: it stays where it was before.

    Where it stood at `end` it stands from then on, so that nothing later sounds otherwise.
    """
    if not controls.between(start, end).of(dial):
        return controls
    kept = without(controls, {dial}, start, end)
    after = controls.value_at(end, dial)
    if after in (None, _stands(kept, dial, end)):
        return kept
    return kept.merged(Controls([Control(end, dial, after or 0)]))


def excerpted(controls: Controls, start: int, end: int) -> Controls:
    """What is heard of `controls` in ``start <= tick < end``, counted from `start`.

    At first everything stands where it stood; at the end it goes where it belongs.
    """
    held: dict[Dial, int] = {}
    for _, dial, value in controls.between(0, start):
        held.pop(dial, None)  # so that their order is that of the last turns
        held[dial] = value
    opening = Controls(Control(0, dial, value) for dial, value in held.items())
    later = controls.between(start, end)
    held |= {dial: value for _, dial, value in later}
    ending = [
        Control(end, dial, dial.home) for dial, value in held.items() if dial.home is not None and dial.home != value
    ]
    return opening.merged(later.merged(Controls(ending)).with_ticks(lambda tick: tick - start))


def lifted(controls: Controls, start: int, end: int) -> Controls:
    """What is turned in ``start <= tick < end``, counted from `start`, to be `laid` elsewhere.

    It begins with where everything stands then that has a place where it belongs.
    """
    said = controls.between(start, start + 1).dials
    dials = sorted(dial for dial in controls.dials - said if dial.home is not None)
    opening = Controls(Control(0, dial, _stands(controls, dial, start) or 0) for dial in dials)
    return opening.merged(controls.between(start, end).with_ticks(lambda tick: tick - start))


def laid(controls: Controls, clip: Controls, start: int, end: int) -> Controls:
    """`controls` with a lifted `clip` in ``start <= tick < end``, in the place of what its dials did there.

    From `end` on everything stands where it stood, or where it belongs.
    """
    later = []
    for dial in sorted(clip.dials):
        stood = _stands(controls, dial, end)
        if stood not in (None, clip.of(dial)[-1].value) and not controls.between(end, end + 1).of(dial):
            later.append(Control(end, dial, stood or 0))
    opening = {dial: value for _, dial, value in clip.between(0, 1)}
    no_news = {dial for dial, value in opening.items() if value == _stands(controls, dial, start - 1)}
    moved = without(clip, no_news, 0, 1).with_ticks(lambda tick: tick + start)
    return without(controls, clip.dials, start, end).merged(moved, Controls(later))


def without(controls: Controls, dials: Iterable[Dial], start: int, end: int) -> Controls:
    """`controls` without those that turn one of `dials` in ``start <= tick < end``."""
    first, last = controls.place_of(start), controls.place_of(end)
    stay = controls[first:last].chosen(controls[first:last].dials.difference(dials))
    return controls.spliced(first, last, stay)


def overdubbed(controls: Controls, performance: Performance) -> Controls:
    """`controls` with what was played on top of them.

    A dial that was touched does what the hand did, from the first touch to the end of the performance.
    """
    for dial in sorted(performance.controls.dials):
        points = [(control.tick, control.value) for control in performance.controls.of(dial)]
        controls = drawn(controls, dial, points, performance.end)
    return controls


def cleared(controls: Controls, start: int, end: int) -> Controls:
    """`controls` without those in ``start <= tick < end``; from `end` on everything is as before."""
    for dial in sorted(controls.between(start, end).dials):
        controls = erased(controls, dial, start, end)
    return controls


def _stands(controls: Controls, dial: Dial, tick: int) -> int | None:
    """Where `dial` stands at `tick`, which is where it belongs if nothing has turned it."""
    value = controls.value_at(tick, dial)
    return dial.home if value is None else value


def _without_repeats(points: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Of points in order of tick the last at each, and those only that change the value."""
    by_tick = dict(points)
    kept: list[tuple[int, int]] = []
    for tick, value in by_tick.items():
        if not kept or kept[-1][1] != value:
            kept.append((tick, value))
    return kept
