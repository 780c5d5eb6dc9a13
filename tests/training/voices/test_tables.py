import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.training.voices.tables import Table, context_numbers, interpolate_so_far, interpolated

SIZE = 4


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, SIZE - 1)), min_size=1, max_size=40))
def test_a_table_knows_how_often_each_token_followed_a_context(pairs):
    contexts, tokens = (np.array(each) for each in zip(*pairs, strict=True))
    counts = Table(contexts.astype(np.uint64), tokens, SIZE).after(np.arange(5, dtype=np.uint64))
    assert counts.tolist() == [[pairs.count((context, token)) for token in range(SIZE)] for context in range(5)]


def test_interpolated_probabilities_add_up_to_one_and_what_was_never_seen_is_as_likely_as_before():
    shorter = np.full((2, SIZE), 1 / SIZE, dtype=np.float32)
    probabilities = interpolated(np.array([[3, 1, 0, 0], [0, 0, 0, 0]], dtype=np.float32), shorter)
    assert probabilities.sum(axis=1) == pytest.approx([1, 1])
    assert probabilities[0].tolist() == pytest.approx([3.5 / 6, 1.5 / 6, 0.5 / 6, 0.5 / 6])
    assert probabilities[1].tolist() == [0.25] * SIZE


@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 2), st.integers(0, SIZE - 1)), min_size=1, max_size=25))
def test_counting_so_far_is_counting_anew_before_each_row(rows):
    short, long, tokens = (np.array(each) for each in zip(*rows, strict=True))
    levels = [short.astype(np.uint64), (3 * short + long).astype(np.uint64)]
    shorter = np.random.default_rng(0).dirichlet(np.ones(SIZE), len(rows))
    found = interpolate_so_far(levels, tokens, shorter)
    for row in range(1, len(rows)):
        expected = shorter[row : row + 1]
        for level in levels:
            expected = interpolated(Table(level[:row], tokens[:row], SIZE).after(level[row : row + 1]), expected)
        assert found[row] == pytest.approx(expected[0])
    assert np.array_equal(found[0], shorter[0])


def test_contexts_are_the_same_where_all_columns_up_to_their_level_are():
    first, second = [[np.array([1, 2])], [np.array([5, 5])]], [[np.array([1, 1])], [np.array([5, 6])]]
    numbers = context_numbers([first, second])
    assert [np.unique(each, return_inverse=True)[1].tolist().count(0) for each in numbers] != [0, 0]
    assert numbers[0][0] == numbers[0][2] == numbers[0][3] != numbers[0][1]
    assert numbers[1][0] == numbers[1][2]
    assert len(set(numbers[1].tolist())) == 3
