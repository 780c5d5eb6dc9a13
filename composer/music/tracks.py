"""Edits of tracks, and which tracks are heard: pure functions from a score to the next one.

Mute and solo are part of the score, so that they are undone, saved and reordered with their track, but they are about
listening: only `heard` obeys them. A file, and the model, get every note.
"""

from dataclasses import replace

from composer.music.score import Score, Track

TRACK_COLOURS = 8  # in every theme; tracks beyond them begin again with the first


def colour_of(score: Score, index: int) -> int:
    """Which of the theme's track colours (0..7) track `index` has."""
    colour = score.tracks[index].colour
    return index % TRACK_COLOURS if colour is None else colour


def is_heard(score: Score, index: int) -> bool:
    """Whether track `index` sounds: it is not muted and, when any track is solo, it is one of those."""
    track = score.tracks[index]
    return not track.is_muted and (track.is_solo or not any(other.is_solo for other in score.tracks))


def heard(score: Score) -> Score:
    """`score` without the notes of tracks that are not heard, index for index; the same object when all are heard."""
    silent = [index for index in range(len(score.tracks)) if not is_heard(score, index)]
    if not silent:
        return score
    tracks: list[Track] = list(score.tracks)
    for index in silent:
        tracks[index] = replace(tracks[index], notes=())
    return replace(score, tracks=tuple(tracks))
