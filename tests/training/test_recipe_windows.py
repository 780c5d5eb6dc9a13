import numpy as np
import pytest

from composer.music.errors import CorpusError
from composer.training.recipe_windows import Windows

PIECES = [np.array([1, 2, 3, 4]), np.array([5, 6, 7])]


def batch_of(windows: Windows, every: bool = False) -> list[tuple[list[int], list[int]]]:
    inputs, following = windows.batch(windows.starts, every)
    return list(zip(inputs.tolist(), following.tolist(), strict=True))


def test_windows_run_across_the_seams_of_joined_pieces():
    assert batch_of(Windows(PIECES, 3)) == [([1, 2, 3], [4]), ([2, 3, 4], [5]), ([3, 4, 5], [6]), ([4, 5, 6], [7])]


def test_every_event_of_a_window_can_have_a_target():
    assert batch_of(Windows(PIECES, 5), every=True)[0] == ([1, 2, 3, 4, 5], [2, 3, 4, 5, 6])


def test_with_padding_each_piece_begins_anew_and_its_first_event_is_a_target():
    assert batch_of(Windows(PIECES, 2, padding=0)) == [
        ([0, 0], [1]), ([0, 1], [2]), ([1, 2], [3]), ([2, 3], [4]),
        ([0, 0], [5]), ([0, 5], [6]), ([5, 6], [7]),
    ]  # fmt: skip


def test_an_epoch_holds_every_window_once_in_an_order_of_its_own():
    windows = Windows([np.arange(50)], 4)
    first, second = (windows.epoch(np.random.default_rng(seed), False, 0) for seed in (1, 2))
    assert sorted(first) == sorted(second) == list(range(46))
    assert first.tolist() != second.tolist()


def test_with_a_target_at_every_position_windows_lie_side_by_side():
    starts = np.sort(Windows([np.arange(50)], 4).epoch(np.random.default_rng(1), True, 0))
    assert set(np.diff(starts)) == {4}


@pytest.mark.parametrize(("class_size", "expected"), [(3, {8: 3, 9: 6}), (700, {8: 6, 9: 6})])
def test_oversampling_repeats_rare_targets_up_to_the_class_size_or_the_fullest_class(class_size, expected):
    windows = Windows([np.array([0, 8, 9, 9, 9, 9, 9, 9])], 1)  # targets: one 8 and six 9
    starts = windows.epoch(np.random.default_rng(1), False, class_size)
    targets = windows.batch(starts)[1].flatten().tolist()
    assert {value: targets.count(value) for value in set(targets)} == expected


def test_events_of_several_numbers_stay_together():
    piece = np.arange(12, dtype=np.float32).reshape(4, 3)
    inputs, following = Windows([piece], 2).batch(np.array([1]))
    assert inputs.tolist() == [[[3, 4, 5], [6, 7, 8]]]
    assert following.tolist() == [[[9, 10, 11]]]


@pytest.mark.parametrize("pieces", [[np.array([1, 2, 3])], []])
def test_too_little_music_for_one_window_is_refused_in_a_sentence(pieces):
    with pytest.raises(CorpusError, match=f"{sum(map(len, pieces))} notes or chords; at least 101"):
        Windows(pieces, 100)
