"""Scores as events, the model's alphabet: one row of small integers per note, metre and conditions included.

Time runs in steps, 24 to the quarter: sixteenths, triplets and thirty-seconds are exact. Rows are ordered by
(onset, track, pitch); chords are rows whose Δonset is 0, rests are implicit in Δonset.
"""

from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np

from composer.midi.bulk import NoteColumns
from composer.music.pitch import Key, key_of_histogram
from composer.music.score import Score
from composer.music.time import Meter, MeterMap

STEPS_PER_QUARTER = 24
MAX_TRACKS = 8

# Spans (Δonset and duration) that have a token of their own: every step up to a whole note, then coarser.
SPANS = np.concatenate(
    [np.arange(0, 97), np.arange(99, 193, 3), np.arange(204, 385, 12), np.arange(408, 769, 24)]
).astype(np.int32)
END_TOKEN = len(SPANS)  # in the Δonset field: the piece ends here
BOS_PITCH = 128

STYLES = (
    "pop",
    "song",
    "romantic piano",
    "classical piano",
    "chamber",
    "string quartet",
    "guitar",
    "organ",
    "chorale",
    "choral",
    "hymn",
    "folk",
    "march",
    "ragtime",
    "game",
)

_METER_PAIRS = [(4, 4), (3, 4), (2, 4), (6, 8), (2, 2), (3, 8), (9, 8), (12, 8)]
_METER_PAIRS += [(6, 4), (3, 2), (5, 4), (7, 8), (4, 8), (4, 2), (5, 8)]
METERS = tuple(Meter(*pair) for pair in _METER_PAIRS)
MAX_POSITION = 192  # steps into a bar that are told apart
VELOCITY_LEVELS = 8
VELOCITY_STEP = 16  # a level stands for the velocity in its middle
BARS_REMAINING_EDGES = np.array([*range(1, 18), 21, 25, 33, 49, 65])
TEMPO_EDGES = np.array([50, 66, 80, 96, 112, 132, 160])  # quarters per minute
DENSITY_EDGES = np.array([0.75, 1.25, 2.0, 3.0, 4.5, 6.5, 10.0])  # notes per quarter


class Column(IntEnum):
    """The columns of an event row. The first five are what the model predicts, in this order."""

    DELTA = 0  # index into SPANS, from the event before; at the first, from the bar line where reading began
    TRACK = 1  # 0..7
    PITCH = 2  # 0..127; BOS_PITCH in the row that begins a piece
    DURATION = 3  # index into SPANS, never 0
    VELOCITY = 4  # 0..127, finer than the 8 levels that are predicted
    POSITION = 5  # steps since the bar line
    STRENGTH = 6  # metrical weight of the onset: 0 bar line .. 5 off the sixteenths
    METER = 7  # 1 + index into METERS; 0 for others
    PHRASE = 8  # bar index modulo 8
    BARS_REMAINING = 9  # whole bars until the last, in BARS_REMAINING_EDGES; 0 unknown. From here on: conditions
    STYLE = 10  # 1 + index into STYLES; 0 none
    KEY = 11  # 1 + tonic + 12 if minor; 0 unknown
    TEMPO = 12  # 1 + class in TEMPO_EDGES; 0 unknown
    TRACKS = 13  # how many tracks play; 0 unknown
    DENSITY = 14  # 1 + class in DENSITY_EDGES; 0 unknown


COLUMNS = len(Column)
COLUMN_SIZES = (
    len(SPANS) + 1,
    MAX_TRACKS,
    BOS_PITCH + 1,
    len(SPANS),
    128,
    MAX_POSITION,
    6,
    len(METERS) + 1,
    8,
    len(BARS_REMAINING_EDGES) + 2,
    len(STYLES) + 1,
    25,
    len(TEMPO_EDGES) + 2,
    MAX_TRACKS + 1,
    len(DENSITY_EDGES) + 2,
)
FIELDS = (Column.DELTA, Column.TRACK, Column.PITCH, Column.DURATION, Column.VELOCITY)
FIELD_SIZES = (len(SPANS) + 1, MAX_TRACKS, 128, len(SPANS), VELOCITY_LEVELS)


def span_to_token(steps: np.ndarray | int) -> np.ndarray:
    """The token of the span nearest to each number of steps."""
    steps = np.asarray(steps)
    above = np.clip(np.searchsorted(SPANS, steps), 1, len(SPANS) - 1)
    return np.where(steps - SPANS[above - 1] < SPANS[above] - steps, above - 1, above)


