from hypothesis import given
from hypothesis import strategies as st

from composer.gui.piano_roll.note_index import NoteIndex, between_of_all
from composer.music.columns import Columns
from composer.music.note import Note, note_order
from composer.music.notes import Notes

notes = st.builds(Note, st.integers(0, 127), st.integers(0, 300), st.integers(1, 200), st.integers(1, 127))
tracks = st.lists(notes, max_size=60).map(lambda notes: tuple(sorted(notes, key=note_order)))
ticks = st.integers(0, 600)
LONG = Notes(Note(60 + number % 5, 10 * number, 10 + number % 7) for number in range(40_000))


def is_same(found: Columns, expected: list[Note]) -> bool:
    return [column.tolist() for column in found] == [column.tolist() for column in Columns.of(expected)]


@given(tracks, ticks, st.integers(1, 600), st.integers(0, 127), st.integers(0, 127))
def test_exactly_the_notes_inside_a_rectangle_are_found(track, start, width, low, high):
    end = start + width
    inside = [note for note in track if note.start < end and note.end > start and low <= note.pitch <= high]
    index = NoteIndex(Notes(track))
    assert list(index.notes_between(start, end, low, high)) == inside
    assert is_same(index.between(start, end, low, high), inside)


@given(st.lists(tracks, max_size=4), ticks, st.integers(1, 600), st.integers(0, 127), st.integers(0, 127))
def test_in_several_tracks_those_of_each_are_found_one_after_another(several, start, width, low, high):
    area = start, start + width, low, high
    inside = [list(NoteIndex(Notes(track)).notes_between(*area)) for track in several]
    found, places = between_of_all([NoteIndex(Notes(track)) for track in several], *area)
    assert is_same(found, [note for notes in inside for note in notes])
    assert places.tolist() == [place for place, notes in enumerate(inside) for _ in notes]


def test_in_a_long_track_the_same_notes_are_found():
    inside = [note for note in LONG if note.start < 204_100 and note.end > 204_000]
    assert is_same(NoteIndex(LONG).between(204_000.7, 204_099.2), inside)


def test_a_note_that_lasts_long_is_found_without_looking_at_those_between():
    held = Note(30, 5, 300_000)
    index = NoteIndex(LONG.with_added([held]))
    assert held in list(index.notes_between(204_000, 204_100))
    assert index.near(204_000, 204_100).start.size < 3000


@given(tracks, ticks, st.integers(1, 600))
def test_the_notes_that_start_in_a_range_are_counted(track, start, width):
    counted = NoteIndex(Notes(track)).count_starting(start, start + width)
    assert counted == sum(start <= note.start < start + width for note in track)


def test_in_a_long_track_starts_are_counted_too():
    index = NoteIndex(LONG)
    assert index.count_starting(204_000.5, 304_000) == 9_999
    assert index.count_starting(-50, 1e9) == len(LONG)
    assert index.count_starting(500, 400) == 0


def test_the_index_of_an_edited_track_knows_what_was_known_before():
    NoteIndex(LONG).between(0, 500_000)
    edited = LONG.spliced([(20_000, 20_001, ())])
    assert sum("columns" not in vars(chunk) for chunk in edited.chunks) == 1


def test_of_two_notes_in_one_place_the_later_one_is_hit():
    first, second = Note(60, 0, 100), Note(60, 50, 100)
    index = NoteIndex(Notes((first, second)))
    assert index.at(75, 60) == second
    assert index.at(25, 60) == first
    assert index.at(150, 60) is None
    assert index.at(75, 61) is None
