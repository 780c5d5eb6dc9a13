"""The bytes of a Standard MIDI File, read into chunks of notes and changes; it repairs what it can."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from composer.music.errors import MidiFileError

# Some programs put a wrapper (RIFF, MacBinary) of at most this many bytes before the header.
_LONGEST_WRAPPER = 256
_LONGEST_NAME = 128

_NOTE_OFF, _NOTE_ON, _PROGRAM_CHANGE, _CHANNEL_PRESSURE = 0x80, 0x90, 0xC0, 0xD0
_SYSEX, _SYSEX_CONTINUED, _META = 0xF0, 0xF7, 0xFF
_SYSTEM_DATA_BYTES = {0xF1: 1, 0xF2: 2, 0xF3: 1}  # time code, song position, song select
_META_TRACK_NAME, _META_END_OF_TRACK, _META_TEMPO, _META_METER, _META_KEY = 0x03, 0x2F, 0x51, 0x58, 0x59


class FileNote(NamedTuple):
    """One note as the file tells it; times are ticks of the file."""

    channel: int
    program: int  # the one that held on the channel at the onset
    start: int
    pitch: int
    duration: int  # > 0
    velocity: int  # 1..127


class _KeyEvent(NamedTuple):
    """A note-on, or with velocity 0 a note-off, of one pitch on one channel."""

    tick: int
    velocity: int
    program: int


@dataclass(slots=True)
class TrackChunk:
    """What one MTrk chunk holds, each list in file order; ticks are the file's."""

    name: str = ""
    notes: list[FileNote] = field(default_factory=list)
    programs: dict[int, int] = field(default_factory=dict)  # channel → the first program set on it
    tempos: list[tuple[int, int]] = field(default_factory=list)  # (tick, µs per quarter), as written
    meters: list[tuple[int, int, int]] = field(default_factory=list)  # (tick, numerator, denominator)
    keys: list[tuple[int, int, bool]] = field(default_factory=list)  # (tick, sharps, is minor)


@dataclass(frozen=True, slots=True)
class MidiFile:
    """A Standard MIDI File of any format."""

    division: int  # ticks per quarter, or frames per second and ticks per frame when the top bit is set
    tracks: tuple[TrackChunk, ...]


def parse(data: bytes, name: str) -> MidiFile:
    """Take `data` apart. A damaged track is read up to the damage; what is no MIDI file at all raises MidiFileError.

    `name` is what the error calls the file.
    """
    header = data.find(b"MThd", 0, _LONGEST_WRAPPER)
    if header < 0:
        raise MidiFileError(f"“{name}” is not a MIDI file. Choose a Standard MIDI File (.mid).")
    body = data[header + 8 :]
    if len(body) < 6:
        raise MidiFileError(f"“{name}” is cut off inside its header. Get a complete copy of the file.")
    division = int.from_bytes(body[4:6], "big")
    header_length = int.from_bytes(data[header + 4 : header + 8], "big")
    chunks = body[header_length:] if 6 <= header_length <= len(body) else body[6:]
    tracks = tuple(_parse_track(chunk) for chunk in _track_chunks(chunks))
    if not tracks:
        raise MidiFileError(f"“{name}” holds no tracks. Get a complete copy of the file, or export it again.")
    return MidiFile(division, tracks)


def _track_chunks(data: bytes) -> Iterator[bytes]:
    """The contents of the MTrk chunks; unknown chunks are skipped, a length past the end means "up to the next"."""
    position = 0
    while (position := data.find(b"MTrk", position)) >= 0:
        start = position + 8
        end = start + int.from_bytes(data[position + 4 : start], "big")
        if end > len(data):
            following = data.find(b"MTrk", start)
            end = following if following >= 0 else len(data)
        yield data[start:end]
        position = end


def _parse_track(data: bytes) -> TrackChunk:
    track = TrackChunk()
    key_events: dict[int, list[_KeyEvent]] = {}  # channel × 128 + pitch → its ons and offs
    try:
        end = _parse_events(data, track, key_events)
    except _CutOffError as cut_off:
        end = cut_off.tick
    for key, events in key_events.items():
        channel, pitch = divmod(key, 128)
        track.notes.extend(
            FileNote(channel, onset.program, onset.tick, pitch, duration, onset.velocity)
            for onset, duration in _pair(events, end)
        )
    return track


class _CutOffError(Exception):
    """The track's bytes end, or stop making sense, at `tick`; what came before stands."""

    def __init__(self, tick: int) -> None:
        self.tick = tick


