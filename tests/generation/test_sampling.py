import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.generation.sampling import choose, sample_top_p, sharpen, temper

logits = st.lists(st.floats(-20, 20, width=32), min_size=2, max_size=50).map(lambda row: np.array([row], np.float32))


def probabilities(row: np.ndarray, temperature: float) -> np.ndarray:
    weights = temper(row, temperature)
    return weights / weights.sum()


@given(logits, st.floats(0.1, 2.0))
def test_weights_are_finite_and_the_largest_is_one_at_any_temperature(row, temperature):
    assert temper(row, temperature).max() == 1
    assert np.isfinite(temper(row, temperature)).all()


def test_a_low_temperature_sharpens_and_a_high_one_flattens():
    row = np.array([[0.0, 1.0]], np.float32)

    sharp, plain, flat = (probabilities(row, temperature)[0, 1] for temperature in (0.1, 1.0, 2.0))

    assert plain == pytest.approx(1 / (1 + np.exp(-1)))
    assert sharp > 0.999 > plain > flat > 0.5


def test_a_forbidden_token_has_no_weight():
    assert temper(np.array([[0.0, -np.inf]], np.float32), 2.0).tolist() == [[1.0, 0.0]]


def nucleus(weights: np.ndarray, p: float) -> np.ndarray:
    """The weights of the likeliest tokens of one row that together reach the share `p`, the others 0; by sorting."""
    order = np.argsort(-weights[0], kind="stable")
    before = np.cumsum(weights[0, order]) - weights[0, order]
    smallest = weights[0, order][before < p * weights.sum()].min()
    return np.where(weights >= smallest, weights, np.float32(0))


@pytest.mark.parametrize(("p", "expected"), [(0.49, {1}), (0.7, {1, 3}), (0.89, {1, 2, 3}), (1.0, {0, 1, 2, 3})])
def test_only_the_fewest_tokens_that_reach_p_are_drawn(p, expected):
    weights = np.tile(np.array([[0.1, 0.5, 0.15, 0.25]], np.float32), (1000, 1))
    uniform = np.random.default_rng(2).random((2, 1000), dtype=np.float32)

    tokens, _ = sample_top_p(weights, p, uniform)

    assert set(tokens.tolist()) == expected


@given(logits, st.floats(0, 1, exclude_max=True, width=32))
def test_a_token_without_weight_is_never_drawn(row, uniform):
    weights = nucleus(temper(row, 1.0), 0.5)

    [token], _ = sample_top_p(weights.copy(), 1.0, np.full((2, 1), uniform, np.float32))

    assert weights[0, token] > 0


def test_tokens_are_drawn_as_often_as_they_weigh():
    uniform = np.linspace(0, 1, 10_000, endpoint=False, dtype=np.float32)
    weights = np.tile(np.array([[1.0, 0.0, 3.0, 4.0]], np.float32), (len(uniform), 1))

    tokens, probabilities = sample_top_p(weights, 1.0, np.tile(uniform, (2, 1)))

    assert np.bincount(tokens, minlength=4) == pytest.approx([1250, 0, 3750, 5000], abs=2)
    assert np.unique(probabilities) == pytest.approx([1 / 8, 3 / 8, 4 / 8])


def test_rejection_draws_from_the_nucleus_as_often_as_its_tokens_weigh():
    count = 20_000
    uniform = np.random.default_rng(1).random((2, count), dtype=np.float32)
    weights = np.tile(np.array([[0.2, 1.0, 0.3, 0.5]], np.float32), (count, 1))

    tokens, chosen = sample_top_p(weights, 0.7, uniform)

    shares = np.bincount(tokens, minlength=4) / count
    assert shares == pytest.approx([0, 10 / 15, 0, 5 / 15], abs=0.01)
    assert np.unique(chosen) == pytest.approx([0.25, 0.5])


@given(logits, st.floats(0.01, 0.99), st.floats(0, 1, exclude_max=True, width=32))
def test_rejection_never_leaves_the_nucleus(row, p, uniform):
    weights = temper(row, 1.0)

    [token], _ = sample_top_p(weights.copy(), p, np.full((2, 1), uniform, np.float32))

    assert nucleus(weights, min(p + 1e-5, 1))[0, token] > 0


def test_min_p_keeps_what_is_likely_enough_beside_the_likeliest():
    weights = np.array([[4.0, 2.0, 1.9, 0.0], [1.0, 1.0, 0.1, 0.6]], np.float32)

    sharpen(weights, 1.0, 0.5)

    assert weights == pytest.approx(np.array([[4.0, 2.0, 0.0, 0.0], [1.0, 1.0, 0.0, 0.6]], np.float32))


@given(logits, st.floats(0.2, 2.0))
def test_weights_that_are_sharpened_are_those_of_the_temperature(row, temperature):
    weights = temper(row, 1.0)

    sharpen(weights, temperature, 0.0)

    assert weights == pytest.approx(temper(row, temperature), rel=1e-3, abs=1e-6)


@given(logits, st.floats(0.2, 2.0), st.floats(0.01, 0.5))
def test_min_p_is_a_share_of_the_likeliest_at_the_temperature(row, temperature, min_p):
    weights = temper(row, 1.0)
    at_temperature = temper(row, temperature)

    sharpen(weights, temperature, min_p)

    assert (weights[at_temperature > 1.001 * min_p] > 0).all()
    assert (weights[at_temperature < 0.999 * min_p] == 0).all()


def test_choosing_in_one_call_is_sharpening_and_then_sampling():
    rng = np.random.default_rng(4)
    weights, uniform = rng.random((500, 20), dtype=np.float32), rng.random((2, 500), dtype=np.float32)
    tokens, probabilities = np.empty(500, dtype=np.int64), np.empty(500)

    choose(weights.copy(), 0.8, 0.3, 0.9, uniform, tokens, probabilities)

    sharpen(weights, 0.8, 0.3)
    expected, likely = sample_top_p(weights, 0.9, uniform)
    assert tokens.tolist() == expected.tolist()
    assert probabilities == pytest.approx(likely)


def test_weights_of_another_type_are_refused_before_anything_is_drawn():
    with pytest.raises(TypeError):
        sample_top_p(np.ones((1, 4)), 0.9, np.zeros((2, 1), np.float32))
