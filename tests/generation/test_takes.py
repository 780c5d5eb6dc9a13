import numpy as np

from composer.generation.events import END_TOKEN, SPANS, Column
from composer.generation.options import SamplingOptions
from composer.generation.prompt import Prompt
from composer.generation.takes import Takes
from composer.music.score import Note, Score, Track
from composer.music.seed import whole_seed

BAR = 96  # steps


def takes_after(*tracks: list[Note], count: int = 1, **options) -> Takes:
    seed = whole_seed(Score(tuple(map(Track.of, tracks))))
    return Takes(Prompt.of(seed, SamplingOptions(**options)), count)


def turn(takes: Takes, *deltas: int) -> np.ndarray:
    """Turn to the next note of each take, so many steps (up to a bar) after the one before; the rows."""
    rows = np.zeros((len(takes), len(Column)), dtype=np.int64)
    rows[:, Column.DELTA] = deltas
    takes.move(rows)
    return rows


def play(takes: Takes, *deltas: int, track: int = 0, pitch: int = 64, duration: int = 24) -> None:
    """The same note in every take."""
    rows = turn(takes, *deltas)
    rows[:, [Column.TRACK, Column.PITCH, Column.DURATION]] = track, pitch, duration
    takes.hear(rows, np.full((5, len(takes)), 0.5))


def pitches(takes: Takes, track: int = 0) -> np.ndarray:
    return takes.pitches(np.full(len(takes), track))[0]


def test_a_pitch_is_free_again_on_its_track_when_its_note_has_ended():
    takes = takes_after([Note(60, 0, 480)])
    play(takes, BAR, pitch=64, duration=24)

    turn(takes, 12)
    assert np.flatnonzero(~pitches(takes)).tolist() == [64]
    assert pitches(takes, track=1).all()
    turn(takes, 12)
    assert pitches(takes).all()


def test_within_a_chord_pitches_rise_and_tracks_come_in_order():
    takes = takes_after([Note(60, 0, 480)], [Note(62, 0, 480)], [Note(64, 0, 480)])
    play(takes, BAR, track=1, pitch=64)
    turn(takes, 0)

    assert takes.tracks()[0].tolist() == [False, True, True] + 5 * [False]
    assert np.flatnonzero(pitches(takes, track=1))[0] == 65
    assert pitches(takes, track=2).all()
    turn(takes, 12)
    assert takes.tracks()[0].tolist() == [True, True, True] + 5 * [False]


def test_above_the_highest_pitch_a_chord_may_go_anywhere():
    takes = takes_after([Note(60, 0, 480)])
    play(takes, BAR, pitch=127)
    turn(takes, 0)

    assert pitches(takes).all()


def test_the_next_notes_stand_where_the_metre_says():
    takes = takes_after([Note(60, 0, 480)], count=2)
    rows = turn(takes, BAR, BAR - 12)

    assert rows[:, Column.POSITION].tolist() == [0, BAR - 12]
    assert rows[:, Column.STRENGTH].tolist() == [0, 3]
    assert takes.states["onset"].tolist() == [BAR, BAR - 12]


def test_the_first_note_comes_neither_before_the_end_of_the_seed_nor_after_its_bars():
    allowed = takes_after([Note(60, 0, 960)], bars=1).first_deltas()[0]

    assert SPANS[np.flatnonzero(allowed)[[0, -1]]].tolist() == [48, 2 * BAR - 3]


def test_a_piece_that_is_to_close_may_end_in_its_last_bar_only_and_must_reach_it():
    takes = takes_after([Note(60, 0, 1920)], bars=3)
    play(takes, BAR)
    begin = takes.deltas(is_ending_composed=True)[0]
    play(takes, BAR)
    play(takes, BAR)

    assert not begin[END_TOKEN]
    assert not begin[END_TOKEN - 1]
    assert takes.deltas(is_ending_composed=True)[0].all()
    assert takes.deltas(is_ending_composed=False)[0].tolist() == [True] * END_TOKEN + [False]


def test_a_take_is_done_at_the_end_of_the_piece_or_beyond_its_last_bar():
    takes = takes_after([Note(60, 0, 1920)], count=3, bars=1)
    play(takes, BAR, BAR, BAR)
    turn(takes, 24, BAR, END_TOKEN)

    assert takes.states["is_done"].tolist() == [False, True, True]


def test_what_was_heard_is_remembered_however_much_it_is():
    takes = takes_after([Note(60, 0, 480)], count=2, bars=64)
    for step in range(600):
        play(takes, 4, 8, pitch=step % 128)

    heard = takes.history[:, takes.read : takes.heard]
    assert heard["pitch"][0].tolist() == [step % 128 for step in range(600)]
    assert np.unique(np.diff(heard["onset"])[:, 1:], axis=1).tolist() == [[4], [8]]
    np.testing.assert_allclose(takes.states["log_likelihood"], 600 * 5 * np.log(0.5))


def test_a_take_goes_on_without_the_others():
    takes = takes_after([Note(60, 0, 480)], count=3)
    play(takes, BAR, BAR - 12, BAR - 24)
    takes.keep(np.array([2]))

    assert takes.states["candidate"].tolist() == [2]
    assert takes.history["onset"][0, takes.heard - 1] == BAR - 24
    assert len(takes) == 1
