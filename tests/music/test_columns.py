import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.music.columns import Columns, keys_of
from composer.music.errors import ScoreError
from composer.music.note import Note, note_order

LONGEST = 2**40  # ticks: so long that the numbers of a note do not fit into one any more
some_ticks = st.one_of(st.integers(0, 9), st.integers(0, LONGEST))
some_notes = st.builds(
    Note, st.integers(0, 127), some_ticks, some_ticks.map(lambda ticks: ticks + 1), st.integers(1, 127)
)
tunes = st.lists(some_notes, max_size=20)
TUNE = Columns.of([Note(60, 0, 480, 80), Note(64, 480, 240, 100)])


@given(tunes, tunes)
def test_keys_compare_like_notes(one, other):
    keys = [key for part in keys_of(Columns.of(one), Columns.of(other)) for key in part.tolist()]
    orders = list(map(note_order, one + other))
    for key, order in zip(keys, orders, strict=True):
        assert [key < another for another in keys] == [order < another for another in orders]


@given(tunes)
def test_notes_come_back_from_their_columns(tune):
    assert Columns.of(tune).notes() == tune


@given(tunes)
def test_in_order_there_is_each_note_once(tune):
    assert Columns.of(tune).in_order().notes() == sorted(set(tune), key=note_order)


def test_values_that_are_not_named_stay():
    assert TUNE.altered(velocity=90).notes() == [Note(60, 0, 480, 90), Note(64, 480, 240, 90)]
    assert TUNE.altered(start=TUNE.start + 10).notes() == [Note(60, 10, 480, 80), Note(64, 490, 240, 100)]


@pytest.mark.parametrize(
    "values",
    [
        {"velocity": 0},
        {"velocity": 300},
        {"start": TUNE.start - 1},
        {"duration": TUNE.duration - 240},
        {"pitch": TUNE.pitch.astype(int) + 64},
        {"pitch": TUNE.pitch.astype(int) - 61},
    ],
    ids=["silent", "too loud", "before the beginning", "without length", "too high", "too low"],
)
def test_what_no_note_can_be_is_refused(values):
    with pytest.raises(ScoreError):
        TUNE.altered(**values)
