import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.generation.events import (
    BOS_PITCH,
    COLUMN_SIZES,
    SPANS,
    BarGrid,
    Column,
    Conditions,
    columns_to_arrays,
    encode,
    score_to_arrays,
    span_to_token,
    steps_to_ticks,
    ticks_to_steps,
)
from composer.midi.bulk import read_columns
from composer.midi.files import write_score
from composer.music.pitch import Key
from composer.music.score import DRUM_CHANNEL, Note, Score, Track
from composer.music.time import Meter, MeterChange, MeterMap

notes = st.builds(
    Note,
    pitch=st.integers(0, 127),
    start=st.integers(0, 100_000),
    duration=st.integers(1, 50_000),
    velocity=st.integers(1, 127),
)


@given(st.lists(notes, min_size=1, max_size=40))
def test_every_note_that_can_be_drawn_is_in_the_vocabulary(drawn):
    rows = encode(score_to_arrays(Score((Track.of(drawn),))), Conditions())

    assert len(rows) == len(drawn) + 1
    assert (rows >= 0).all()
    assert (rows < np.array(COLUMN_SIZES)).all()


@pytest.mark.parametrize("ticks", [120, 240, 480, 160, 80, 60, 1920])
def test_sixteenths_triplets_and_thirty_seconds_are_exact(ticks):
    steps = int(ticks_to_steps(ticks, 480))

    assert steps_to_ticks(steps, 480) == ticks
    assert SPANS[span_to_token(steps)] == steps


def test_a_span_beyond_a_whole_note_takes_the_nearest_token():
    assert SPANS[span_to_token(np.array([100, 101, 770, 5000]))].tolist() == [99, 102, 768, 768]


def test_chords_are_rows_without_a_step_in_rising_pitch():
    chord = [Note(67, 480, 480), Note(60, 480, 480), Note(64, 480, 480)]

    rows = encode(score_to_arrays(Score((Track.of(chord),))), Conditions())

    assert rows[0, Column.PITCH] == BOS_PITCH
    assert rows[1:, Column.PITCH].tolist() == [60, 64, 67]
    assert rows[1:, Column.DELTA].tolist() == [24, 0, 0]


def test_metre_changes_move_the_bar_lines():
    meters = MeterMap((MeterChange(0, Meter(4, 4)), MeterChange(1920, Meter(3, 4))))

    bar, position, strength, meter = BarGrid.of(meters).locate(np.array([0, 95, 96, 96 + 72, 96 + 73]))

    assert bar.tolist() == [0, 0, 1, 2, 2]
    assert position.tolist() == [0, 95, 0, 0, 1]
    assert strength.tolist() == [0, 5, 0, 0, 5]
    assert meter.tolist() == [1, 1, 2, 2, 2]


def test_bars_agree_with_the_metre_map_when_a_bar_is_cut_short():
    meters = MeterMap((MeterChange(0, Meter(4, 4)), MeterChange(2400, Meter(6, 8)), MeterChange(5000, Meter(2, 2))))
    ticks = np.arange(0, 12_000, 20)

    bar, *_ = BarGrid.of(meters).locate(ticks_to_steps(ticks, 480))

    assert bar.tolist() == [meters.bar_at(int(tick)) for tick in ticks]


def test_drums_are_not_read():
    score = Score((Track.of([Note(36, 0, 10)], channel=DRUM_CHANNEL), Track.of([Note(60, 0, 10)])))

    assert score_to_arrays(score).pitch.tolist() == [60]


def test_the_bars_that_remain_are_counted_only_when_told():
    arrays = score_to_arrays(Score((Track.of([Note(60, 0, 480), Note(60, 1920, 480)]),)))

    assert encode(arrays, Conditions())[:, Column.BARS_REMAINING].tolist() == [0, 0, 0]
    told = encode(arrays, Conditions(last_bar=1))[:, Column.BARS_REMAINING]
    assert told[2] < told[1] == told[0]


def test_conditions_fill_their_columns_and_absent_ones_are_zero():
    arrays = score_to_arrays(Score((Track.of([Note(60, 0, 480)]),)))

    none = encode(arrays, Conditions())[0, Column.STYLE :]
    some = encode(arrays, Conditions("folk", Key(9, "minor"), 120, 1, 4.0))[0, Column.STYLE :]

    assert none.tolist() == [0, 0, 0, 0, 0]
    assert (some > 0).all()


def test_a_file_read_in_bulk_gives_what_its_score_gives(tmp_path):
    rng = np.random.default_rng(0)
    tracks = [
        Track.of((Note(int(rng.integers(30, 90)), 60 * i, 60) for i in range(count)), channel=number)
        for number, count in enumerate([3, 9, 5, 8, 7, 2, 6, 4])
    ]
    tracks.insert(2, Track())
    tracks += [Track.of([Note(60, 0, 60)], channel=10), Track.of([Note(61, 0, 60)] * 1, channel=11)]
    score = Score(tuple(tracks))
    write_score(score, tmp_path / "a.mid")

    in_bulk, at_leisure = columns_to_arrays(read_columns(tmp_path / "a.mid")), score_to_arrays(score)

    for name in ("onset", "track", "pitch", "duration", "velocity"):
        np.testing.assert_array_equal(getattr(in_bulk, name), getattr(at_leisure, name))
