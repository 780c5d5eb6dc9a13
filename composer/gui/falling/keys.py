"""Where the keys of a piano lie, side by side. No widgets."""

from typing import NamedTuple

from composer.music.pitch import HIGHEST_PITCH, is_black

LOWEST_KEY, HIGHEST_KEY = 21, 108  # of a piano: A0 to C8
_BLACK_SHARE = 0.6  # of the width of a white key


class Key(NamedTuple):
    """The place of one key, in pixels from the left."""

    left: float
    right: float


def keys_across(width: float, low: int = LOWEST_KEY, high: int = HIGHEST_KEY) -> dict[int, Key]:
    """The keys from pitch `low` to `high`, which begin and end with white ones, over `width` pixels."""
    low, high = max(low - is_black(low), 0), min(high + is_black(high), HIGHEST_PITCH)
    white_width = width / sum(not is_black(pitch) for pitch in range(low, high + 1))
    keys, whites = {}, 0
    for pitch in range(low, high + 1):
        left = whites * white_width
        if is_black(pitch):
            half = white_width * _BLACK_SHARE / 2
            keys[pitch] = Key(left - half, left + half)
        else:
            keys[pitch] = Key(left, left + white_width)
            whites += 1
    return keys


def range_of(low: int | None, high: int | None) -> tuple[int, int]:
    """The keys that are shown for notes from `low` to `high`: a whole piano, and more where notes lie outside it."""
    return min(LOWEST_KEY, LOWEST_KEY if low is None else low), max(HIGHEST_KEY, HIGHEST_KEY if high is None else high)
