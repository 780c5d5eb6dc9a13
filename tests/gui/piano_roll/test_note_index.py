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


@given(tracks, tracks)
def test_an_updated_index_is_like_a_new_one(before, after):
    updated, new = NoteIndex.of(before).updated(before, after), NoteIndex.of(after)
    assert (updated._table == new._table).all()


@given(tracks, st.data())
def test_an_index_follows_single_edits(before, data):
    position = data.draw(st.integers(0, len(before)))
    after = (*before[:position], Note(1, 999, 1), *before[position + 1 :])
    updated = NoteIndex.of(before).updated(before, after)
    assert (updated._table == NoteIndex.of(after)._table).all()


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
