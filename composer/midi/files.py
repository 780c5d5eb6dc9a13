"""Standard MIDI Files (.mid) to scores and back."""

import io
import os
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import replace
from operator import attrgetter, itemgetter
from pathlib import Path
from typing import TypeVar

import mido

from composer.midi.smf import MidiFile, TrackChunk, parse
from composer.music.errors import MidiFileError
from composer.music.pitch import Key
from composer.music.score import DRUM_CHANNEL, KeyChange, Note, Score, Track
from composer.music.time import DEFAULT_TEMPO, PPQ, Meter, MeterChange, MeterMap, TempoChange, TempoMap

LARGEST_FILE = 16 * 2**20  # bytes: some two million notes
LATEST_TICK = 0x0FFFFFFF  # the longest pause that a MIDI file can hold, and longer than any music

_SMPTE = 0x8000

_tick = itemgetter(0)

Change = TypeVar("Change", TempoChange, MeterChange, KeyChange)


def read_score(source: Path | str | bytes, name: str = "the file") -> Score:
    """Read a .mid file, or its bytes (then `name` is what errors call it).

    The score has 480 ticks per quarter when the file's own division goes into 480, else the file's. A track that
    uses several channels or programs becomes one track for each. Raises MidiFileError.
    """
    if isinstance(source, bytes):
        return _score_of_file(parse(source, name), name)
    path = Path(source)
    return _score_of_file(parse(_read_bytes(path), path.name), path.name)


def write_score(score: Score, path: Path | str) -> None:
    """Write `score` as a type 1 file that replaces `path` only when it is complete. Raises MidiFileError.

    Of notes of one pitch that overlap within a track, the earlier one ends where the later begins: a MIDI file
    cannot tell them apart, and other programs would lose one.
    """
    _replace_file(Path(path).resolve(), score_to_bytes(score))


def score_to_bytes(score: Score) -> bytes:
    """The contents of the file that `write_score` writes."""
    if score.end > LATEST_TICK:
        raise MidiFileError(f"The piece ends at tick {score.end}; a MIDI file reaches to tick {LATEST_TICK}.")
    midi = mido.MidiFile(type=1, ticks_per_beat=score.ppq, charset="utf-8")
    midi.tracks.append(_conductor_track(score))
    midi.tracks.extend(_instrument_track(track) for track in score.tracks)
    contents = io.BytesIO()
    midi.save(file=contents)
    return contents.getvalue()


# Reading


def _read_bytes(path: Path) -> bytes:
    if path.exists() and not path.is_file():
        raise MidiFileError(f"“{path.name}” is not a file. Choose a .mid file.")
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise MidiFileError(
                f"“{path.name}” is larger than {LARGEST_FILE // 2**20} MB, which no piece of music needs. "
                "Choose another .mid file."
            )
        return path.read_bytes()
    except OSError as error:
        raise MidiFileError(
            f"“{path.name}” cannot be read: {_reason(error)}. Check that it is there and that you may open it."
        ) from error


def _score_of_file(midi: MidiFile, name: str) -> Score:
    if midi.division & _SMPTE:
        ppq, tempos = _smpte_time(midi.division, name)
    else:
        ppq = midi.division
        tempos = sorted((change for chunk in midi.tracks for change in chunk.tempos), key=_tick)
    if ppq == 0:
        raise MidiFileError(f"“{name}” has 0 ticks per quarter, so its notes have no lengths. Export it again.")
    scale = PPQ // ppq if PPQ % ppq == 0 else 1
    ppq *= scale
    _check_reach(midi, scale, name)

    meters = sorted((change for chunk in midi.tracks for change in chunk.meters), key=_tick)
    keys = sorted((change for chunk in midi.tracks for change in chunk.keys), key=_tick)
    tempo_changes = [TempoChange(tick * scale, tempo) for tick, tempo in tempos if tempo > 0]
    meter_changes = [MeterChange(tick * scale, Meter(upper, lower)) for tick, upper, lower in meters]
    key_changes = [
        KeyChange(tick * scale, Key.from_signature(sharps, "minor" if is_minor else "major"))
        for tick, sharps, is_minor in keys
    ]
    return Score(
        tuple(_tracks(midi.tracks, scale)) or (Track(),),
        TempoMap(_last_per_tick(tempo_changes, TempoChange(0, DEFAULT_TEMPO)), ppq),
        MeterMap(_last_per_tick(meter_changes, MeterChange(0, Meter())), ppq),
        _last_per_tick(key_changes),
    )


def _smpte_time(division: int, name: str) -> tuple[int, list[tuple[int, int]]]:
    """Ticks per quarter and the tempo of a file that counts film frames; a quarter is made to last one second."""
    frames = 256 - (division >> 8)
    ticks_per_frame = division & 0xFF
    if frames not in (24, 25, 29, 30) or ticks_per_frame == 0:
        raise MidiFileError(f"“{name}” counts time in an unknown unit. Export it again with ticks per quarter.")
    if frames == 29:  # NTSC drop-frame: 30 frames in 1.001 seconds
        return 30 * ticks_per_frame, [(0, 1_001_000)]
    return frames * ticks_per_frame, [(0, 1_000_000)]


def _check_reach(midi: MidiFile, scale: int, name: str) -> None:
    for chunk in midi.tracks:
        ends = (note.start + note.duration for note in chunk.notes)
        changes = (change[0] for change in (*chunk.tempos, *chunk.meters, *chunk.keys))
        if max(max(ends, default=0), max(changes, default=0)) * scale > LATEST_TICK:
            raise MidiFileError(f"“{name}” has notes or changes after days of silence. It is damaged; export it again.")


