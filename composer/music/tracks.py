"""Edits of tracks, and which tracks are heard: pure functions from a score to the next one.

Mute and solo are part of the score, so that they are undone, saved and reordered with their track, but they are about
listening: only `heard` obeys them. A file, and the model, get every note.
"""

from collections.abc import Container
from dataclasses import replace

from composer.music.controls import PROGRAM_CHANGE, Controls
from composer.music.score import DRUM_CHANNEL, Score, Track

TRACK_COLOURS = 8  # in every theme; tracks beyond them begin again with the first
CHANNELS = 16


def colour_of(score: Score, index: int) -> int:
    """Which of the theme's track colours (0..7) track `index` has."""
    colour = score.tracks[index].colour
    return index % TRACK_COLOURS if colour is None else colour


def label_of(score: Score, index: int) -> str:
    """What a person calls track `index`: its name, else its number."""
    return score.tracks[index].name or f"Track {index + 1}"


def is_heard(score: Score, index: int) -> bool:
    """Whether track `index` sounds: it is not muted and, when any track is solo, it is one of those."""
    track = score.tracks[index]
    return not track.is_muted and (track.is_solo or not any(other.is_solo for other in score.tracks))


def heard(score: Score) -> Score:
    """`score` with tracks that are not heard empty, index for index; the same object when all are heard."""
    return with_only(score, [index for index in range(len(score.tracks)) if is_heard(score, index)])


def with_only(score: Score, wanted: Container[int]) -> Score:
    """`score` with all tracks but the `wanted` empty, index for index; the same object when that is all."""
    if all(index in wanted for index in range(len(score.tracks))):
        return score
    tracks = (track if index in wanted else track.without_contents() for index, track in enumerate(score.tracks))
    return replace(score, tracks=tuple(tracks))


def by_port(score: Score, output: str) -> dict[str, list[int]]:
    """The tracks by the port that they are played on; those of the piece's output, be it named or not, under ""."""
    tracks: dict[str, list[int]] = {"": []}
    for index, track in enumerate(score.tracks):
        tracks.setdefault("" if track.port == output else track.port, []).append(index)
    return tracks


def first_pitched(score: Score) -> int:
    """The first track that has tones to play, else the first that is not drums, else track 0."""
    pitched = [index for index, track in enumerate(score.tracks) if not track.is_drums]
    return next((index for index in pitched if score.tracks[index].notes), pitched[0] if pitched else 0)


def free_channel(score: Score) -> int | None:
    """The lowest channel that no track uses and that does not play drums; None when there is none."""
    taken = {track.channel for track in score.tracks} | {DRUM_CHANNEL}
    return next((channel for channel in range(CHANNELS) if channel not in taken), None)


def add_track(score: Score) -> Score:
    """A new, empty track after the last, on a channel of its own while there is one."""
    return replace(score, tracks=(*score.tracks, Track(channel=free_channel(score) or 0)))


def delete_track(score: Score, index: int) -> Score:
    """Remove a track with its notes; the last one that is left stays."""
    if len(score.tracks) == 1:
        return score
    tracks = _with_own_colours(score)
    return replace(score, tracks=tracks[:index] + tracks[index + 1 :])


def move_track(score: Score, index: int, to: int) -> Score:
    """Put track `index` at place `to`; those between make room. Every track keeps the colour that it is seen in."""
    if not 0 <= to < len(score.tracks) or to == index:
        return score
    tracks = list(_with_own_colours(score))
    tracks.insert(to, tracks.pop(index))
    return replace(score, tracks=tuple(tracks))


def rename_track(score: Score, index: int, name: str) -> Score:
    """Give a track a name."""
    return _with(score, index, replace(score.tracks[index], name=name))


def set_colour(score: Score, index: int, colour: int) -> Score:
    """Give a track one of the theme's track colours, 0..7."""
    return _with(score, index, replace(score.tracks[index], colour=colour))


