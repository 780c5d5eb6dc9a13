import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.generation.copying import CANDIDATES, MATCH_LENGTHS, ORDERS, CopyMemory, copy_candidates
from composer.generation.events import COLUMNS, Column, Conditions, encode, score_to_arrays
from composer.music.score import Note, Score, Track


def rows_of(pitches: list[int], steps: list[int] | None = None) -> np.ndarray:
    steps = steps or [240] * len(pitches)
    starts = np.cumsum([0, *steps[:-1]]).tolist()
    score = Score((Track.of(Note(pitch, start, 60) for pitch, start in zip(pitches, starts, strict=True)),))
    return encode(score_to_arrays(score), Conditions())


def test_what_followed_a_phrase_is_offered_when_the_phrase_returns_in_another_key():
    phrase = [60, 62, 64, 67]
    transposed = [pitch + 5 for pitch in phrase[:-1]]

    [*_, candidates] = copy_candidates(rows_of([*phrase, 50, 71, *transposed]))

    matched = candidates[ORDERS.index(2)]
    assert matched[0] == 1 + len(MATCH_LENGTHS)  # two of (interval, Δonset) match and no four; transposed
    assert matched[1 + Column.PITCH] == 67 + 5
    assert (candidates[: ORDERS.index(2), 0] == 0).all()


def test_the_latest_of_several_matches_is_offered():
    [*_, candidates] = copy_candidates(rows_of([60, 62, 64, 50, 60, 62, 64, 70, 60, 62, 64]))

    assert candidates[ORDERS.index(2), 1 + Column.PITCH] == 70


def test_another_rhythm_is_no_match():
    pitches = [60, 62, 64, 65, 60, 62, 64]

    [*_, even] = copy_candidates(rows_of(pitches))
    [*_, other] = copy_candidates(rows_of(pitches, [240, 240, 240, 240, 480, 120, 240]))

    assert even[ORDERS.index(2), 0] > 0
    assert other[ORDERS.index(2), 0] == 0


def test_the_length_of_a_match_is_told_beyond_its_order():
    tune = np.random.default_rng(0).integers(48, 72, size=40).tolist()

    [*_, candidates] = copy_candidates(rows_of(tune + tune))

    assert candidates[:, 0].tolist() == [len(MATCH_LENGTHS)] * CANDIDATES
    assert (candidates[:, 1 + Column.PITCH] == tune[0]).all()


def test_a_pitch_beyond_the_keyboard_is_not_offered():
    [*_, candidates] = copy_candidates(rows_of([100, 101, 102, 120, 110, 111, 112]))

    assert (candidates[:, 0] == 0).all()


@given(st.lists(st.tuples(st.integers(60, 63), st.sampled_from([120, 240])), min_size=2, max_size=60))
@settings(max_examples=40)
def test_candidates_are_there_exactly_where_as_many_notes_match_as_their_order_asks(notes):
    pitches, steps = map(list, zip(*notes, strict=True))
    symbols = list(zip(np.diff(pitches).tolist(), steps[:-1], strict=True))

    [*_, candidates] = copy_candidates(rows_of(pitches, steps))

    for order, length in zip(ORDERS, candidates[:, 0], strict=True):
        suffix = symbols[-order:]
        expected = [i for i in range(order, len(symbols)) if len(suffix) == order and symbols[i - order : i] == suffix]
        assert (length > 0) == bool(expected)
        if expected:
            assert candidates[ORDERS.index(order), 1 + Column.PITCH] == pitches[-1] + symbols[expected[-1]][0]


@given(st.lists(st.tuples(st.integers(60, 63), st.sampled_from([120, 240])), min_size=2, max_size=90), st.data())
@settings(max_examples=40)
def test_event_by_event_the_candidates_are_those_of_the_whole_piece(notes, data):
    pitches, steps = map(list, zip(*notes, strict=True))
    rows = rows_of(pitches, steps)
    seed_length = data.draw(st.integers(2, len(rows)))
    expected = copy_candidates(rows)

    memory = CopyMemory(rows[:seed_length], takes=2)
    memory.keep(np.array([1]))

    for place in range(seed_length, len(rows) + 1):
        there = expected[place - 1]
        [found] = memory.candidates()
        assert found[:, 0].tolist() == there[:, 0].tolist()
        assert found[found[:, 0] > 0].tolist() == there[there[:, 0] > 0].tolist()
        if place < len(rows):
            memory.append(rows[place : place + 1].astype(np.int64))


def test_takes_remember_what_they_added_each_for_itself():
    memory = CopyMemory(rows_of([60, 62, 64]), takes=2)
    ways = np.array([rows_of([60, 62, 64, last, 60, 62, 64])[4:] for last in (50, 70)], dtype=np.int64)

    for rows in ways.transpose(1, 0, 2):
        memory.append(rows.copy())

    assert memory.candidates()[:, ORDERS.index(2), 1 + Column.PITCH].tolist() == [50, 70]


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_the_shortest_pieces_have_no_candidates(count):
    rows = np.zeros((count, COLUMNS), dtype=np.int16)

    assert copy_candidates(rows).shape[:2] == (count, CANDIDATES)
    assert (copy_candidates(rows)[..., 0] == 0).all()
