"""Edits of how loud notes are, each note by itself."""

from collections.abc import Mapping
from dataclasses import replace

from composer.music.edits import LOUDEST, Edit, exchanged
from composer.music.score import Note, Score

SOFTEST = 1


def set_velocities(score: Score, velocities: Mapping[tuple[int, Note], int]) -> Edit:
    """Give each of the (track index, note) pairs its own velocity, brought into 1..127; they are selected then."""
    changed = {
        (track, note): (track, replace(note, velocity=min(max(velocity, SOFTEST), LOUDEST)))
        for (track, note), velocity in velocities.items()
    }
    return exchanged(score, frozenset(changed), frozenset(changed.values()))
