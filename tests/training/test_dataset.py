from itertools import islice

import numpy as np

from composer.generation.events import BOS_PITCH, COLUMN_SIZES, Column
from composer.training.dataset import HAS_VELOCITY, Augmentation, Streams, plain_rows, training_rows

NOTHING = Augmentation(0, 0, 0, 0, 0, 0, 0, 0, 0)
EVERYTHING_WITHHELD = Augmentation(0, 0, 0, 1, 1, 1, 1, 1, 1)


def test_transposition_moves_every_pitch_by_the_same_interval(corpus):
    piece = corpus.piece(0)
    original = plain_rows(piece, None)[1:, Column.PITCH]

    shifts = set()
    for rng_seed in range(30):
        rows = training_rows(piece, None, np.random.default_rng(rng_seed), NOTHING)
        shift = np.unique(rows[1:, Column.PITCH] - original)
        assert len(shift) == 1
        shifts.add(int(shift[0]))

    assert shifts <= set(range(-6, 6))
    assert len(shifts) > 6


def test_the_key_that_is_told_moves_with_the_transposition(corpus):
    piece = corpus.piece(0)
    for rng_seed in range(12):
        rows = training_rows(piece, None, np.random.default_rng(rng_seed), NOTHING)
        shift = int(rows[1, Column.PITCH] - plain_rows(piece, None)[1, Column.PITCH])

        assert (rows[0, Column.KEY] - plain_rows(piece, None)[0, Column.KEY] - shift) % 12 == 0


def test_withheld_conditions_are_zero(corpus):
    rows = training_rows(corpus.piece(0), "folk", np.random.default_rng(0), EVERYTHING_WITHHELD)

    assert (rows[:, Column.BARS_REMAINING : HAS_VELOCITY] == 0).all()


def test_a_single_track_is_told_as_one(corpus):
    rows = training_rows(corpus.piece(0), None, np.random.default_rng(0), Augmentation(1, 0, 0, 0, 0, 0, 0, 0, 0))

    assert (rows[:, Column.TRACK] == 0).all()
    assert (rows[:, Column.TRACKS] == 1).all()


def test_velocities_that_never_vary_are_not_learned(corpus):
    piece = corpus.piece(0)
    flat = piece.where(piece.track == 1)  # the bass, all at one velocity

    assert plain_rows(piece, None)[:, HAS_VELOCITY].all()
    assert not plain_rows(flat, None)[:, HAS_VELOCITY].any()


def test_windows_of_a_stream_join_without_a_gap(corpus):
    first, second = islice(Streams(corpus, count=4, window=20, rng_seed=1, restart=0), 2)

    np.testing.assert_array_equal(first.rows[:, -1], second.rows[:, 0])
    assert (first.rows[..., :HAS_VELOCITY] < np.array(COLUMN_SIZES)).all()


def test_a_window_that_begins_a_piece_is_marked_fresh(corpus):
    for batch in islice(Streams(corpus, count=8, window=16, rng_seed=1, restart=0.5), 10):
        np.testing.assert_array_equal(batch.is_fresh, batch.rows[:, 0, Column.PITCH] == BOS_PITCH)
        assert batch.is_fresh.any()


def test_equal_rng_seeds_give_equal_batches(corpus):
    one, other = (list(islice(Streams(corpus, 4, 32, rng_seed), 5)) for rng_seed in (3, 3))

    for a, b in zip(one, other, strict=True):
        np.testing.assert_array_equal(a.rows, b.rows)
