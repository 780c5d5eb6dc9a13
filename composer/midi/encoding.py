"""Scores to the bytes of a Standard MIDI File: of type 1, or with everything in one track of type 0."""

from collections.abc import Sequence
from operator import attrgetter

import numpy as np

from composer.midi.control_events import SHORT_KINDS, messages_of
from composer.midi.text import one_line
from composer.music.columns import Columns
from composer.music.controls import TICK_SHIFT
from composer.music.errors import MidiFileError
from composer.music.score import KeyChange, Marker, Score, Track
from composer.music.time import MeterChange, TempoChange
from composer.music.tracks import chooses_program

Change = MeterChange | KeyChange | TempoChange | Marker

LATEST_TICK = 0x0FFFFFFF  # the longest pause that a MIDI file can hold, and longer than any music
_LARGEST_DIVISION = 0x7FFF

_TRACK_NAME, _MARKER, _END_OF_TRACK, _TEMPO, _METER, _KEY = 0x03, 0x06, 0x2F, 0x51, 0x58, 0x59
_NOTE_OFF, _NOTE_ON = 0x80, 0x90
_CLOCKS_PER_CLICK, _THIRTY_SECONDS_PER_QUARTER = 24, 8


def score_to_bytes(score: Score, is_single_track: bool = False) -> bytes:
    """The contents of a .mid file: metre, key, tempo and markers in a track of their own, then each instrument.

    As a single track, for devices that read only files of type 0, the instruments are told apart by their channels.
    Of notes of one pitch that overlap on one channel of a written track, the earlier one ends where the later begins: a
    MIDI file cannot tell them apart, and other programs would lose one. Raises MidiFileError.
    """
    end = max([score.end, *(track.controls[-1].tick for track in score.tracks if track.controls)])
    if end > LATEST_TICK:
        raise MidiFileError(f"The piece ends at tick {end}; a MIDI file reaches to tick {LATEST_TICK}.")
    if score.ppq > _LARGEST_DIVISION:
        raise MidiFileError(
            f"The piece has {score.ppq} ticks per quarter; a MIDI file has {_LARGEST_DIVISION} at most."
        )
    tracks = score.tracks or (Track(),)
    if is_single_track:
        chunks = [_single_track(score, tracks)]
    else:
        chunks = [_conductor_track(score), *map(_instrument_track, tracks)]
    midi_type = 0 if is_single_track else 1
    header = b"".join(number.to_bytes(2, "big") for number in (midi_type, len(chunks), score.ppq))
    return _chunk(b"MThd", header) + b"".join(_chunk(b"MTrk", chunk) for chunk in chunks)


def without_overlaps(notes: Columns) -> Columns:
    """The notes as they are written, by pitch: each ends at the latest where its pitch begins again.

    Of equal onsets of a pitch the longest is written.
    """
    order = np.lexsort((-notes.velocity.astype(np.int64), notes.end, notes.start, notes.pitch))
    start, end, pitch, velocity = (column[order] for column in notes)
    is_followed = pitch[:-1] == pitch[1:]
    end[:-1][is_followed] = np.minimum(end[:-1], start[1:])[is_followed]
    is_left = end > start
    return Columns(start[is_left], end[is_left], pitch[is_left], velocity[is_left])


def _chunk(kind: bytes, contents: bytes) -> bytes:
    return kind + len(contents).to_bytes(4, "big") + contents


def _conductor_track(score: Score) -> bytes:
    """Metre, key, tempo and markers; at one tick in this order."""
    track, now = bytearray(), 0
    for change in _changes(score):
        track += _variable_length(change.tick - now) + _meta_of(change)
        now = change.tick
    return bytes(track) + b"\0" + _meta(_END_OF_TRACK, b"")


def _single_track(score: Score, tracks: Sequence[Track]) -> bytes:
    """Everything in one track; at one tick the changes come first, then what ends, then what begins."""
    of_channel: dict[int, list[Track]] = {}
    for instrument in tracks:
        of_channel.setdefault(instrument.channel, []).append(instrument)
    ticks, messages = zip(*map(_messages, of_channel.values()), strict=True)
    tick, message = np.concatenate(ticks), np.concatenate(messages)
    order = np.lexsort((_rank(message), tick))
    tick, message = tick[order], message[order]
    track = bytearray(b"\0" + _meta(_TRACK_NAME, one_line(tracks[0].name).encode()))
    for instrument in tracks:
        track += _program(instrument)
    now, done = 0, 0
    for change in _changes(score):
        end = int(np.searchsorted(tick, change.tick))
        track += _timed(np.diff(tick[done:end], prepend=now), message[done:end])
        now, done = int(tick[end - 1]) if end > done else now, end
        track += _variable_length(change.tick - now) + _meta_of(change)
        now = change.tick
    return bytes(track) + _timed(np.diff(tick[done:], prepend=now), message[done:]) + b"\0" + _meta(_END_OF_TRACK, b"")


