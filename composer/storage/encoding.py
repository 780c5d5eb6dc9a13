"""Scores and deltas as the texts and bytes that a project file holds."""

import json
import sys
import zlib
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import fields
from itertools import accumulate, chain, islice, pairwise

from composer.music.controls import NO_CONTROLS, Controls
from composer.music.notes import Note, Notes, note_order
from composer.music.pitch import Key
from composer.music.score import KeyChange, Marker, Score, Track
from composer.music.take import ContinuedNote
from composer.music.time import Meter, MeterChange, MeterMap, TempoChange, TempoMap
from composer.storage.delta import Delta, Lane, frame_of
from composer.storage.splice import Splice

LARGEST_BLOB = 1 << 28  # bytes of notes, uncompressed: eight million of them

_INTEGER = "q"  # 64 bits
_AT_ONCE = 4096  # rows taken in one call, in which no other thread can run
_TRACK_FIELDS = {field.name: field.default for field in fields(Track) if field.name not in ("notes", "controls")}


def pack(rows: Iterable[Iterable[int]]) -> bytes:
    """Rows of integers, compressed; every row is equally long."""
    numbers, rest = array(_INTEGER), iter(rows)
    while some := list(islice(rest, _AT_ONCE)):
        numbers.extend(chain.from_iterable(some))
    return _compressed(numbers)


def unpack(packed: bytes, width: int) -> list[array]:
    """The columns of rows that are `width` long. Raises ValueError."""
    numbers = _numbers(packed)
    if len(numbers) % width:
        raise ValueError("the notes are cut off")
    return [numbers[column::width] for column in range(width)]


def pack_controls(controls: Iterable[Controls]) -> bytes:
    """Controls one after the other, compressed."""
    numbers = array(_INTEGER)
    for some in controls:
        numbers.frombytes(some.packed)
    return _compressed(numbers)


def unpack_controls(packed: bytes, counts: Iterable[int]) -> list[Controls]:
    """The controls of `pack_controls`, so many each time. Raises ValueError or ScoreError."""
    numbers, bounds = _numbers(packed), list(accumulate(counts, initial=0))
    if bounds[-1] != len(numbers) or bounds != sorted(bounds):
        raise ValueError("the tracks and their controls disagree")
    return [Controls.from_packed(numbers[first:last].tobytes()) for first, last in pairwise(bounds)]


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


def score_to_parts(score: Score) -> tuple[str, bytes, bytes]:
    """The frame of a score with the numbers of notes and of controls of each track, and those of all tracks."""
    counts = [len(track.notes) for track in score.tracks]
    control_counts = [len(track.controls) for track in score.tracks]
    frame = _to_text({**_frame_to_values(score), "counts": counts, "control_counts": control_counts})
    notes = pack_notes(chain.from_iterable(track.notes for track in score.tracks))
    return frame, notes, pack_controls(track.controls for track in score.tracks)


def parts_to_score(frame: str, packed_notes: bytes, packed_controls: bytes) -> Score:
    """The score of `score_to_parts`. Raises ValueError, TypeError, KeyError or ScoreError."""
    values = json.loads(frame)
    counts, notes = values.pop("counts"), unpack_notes(packed_notes)
    bounds = list(accumulate(counts, initial=0))
    if bounds[-1] != len(notes) or len(counts) != len(values["tracks"]) or min(counts, default=0) < 0:
        raise ValueError("the tracks and their notes disagree")
    controls = unpack_controls(packed_controls, values.pop("control_counts"))
    return _values_to_score(values, [notes[first:last] for first, last in pairwise(bounds)], controls)


def delta_to_parts(delta: Delta) -> tuple[str, str, bytes, bytes]:
    """Both frames (empty when they are equal), the lanes with the numbers of what is in them, and all that."""
    frames = "" if delta.frames is None else _to_text([_frame_to_values(frame) for frame in delta.frames])
    lanes = [[lane.before, lane.after, len(lane.removed), len(lane.added), *_counts(lane)] for lane in delta.lanes]
    notes = chain.from_iterable(chain(lane.removed, lane.added) for lane in delta.lanes)
    controls = chain.from_iterable((lane.splice.removed, lane.splice.added) for lane in delta.lanes)
    return frames, _to_text(lanes), pack_notes(notes), pack_controls(controls)


def parts_to_delta(frames: str, lanes: str, packed_notes: bytes, packed_controls: bytes) -> Delta:
    """The delta of `delta_to_parts`. Raises ValueError, TypeError, KeyError or ScoreError."""
    before_and_after = None
    if frames:
        before, after = map(_values_to_score, json.loads(frames))
        before_and_after = before, after
    rows = json.loads(lanes)
    controls = iter(unpack_controls(packed_controls, chain.from_iterable(row[5:] for row in rows)))
    notes, made, done = unpack_notes(packed_notes), [], 0
    for before, after, removed, added, place, *_ in rows:
        middle, end = done + removed, done + removed + added
        splice = Splice(place, next(controls), next(controls))
        made.append(Lane(before, after, notes[done:middle], notes[middle:end], splice))
        done = end
    if done != len(notes):
        raise ValueError("a step and its notes disagree")
    return Delta(before_and_after, tuple(made))


def _counts(lane: Lane) -> tuple[int, int, int]:
    """Where a lane's controls changed, how many went there and how many came."""
    return lane.splice.place, len(lane.splice.removed), len(lane.splice.added)


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


def _values_to_score(values: dict, notes: Sequence[tuple[Note, ...]] = (), controls: Sequence[Controls] = ()) -> Score:
    """The score of a frame; without `notes` and `controls`, one for each track, it has none."""
    ppq, tracks = values["ppq"], values["tracks"]
    contents = zip(tracks, notes or [()] * len(tracks), controls or [NO_CONTROLS] * len(tracks), strict=True)
    return Score(
        tuple(_track(*each) for each in contents),
        TempoMap(tuple(TempoChange(tick, tempo) for tick, tempo in values["tempos"]), ppq),
        MeterMap(tuple(MeterChange(tick, Meter(upper, lower)) for tick, upper, lower in values["meters"]), ppq),
        tuple(KeyChange(tick, Key(tonic, mode)) for tick, tonic, mode in values["keys"]),
        tuple(Marker(tick, name) for tick, name in values["markers"]),
    )


def _track(attributes: dict[str, object], notes: tuple[Note, ...], controls: Controls) -> Track:
    """A track with what is stored of it; what a newer program added to tracks since has its default."""
    for name, value in attributes.items():
        default = _TRACK_FIELDS[name]
        if type(value) is not type(default) and not (default is None and isinstance(value, int)):
            raise ValueError(f"a track has {value!r} as its {name}")
    return Track(Notes(notes), controls=controls, **attributes)  # type: ignore[arg-type]


def _compressed(numbers: array) -> bytes:
    if sys.byteorder == "big":
        numbers.byteswap()
    return zlib.compress(numbers.tobytes(), level=1)


def _numbers(packed: bytes) -> array:
    unpacker = zlib.decompressobj()
    try:
        data = unpacker.decompress(packed, LARGEST_BLOB)
    except zlib.error as error:
        raise ValueError(f"the notes are damaged ({error})") from error
    numbers = array(_INTEGER)
    if not unpacker.eof or len(data) % numbers.itemsize:
        raise ValueError("the notes are cut off")
    numbers.frombytes(data)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def _to_text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
