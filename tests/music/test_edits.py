import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.music import edits, rhythm
from composer.music import notes as notes_module
from composer.music.edits import NOTHING
from composer.music.grid import Grid
from composer.music.scales import Scale
from composer.music.score import Note, Score, Track, note_order
from composer.music.time import MeterMap, TempoMap

notes = st.builds(Note, st.integers(0, 127), st.integers(0, 4000), st.integers(1, 960), st.integers(1, 127))
scores = st.lists(st.lists(notes, max_size=80), min_size=1, max_size=3).map(
    lambda tracks: Score(tuple(Track.of(track) for track in tracks))
)

LOW, HIGH = Note(60, 0, 480), Note(64, 480, 240)
SCORE = Score((Track.of([LOW, HIGH]), Track.of([Note(36, 0, 1920)])))
BOTH = frozenset({(0, LOW), (0, HIGH)})


@pytest.fixture(autouse=True, scope="module", params=[0, 128], ids=["as arrays", "one by one"])
def few(request):
    """As many notes as are exchanged one by one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(notes_module, "_FEW", request.param)
        yield


def test_an_added_note_is_selected_and_in_order():
    note = Note(62, 240, 240)
    score, selection = edits.add(SCORE, 0, [note])
    assert score.tracks[0].notes == (LOW, note, HIGH)
    assert selection == {(0, note)}


def test_adding_a_note_that_is_there_changes_nothing():
    assert edits.add(SCORE, 0, [LOW]).score is SCORE


def test_deleting_removes_only_the_selected_notes():
    score, selection = edits.delete(SCORE, frozenset({(0, LOW)}))
    assert score.tracks[0].notes == (HIGH,)
    assert selection == NOTHING


def test_deleting_a_doubled_note_removes_both_copies():
    doubled = Score((Track((LOW, LOW, HIGH)),))
    assert edits.delete(doubled, frozenset({(0, LOW)})).score.tracks[0].notes == (HIGH,)


def test_an_edit_shares_the_tracks_that_it_does_not_touch():
    assert edits.delete(SCORE, BOTH).score.tracks[1] is SCORE.tracks[1]


def test_moving_takes_the_selection_along():
    score, selection = edits.move(SCORE, BOTH, 120, 1)
    assert score.tracks[0].notes == (Note(61, 120, 480), Note(65, 600, 240))
    assert selection == {(0, note) for note in score.tracks[0].notes}


@pytest.mark.parametrize("semitones", [64, -61])
def test_a_transposition_out_of_range_moves_nothing(semitones):
    assert edits.transpose(SCORE, BOTH, semitones) == (SCORE, BOTH)
    assert edits.transpose(SCORE, BOTH, semitones).score is SCORE


def test_a_move_before_the_start_moves_nothing():
    assert edits.move(SCORE, BOTH, -1).score is SCORE


def test_copies_leave_the_originals_where_they_are():
    score, selection = edits.duplicate(SCORE, frozenset({(0, LOW)}), 960)
    assert score.tracks[0].notes == (LOW, HIGH, Note(60, 960, 480))
    assert selection == {(0, Note(60, 960, 480))}


def test_no_note_gets_shorter_than_the_shortest():
    score, _ = edits.resize(SCORE, BOTH, -400, shortest=120)
    assert [note.duration for note in score.tracks[0].notes] == [120, 120]


def test_a_note_below_the_shortest_keeps_its_duration():
    short = Score((Track.of([Note(60, 0, 30)]),))
    assert edits.resize(short, edits.everything(short), -10, shortest=120).score is short


def test_resizing_from_the_start_keeps_the_end():
    score, _ = edits.resize_from_start(SCORE, frozenset({(0, HIGH)}), -120)
    assert score.tracks[0].notes[1] == Note(64, 360, 360)


def test_a_start_is_not_dragged_before_the_beginning():
    score, _ = edits.resize_from_start(SCORE, BOTH, -960)
    assert [note.start for note in score.tracks[0].notes] == [0, 0]


def test_velocities_stay_within_their_range():
    assert {note.velocity for _, note in edits.change_velocity(SCORE, BOTH, 100).selection} == {127}
    assert {note.velocity for _, note in edits.change_velocity(SCORE, BOTH, -100).selection} == {1}
    assert {note.velocity for _, note in edits.set_velocity(SCORE, BOTH, 99).selection} == {99}


def test_steps_in_the_scale_keep_notes_in_it():
    score, selection = edits.transpose_in_scale(SCORE, BOTH, Scale(0), 1)
    assert [note.pitch for note in score.tracks[0].notes] == [62, 65]
    assert edits.transpose_in_scale(score, selection, Scale(0), -1).score == SCORE


def test_a_step_in_the_scale_out_of_range_moves_nothing():
    high = Score((Track.of([Note(127, 0, 10), LOW]),))
    assert edits.transpose_in_scale(high, edits.everything(high), Scale(0), 1).score is high


def test_pasted_notes_begin_at_the_tick_and_keep_their_distances():
    clip = edits.copied(SCORE, BOTH)
    assert clip.duration == 720
    score, selection = edits.paste(SCORE, clip, 1920, 1)
    assert selection == {(1, Note(60, 1920, 480)), (1, Note(64, 2400, 240))}
    assert score.tracks[0] is SCORE.tracks[0]


def test_a_clip_of_several_tracks_goes_back_to_them():
    clip = edits.copied(SCORE, edits.everything(SCORE))
    assert {track for track, _ in edits.paste(SCORE, clip, 1920, 0).selection} == {0, 1}
    one_track = Score()
    assert {track for track, _ in edits.paste(one_track, clip, 0, 0).selection} == {0}


def test_a_clip_sounds_the_same_in_a_score_of_finer_ticks():
    clip = edits.copied(SCORE, BOTH)
    fine = Score((Track(), Track()), TempoMap.constant(120, 960), MeterMap.constant(ppq=960))
    assert edits.paste(fine, clip, 0, 0).selection == {(0, Note(60, 0, 960)), (0, Note(64, 960, 480))}


def test_a_clip_goes_where_its_tracks_have_gone_and_without_them_to_the_given_one():
    clip = edits.copied(SCORE, edits.everything(SCORE))
    swapped = edits.paste(SCORE, clip.with_tracks_at((1, 0)), 0, 0).selection
    assert {track for track, note in swapped if note.pitch == 60} == {1}
    one_is_gone = edits.paste(Score((Track(), Track(), Track())), clip.with_tracks_at((None, 0)), 0, 2).selection
    assert {track for track, note in one_is_gone if note.pitch == 60} == {2}
    assert {track for track, _ in one_is_gone} == {0, 2}


def test_an_empty_clip_pastes_nothing():
    assert edits.paste(SCORE, edits.copied(SCORE, NOTHING), 0, 0).score is SCORE


def test_a_selection_forgets_notes_that_are_gone():
    after = edits.delete(SCORE, frozenset({(0, LOW)})).score
    assert edits.still_there(after, BOTH | {(7, LOW)}) == {(0, HIGH)}


@pytest.mark.parametrize(
    "edit",
    [
        lambda score, chosen: edits.move(score, chosen, 120, 1),
        lambda score, chosen: edits.duplicate(score, chosen, 7),
        lambda score, chosen: edits.transpose_in_scale(score, chosen, Scale(0), 1),
        lambda score, chosen: edits.resize(score, chosen, 5),
        lambda score, chosen: edits.resize_from_start(score, chosen, 5),
        lambda score, chosen: edits.set_velocity(score, chosen, 99),
        lambda score, chosen: edits.change_velocity(score, chosen, 5),
        lambda score, chosen: rhythm.stretch(score, chosen, 2),
        lambda score, chosen: edits.paste(score, edits.copied(score, chosen), 7, 0),
        lambda score, chosen: rhythm.humanize(score, chosen, 9, 9, 1),
        lambda score, chosen: rhythm.legato(score, chosen),
        lambda score, chosen: rhythm.reverse(score, chosen),
        lambda score, chosen: rhythm.quantize(score, chosen, Grid.EIGHTH, ends=True),
    ],
)
def test_an_edit_of_many_notes_looks_at_none_of_them_alone(edit):
    score = Score((Track.of([Note(40 + number % 40, 30 * number, 40) for number in range(5000)]),))
    after, chosen = edit(score, edits.everything(score))
    assert after != score
    for notes in (after.tracks[0].notes, chosen.by_track[0]):
        assert not any("notes" in vars(chunk) for chunk in notes.chunks)


@given(score=scores, picks=st.lists(st.integers(0, 400)), ticks=st.integers(-500, 500), semitones=st.integers(-3, 3))
def test_every_edit_keeps_tracks_in_order_and_selects_notes_that_exist(score, picks, ticks, semitones):
    everything = sorted(edits.everything(score), key=lambda pair: (pair[0], note_order(pair[1])))
    selection = frozenset(everything[pick % len(everything)] for pick in picks) if everything else NOTHING
    for after, selected in (
        edits.move(score, selection, ticks, semitones),
        edits.duplicate(score, selection, ticks, semitones),
        edits.resize(score, selection, ticks, 10),
        edits.resize_from_start(score, selection, ticks, 10),
        edits.transpose_in_scale(score, selection, Scale(2, "blues"), semitones),
        edits.paste(score, edits.copied(score, selection), 77, 0),
        edits.delete(score, selection),
    ):
        assert all(list(track.notes) == sorted(track.notes, key=note_order) for track in after.tracks)
        assert selected <= edits.everything(after)
        assert edits.everything(score) - selection <= edits.everything(after)


@pytest.mark.parametrize("count", [1, 80])
def test_a_change_of_few_notes_among_many_leaves_the_others_in_place(count):
    before = tuple(Note(60, 10 * number, 10) for number in range(4000))
    chosen = frozenset((0, note) for note in before[: 40 * count : 40])
    score, _ = edits.move(Score((Track(before),)), chosen, 15, 2)
    moved = {Note(62, note.start + 15, 10) for _, note in chosen}
    left = set(before) - {note for _, note in chosen}
    assert score.tracks[0].notes == tuple(sorted(moved | left, key=note_order))
