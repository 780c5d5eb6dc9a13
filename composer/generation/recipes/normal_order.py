"""Chords as pitch classes in normal order, the way music21 names them (Forte's rule)."""

from collections.abc import Iterable


def normal_order(pitches: Iterable[int]) -> tuple[int, ...]:
    """The pitch classes of `pitches`, each once, in the most compact order.

    Of all rotations the one with the smallest span from first to last; among equals the one whose intervals from
    the first are smaller, read from the left; among equals still, the one that begins lowest.
    """
    classes = sorted({pitch % 12 for pitch in pitches})
    rotations = [tuple(classes[index:] + classes[:index]) for index in range(len(classes))]
    return min(rotations, key=_compactness)


def _compactness(rotation: tuple[int, ...]) -> list[int]:
    intervals = [(pitch_class - rotation[0]) % 12 for pitch_class in rotation]
    return [intervals[-1], *intervals]