def set_program(score: Score, index: int, program: int) -> Score:
    """Let a track sound with a General MIDI program, 0..127.

    A track of drums becomes one of tones. A channel of a port sounds with one program only: a track that shares its
    channel moves to a free one, if there is one.
    """
    track = score.tracks[index]
    place = track.port, track.channel
    is_shared = any((other.port, other.channel) == place for other in score.tracks if other is not track)
    channel = track.channel
    if track.is_drums or (is_shared and program != track.program):
        free = free_channel(score)
        channel = free if free is not None else 0 if track.is_drums else channel
    return _with(score, index, replace(with_program(track, program), channel=channel))


def with_program(track: Track, program: int) -> Track:
    """The track with another program to begin with, be it chosen by controls or not; later ones stay."""
    end = _first_after_opening(track)
    opening = (
        control._replace(value=program) if control.dial == PROGRAM_CHANGE else control
        for control in track.controls[:end]
    )
    controls = track.controls.spliced(0, end, Controls(opening)) if chooses_program(track) else track.controls
    return replace(track, program=program, controls=controls)


def chooses_program(track: Track) -> bool:
    """Whether the program that a track begins with is chosen by its controls, as it has to be after those of a bank."""
    return PROGRAM_CHANGE in track.controls[: _first_after_opening(track)].dials


def set_channel(score: Score, index: int, channel: int) -> Score:
    """Put a track on a channel, 0..15; on channel 9 it plays drums."""
    return _with(score, index, replace(score.tracks[index], channel=channel))


def set_port(score: Score, index: int, port: str) -> Score:
    """Play a track on a port of its own, by its visible name, or with "" on the piece's output again."""
    return _with(score, index, replace(score.tracks[index], port=port))


def set_muted(score: Score, index: int, is_muted: bool) -> Score:
    """Silence a track, or let it be heard again."""
    return _with(score, index, replace(score.tracks[index], is_muted=is_muted))


def set_solo(score: Score, index: int, is_solo: bool) -> Score:
    """Let only this track and other solo ones be heard, or no longer."""
    return _with(score, index, replace(score.tracks[index], is_solo=is_solo))


def places_after(before: Score, after: Score) -> tuple[int | None, ...]:
    """For every track of `before` its index in `after`, None for one that is gone.

    Tracks are known by their notes and instrument; one that has changed in these is taken to be where it was.
    """
    free = dict.fromkeys(range(len(after.tracks)))
    places: list[int | None] = [None] * len(before.tracks)

    def settle(index: int, place: int) -> None:
        places[index] = place
        del free[place]

    for index, track in enumerate(before.tracks):
        if index in free and _are_one(track, after.tracks[index]):
            settle(index, index)
    for index, track in enumerate(before.tracks):
        if places[index] is None:
            place = next((place for place in free if _are_one(track, after.tracks[place])), None)
            if place is not None:
                settle(index, place)
    if len(before.tracks) <= len(after.tracks):
        for index in range(len(before.tracks)):
            if places[index] is None and index in free:
                settle(index, index)
    return tuple(places)


def _first_after_opening(track: Track) -> int:
    """The index of the first control that comes after the first note has begun."""
    return track.controls.place_of(track.notes[0].start + 1) if track.notes else len(track.controls)


def _are_one(track: Track, other: Track) -> bool:
    """Whether two versions of a track differ at most in colour, port, mute and solo."""
    return track is other or (
        track.notes is other.notes
        and (track.name, track.program, track.channel) == (other.name, other.program, other.channel)
    )


def _with(score: Score, index: int, track: Track) -> Score:
    """`score` with track `index` replaced; the same object if nothing is different."""
    before = score.tracks[index]
    is_same = track.notes is before.notes and replace(track, notes=()) == replace(before, notes=())
    return score if is_same else score.with_track(index, track)


def _with_own_colours(score: Score) -> tuple[Track, ...]:
    """The tracks, each with the colour that it is seen in as its own."""
    return tuple(
        track if track.colour is not None else replace(track, colour=colour_of(score, index))
        for index, track in enumerate(score.tracks)
    )
