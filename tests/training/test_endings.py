import numpy as np
import pytest

from composer.generation.events import NoteArrays, score_to_arrays
from composer.music.score import Note, Score, Track
from composer.training.endings import endings

BAR = 1920


def piece_until(end: int) -> NoteArrays:
    return score_to_arrays(Score((Track.of([Note(60, 0, 480), Note(62, end - 480, 480)]),)))


def test_a_piece_that_fills_its_last_bar_ends_on_a_bar_line():
    assert endings([piece_until(4 * BAR), piece_until(4 * BAR - 40)]).on_bar_line == 1
    assert endings([piece_until(4 * BAR - 480)]).on_bar_line == 0


def test_the_length_error_is_counted_in_bars_from_the_one_that_was_to_be_the_last():
    found = endings([piece_until(4 * BAR), piece_until(2 * BAR - 480)], last_bar=3)

    assert found.in_last_bar == 0.5
    assert found.length_error == pytest.approx((0 + 2) / 2)


def test_pieces_without_notes_are_passed_over():
    empty = piece_until(BAR).where(np.zeros(2, dtype=bool))

    assert endings([empty, piece_until(BAR)], last_bar=0).length_error == 0
