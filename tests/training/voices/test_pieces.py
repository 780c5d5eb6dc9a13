import numpy as np
import pytest

from composer.training.voices.pieces import MARGIN, SILENCE, piece_of, pieces_of
from tests.training.voices.conftest import BLOCK, VOICES, frames_of

_BLOCK = 30


def voices(*frames: tuple[int, int, int]) -> np.ndarray:
    """Frames of three voices from the top down; 0 is silence, 1 the lowest pitch."""
    keys = np.zeros((len(frames), 3, _BLOCK), dtype=bool)
    np.put_along_axis(keys, np.array(frames)[:, :, None], values=True, axis=2)
    return keys.reshape(len(frames), -1)


def test_the_outer_voices_come_first_then_the_inner_ones_from_below():
    piece = piece_of(voices((21, 14, 6), (21, 14, 6)), 3, is_moved=False)
    assert (piece.tokens[0] - MARGIN).tolist() == [21, 6, 14]


@pytest.mark.parametrize("higher", range(-5, 8))
def test_every_piece_comes_into_the_same_key(higher):
    frames = np.array([(18, 13, 6), (20, 15, 8)])
    piece = piece_of(voices(*(frames + higher)), 3)
    home = piece_of(voices(*frames), 3)
    assert np.array_equal((piece.tokens - home.tokens) % 12, np.zeros((2, 3)))
    assert piece.tokens[0, 1] % 12 == MARGIN


def test_what_comes_after_the_first_frame_does_not_change_the_key():
    first, other = (piece_of(voices((18, 13, 6), later), 3) for later in ((20, 15, 8), (1, 1, 1)))
    assert np.array_equal(first.tokens[0], other.tokens[0])
    assert first.lowest == other.lowest


def test_silence_stays_silence_and_does_not_give_the_key():
    piece = piece_of(voices((18, 13, 0), (18, 0, 9)), 3)
    assert piece.tokens[0, 1] == piece.tokens[1, 2] == SILENCE
    assert piece.tokens[0, 2] % 12 == MARGIN


def test_every_token_of_a_piece_may_stand_there():
    for lowest in range(1, _BLOCK - 12):
        piece = piece_of(voices((_BLOCK - 1, lowest + 4, lowest), (1, 1, 1)), 3)
        assert piece.lowest >= 1
        assert piece.beyond <= piece.size
        assert ((piece.tokens >= piece.lowest) & (piece.tokens < piece.beyond)).all()


def test_it_is_known_how_long_a_voice_holds_and_what_it_sang_before():
    frames = [(pitch, 9, 5) for pitch in (20, 20, 22, 23, 23, 23, 25)]
    piece = piece_of(voices(*frames), 3, is_moved=False)
    assert piece.held[:, 0].tolist() == [0, 1, 0, 0, 1, 1]
    assert [[max(token - MARGIN, 0) for token in each] for each in piece.earlier[:2, :, 0].tolist()] == [
        [0, 0, 20, 22, 22, 22],
        [0, 0, 0, 20, 20, 20],
    ]
    assert piece.lasted[2:, 0].tolist() == [1, 0, 0, 0]


def test_pieces_without_anything_to_foresee_are_left_out():
    assert len(pieces_of([frames_of(0, 1), frames_of(0, 2)], VOICES, is_moved=True)) == 1
    assert pieces_of([frames_of(0, 2)], VOICES, is_moved=True)[0].size == BLOCK + 2 * MARGIN
