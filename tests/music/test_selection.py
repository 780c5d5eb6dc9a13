"""A selection is to its users a set of pairs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.music import notes as notes_module
from composer.music.note import Note
from composer.music.selection import NOTHING, SelectedNotes

some_notes = st.builds(Note, st.integers(60, 63), st.integers(0, 20), st.integers(1, 3))
sets = st.frozensets(st.tuples(st.integers(0, 2), some_notes), max_size=40)


@pytest.fixture(autouse=True, scope="module", params=[0, 128])
def few(request):
    """As many as are handled one by one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(notes_module, "_FEW", request.param)
        yield


@given(sets, sets)
def test_it_is_equal_to_a_set_and_combined_like_one(one, other):
    selected = SelectedNotes.of(one)
    assert selected == one
    assert one == selected
    assert (selected == SelectedNotes.of(other)) is (selected == other) is (one == other)
    assert (len(selected), bool(selected), set(selected)) == (len(one), bool(one), one)
    for others in (other, SelectedNotes.of(other)):
        assert selected | others == one | other
        assert selected - others == one - other
        assert selected & others == one & other
        assert (selected <= others) is (one <= other)


@given(sets, st.tuples(st.integers(0, 3), some_notes))
def test_it_tells_what_is_in_it(entries, entry):
    assert (entry in SelectedNotes.of(entries)) is (entry in entries)
    assert entry[1] not in SelectedNotes.of(entries)


@given(sets.filter(bool))
def test_it_knows_its_extremes(entries):
    selected, notes = SelectedNotes.of(entries), [note for _, note in entries]
    assert (selected.start, selected.end) == (min(note.start for note in notes), max(note.end for note in notes))
    assert selected.pitches == (min(note.pitch for note in notes), max(note.pitch for note in notes))


def test_without_notes_it_is_false_and_begins_and_ends_at_the_beginning():
    assert not NOTHING
    assert (NOTHING.start, NOTHING.end) == (0, 0)
