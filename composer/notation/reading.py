"""Notated music, ABC or MusicXML, as columns of notes, read by music21."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
from music21 import converter, harmony, note, repeat, stream
from music21.base import Music21Object
from music21.chord import Chord
from music21.meter import TimeSignature

from composer.midi.bulk import NoteColumns
from composer.music.errors import MidiFileError, ScoreError
from composer.music.time import Meter, MeterChange, MeterMap

_PPQ = 480
_BPM = 120.0  # where none is told


def read_notated(path: Path) -> NoteColumns:
    """The notes of a file with one piece, repeats played and ties joined. Raises MidiFileError."""
    try:
        piece = converter.parse(path, forceSource=True)
        if isinstance(piece, stream.Opus):
            if len(piece.scores) != 1:
                raise MidiFileError(f"“{path.name}” holds {len(piece.scores)} tunes: save each in a file of its own.")
            piece = piece.scores[0]
        return _columns(piece)
    except MidiFileError:
        raise
    except Exception as error:  # music21 raises whatever went wrong within it
        raise MidiFileError(f"“{path.name}” cannot be read: {error}") from error


def _columns(piece: stream.Stream) -> NoteColumns:
    parts = [_played(part) for part in (piece.parts if isinstance(piece, stream.Score) else [piece])]
    upbeat = _upbeat(parts[0]) if parts else 0
    rows = np.array(
        [
            (upbeat + _ticks(element.offset), max(_ticks(element.quarterLength), 1), track, pitch.midi, velocity)
            for track, part in enumerate(parts)
            for element in _sounding(part)
            for velocity in [round(127 * element.volume.getRealized())]
            for pitch in element.pitches
        ],
        dtype=np.int64,
    ).reshape(-1, 5)
    start, duration, track, pitch, velocity = rows.T
    return NoteColumns(start, duration, track, pitch, np.clip(velocity, 1, 127), _meters(parts, upbeat), _bpm(piece))


def _played(part: stream.Stream) -> stream.Stream:
    """A part as it sounds, its elements at their offsets from its beginning."""
    with suppress(repeat.ExpanderException, stream.StreamException):  # repeats that lead nowhere are not played
        part = part.expandRepeats() if isinstance(part, stream.Part) else part
    return part.stripTies()


def _sounding(part: stream.Stream) -> Iterator[note.Note | Chord]:
    """Notes and chords that take time; a chord symbol is not played."""
    for element in part.flatten().notes:
        if isinstance(element, harmony.Harmony) or element.quarterLength <= 0:
            continue
        if isinstance(element, note.Note | Chord):
            yield element


def _meters(parts: list[stream.Stream], upbeat: int) -> MeterMap:
    """The time signatures of the first part; music that begins within a bar has that bar before it."""
    found = {0: Meter()}
    for signature in parts[0].flatten().getElementsByClass(TimeSignature) if parts else ():
        try:
            meter = Meter(int(signature.numerator), int(signature.denominator))
        except ScoreError:
            continue
        tick = _ticks(signature.offset)
        found[tick + upbeat if tick else 0] = meter
    return MeterMap(tuple(MeterChange(tick, meter) for tick, meter in sorted(found.items())), _PPQ)


def _upbeat(part: stream.Stream) -> int:
    """Ticks of the first bar that are left out."""
    first = part.getElementsByClass(stream.Measure).first()
    return _ticks(first.paddingLeft) if first is not None else 0


def _bpm(piece: Music21Object) -> float:
    marks = piece.metronomeMarkBoundaries() if isinstance(piece, stream.Stream) else []
    return float(marks[0][2].getQuarterBPM() or _BPM) if marks else _BPM


def _ticks(quarters: object) -> int:
    return round(float(quarters) * _PPQ)  # type: ignore[arg-type]  # a float or a Fraction
