"""Scores and deltas as the texts and bytes that a project file holds."""

import json
import sys
import zlib
from array import array
from collections.abc import Iterable
from dataclasses import fields
from itertools import accumulate, chain, islice, pairwise

from composer.music.pitch import Key
from composer.music.score import KeyChange, Marker, Note, Score, Track, note_order
from composer.music.take import ContinuedNote
from composer.music.time import Meter, MeterChange, MeterMap, TempoChange, TempoMap
from composer.storage.delta import Delta, Lane, frame_of

LARGEST_BLOB = 1 << 28  # bytes of notes, uncompressed: eight million of them

_INTEGER = "q"  # 64 bits
_AT_ONCE = 4096  # rows taken in one call, in which no other thread can run
_TRACK_FIELDS = {field.name: field.default for field in fields(Track) if field.name != "notes"}


def pack(rows: Iterable[Iterable[int]]) -> bytes:
    """Rows of integers, compressed; every row is equally long."""
    numbers, rest = array(_INTEGER), iter(rows)
    while some := list(islice(rest, _AT_ONCE)):
        numbers.extend(chain.from_iterable(some))
    if sys.byteorder == "big":
        numbers.byteswap()
    return zlib.compress(numbers.tobytes(), level=1)


def unpack(packed: bytes, width: int) -> list[array]:
    """The columns of rows that are `width` long. Raises ValueError."""
    unpacker = zlib.decompressobj()
    try:
        data = unpacker.decompress(packed, LARGEST_BLOB)
    except zlib.error as error:
        raise ValueError(f"the notes are damaged ({error})") from error
    numbers = array(_INTEGER)
    if not unpacker.eof or len(data) % (width * numbers.itemsize):
        raise ValueError("the notes are cut off")
    numbers.frombytes(data)
    if sys.byteorder == "big":
        numbers.byteswap()
    return [numbers[column::width] for column in range(width)]


def pack_notes(notes: Iterable[Note]) -> bytes:
    """Notes in their order."""
    return pack(map(note_order, notes))


def unpack_notes(packed: bytes) -> tuple[Note, ...]:
    """The notes of `pack_notes`. Raises ValueError or ScoreError."""
    starts, pitches, durations, velocities = unpack(packed, 4)
    return tuple(map(Note, pitches, starts, durations, velocities))


def pack_take(take: Iterable[ContinuedNote]) -> bytes:
    """The notes of a take in the order in which they were made."""
    return pack((*note_order(continued.note), continued.track) for continued in take)


def unpack_take(packed: bytes, candidate: int) -> list[ContinuedNote]:
    """The notes of `pack_take`. Raises ValueError or ScoreError."""
    starts, pitches, durations, velocities, tracks = unpack(packed, 5)
    notes = map(Note, pitches, starts, durations, velocities)
    return [ContinuedNote(note, track, candidate) for note, track in zip(notes, tracks, strict=True)]


def score_to_parts(score: Score) -> tuple[str, bytes]:
    """The frame of a score with the number of notes of each track, and the notes of all tracks."""
    counts = [len(track.notes) for track in score.tracks]
    frame = _to_text({**_frame_to_values(score), "counts": counts})
    return frame, pack_notes(chain.from_iterable(track.notes for track in score.tracks))


def parts_to_score(frame: str, packed: bytes) -> Score:
    """The score of `score_to_parts`. Raises ValueError, TypeError, KeyError or ScoreError."""
    values = json.loads(frame)
    counts, notes = values.pop("counts"), unpack_notes(packed)
    bounds = list(accumulate(counts, initial=0))
    if bounds[-1] != len(notes) or len(counts) != len(values["tracks"]) or min(counts, default=0) < 0:
        raise ValueError("the tracks and their notes disagree")
    return _values_to_score(values, [notes[first:last] for first, last in pairwise(bounds)])


def delta_to_parts(delta: Delta) -> tuple[str, str, bytes]:
    """Both frames (empty when they are equal), the lanes with the numbers of their notes, and all these notes."""
    frames = "" if delta.frames is None else _to_text([_frame_to_values(frame) for frame in delta.frames])
    lanes = [[lane.before, lane.after, len(lane.removed), len(lane.added)] for lane in delta.lanes]
    notes = chain.from_iterable(chain(lane.removed, lane.added) for lane in delta.lanes)
    return frames, _to_text(lanes), pack_notes(notes)


def parts_to_delta(frames: str, lanes: str, packed: bytes) -> Delta:
    """The delta of `delta_to_parts`. Raises ValueError, TypeError, KeyError or ScoreError."""
    before_and_after = None
    if frames:
        before, after = (_values_to_score(values, [()] * len(values["tracks"])) for values in json.loads(frames))
        before_and_after = before, after
    notes, made, done = unpack_notes(packed), [], 0
    for before, after, removed, added in json.loads(lanes):
        middle, end = done + removed, done + removed + added
        made.append(Lane(before, after, notes[done:middle], notes[middle:end]))
        done = end
    if done != len(notes):
        raise ValueError("a step and its notes disagree")
    return Delta(before_and_after, tuple(made))


def _frame_to_values(score: Score) -> dict[str, object]:
    return {
        "ppq": score.ppq,
        "tempos": [[change.tick, change.tempo] for change in score.tempo_map.changes],
        "meters": [
            [change.tick, change.meter.numerator, change.meter.denominator] for change in score.meter_map.changes
        ],
        "markers": [[marker.tick, marker.name] for marker in score.markers],
        "keys": [[change.tick, change.key.tonic, change.key.mode] for change in score.keys],
        "tracks": [{name: getattr(track, name) for name in _TRACK_FIELDS} for track in frame_of(score).tracks],
    }


def _values_to_score(values: dict, notes: list[tuple[Note, ...]]) -> Score:
    ppq = values["ppq"]
    return Score(
        tuple(_track(attributes, own) for attributes, own in zip(values["tracks"], notes, strict=True)),
        TempoMap(tuple(TempoChange(tick, tempo) for tick, tempo in values["tempos"]), ppq),
        MeterMap(tuple(MeterChange(tick, Meter(upper, lower)) for tick, upper, lower in values["meters"]), ppq),
        tuple(KeyChange(tick, Key(tonic, mode)) for tick, tonic, mode in values["keys"]),
        tuple(Marker(tick, name) for tick, name in values["markers"]),
    )


def _track(attributes: dict[str, object], notes: tuple[Note, ...]) -> Track:
    """A track with what is stored of it; what a newer program added to tracks since has its default."""
    for name, value in attributes.items():
        default = _TRACK_FIELDS[name]
        if type(value) is not type(default) and not (default is None and isinstance(value, int)):
            raise ValueError(f"a track has {value!r} as its {name}")
    return Track(notes, **attributes)  # type: ignore[arg-type]


def _to_text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
