import numpy as np
import pytest

from composer.training.frames.grams import KNOWN, Grams
from tests.training.frames.conftest import random_frames, random_voices

_OTHERS = [random_frames(seed, 30) for seed in range(3)]


def test_what_was_seen_more_often_is_likelier():
    up, down = np.eye(5, dtype=bool), np.eye(5, dtype=bool)[::-1]
    grams = Grams([np.tile(up, (6, 1)), down], 0)
    assert grams.of(up[:1], up[1:2]) > 5 * grams.of(up[:1], up[3:4])


def test_what_comes_again_in_a_piece_is_foreseen_better_on_top_of_the_others():
    piece = np.tile(random_frames(9, 8), (6, 1))
    logs, known = Grams(_OTHERS, 0).of_piece(piece)
    others, here = logs[len(logs) // 2 :].mean(axis=0)
    assert here > others / 2
    assert 1 <= known.min() <= known.max() < KNOWN


@pytest.mark.parametrize("voices", [0, 2])
def test_what_comes_later_in_a_piece_changes_nothing(voices):
    make = random_voices if voices else random_frames
    grams = Grams([make(seed, 30) for seed in range(3)], voices)
    piece = make(9, 20)
    changed = np.concatenate([piece[:15], make(10, 5)])
    tokens = int(piece[1:15].sum()) + (0 if voices else 14)
    (logs, known), (other_logs, other_known) = (grams.of_piece(each) for each in (piece, changed))
    assert np.array_equal(logs[:tokens], other_logs[:tokens])
    assert np.array_equal(known[:tokens], other_known[:tokens])


def test_a_piece_is_as_likely_as_its_frames():
    grams, piece = Grams(_OTHERS, 0), random_frames(9, 20)
    assert grams.of_piece(piece)[0][:, 0].sum() == pytest.approx(
        np.log(grams.of(piece[:-1], piece[1:])).sum(), rel=1e-5
    )