def _changes(score: Score) -> list[Change]:
    """What is not a note, in order of tick."""
    changes = [*score.meter_map.changes, *score.keys, *score.tempo_map.changes, *score.markers]
    return sorted(changes, key=attrgetter("tick"))


def _meta_of(change: Change) -> bytes:
    match change:
        case TempoChange(tempo=tempo):
            return _meta(_TEMPO, tempo.to_bytes(3, "big"))
        case MeterChange(meter=meter):
            power = meter.denominator.bit_length() - 1
            return _meta(_METER, bytes((meter.numerator, power, _CLOCKS_PER_CLICK, _THIRTY_SECONDS_PER_QUARTER)))
        case KeyChange(key=key):
            return _meta(_KEY, bytes((key.sharps & 0xFF, key.mode == "minor")))
        case Marker(name=name):
            return _meta(_MARKER, one_line(name).encode())


def _instrument_track(track: Track) -> bytes:
    tick, messages = _messages([track])
    head = b"\0" + _meta(_TRACK_NAME, one_line(track.name).encode()) + _program(track)
    return head + _timed(np.diff(tick, prepend=0), messages) + b"\0" + _meta(_END_OF_TRACK, b"")


def _program(track: Track) -> bytes:
    """The choice of the instrument, right after what comes before it; nothing if the controls choose it."""
    return b"" if chooses_program(track) else bytes((0, 0xC0 | track.channel, track.program))


def _messages(tracks: Sequence[Track]) -> tuple[np.ndarray, np.ndarray]:
    """The ticks (n,) at which tracks of one channel say something, in order, and what: (n, 3) uint8.

    At one tick, notes end, then controls change, then notes begin.
    """
    channel = tracks[0].channel
    notes = Columns.joined([track.notes.columns for track in tracks])
    ticks, messages = _note_messages(without_overlaps(notes), channel)
    items = np.frombuffer(b"".join(track.controls.packed for track in tracks), np.int64)
    if not items.size:
        return ticks, messages
    ticks = np.concatenate((ticks, items >> TICK_SHIFT))
    messages = np.concatenate((messages, messages_of(items, channel)))
    order = np.lexsort((_rank(messages), ticks))
    return ticks[order], messages[order]


def _rank(messages: np.ndarray) -> np.ndarray:
    """Which messages (n, 3) come first at one tick: ends of notes, then controls, then beginnings."""
    kind = messages[:, 0] & 0xF0
    return np.where(kind == _NOTE_OFF, 0, np.where(kind == _NOTE_ON, 2, 1))


def _note_messages(notes: Columns, channel: int) -> tuple[np.ndarray, np.ndarray]:
    """The ticks (n,) at which notes begin and end, in order, and what is said then: (n, 3) uint8."""
    by_end, by_start = np.argsort(notes.end, kind="stable"), np.argsort(notes.start, kind="stable")
    # A stable sort of the offs before the ons: at one tick, what ends comes before what begins.
    tick = np.concatenate((notes.end[by_end], notes.start[by_start]))
    order = np.argsort(tick, kind="stable")
    messages = np.zeros((len(order), 3), dtype=np.uint8)
    messages[:, 0] = np.repeat((_NOTE_OFF | channel, _NOTE_ON | channel), len(notes.start))
    messages[:, 1] = np.concatenate((notes.pitch[by_end], notes.pitch[by_start]))
    messages[len(by_end) :, 2] = notes.velocity[by_start]
    return tick[order], messages[order]


def _timed(deltas: np.ndarray, messages: np.ndarray) -> bytes:
    """Each message (n, 3) after its delta, as a variable-length quantity; some end with a byte that is not said."""
    lengths = 1 + (deltas >= 1 << 7).astype(np.int64) + (deltas >= 1 << 14) + (deltas >= 1 << 21)
    begins = np.cumsum(lengths + 3) - 3
    contents = np.zeros(int(begins[-1]) + 3 if len(begins) else 0, dtype=np.uint8)
    for column in range(3):
        contents[begins + column] = messages[:, column]
    for septet in range(4):  # from the last, which alone has no top bit
        mine = np.flatnonzero(lengths > septet)
        value = deltas[mine] >> (7 * septet) & 0x7F | (0x80 if septet else 0)
        contents[begins[mine] - 1 - septet] = value
    is_short = np.isin(messages[:, 0] >> 4, SHORT_KINDS)
    return np.delete(contents, begins[is_short] + 2).tobytes() if is_short.any() else contents.tobytes()


def _meta(kind: int, data: bytes) -> bytes:
    return bytes((0xFF, kind)) + _variable_length(len(data)) + data


def _variable_length(value: int) -> bytes:
    septets = [value & 0x7F]
    while value := value >> 7:
        septets.append(value & 0x7F | 0x80)
    return bytes(reversed(septets))
