import numpy as np

from composer.training.frames.batches import FramePiece, batch_of, lessons, splits_of
from composer.training.frames.grams import Grams
from composer.training.frames.network import RECENT
from tests.training.frames.conftest import random_frames, random_set


def test_the_latest_frames_stand_beside_the_one_to_foresee():
    frames = random_frames(1, 9)
    batch = batch_of([(FramePiece(frames), 3, 8)])
    recent = batch.recent.reshape(5, RECENT, 5).numpy().astype(bool)
    for row in range(5):
        for back in range(RECENT):
            assert np.array_equal(recent[row, back], frames[3 + row - back])
    assert np.array_equal(batch.following.numpy(), frames[4:9])


def test_before_the_first_frame_there_is_silence():
    batch = batch_of([(FramePiece(random_frames(1, 9)), 0, 8)])
    assert not batch.recent.reshape(8, RECENT, 5)[0, 1:].any()


def test_each_pass_foresees_every_frame_but_the_first_once():
    pieces = [FramePiece(random_frames(seed, length)) for seed, length in enumerate((50, 7, 23))]
    batches = list(lessons(pieces, np.random.default_rng(0), size=3, window=8, is_moved=True))
    assert sum(int(batch.counts.sum()) for batch in batches) == 49 + 6 + 22


def test_a_piece_is_moved_only_as_far_as_the_keyboard_reaches():
    frames = np.zeros((4, 20), dtype=bool)
    frames[:, 3:18] = True
    piece = FramePiece(frames)
    assert (min(piece.shifts()), max(piece.shifts())) == (-3, 2)
    assert np.flatnonzero(piece.moved(2)[0]).tolist() == list(range(5, 20))


def test_what_is_copied_moves_along():
    frames = np.tile(np.eye(6, dtype=bool)[:2], (5, 1))
    piece = FramePiece(frames)
    batch = batch_of([(piece, 0, 9)], [3])
    following, candidates = batch.following.numpy(), batch.candidates.numpy()
    assert np.array_equal(candidates[-1, 2], following[-1])
    assert following[-1].argmax() == frames[9].argmax() + 3


def test_a_piece_that_is_learned_from_is_not_among_those_that_its_tokens_were_counted_in():
    data = random_set(voices=0)
    splits = splits_of(data, is_moved=False)
    for piece in splits["train"]:
        others = [frames for frames in data.train if not np.array_equal(frames, piece.frames)]
        expected = Grams(others, 0).of_piece(piece.frames)
        assert all(
            np.array_equal(found, right) for found, right in zip(piece.counted(0, len(piece)), expected, strict=True)
        )


def test_what_is_counted_is_handed_over_token_by_token():
    piece = splits_of(random_set(voices=0))["valid"][0]
    batch = batch_of([(piece, 3, 8)])
    counted, known = piece.counted(3, 8)
    assert np.array_equal(batch.counted.numpy(), counted)
    assert np.array_equal(batch.known.numpy(), known)
    assert len(batch.token) == len(counted)
