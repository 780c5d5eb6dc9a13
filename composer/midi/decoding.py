"""What a MIDI file says, as a score sees it: one track per instrument, ticks that suit, and maps in order."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter
from typing import TypeVar

import numpy as np

from composer.midi.encoding import LATEST_TICK
from composer.midi.mending import Mending, told
from composer.midi.score_columns import ScoreColumns, TrackColumns
from composer.midi.smf import MOST_TRACKS, SEPARATE_PATTERNS, MidiFile, TrackChunk, parse
from composer.music.controls import TICK_SHIFT
from composer.music.errors import MidiFileError
from composer.music.pitch import Key
from composer.music.score import KeyChange, Marker
from composer.music.time import DEFAULT_TEMPO, PPQ, Meter, MeterChange, MeterMap, TempoChange, TempoMap

_SMPTE = 0x8000

_tick = itemgetter(0)

Change = TypeVar("Change", TempoChange, MeterChange, KeyChange, Marker)


def decode(contents: bytes, name: str) -> ScoreColumns:
    """The score in the bytes of a .mid file that errors call `name`. Raises MidiFileError.

    It has 480 ticks per quarter when the file's own division goes into 480, else the file's. A track that uses
    several channels becomes one track for each.
    """
    midi = parse(contents, name)
    ppq, tempo = _time_unit(midi.division, name)
    scale = PPQ // ppq if PPQ % ppq == 0 else 1
    places = _places(midi, ppq)
    tracks = _tracks(midi, places, scale)
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
        tuple(tracks) or (TrackColumns("", 0, 0, *[np.zeros(0, np.int64)] * 5),),
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


def _tracks(midi: MidiFile, places: Sequence[int], scale: int) -> list[TrackColumns]:
    """One track for each channel of each chunk.

    What a chunk says to channels that it plays nothing on, as it does when it sets up all instruments, belongs to the
    first track that does; a chunk that speaks to one channel only is an instrument that has nothing to play yet.
    """
    tracks: list[TrackColumns] = []
    homeless: list[TrackColumns] = []
    for chunk, place in zip(midi.tracks, places, strict=True):
        own = list(_split(chunk, place, scale, midi.mendings))
        tracks += [track for track in own if len(track.start) or len(own) == 1]
        homeless += [track for track in own if not len(track.start) and len(own) > 1]
    for track in homeless:
        home = next((index for index, other in enumerate(tracks) if other.channel == track.channel), None)
        if home is None:
            tracks.append(track)
        else:
            tracks[home] = tracks[home].with_more(track.controls)
    programs = {track.channel: track.opening[-1] for track in reversed(tracks) if track.opening}
    return [track.with_opening(programs.get(track.channel, 0)) for track in tracks]


def _split(chunk: TrackChunk, place: int, scale: int, mendings: Counter[Mending]) -> Iterator[TrackColumns]:
    """One track for each channel of a chunk, in the order of their first notes; then those without notes."""
    notes, controls = chunk.notes, chunk.controls
    near = np.flatnonzero((notes.start + notes.duration + place) * scale <= LATEST_TICK)
    mendings[Mending.NOTE_TOO_LATE] += len(notes.start) - len(near)
    ticks = (controls.tick + place) * scale
    is_near = ticks <= LATEST_TICK
    mendings[Mending.CONTROL_TOO_LATE] += int(np.count_nonzero(~is_near))
    items = ticks << TICK_SHIFT | controls.word
    present, firsts = np.unique(notes.channel[near], return_index=True)
    channels = present[np.argsort(firsts)].tolist()
    for channel in [*channels, *sorted(set(np.unique(controls.channel[is_near]).tolist()) - set(channels))]:
        mine = near[notes.channel[near] == channel]
        yield TrackColumns(
            chunk.name,
            0,
            channel,
            (notes.start[mine] + place) * scale,
            notes.pitch[mine],
            notes.duration[mine] * scale,
            notes.velocity[mine],
            items[is_near & (controls.channel == channel)],
        )
