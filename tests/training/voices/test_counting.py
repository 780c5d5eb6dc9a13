import numpy as np
import pytest

from composer.training.frames.ablation import Ablation
from composer.training.voices.contexts import CHAINS
from composer.training.voices.counting import KNOWN, Counting
from composer.training.voices.pieces import piece_of
from tests.training.voices.conftest import VOICES, frames_of

OTHER = piece_of(np.tile(frames_of(9, 12), (3, 1)), VOICES)


def test_each_way_gives_all_tokens_together_a_probability_of_one(learned):
    [evidence] = Counting(learned).of([OTHER])
    assert np.exp(evidence.logs.astype(float)).sum(axis=3) == pytest.approx(1, abs=0.01)  # they are kept in 16 bits
    assert 0 <= evidence.known.min() <= evidence.known.max() < KNOWN


def test_a_piece_that_was_learned_from_is_judged_without_what_was_counted_in_it(learned):
    counting = Counting(learned)
    without = Counting(learned[1:])
    [found], [expected] = counting.of(learned[:1], are_learned=True), without.of(learned[:1])
    assert np.array_equal(found.logs[:, :, : len(CHAINS)], expected.logs[:, :, : len(CHAINS)])
    assert np.array_equal(found.known, expected.known)


def test_what_comes_again_in_a_piece_is_foreseen_better_by_the_piece_itself(learned):
    [evidence] = Counting(learned).of([OTHER])
    right = np.take_along_axis(evidence.logs, OTHER.tokens[1:, :, None, None], axis=3)[..., 0]
    others, here = right[24:, :, : len(CHAINS)], right[24:, :, len(CHAINS) :]
    assert here.mean() > others.mean() / 2


def test_what_comes_later_in_a_piece_changes_nothing(learned):
    counting = Counting(learned)
    changed = piece_of(np.concatenate([frames_of(9, 20), frames_of(8, 5)]), VOICES)
    [first], [second] = counting.of([piece_of(frames_of(9, 25), VOICES)]), counting.of([changed])
    assert np.array_equal(first.logs[:19], second.logs[:19])
    assert not np.array_equal(first.logs, second.logs)


@pytest.mark.parametrize(
    ("part", "ways"), [(Ablation.COUNTING, slice(len(CHAINS))), (Ablation.COPYING, slice(len(CHAINS), None))]
)
def test_what_is_left_out_says_nothing(learned, part, ways):
    [evidence] = Counting(learned, (part,)).of([OTHER])
    assert not evidence.logs[:, :, ways].any()
    assert evidence.logs.any()