def _parse_events(data: bytes, track: TrackChunk, key_events: dict[int, list[_KeyEvent]]) -> int:
    """Fill `track` and `key_events`; returns the tick of the track's end.

    One loop without a call per event: imports of 100,000 notes are bound by it.
    """
    programs = [0] * 16
    position = tick = status = 0
    try:
        while position < len(data):
            byte = data[position]
            position += 1
            if byte < 0x80:
                tick += byte
            else:
                delta, position = _variable_length(data, position - 1)
                tick += delta
            byte = data[position]
            if byte >= 0x80:
                position += 1
                if byte < _SYSEX:
                    status = byte
                elif byte in (_META, _SYSEX, _SYSEX_CONTINUED):
                    kind = data[position] if byte == _META else None
                    length, position = _variable_length(data, position + (byte == _META))
                    if kind == _META_END_OF_TRACK:
                        return tick
                    if kind is not None:
                        _read_meta(track, tick, kind, data[position : position + length])
                    position += length
                    continue
                else:  # a message of the wire, which has no place in a file
                    position += _SYSTEM_DATA_BYTES.get(byte, 0)
                    continue
            elif status == 0:
                position += 1  # a data byte before any status
                continue
            command = status & 0xF0
            first = min(data[position], 127)
            if command == _PROGRAM_CHANGE:
                programs[status & 0x0F] = first
                track.programs.setdefault(status & 0x0F, first)
            if command in (_PROGRAM_CHANGE, _CHANNEL_PRESSURE):
                position += 1
                continue
            second = min(data[position + 1], 127)
            position += 2
            if command <= _NOTE_ON:
                channel = status & 0x0F
                velocity = second if command == _NOTE_ON else 0
                key_events.setdefault(channel * 128 + first, []).append(_KeyEvent(tick, velocity, programs[channel]))
    except IndexError:
        raise _CutOffError(tick) from None
    return tick


def _variable_length(data: bytes, position: int) -> tuple[int, int]:
    """The variable-length quantity at `position`, of at most four bytes, and the position behind it."""
    value = 0
    for _ in range(4):
        byte = data[position]
        position += 1
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, position
    raise IndexError("a variable-length quantity of more than four bytes")


def _read_meta(track: TrackChunk, tick: int, kind: int, data: bytes) -> None:
    """Note down the meta events that a score knows; damaged ones are passed over."""
    if kind == _META_TRACK_NAME and not track.name:
        track.name = _decoded(data)
    elif kind == _META_TEMPO and len(data) == 3:
        track.tempos.append((tick, int.from_bytes(data, "big")))
    elif kind == _META_METER and len(data) >= 2 and data[0] > 0 and data[1] <= 7:
        track.meters.append((tick, data[0], 1 << data[1]))
    elif kind == _META_KEY and len(data) == 2:
        sharps = int.from_bytes(data[:1], "big", signed=True)
        if -7 <= sharps <= 7 and data[1] <= 1:
            track.keys.append((tick, sharps, data[1] == 1))


def _decoded(text: bytes) -> str:
    """One line of text; the standard names no encoding, so UTF-8 when it is valid and Latin-1 otherwise."""
    try:
        decoded = text.decode("utf-8")
    except UnicodeDecodeError:
        decoded = text.decode("latin-1")
    return " ".join(decoded.replace("\0", " ").split())[:_LONGEST_NAME]


def _pair(events: list[_KeyEvent], end: int) -> list[tuple[_KeyEvent, int]]:
    """Onsets and durations of one pitch on one channel, from its ons and offs in file order.

    First on, first off, so that overlapping notes keep their lengths. When offs are missing, an onset ends the
    note before it, and the last note ends with the track. Offs without an on are passed over.
    """
    notes: list[tuple[_KeyEvent, int]] = []
    sounding: deque[_KeyEvent] = deque()
    for event in events:
        if event.velocity:
            sounding.append(event)
        elif sounding:
            onset = sounding.popleft()
            notes.append((onset, max(event.tick - onset.tick, 1)))
    return notes if not sounding else _pair_restruck(events, end)


def _pair_restruck(events: list[_KeyEvent], end: int) -> list[tuple[_KeyEvent, int]]:
    notes: list[tuple[_KeyEvent, int]] = []
    sounding: _KeyEvent | None = None
    for event in events:
        if sounding and (event.tick > sounding.tick or not event.velocity):
            notes.append((sounding, max(event.tick - sounding.tick, 1)))
            sounding = None
        if event.velocity:
            sounding = event
    if sounding:
        notes.append((sounding, max(end - sounding.tick, 1)))
    return notes
