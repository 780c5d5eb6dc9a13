"""Edits of controls: pure functions from a track's controls, or a score, to the next ones.

What moves, copies or deletes notes leaves pedal and bends where they are: these belong to a stretch of time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from composer.music.controls import NO_CONTROLS, Control, Controls, Dial
from composer.music.parameters import PARAMETER_DIALS, Parameters, sayings_at
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
    before, later = controls.between(0, start), controls.between(start, end)
    held: dict[Dial, int] = {}
    for _, dial, value in _without_parameters(before):
        held.pop(dial, None)  # so that their order is that of the last turns
        held[dial] = value
    opening = Controls(Control(0, dial, value) for dial, value in held.items())
    parameters = sayings_at(0, Parameters(before).sayings_after(Parameters()))
    held |= {dial: value for _, dial, value in later}
    ending = [
        Control(end, dial, dial.home) for dial, value in held.items() if dial.home is not None and dial.home != value
    ]
    return opening.merged(parameters, later.merged(Controls(ending)).with_ticks(lambda tick: tick - start))


def lifted(controls: Controls, start: int, end: int) -> Controls:
    """What is turned in ``start <= tick < end``, counted from `start`, to be `laid` elsewhere.

    It begins with where everything stands then that has a place where it belongs, and with the choice of the parameter
    that is set.
    """
    inside = controls.between(start, end)
    said = controls.between(start, start + 1).dials
    dials = sorted(dial for dial in controls.dials - said if dial.home is not None)
    opening = Controls(Control(0, dial, _stands(controls, dial, start) or 0) for dial in dials)
    if inside.dials & PARAMETER_DIALS:
        opening = opening.merged(sayings_at(0, Parameters(controls.between(0, start)).choice.parts))
    return opening.merged(inside.with_ticks(lambda tick: tick - start))


def laid(controls: Controls, clip: Controls, start: int, end: int) -> Controls:
    """`controls` with a lifted `clip` in ``start <= tick < end``, in the place of what its dials did there.

    From `end` on everything stands where it stood, or where it belongs.
    """
    later = []
    dials = clip.dials - PARAMETER_DIALS
    for dial in sorted(dials):
        stood = _stands(controls, dial, end)
        if stood not in (None, clip.of(dial)[-1].value) and not controls.between(end, end + 1).of(dial):
            later.append(Control(end, dial, stood or 0))
    opening = {dial: value for _, dial, value in _without_parameters(clip.between(0, 1))}
    no_news = {dial for dial, value in opening.items() if value == _stands(controls, dial, start - 1)}
    moved = without(clip, no_news, 0, 1).with_ticks(lambda tick: tick + start)
    laid_out = without(controls, dials, start, end).merged(_without_parameters(moved), Controls(later))
    return _with_parameters(laid_out, moved, start, end) if dials != clip.dials else laid_out


def without(controls: Controls, dials: Iterable[Dial], start: int, end: int) -> Controls:
    """`controls` without those that turn one of `dials` in ``start <= tick < end``."""
    first, last = controls.place_of(start), controls.place_of(end)
    stay = controls[first:last].chosen(controls[first:last].dials.difference(dials))
    return controls.spliced(first, last, stay)


def overdubbed(controls: Controls, performance: Performance) -> Controls:
    """`controls` with what was played on top of them.

    A dial that was touched does what the hand did, from the first touch to the end of the performance.
    """
    played = performance.controls
    for dial in sorted(played.dials - PARAMETER_DIALS):
        points = [(control.tick, control.value) for control in played.of(dial)]
        controls = drawn(controls, dial, points, performance.end)
    parameters = played.chosen(PARAMETER_DIALS)
    return _with_parameters(controls, parameters, parameters[0].tick, performance.end) if parameters else controls


def cleared(controls: Controls, start: int, end: int) -> Controls:
    """`controls` without those in ``start <= tick < end``; from `end` on everything is as before."""
    dials = controls.between(start, end).dials
    for dial in sorted(dials - PARAMETER_DIALS):
        controls = erased(controls, dial, start, end)
    return _with_parameters(controls, NO_CONTROLS, start, end) if dials & PARAMETER_DIALS else controls


def _with_parameters(controls: Controls, said: Controls, start: int, end: int) -> Controls:
    """`controls` with what `said` says of parameters in the place of what they say in ``start <= tick < end``.

    From `end` on everything that was set before is as it was.
    """
    after = without(controls, PARAMETER_DIALS, start, end).merged(said.chosen(PARAMETER_DIALS))
    stood, stands = Parameters(controls.between(0, end)), Parameters(after.between(0, end))
    return sayings_at(end, stood.sayings_after(stands)).merged(after)


def _without_parameters(controls: Controls) -> Controls:
    return controls.chosen(controls.dials - PARAMETER_DIALS)


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
