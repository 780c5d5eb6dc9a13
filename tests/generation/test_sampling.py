import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.generation.sampling import sample, temper, top_p

logits = st.lists(st.floats(-20, 20, width=32), min_size=2, max_size=50).map(lambda row: np.array([row], np.float32))


@given(logits, st.floats(0.1, 2.0))
def test_probabilities_sum_to_one_at_any_temperature(row, temperature):
    assert temper(row, temperature).sum() == pytest.approx(1, abs=1e-5)


def test_a_low_temperature_sharpens_and_a_high_one_flattens():
    row = np.array([[0.0, 1.0]], np.float32)

    assert temper(row, 0.1)[0, 1] > 0.999 > temper(row, 1.0)[0, 1] > temper(row, 2.0)[0, 1] > 0.5


def test_a_forbidden_token_has_no_probability():
    assert temper(np.array([[0.0, -np.inf]], np.float32), 2.0).tolist() == [[1.0, 0.0]]


def test_top_p_keeps_the_fewest_tokens_that_reach_p():
    row = np.array([[0.1, 0.5, 0.15, 0.25]], np.float32)

    assert (top_p(row, 0.5) > 0).tolist() == [[False, True, False, False]]
    assert (top_p(row, 0.7) > 0).tolist() == [[False, True, False, True]]
    assert (top_p(row, 0.89) > 0).tolist() == [[False, True, True, True]]
    assert top_p(row, 1.0) is row


@given(logits, st.floats(0.01, 0.99))
def test_top_p_always_keeps_the_likeliest_token(row, p):
    probabilities = temper(row, 1.0)

    assert top_p(probabilities, p)[0, probabilities[0].argmax()] > 0


@given(logits, st.floats(0, 1, exclude_max=True, width=32))
def test_a_token_without_weight_is_never_drawn(row, uniform):
    weights = top_p(temper(row, 1.0), 0.5)

    token = sample(weights, np.array([uniform], np.float32))[0]

    assert weights[0, token] > 0


def test_tokens_are_drawn_as_often_as_they_weigh():
    uniform = np.linspace(0, 1, 10_000, endpoint=False, dtype=np.float32)
    weights = np.tile(np.array([[1.0, 0.0, 3.0, 4.0]], np.float32), (len(uniform), 1))

    counts = np.bincount(sample(weights, uniform), minlength=4)

    assert counts == pytest.approx([1250, 0, 3750, 5000], abs=2)