def ticks_to_steps(ticks: np.ndarray | int, ppq: int) -> np.ndarray:
    """Ticks to the nearest step."""
    return (np.asarray(ticks, dtype=np.int64) * STEPS_PER_QUARTER * 2 + ppq) // (2 * ppq)


def steps_to_ticks(steps: np.ndarray, ppq: int) -> np.ndarray:
    """Steps to the nearest tick."""
    return (2 * steps * ppq + STEPS_PER_QUARTER) // (2 * STEPS_PER_QUARTER)


@dataclass(frozen=True)
class BarGrid:
    """A metre map in steps: which bar, and where in it."""

    starts: np.ndarray  # (changes,) steps
    lengths: np.ndarray  # (changes,) steps per bar
    beats: np.ndarray  # (changes,) steps per felt beat: the dotted quarter in 6/8, 9/8, 12/8
    first_bars: np.ndarray  # (changes,) index of the bar that begins at each change
    meters: np.ndarray  # (changes,) Column.METER

    @staticmethod
    def of(meter_map: MeterMap) -> "BarGrid":
        """The bars of a metre map."""
        changes = meter_map.changes
        starts = ticks_to_steps(np.array([change.tick for change in changes]), meter_map.ppq)
        lengths, beats, meters = [], [], []
        for change in changes:
            meter = change.meter
            lengths.append(max(round(4 * STEPS_PER_QUARTER * meter.numerator / meter.denominator), 1))
            beat = max(4 * STEPS_PER_QUARTER // meter.denominator, 1)
            is_compound = meter.denominator >= 8 and meter.numerator % 3 == 0
            beats.append(3 * beat if is_compound else beat)
            meters.append(METERS.index(meter) + 1 if meter in METERS else 0)
        bars = np.array(lengths)
        whole_bars = -(-np.diff(starts) // bars[:-1])
        first_bars = np.concatenate([[0], np.cumsum(whole_bars)]).astype(np.int64)
        return BarGrid(starts, bars, np.array(beats), first_bars, np.array(meters))

    def locate(self, onsets: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Onsets (n,) in steps → bar index, steps into the bar, metrical weight, Column.METER; each (n,)."""
        index = np.maximum(np.searchsorted(self.starts, onsets, side="right") - 1, 0)
        bar, position = np.divmod(onsets - self.starts[index], self.lengths[index])
        beat = self.beats[index]
        strength = np.select(
            [position == 0, position % (2 * beat) == 0, position % beat == 0, position % 12 == 0, position % 6 == 0],
            [0, 1, 2, 3, 4],
            5,
        )
        return self.first_bars[index] + bar, np.minimum(position, MAX_POSITION - 1), strength, self.meters[index]

    def bar_start(self, bar: int) -> int:
        """The step on which bar `bar` begins."""
        index = max(int(np.searchsorted(self.first_bars, bar, side="right")) - 1, 0)
        return int(self.starts[index] + (bar - self.first_bars[index]) * self.lengths[index])


@dataclass(frozen=True)
class NoteArrays:
    """The pitched notes of a score as columns, each (n,), ordered by (onset, track, pitch)."""

    onset: np.ndarray  # steps
    track: np.ndarray  # 0..7, numbered over the tracks that have notes
    pitch: np.ndarray
    duration: np.ndarray  # steps, > 0
    velocity: np.ndarray
    bars: BarGrid
    bpm: float
    key: Key | None = None

    def __len__(self) -> int:
        return len(self.onset)

    def where(self, chosen: np.ndarray) -> "NoteArrays":
        """Only the chosen notes: a mask or an order of indices."""
        names = ("onset", "track", "pitch", "duration", "velocity")
        return replace(self, **{name: getattr(self, name)[chosen] for name in names})

    def with_estimated_key(self) -> "NoteArrays":
        """The same notes with the key that fits them best."""
        if not len(self):
            return self
        histogram = np.bincount(self.pitch % 12, weights=np.minimum(self.duration, 96), minlength=12)
        return replace(self, key=key_of_histogram(histogram))

    def single_track(self) -> "NoteArrays":
        """All notes on one track, each pitch once per onset (the longest of them)."""
        order = np.lexsort((-self.duration, self.pitch, self.onset))
        merged = replace(self, track=np.zeros_like(self.track)).where(order)
        is_first = np.ones(len(merged), dtype=bool)
        is_first[1:] = (np.diff(merged.onset) != 0) | (np.diff(merged.pitch) != 0)
        return merged.where(is_first)


def used_tracks(score: Score) -> list[int]:
    """Indices of the tracks that the model reads: those with pitched notes, at most the eight fullest."""
    pitched = {
        index: len(track.notes) for index, track in enumerate(score.tracks) if track.notes and not track.is_drums
    }
    return _fullest(pitched)


def _fullest(note_counts: dict[int, int]) -> list[int]:
    return sorted(sorted(note_counts, key=lambda index: -note_counts[index])[:MAX_TRACKS])


def score_to_arrays(score: Score) -> NoteArrays:
    """Quantize a score to steps. Drums are left out."""
    rows = [
        (note.start, note.duration, number, note.pitch, note.velocity)
        for number, index in enumerate(used_tracks(score))
        for note in score.tracks[index].notes
    ]
    columns = np.array(rows, dtype=np.int64).reshape(-1, 5).T
    return _quantized(NoteColumns(*columns, meter_map=score.meter_map, bpm=score.tempo_map.bpm_at(0)))


def columns_to_arrays(columns: NoteColumns) -> NoteArrays:
    """Quantize a file's notes to steps; the same as `score_to_arrays` of its score."""
    tracks, counts = np.unique(columns.track, return_counts=True)
    used = _fullest(dict(zip(tracks.tolist(), counts.tolist(), strict=True)))
    is_used = np.isin(columns.track, used)
    names = ("start", "duration", "pitch", "velocity")
    kept = {name: getattr(columns, name)[is_used] for name in names}
    return _quantized(replace(columns, track=np.searchsorted(used, columns.track[is_used]), **kept))


def _quantized(columns: NoteColumns) -> NoteArrays:
    ppq = columns.meter_map.ppq
    onset = ticks_to_steps(columns.start, ppq)
    duration = np.maximum(ticks_to_steps(columns.start + columns.duration, ppq) - onset, 1)
    bars = BarGrid.of(columns.meter_map)
    arrays = NoteArrays(onset, columns.track, columns.pitch, duration, columns.velocity, bars, columns.bpm)
    return arrays.where(np.lexsort((arrays.pitch, arrays.track, arrays.onset))).with_estimated_key()


@dataclass(frozen=True, slots=True)
class Conditions:
    """What the model may be told beforehand; None: not told."""

    style: str | None = None
    key: Key | None = None
    bpm: float | None = None
    tracks: int | None = None
    density: float | None = None  # notes per quarter
    last_bar: int | None = None  # index of the bar in which the piece ends

    def row(self) -> np.ndarray:
        """The condition columns after BARS_REMAINING, (columns,)."""
        return np.array(
            [
                0 if self.style is None else 1 + STYLES.index(self.style),
                0 if self.key is None else 1 + self.key.tonic + 12 * (self.key.mode == "minor"),
                0 if self.bpm is None else 1 + np.searchsorted(TEMPO_EDGES, self.bpm),
                0 if self.tracks is None else min(self.tracks, MAX_TRACKS),
                0 if self.density is None else 1 + np.searchsorted(DENSITY_EDGES, self.density),
            ]
        )


def bars_remaining_class(bar: np.ndarray | int, last_bar: int | None) -> np.ndarray:
    """Column.BARS_REMAINING for events in `bar` when the piece ends in `last_bar`."""
    if last_bar is None:
        return np.zeros_like(np.asarray(bar))
    remaining = np.maximum(last_bar - np.asarray(bar), 0)
    return 1 + np.searchsorted(BARS_REMAINING_EDGES, remaining, side="right")


def encode(notes: NoteArrays, conditions: Conditions, first_bar: int = 0) -> np.ndarray:
    """Event rows (1 + notes, COLUMNS) int16: a row that begins the piece at bar `first_bar`, then one per note."""
    begin = notes.bars.bar_start(first_bar)
    onset = np.concatenate([[begin], notes.onset])
    bar, position, strength, meter = notes.bars.locate(onset)
    rows = np.zeros((len(onset), COLUMNS), dtype=np.int16)
    rows[1:, Column.DELTA] = span_to_token(np.diff(onset))
    rows[1:, Column.TRACK] = notes.track
    rows[0, Column.PITCH] = BOS_PITCH
    rows[1:, Column.PITCH] = notes.pitch
    rows[1:, Column.DURATION] = np.maximum(span_to_token(notes.duration), 1)
    rows[1:, Column.VELOCITY] = notes.velocity
    rows[:, Column.POSITION] = position
    rows[:, Column.STRENGTH] = strength
    rows[:, Column.METER] = meter
    rows[:, Column.PHRASE] = (bar - first_bar) % 8
    rows[:, Column.BARS_REMAINING] = bars_remaining_class(bar, conditions.last_bar)
    rows[:, Column.STYLE :] = conditions.row()
    return rows
