"""A long sequence of notes is to its users a tuple of them."""

import pickle
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.music import chunks as chunks_module
from composer.music import notes as notes_module
from composer.music.columns import Columns
from composer.music.note import Note, note_order
from composer.music.notes import NO_NOTES, Notes
from composer.music.score import Track

some_notes = st.builds(Note, st.integers(50, 60), st.integers(0, 40), st.integers(1, 30), st.integers(1, 4))
tunes = st.lists(some_notes, max_size=60).map(lambda notes: tuple(sorted(notes, key=note_order)))
LONG = tuple(Note(60 + start % 7, 10 * start, 15) for start in range(5000))


@pytest.fixture(autouse=True, scope="module")
def small_chunks():
    """So that a few notes are many chunks."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunks_module, "_USUAL", 4)
        patch.setattr(chunks_module, "_FEWEST", 2)
        yield


def in_order(notes):
    return Notes(sorted(notes, key=note_order))


@given(tunes)
def test_it_is_equal_to_a_tuple_and_hashed_and_shown_like_one(tune):
    notes = Notes(tune)
    assert notes == tune
    assert tune == notes
    assert notes == Notes(tune)
    assert (hash(notes), repr(notes), len(notes), bool(notes)) == (hash(tune), repr(tune), len(tune), bool(tune))
    assert (tuple(notes), list(reversed(notes))) == (tune, list(reversed(tune)))


@given(tunes, tunes)
def test_it_differs_where_a_tuple_differs(one, other):
    assert (Notes(one) == Notes(other)) is (Notes(one) == other) is (one == other)
    assert Notes(one) != list(one)


@given(tunes, st.slices(60), st.integers(-70, 70))
def test_it_is_indexed_and_sliced_like_a_tuple(tune, which, index):
    assert Notes(tune)[which] == tune[which]
    if -len(tune) <= index < len(tune):
        assert Notes(tune)[index] == tune[index]
    else:
        with pytest.raises(IndexError, match=str(index)):
            Notes(tune)[index]


@given(tunes, some_notes)
def test_notes_are_found_where_they_are_in_a_tuple(tune, note):
    first, end = Notes(tune).range_of(note)
    assert tune[first:end] == (note,) * tune.count(note)
    assert sorted((*tune[:first], note, *tune[first:]), key=note_order) == [*tune[:first], note, *tune[first:]]
    assert (note in Notes(tune)) is (note in tune)
    assert "no note" not in Notes(tune)


@given(tunes, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 9), st.lists(some_notes, max_size=5))))
def test_spliced_it_is_like_a_list_with_slices_replaced(tune, drawn):
    notes, expected, splices, done = Notes(tune), [], [], 0
    for first, count, others in sorted(drawn, key=lambda splice: splice[0]):
        first = min(max(first, done), len(tune))
        end = min(first + count, len(tune))
        splices.append((first, end, others))
        expected += [*tune[done:first], *others]
        done = end
    assert list(notes.spliced(splices)) == [*expected, *tune[done:]]
    assert notes == tune


@given(tunes, st.lists(some_notes, max_size=20))
def test_notes_are_added_in_their_places(tune, more):
    assert list(Notes(tune).with_added(more)) == sorted((*tune, *more), key=note_order)


@given(tunes, tunes, tunes)
def test_what_a_version_has_more_than_another_is_found(shared, one, other):
    before = Notes(sorted(shared + one, key=note_order))
    for after in (before.with_added(other), Notes(sorted(shared + other, key=note_order))):
        assert Counter(before.surplus_to(after)) == Counter(before) - Counter(after)
        assert Counter(after.surplus_to(before)) == Counter(after) - Counter(before)


@given(tunes, st.sets(some_notes, max_size=30), st.sets(some_notes, max_size=30), st.sampled_from([0, 100]))
def test_notes_are_exchanged_in_the_same_way_be_they_few_or_many(tune, removed, added, few):
    added -= removed
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(notes_module, "_FEW", few)
        notes = Notes(tune)
        after = notes.exchanged(in_order(removed), in_order(added))
    kept = [note for note in tune if note not in removed]
    assert list(after) == sorted([*kept, *(added - set(kept))], key=note_order)
    assert (after is notes) == (after == tune)


@given(tunes, st.sets(some_notes, max_size=30), st.sampled_from([0, 100]))
def test_the_notes_of_two_sequences_are_found(tune, others, few):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(notes_module, "_FEW", few)
        chosen = in_order(others)
        shared = chosen.shared_with(Notes(tune))
    assert list(shared) == sorted(others & set(tune), key=note_order)
    assert (shared is chosen) == (others <= set(tune))


@given(tunes)
def test_copies_can_be_left_out(tune):
    assert list(Notes(tune).each_once()) == sorted(set(tune), key=note_order)


def test_an_exchange_of_many_shares_all_chunks_before_and_behind(monkeypatch):
    monkeypatch.setattr(chunks_module, "_USUAL", 512)
    monkeypatch.setattr(chunks_module, "_FEWEST", 128)
    before = Notes(LONG)
    after = before.exchanged(Notes(LONG[2000:2300]), NO_NOTES)
    assert list(after) == [*LONG[:2000], *LONG[2300:]]
    assert len(set(before.chunks) - set(after.chunks)) == 2


def test_looking_for_notes_far_apart_makes_no_others():
    notes = Notes.of_columns(Notes(LONG).columns)
    some = Notes(LONG[10::50])
    assert some.shared_with(notes) is some
    assert not any("notes" in vars(chunk) for chunk in notes.chunks)


def test_an_exchange_of_notes_far_apart_shares_all_chunks_between_them():
    before = Notes(LONG)
    removed = Notes(LONG[10::25])
    added = Notes(Note(note.pitch + 1, note.start, 15) for note in removed)
    after = before.exchanged(removed, added)
    assert after == in_order((set(LONG) - set(removed)) | set(added))
    assert len(set(before.chunks) & set(after.chunks)) > len(before.chunks) / 2


@given(tunes)
def test_its_columns_say_what_its_notes_say(tune):
    of_columns = Notes.of_columns(Columns.of(tune))
    assert of_columns == tune
    for columns in (Notes(tune).columns, Notes(tune, Columns.of(tune)).columns, of_columns.columns):
        start, end, pitch, velocity = (column.tolist() for column in columns)
        assert list(zip(pitch, start, end, velocity, strict=True)) == [
            (note.pitch, note.start, note.end, note.velocity) for note in tune
        ]
    assert Notes(tune).end == max((note.end for note in tune), default=0)


def test_it_survives_the_way_to_another_process():
    assert pickle.loads(pickle.dumps(Notes(LONG[:9]))) == LONG[:9]


def test_an_edit_shares_all_chunks_but_those_that_it_changes(monkeypatch):
    monkeypatch.setattr(chunks_module, "_USUAL", 512)
    monkeypatch.setattr(chunks_module, "_FEWEST", 128)
    before = Notes(LONG)
    after = before.spliced([(2000, 2001, [Note(99, 20_000, 1)])])
    assert len(set(before.chunks) - set(after.chunks)) == 1
    assert before.surplus_to(after) == LONG[2000:2001]


def test_chunks_stay_neither_small_nor_large_however_often_notes_come_and_go(monkeypatch):
    monkeypatch.setattr(chunks_module, "_USUAL", 64)
    monkeypatch.setattr(chunks_module, "_FEWEST", 16)
    notes = Notes(LONG)
    for number in range(600):
        first = number * 37 % 4000
        notes = notes.spliced([(first, first + 5, [])] if number % 2 else [(first, first, [notes[first]] * 7)])
    sizes = [len(chunk.notes) for chunk in notes.chunks]
    assert min(sizes[1:-1]) >= 16
    assert max(sizes) < 64 * 1.5 + 16


def test_a_track_takes_a_tuple_and_has_one_way_to_be_empty():
    assert Track(LONG[:3]).notes == LONG[:3]
    assert Track(()).notes is Track.of([]).notes is NO_NOTES


@given(tunes, st.integers(0, 45), st.integers(0, 45))
def test_notes_are_found_by_where_they_start(tune, start, end):
    assert Notes(tune).starting_between(start, end) == tuple(note for note in tune if start <= note.start < end)


@given(tunes, st.data())
def test_notes_go_as_often_as_they_are_named(tune, data):
    gone = (
        data.draw(st.lists(st.sampled_from(tune), max_size=8).filter(lambda gone: not Counter(gone) - Counter(tune)))
        if tune
        else []
    )
    assert Counter(Notes(tune).without(gone)) == Counter(tune) - Counter(gone)
    with pytest.raises(ValueError, match="not there 9 times"):
        Notes(tune).without([Note(1, 1, 1)] * 9)


@given(tunes)
def test_the_sum_of_what_its_chunks_sound_is_what_its_notes_sound(tune):
    ticks = [sum(note.duration for note in tune if note.pitch % 12 == pitch_class) for pitch_class in range(12)]
    found = [chunk.ticks_of_classes for chunk in Notes(tune).chunks] or [[0] * 12]
    assert [sum(each) for each in zip(*found, strict=True)] == ticks
