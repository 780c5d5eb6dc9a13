import numpy as np

from composer.generation.events import score_to_arrays
from composer.generation.take_state import TakeState
from composer.music.score import Note, Score, Track

BAR = 96  # steps


def state_after(notes: list[Note]) -> TakeState:
    return TakeState(score_to_arrays(Score((Track.of(notes),))))


def allowed_pitches(state: TakeState, track: int = 0) -> np.ndarray:
    allowed = np.ones(128, dtype=bool)
    state.forbid_pitches(track, allowed)
    return allowed


def test_a_pitch_is_free_again_on_its_track_when_its_note_has_ended():
    state = state_after([Note(60, 0, 480)])
    state.move_to(BAR, 1, 0)
    state.hear(0, 64, duration=24, level=5)

    state.move_to(BAR + 12, 1, 12)
    assert not allowed_pitches(state)[64]
    assert allowed_pitches(state, track=1)[64]
    state.move_to(BAR + 24, 1, 24)
    assert allowed_pitches(state)[64]


def test_within_a_chord_pitches_rise_and_tracks_come_in_order():
    state = state_after([Note(60, 0, 480)])
    state.move_to(BAR, 1, 0)
    state.hear(1, 64, duration=24, level=5)
    state.move_to(BAR, 1, 0)

    assert state.lowest_track() == 1
    assert np.flatnonzero(allowed_pitches(state, track=1))[0] == 65
    assert allowed_pitches(state, track=2).all()


def test_above_the_highest_pitch_a_chord_may_go_anywhere():
    state = state_after([Note(127, 0, 480)])
    state.move_to(0, 0, 0)

    assert allowed_pitches(state).all()


def test_a_fourth_identical_bar_may_not_begin():
    state = state_after([Note(60, 1920 * bar, 480) for bar in range(3)])
    state.move_to(3 * BAR, 3, 0)

    assert np.flatnonzero(~allowed_pitches(state)).tolist() == [60]


def test_forked_takes_go_on_by_themselves():
    first = state_after([Note(60, 0, 480)])
    second = first.fork(candidate=1)
    for take in (first, second):
        take.move_to(BAR, 1, 0)
    first.hear(0, 64, duration=96, level=5)
    for take in (first, second):
        take.move_to(BAR + 24, 1, 24)

    assert (second.candidate, second.pitch) == (1, 60)
    assert not allowed_pitches(first)[64]
    assert allowed_pitches(second)[64]
