"""What a MIDI file says, as a score sees it: one track per instrument, ticks that suit, and maps in order."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter
from typing import TypeVar

import numpy as np

from composer.midi.encoding import LATEST_TICK
from composer.midi.mending import Mending, told
from composer.midi.score_columns import ScoreColumns, TrackColumns
from composer.midi.smf import MOST_TRACKS, SEPARATE_PATTERNS, MidiFile, TrackChunk, parse
from composer.music.errors import MidiFileError
from composer.music.pitch import Key
from composer.music.score import DRUM_CHANNEL, KeyChange, Marker
from composer.music.time import DEFAULT_TEMPO, PPQ, Meter, MeterChange, MeterMap, TempoChange, TempoMap

_SMPTE = 0x8000

_tick = itemgetter(0)

Change = TypeVar("Change", TempoChange, MeterChange, KeyChange, Marker)


def decode(contents: bytes, name: str) -> ScoreColumns:
    """The score in the bytes of a .mid file that errors call `name`. Raises MidiFileError.

    It has 480 ticks per quarter when the file's own division goes into 480, else the file's. A track that uses
    several channels or programs becomes one track for each.
    """
    midi = parse(contents, name)
    ppq, tempo = _time_unit(midi.division, name)
    scale = PPQ // ppq if PPQ % ppq == 0 else 1
    places = _places(midi, ppq)
    tracks = tuple(_tracks(midi, places, scale))
    if len(tracks) > MOST_TRACKS:
        raise MidiFileError(f"“{name}” uses more than {MOST_TRACKS} instruments. It is damaged; export it again.")

    def changes(of_chunk: Callable[[TrackChunk], list[tuple]]) -> list[tuple]:
        placed = (
            ((place + tick) * scale, *rest)
            for place, chunk in zip(places, midi.tracks, strict=True)
            for tick, *rest in of_chunk(chunk)
        )
        return sorted((change for change in placed if change[0] <= LATEST_TICK), key=_tick)

    tempos = [TempoChange(*change) for change in changes(lambda chunk: chunk.tempos)] if tempo is None else [tempo]
    meters = [MeterChange(tick, Meter(*meter)) for tick, *meter in changes(lambda chunk: chunk.meters)]
    keys = [KeyChange(tick, Key.from_signature(*key)) for tick, *key in changes(lambda chunk: chunk.keys)]
    markers = [Marker(*change) for change in changes(lambda chunk: chunk.markers)]
    return ScoreColumns(
        tracks or (TrackColumns("", 0, 0, *[np.zeros(0, np.int64)] * 4),),
        TempoMap(_last_per_tick(tempos, TempoChange(0, DEFAULT_TEMPO)), ppq * scale),
        MeterMap(_last_per_tick(meters, MeterChange(0, Meter())), ppq * scale),
        _last_per_tick(keys),
        _last_per_tick(markers),
        told(midi.mendings),
    )


def _time_unit(division: int, name: str) -> tuple[int, TempoChange | None]:
    """Ticks per quarter; and the tempo, if the file counts film frames: a quarter is then made to last one second."""
    if division == 0:
        raise MidiFileError(f"“{name}” has 0 ticks per quarter, so its notes have no lengths. Export it again.")
    if not division & _SMPTE:
        return division, None
    frames = 256 - (division >> 8)
    ticks_per_frame = division & 0xFF
    if frames not in (24, 25, 29, 30) or ticks_per_frame == 0:
        raise MidiFileError(f"“{name}” counts time in an unknown unit. Export it again with ticks per quarter.")
    if frames == 29:  # NTSC drop-frame: 30 frames in 1.001 seconds
        return 30 * ticks_per_frame, TempoChange(0, 1_001_000)
    return frames * ticks_per_frame, TempoChange(0, 1_000_000)


def _places(midi: MidiFile, ppq: int) -> list[int]:
    """The tick at which each track begins: separate patterns follow each other, in steps of whole notes."""
    places = [0] * len(midi.tracks)
    if midi.format == SEPARATE_PATTERNS and len(midi.tracks) > 1:
        for index, chunk in enumerate(midi.tracks[:-1]):
            places[index + 1] = places[index] + -(-chunk.end // (4 * ppq)) * 4 * ppq
        midi.mendings[Mending.PATTERNS] = len(midi.tracks)
    return places


def _last_per_tick(changes: Iterable[Change], first: Change | None = None) -> tuple[Change, ...]:
    """One change per tick, the last of them, in order; `first` when none is at tick 0."""
    by_tick = {} if first is None else {0: first}
    by_tick.update((change.tick, change) for change in changes)
    return tuple(by_tick[tick] for tick in sorted(by_tick))


def _tracks(midi: MidiFile, places: Sequence[int], scale: int) -> Iterator[TrackColumns]:
    used = {channel for chunk in midi.tracks for channel in np.unique(chunk.notes.channel).tolist()}
    free_channels = sorted(set(range(16)) - {DRUM_CHANNEL} - used, reverse=True)
    for chunk, place in zip(midi.tracks, places, strict=True):
        is_near = (chunk.notes.start + chunk.notes.duration + place) * scale <= LATEST_TICK
        midi.mendings[Mending.NOTE_TOO_LATE] += int(np.count_nonzero(~is_near))
        yield from _split(chunk, place, scale, is_near, free_channels)


def _split(
    chunk: TrackChunk, place: int, scale: int, is_near: np.ndarray, free_channels: list[int]
) -> Iterator[TrackColumns]:
    """One track for each channel and program of a chunk, in the order of their first notes.

    A channel that changes its program within the chunk keeps its first one; the others move to free channels (while
    there are any), because the tracks of a score sound at the same time.
    """
    notes = chunk.notes
    near = np.flatnonzero(is_near)
    instrument = notes.channel[near].astype(np.int64) * 128 + notes.program[near]
    present, firsts, counts = np.unique(instrument, return_index=True, return_counts=True)
    groups = np.split(near[np.argsort(instrument, kind="stable")], np.cumsum(counts)[:-1])
    instruments = [(int(present[index]), groups[index]) for index in np.argsort(firsts)]
    if not instruments and chunk.programs:  # an instrument that has nothing to play yet
        channel, program = next(iter(chunk.programs.items()))
        instruments = [(channel * 128 + program, near)]
    taken: set[int] = set()
    for each, mine in instruments:
        channel, program = divmod(each, 128)
        moves = channel in taken and channel != DRUM_CHANNEL and free_channels
        taken.add(channel)
        yield TrackColumns(
            chunk.name,
            program,
            free_channels.pop() if moves else channel,
            (notes.start[mine] + place) * scale,
            notes.pitch[mine],
            notes.duration[mine] * scale,
            notes.velocity[mine],
        )
