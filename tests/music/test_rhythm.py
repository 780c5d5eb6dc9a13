import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.music import rhythm
from composer.music.edits import NOTHING, everything
from composer.music.grid import Grid
from composer.music.score import Note, Score, Track, note_order


def piece(*notes):
    return Score((Track.of(notes), Track.of([Note(40, 0, 4000)])))


def notes_after(edit):
    return edit.score.tracks[0].notes


def tune(score):
    return frozenset((0, note) for note in score.tracks[0].notes)


CROOKED = piece(Note(60, 50, 111), Note(62, 70, 222))


def test_quantizing_moves_starts_to_the_grid_and_keeps_durations():
    edit = rhythm.quantize(CROOKED, tune(CROOKED), Grid.SIXTEENTH)
    assert notes_after(edit) == (Note(60, 0, 111), Note(62, 120, 222))


def test_half_the_strength_goes_half_the_way():
    edit = rhythm.quantize(CROOKED, tune(CROOKED), Grid.SIXTEENTH, strength=0.5)
    assert [note.start for note in notes_after(edit)] == [25, 95]


def test_ends_can_be_quantized_too_and_no_note_vanishes():
    edit = rhythm.quantize(CROOKED, tune(CROOKED), Grid.SIXTEENTH, ends=True)
    assert notes_after(edit) == (Note(60, 0, 120), Note(62, 120, 120))
    short = piece(Note(60, 110, 5))
    assert notes_after(rhythm.quantize(short, tune(short), Grid.QUARTER, ends=True)) == (Note(60, 0, 480),)


def test_swing_delays_every_second_step_of_a_quantized_tune():
    even = piece(*(Note(60, 240 * index, 200) for index in range(4)))
    edit = rhythm.quantize(even, tune(even), Grid.EIGHTH, swing=2 / 3)
    assert [note.start for note in notes_after(edit)] == [0, 320, 480, 800]


def test_humanizing_stays_within_its_bounds_and_is_the_same_every_time():
    even = piece(*(Note(60, 100 + 240 * index, 200, 80) for index in range(50)))
    edit = rhythm.humanize(even, tune(even), 10, 12, rng_seed=3)
    offsets = [
        after.start - before.start for before, after in zip(even.tracks[0].notes, notes_after(edit), strict=True)
    ]
    assert max(map(abs, offsets)) <= 10
    assert len(set(offsets)) > 5
    assert {abs(note.velocity - 80) <= 12 for note in notes_after(edit)} == {True}
    assert rhythm.humanize(even, tune(even), 10, 12, rng_seed=3) == edit
    assert rhythm.humanize(even, tune(even), 10, 12, rng_seed=4) != edit


def test_legato_closes_gaps_and_overlaps_and_keeps_chords_together():
    loose = piece(Note(60, 0, 100), Note(64, 0, 900), Note(62, 480, 100), Note(65, 960, 77))
    edit = rhythm.legato(loose, tune(loose))
    assert [note.duration for note in notes_after(edit)] == [480, 480, 480, 77]
    assert [note.duration for note in notes_after(rhythm.legato(loose, tune(loose), gap=10))] == [470, 470, 470, 77]


def test_stretching_keeps_the_first_start():
    loose = piece(Note(60, 480, 100), Note(62, 960, 200))
    assert notes_after(rhythm.stretch(loose, tune(loose), 2)) == (Note(60, 480, 200), Note(62, 1440, 400))
    assert notes_after(rhythm.stretch(loose, tune(loose), 0.5)) == (Note(60, 480, 50), Note(62, 720, 100))


def test_a_stretch_from_its_end_moves_the_beginning():
    loose = piece(Note(60, 480, 240), Note(62, 720, 240))
    assert notes_after(rhythm.stretch(loose, tune(loose), 2, anchor=960)) == (Note(60, 0, 480), Note(62, 480, 480))
    assert rhythm.stretch(loose, tune(loose), 3, anchor=960).score is loose


def test_a_stretch_that_would_lose_notes_is_refused():
    short = piece(Note(60, 0, 1), Note(62, 480, 200))
    assert rhythm.stretch(short, tune(short), 0.1).score is short


def test_reversing_twice_is_where_it_began():
    loose = piece(Note(60, 0, 100), Note(62, 480, 200), Note(64, 960, 50))
    backwards = rhythm.reverse(loose, tune(loose))
    assert notes_after(backwards) == (Note(64, 0, 50), Note(62, 330, 200), Note(60, 910, 100))
    assert rhythm.reverse(*backwards).score == loose


def test_a_split_cuts_only_what_sounds_there():
    long = piece(Note(60, 0, 480), Note(62, 480, 480))
    edit = rhythm.split(long, tune(long), 120)
    assert notes_after(edit) == (Note(60, 0, 120), Note(60, 120, 360), Note(62, 480, 480))
    assert rhythm.split(long, tune(long), 480).score is long


def test_joining_makes_one_note_of_each_pitch():
    parts = piece(Note(60, 0, 120, 50), Note(62, 0, 480), Note(60, 120, 360, 90))
    edit = rhythm.join(parts, tune(parts))
    assert notes_after(edit) == (Note(60, 0, 480, 50), Note(62, 0, 480))
    assert rhythm.join(*edit).score is edit.score


notes = st.builds(Note, st.integers(0, 127), st.integers(0, 4000), st.integers(1, 960), st.integers(1, 127))
EDITS = {
    "quantize": lambda score, chosen, number: rhythm.quantize(
        score, chosen, Grid.EIGHTH, 0.7, 0.6, ends=number % 2 == 0
    ),
    "humanize": lambda score, chosen, number: rhythm.humanize(score, chosen, number % 60, number % 30, number),
    "legato": lambda score, chosen, number: rhythm.legato(score, chosen, number % 20),
    "stretch": lambda score, chosen, number: rhythm.stretch(score, chosen, 0.3 + number % 30 / 10),
    "reverse": lambda score, chosen, number: rhythm.reverse(score, chosen),
    "split": rhythm.split,
    "join": lambda score, chosen, number: rhythm.join(score, chosen),
}


@pytest.mark.parametrize("name", EDITS)
@settings(max_examples=30)
@given(of_tracks=st.lists(st.lists(notes, max_size=30), min_size=1, max_size=3), number=st.integers(0, 3000))
def test_every_edit_keeps_tracks_in_order_and_leaves_the_rest_alone(name, of_tracks, number):
    score = Score(tuple(map(Track.of, of_tracks)))
    chosen = frozenset(entry for entry in everything(score) if hash(entry) % 3)
    after, selected = EDITS[name](score, chosen, number)
    assert all(list(track.notes) == sorted(track.notes, key=note_order) for track in after.tracks)
    assert selected <= everything(after)
    assert everything(score) - chosen <= everything(after)
    assert EDITS[name](score, NOTHING, number).score is score
