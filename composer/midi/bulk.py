"""Notes of many .mid files in a hurry: columns of numbers instead of scores, read by symusic."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from composer.midi.files import read_contents
from composer.music.errors import MidiFileError, ScoreError
from composer.music.time import Meter, MeterChange, MeterMap


@dataclass(frozen=True)
class NoteColumns:
    """The pitched notes of a file, each column (n,) int64; times in ticks."""

    start: np.ndarray
    duration: np.ndarray
    track: np.ndarray
    pitch: np.ndarray
    velocity: np.ndarray
    meter_map: MeterMap
    bpm: float  # at the start


def read_columns(path: Path) -> NoteColumns:
    """Read a file's pitched notes; channels and names, which symusic does not tell, are left out.

    Raises MidiFileError.
    """
    import symusic  # takes 0.1 s, and neither the window nor most commands come here

    try:
        score: Any = symusic.Score.from_midi(read_contents(path), sanitize_data=True)
        if score.ticks_per_quarter <= 0:
            raise MidiFileError(f"“{path.name}” has {score.ticks_per_quarter} ticks per quarter.")
        meters = {change.time: Meter(change.numerator, change.denominator) for change in score.time_signatures}
    except (RuntimeError, ValueError, ScoreError) as error:
        raise MidiFileError(f"“{path.name}” cannot be read: {error}") from error
    tracks = [track.notes.numpy() for track in score.tracks if not track.is_drum and len(track.notes)]
    empty = [np.zeros(0, dtype=np.int64)]
    columns = {
        name: np.concatenate([track[name].astype(np.int64) for track in tracks] or empty)
        for name in ("time", "duration", "pitch", "velocity")
    }
    changes = sorted(({0: Meter()} | meters).items())
    return NoteColumns(
        start=columns["time"],
        duration=columns["duration"],
        track=np.repeat(np.arange(len(tracks)), [len(track["time"]) for track in tracks]),
        pitch=columns["pitch"],
        velocity=columns["velocity"],
        meter_map=MeterMap(tuple(MeterChange(tick, meter) for tick, meter in changes), score.ticks_per_quarter),
        bpm=score.tempos[0].qpm if len(score.tempos) and score.tempos[0].time == 0 else 120.0,
    )