def _last_per_tick(changes: Iterable[Change], first: Change | None = None) -> tuple[Change, ...]:
    """One change per tick, the last of them, in order; `first` when none is at tick 0."""
    by_tick = {} if first is None else {0: first}
    by_tick.update((change.tick, change) for change in changes)
    return tuple(by_tick[tick] for tick in sorted(by_tick))


def _tracks(chunks: Sequence[TrackChunk], scale: int) -> Iterable[Track]:
    free_channels = sorted(
        set(range(16)) - {DRUM_CHANNEL} - {note.channel for chunk in chunks for note in chunk.notes}, reverse=True
    )
    for chunk in chunks:
        yield from _split(chunk, scale, free_channels)


def _split(chunk: TrackChunk, scale: int, free_channels: list[int]) -> Iterable[Track]:
    """One track for each channel and program of a chunk, in the order of their first notes.

    A channel that changes its program within the chunk keeps its first one; the others move to free channels (while
    there are any), because the tracks of a score sound at the same time.
    """
    instruments: dict[tuple[int, int], list[Note]] = {}
    for channel, program, start, pitch, duration, velocity in sorted(chunk.notes, key=attrgetter("start")):
        notes = instruments.setdefault((channel, program), [])
        notes.append(Note(pitch, start * scale, duration * scale, velocity))
    if not instruments and chunk.programs:  # an instrument that has nothing to play yet
        instruments[next(iter(chunk.programs.items()))] = []
    taken: set[int] = set()
    for (channel, program), notes in instruments.items():
        if channel in taken and channel != DRUM_CHANNEL and free_channels:
            yield Track.of(notes, chunk.name, program, free_channels.pop())
        else:
            yield Track.of(notes, chunk.name, program, channel)
        taken.add(channel)


# Writing


def _conductor_track(score: Score) -> mido.MidiTrack:
    """Metre, key and tempo; at one tick in this order."""
    messages: list[tuple[int, mido.MetaMessage]] = []
    for change in score.meter_map.changes:
        meter = change.meter
        messages.append(
            (
                change.tick,
                mido.MetaMessage("time_signature", numerator=meter.numerator, denominator=meter.denominator),
            )
        )
    messages += [(change.tick, mido.MetaMessage("key_signature", key=_mido_key(change.key))) for change in score.keys]
    messages += [(change.tick, mido.MetaMessage("set_tempo", tempo=change.tempo)) for change in score.tempo_map.changes]
    return _with_deltas(sorted(messages, key=_tick))


def _instrument_track(track: Track) -> mido.MidiTrack:
    channel = track.channel
    messages: list[tuple[int, mido.MetaMessage | mido.Message]] = [
        (0, mido.MetaMessage("track_name", name=track.name)),
        (0, mido.Message("program_change", program=track.program, channel=channel)),
    ]
    offs: list[tuple[int, mido.Message]] = []
    ons: list[tuple[int, mido.Message]] = []
    for note in without_overlaps(track.notes):
        offs.append((note.end, mido.Message("note_off", note=note.pitch, velocity=0, channel=channel)))
        ons.append((note.start, mido.Message("note_on", note=note.pitch, velocity=note.velocity, channel=channel)))
    return _with_deltas(messages + sorted(offs + ons, key=_tick))  # a stable sort: offs stay before ons


def without_overlaps(notes: Sequence[Note]) -> list[Note]:
    """`notes` (in order of start) with each ended where its pitch begins again; of equal onsets the longest stays."""
    separate: list[Note] = []
    last_of_pitch: dict[int, int] = {}  # pitch → index into `separate`
    for note in notes:
        last = last_of_pitch.get(note.pitch)
        if last is not None:
            earlier = separate[last]
            if earlier.start == note.start:
                separate[last] = max(earlier, note, key=attrgetter("duration"))
                continue
            if earlier.end > note.start:
                separate[last] = replace(earlier, duration=note.start - earlier.start)
        last_of_pitch[note.pitch] = len(separate)
        separate.append(note)
    return separate


def _with_deltas(messages: Iterable[tuple[int, mido.MetaMessage | mido.Message]]) -> mido.MidiTrack:
    """A track of messages in order of tick, each with the ticks since the one before as its time."""
    track = mido.MidiTrack()
    now = 0
    for tick, message in messages:
        message.time = tick - now
        track.append(message)
        now = tick
    return track


def _mido_key(key: Key) -> str:
    tonic = key.name.split()[0].replace("♯", "#").replace("♭", "b")
    return tonic + ("m" if key.mode == "minor" else "")


def _replace_file(path: Path, contents: bytes) -> None:
    """Write beside `path`, sync, then rename: a crash or a full disk leaves the old file whole."""
    temporary: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            temporary = Path(file.name)
            file.write(contents)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(_mode_for(path))
        temporary.replace(path)
    except OSError as error:
        if temporary:
            temporary.unlink(missing_ok=True)
        raise MidiFileError(
            f"“{path.name}” cannot be written in {path.parent}: {_reason(error)}. Choose another folder or make room."
        ) from error


def _mode_for(path: Path) -> int:
    """The permissions of the file to be replaced, or those that a new file gets."""
    try:
        return path.stat().st_mode & 0o777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
