"""Standard MIDI Files of any format, bare or in a wrapper, and what a damaged one still holds."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from composer.midi.control_events import ControlEvents
from composer.midi.mending import Mending
from composer.midi.pairing import FileNotes, pair
from composer.midi.text import decoded, one_line
from composer.midi.track_events import MOST_OTHER_EVENTS, MetaEvent, TooManyEventsError, TrackEvents, read_events
from composer.music.errors import MidiFileError
from composer.music.pitch import Mode

SEPARATE_PATTERNS = 2  # the format whose tracks do not belong together
MOST_TRACKS = 1000

# MacBinary and the like put at most this many bytes before the header. RIFF (.rmi) may put a whole description there.
_LONGEST_WRAPPER = 256
_HEADER = b"MThd\0\0\0\6"
_HEADER_LENGTH = 14  # bytes

_TRACK_NAME, _MARKER, _TEMPO, _METER, _KEY = 0x03, 0x06, 0x51, 0x58, 0x59
_KINDS = frozenset({_TRACK_NAME, _MARKER, _TEMPO, _METER, _KEY})


@dataclass(slots=True)
class TrackChunk:
    """What one MTrk chunk holds, each list in file order; ticks are the file's."""

    notes: FileNotes
    controls: ControlEvents
    end: int  # tick
    name: str = ""
    tempos: list[tuple[int, int]] = field(default_factory=list)  # (tick, µs per quarter > 0)
    meters: list[tuple[int, int, int]] = field(default_factory=list)  # (tick, numerator, denominator)
    keys: list[tuple[int, int, Mode]] = field(default_factory=list)  # (tick, sharps, mode)
    markers: list[tuple[int, str]] = field(default_factory=list)  # (tick, name)


@dataclass(frozen=True, slots=True)
class MidiFile:
    """A Standard MIDI File of any format."""

    format: int
    division: int  # ticks per quarter, or frames per second and ticks per frame when the top bit is set
    tracks: tuple[TrackChunk, ...]
    mendings: Counter[Mending]


def parse(data: bytes, name: str) -> MidiFile:
    """Take `data` apart. A damaged track is read up to the damage; what is no MIDI file at all raises MidiFileError.

    `name` is what the error calls the file.
    """
    mendings: Counter[Mending] = Counter()
    header = _header_position(data, name, mendings)
    length = int.from_bytes(data[header + 4 : header + 8], "big")
    fields = data[header + 8 : header + _HEADER_LENGTH]
    if len(fields) < 6:
        raise MidiFileError(f"“{name}” is cut off inside its header. Get a complete copy of the file.")
    form, promised, division = (int.from_bytes(fields[at : at + 2], "big") for at in (0, 2, 4))
    body = header + 8 + (length if 6 <= length <= len(data) - header - 8 else 6)
    try:
        tracks = tuple(_tracks(data, body, mendings))
    except TooManyEventsError:
        raise MidiFileError(f"“{name}” holds more events than any music has. Choose another .mid file.") from None
    if not tracks:
        raise MidiFileError(f"“{name}” holds no tracks. Get a complete copy of the file, or export it again.")
    mendings[Mending.TRACK_MISSING] = min(promised, MOST_TRACKS) - len(tracks)
    mendings[Mending.TRACK_UNCOUNTED] = len(tracks) - promised
    return MidiFile(form, division, tracks, mendings)


def _header_position(data: bytes, name: str, mendings: Counter[Mending]) -> int:
    is_riff = data[:4] == b"RIFF" and data[8:12] == b"RMID"
    header = data.find(b"MThd", 0, len(data) if is_riff else _LONGEST_WRAPPER)
    if header >= 0:
        return header
    header = data.find(b"MTrk", 0, _LONGEST_WRAPPER) - _HEADER_LENGTH
    if header >= 0 and _differing_bits(data[header : header + len(_HEADER)], _HEADER) <= 8:
        mendings[Mending.HEADER_DAMAGED] += 1
        return header
    if not data:
        raise MidiFileError(f"“{name}” is empty. Choose another file, or export it again where it came from.")
    raise MidiFileError(
        f"“{name}” is not a MIDI file, whatever it is called. Choose another, or export it again where it came from."
    )


def _differing_bits(these: bytes, those: bytes) -> int:
    return sum((this ^ that).bit_count() for this, that in zip(these, those, strict=True))


def _tracks(data: bytes, body: int, mendings: Counter[Mending]) -> Iterator[TrackChunk]:
    budget = MOST_OTHER_EVENTS
    for count, (contents, promised) in enumerate(_track_chunks(data, body)):
        if count == MOST_TRACKS:
            mendings[Mending.TRACKS_LEFT_OUT] = data.count(b"MTrk", body) - MOST_TRACKS
            return
        events = read_events(contents, _KINDS, budget)
        budget -= events.other_events
        yield _track(events, mendings)
        if events.is_cut_off:
            mendings[Mending.CUT_OFF] += 1
        elif events.length > promised:
            mendings[Mending.LENGTH_WRONG] += 1


def _track_chunks(data: bytes, position: int) -> Iterator[tuple[bytes, int]]:
    """The contents of each MTrk chunk from `position` on, and how long the file says that it is.

    Unknown chunks are skipped. A length that leads neither to another chunk nor to the end is not believed: the track
    then reaches to the next one.
    """
    while (position := data.find(b"MTrk", position)) >= 0:
        start = position + 8
        promised = int.from_bytes(data[position + 4 : start], "big")
        end = start + promised
        if end != len(data) and not _is_chunk_type(data[end : end + 4]):
            following = data.find(b"MTrk", start)
            end = following if following >= 0 else len(data)
        yield data[start:end], promised
        position = end


def _is_chunk_type(text: bytes) -> bool:
    return len(text) == 4 and text.isalnum() and text.isascii()


def _track(events: TrackEvents, mendings: Counter[Mending]) -> TrackChunk:
    notes = pair(events.keys, events.end)
    mendings[Mending.NOTE_UNENDED] += notes.unended
    mendings[Mending.VALUE_OUT_OF_RANGE] += events.odd_values
    mendings[Mending.STRAY] += events.strays
    track = TrackChunk(notes, events.controls, events.end)
    for meta in events.metas:
        if not _keep(track, meta):
            mendings[Mending.CHANGE_DAMAGED] += 1
    return track


def _keep(track: TrackChunk, meta: MetaEvent) -> bool:
    """Note down a meta event that a score knows. False when it is damaged."""
    tick, kind, data = meta
    if kind == _TRACK_NAME:
        track.name = track.name or one_line(decoded(data))
        return True
    if kind == _MARKER:
        track.markers.append((tick, one_line(decoded(data))))
        return True
    if kind == _TEMPO and len(data) == 3 and any(data):
        track.tempos.append((tick, int.from_bytes(data, "big")))
        return True
    if kind == _METER and len(data) >= 2 and data[0] > 0 and data[1] <= 7:
        track.meters.append((tick, data[0], 1 << data[1]))
        return True
    if kind == _KEY and len(data) == 2:
        sharps = int.from_bytes(data[:1], "big", signed=True)
        if -7 <= sharps <= 7 and data[1] <= 1:
            track.keys.append((tick, sharps, "minor" if data[1] else "major"))
            return True
    return False
