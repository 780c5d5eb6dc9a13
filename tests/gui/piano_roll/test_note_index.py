from hypothesis import given
from hypothesis import strategies as st

from composer.gui.piano_roll.note_index import EMPTY_INDEX, NoteIndex
from composer.music.score import Note, note_order

notes = st.builds(Note, st.integers(0, 127), st.integers(0, 300), st.integers(1, 200), st.integers(1, 127))
tracks = st.lists(notes, max_size=60).map(lambda notes: tuple(sorted(notes, key=note_order)))
ticks = st.integers(0, 600)


@given(tracks, ticks, st.integers(1, 600), st.integers(0, 127), st.integers(0, 127))
def test_exactly_the_notes_inside_a_rectangle_are_found(track, start, width, low, high):
    end = start + width
    found = [track[index] for index in NoteIndex.of(track).between(start, end, low, high)]
    assert found == [note for note in track if note.start < end and note.end > start and low <= note.pitch <= high]


def is_same(first: NoteIndex, second: NoteIndex) -> bool:
    columns = zip((*first.columns, first._latest_end), (*second.columns, second._latest_end), strict=True)
    return all(one.dtype == other.dtype and one.tolist() == other.tolist() for one, other in columns)


@given(tracks, tracks)
def test_an_updated_index_is_like_a_new_one(before, after):
    assert is_same(NoteIndex.of(before).updated(before, after), NoteIndex.of(after))


@given(tracks, st.data())
def test_an_index_follows_single_edits(before, data):
    position = data.draw(st.integers(0, len(before)))
    after = (*before[:position], Note(1, 999, 1), *before[position + 1 :])
    assert is_same(NoteIndex.of(before).updated(before, after), NoteIndex.of(after))


def test_an_edit_in_the_midst_of_many_blocks_is_found():
    before = tuple(Note(60, 10 * number, 10 + number % 7) for number in range(40_000))
    after = (*before[:20_001], Note(61, 200_011, 5000), *before[20_003:])
    index = NoteIndex.of(before).updated(before, after)
    assert is_same(index, NoteIndex.of(after))
    assert after[index.between(204_000, 204_001, 61, 61)[0]] == Note(61, 200_011, 5000)


def test_an_index_takes_less_than_twenty_bytes_a_note():
    index = NoteIndex.of([Note(60, 10 * number, 10) for number in range(10_000)])
    assert sum(column.nbytes for column in (*index.columns, index._latest_end)) < 20 * 10_000


def test_a_span_holds_every_note_of_a_range():
    notes = [Note(60, 0, 100_000), *(Note(61, 10 * number, 10) for number in range(1, 5000))]
    span = NoteIndex.of(notes).span(20_000, 20_100)
    assert span.start == 0
    assert 2009 < span.stop <= 2011


def test_of_two_notes_in_one_place_the_later_one_is_hit():
    index = NoteIndex.of([Note(60, 0, 100), Note(60, 50, 100)])
    assert index.at(75, 60) == 1
    assert index.at(25, 60) == 0
    assert index.at(150, 60) is None
    assert index.at(75, 61) is None


def test_notes_can_be_appended_in_any_order():
    index = EMPTY_INDEX.appended([Note(60, 480, 10)]).appended([Note(62, 0, 10)])
    assert index.start.tolist() == [0, 480]
    assert index.last_end == 490
