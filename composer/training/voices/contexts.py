"""In which contexts what a voice sings is counted: chains of them, each longer than the one before.

A context is a list of columns, (frames,) int each; a chain holds at each level what it adds to the level before.
"""

from collections.abc import Callable

import numpy as np

from composer.training.voices.pieces import EARLIER
from composer.training.voices.views import BAR, QUARTER, View, chord, pitch_class

Context = list[np.ndarray]
Chain = list[Context]


def _leading(view: View) -> Chain:
    """How voices move against each other, wherever they are."""
    return [
        [view.place % QUARTER],
        [*map(view.moves, view.told), view.held(view.voice)],
        [view.relative(view.now(voice)) for voice in view.told],
        [view.relative(view.before(voice)) for voice in view.others],
        [view.relative(view.before(voice, QUARTER)) for voice in view.all],
    ]


def _melody(view: View) -> Chain:
    """The notes of this voice, in the key."""
    return [
        [view.place % QUARTER],
        [view.own, view.held(view.voice)],
        [view.earlier(0)],
        [view.lasted(), view.place % BAR],
        *([view.earlier(index)] for index in range(1, EARLIER)),
    ]


def _contour(view: View) -> Chain:
    """The steps of this voice, frame by frame."""
    back = {frames: view.relative(view.before(view.voice, frames)) for frames in (2, 3, 4, 5, 6, 8)}
    return [
        [view.place % QUARTER],
        [view.held(view.voice), back[4]],
        [back[2]],
        [back[8], back[6]],
        [back[5], back[3]],
        [view.own],
    ]


def _pair(view: View) -> Chain:
    """This voice against one other: the first, or for the first the one that comes next."""
    if not view.told:
        other = view.others[0]
        columns = [view.relative(view.before(other)), view.held(0), view.held(other), view.own, view.before(other)]
        return [[view.place % QUARTER], *([column] for column in columns)]
    return [
        [view.place % QUARTER],
        [view.relative(view.now(0)), view.moves(0)],
        [view.held(view.voice)],
        [view.relative(view.before(0))],
        [view.relative(view.now(view.told[-1]))],
        [view.own],
    ]


def _harmony(view: View) -> Chain:
    """Pitch classes in the key."""
    return [
        [view.place % QUARTER],
        [pitch_class(view.own)],
        [pitch_class(view.now(voice)) for voice in view.told],
        [view.now(voice) - view.before(voice) for voice in view.told],
        [view.held(view.voice)],
        [chord([view.before(voice) for voice in view.all])],
        [pitch_class(view.before(voice)) for voice in view.others],
    ]


def _quarters(view: View) -> Chain:
    """What sounded when the latest quarters began."""
    stays = (view.own == view.on_quarter(view.voice)).astype(int)
    return [
        [view.place % QUARTER, stays],
        [view.relative(view.on_quarter(view.others[0]))],
        [view.own],
        [view.relative(view.now(voice)) for voice in view.told[:1]],
        [view.relative(view.on_quarter(voice)) for voice in view.others],
        [view.relative(view.on_quarter(voice, 1)) for voice in view.all],
    ]


CHAINS: tuple[Callable[[View], Chain], ...] = (_leading, _melody, _contour, _pair, _harmony, _quarters)


def _melody_here(view: View) -> Chain:
    return [
        [view.place % QUARTER, view.own, view.held(view.voice)],
        [view.earlier(0)],
        [view.place % BAR, view.earlier(1)],
    ]


def _harmony_here(view: View) -> Chain:
    return [
        [view.place % QUARTER, view.own, *map(view.moves, view.told)],
        [view.now(voice) for voice in view.told],
        [view.before(voice) for voice in view.others],
    ]


def _leading_here(view: View) -> Chain:
    return [
        [view.place % QUARTER, view.held(view.voice), *map(view.moves, view.told)],
        [view.relative(view.now(voice)) for voice in view.told],
        [view.relative(view.before(voice)) for voice in view.others],
    ]


def _passage_here(view: View) -> Chain:
    """What followed when the latest frames stood earlier in the piece."""
    frames = [[view.before(voice, back) for voice in view.all] for back in (0, QUARTER, QUARTER // 2, 2 * QUARTER)]
    return [
        [view.place % QUARTER, *map(view.now, view.told), *frames[0]],
        frames[1],
        [*frames[2], *frames[3]],
    ]


CHAINS_HERE: tuple[Callable[[View], Chain], ...] = (_melody_here, _harmony_here, _leading_here, _passage_here)
"""Contexts that are counted in the piece itself, so far: on top of what other pieces say."""
