"""Sampling from logits: small pure functions on arrays; randomness is an argument.

NumPy rather than torch: a step of generation samples five short vectors, and at these sizes an operation of
torch costs several times one of NumPy.
"""

import numpy as np

# Keeps a draw below the total however it is rounded, so that a token without weight is never drawn.
_ALMOST_ONE = np.float32(1 - 2**-22)


def temper(logits: np.ndarray, temperature: float) -> np.ndarray:
    """Weights of `logits` (batch, vocabulary) at `temperature`, the largest 1; below 1 sharper, above 1 flatter."""
    weights = logits - np.maximum.reduce(logits, axis=-1, keepdims=True)
    if temperature != 1:
        weights *= np.float32(1 / temperature)
    return np.exp(weights, out=weights)


def sharpen(weights: np.ndarray, temperature: float) -> np.ndarray:
    """Weights (batch, vocabulary) ≥ 0 of probabilities at `temperature`; at 1 the same."""
    if temperature == 1:
        return weights
    return (weights / np.maximum.reduce(weights, axis=-1, keepdims=True)) ** np.float32(1 / temperature)


def top_p(weights: np.ndarray, p: float) -> np.ndarray:
    """Keep the likeliest tokens that together reach the share `p`, at least one; the rest become 0.

    (batch, vocabulary) → the same shape. Nucleus sampling, Holtzman et al. (2020).
    """
    if p >= 1:
        return weights
    ascending = np.sort(weights, axis=-1)
    cumulative = np.add.accumulate(ascending, axis=-1)
    dropped = np.add.reduce(cumulative[:, :-1] <= (1 - p) * cumulative[:, -1:], axis=-1)
    smallest = ascending[np.arange(len(ascending)), dropped]
    return weights * (weights >= smallest[:, None])


def min_p(weights: np.ndarray, p: float) -> np.ndarray:
    """Keep the tokens that are at least `p` times as likely as the likeliest; the rest become 0.

    (batch, vocabulary) → the same shape. Nguyen et al. (2024), "Turning up the heat: min-p sampling".
    """
    return weights * (weights >= np.float32(p) * np.maximum.reduce(weights, axis=-1, keepdims=True))


def sample(weights: np.ndarray, uniform: np.ndarray) -> np.ndarray:
    """Draw one token for each row, by inverting the cumulative distribution.

    weights (batch, vocabulary) ≥ 0, need not sum to 1; uniform (batch,) in [0, 1) → tokens (batch,).
    """
    return _drawn(np.add.accumulate(weights, axis=-1), uniform)


def sample_top_p(weights: np.ndarray, p: float, uniform: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """`sample` from `top_p` of weights, mostly without sorting: tokens and their probabilities, each (batch,).

    A token drawn from all is one of the nucleus if those likelier than it hold less than `p`. Keeping it then,
    and drawing again otherwise, is sampling from the nucleus by rejection. uniform (2, batch): one for each draw.
    """
    rows = np.arange(len(weights))
    cumulative = np.add.accumulate(weights, axis=-1)
    total = cumulative[:, -1]
    tokens = _drawn(cumulative, uniform[0])
    chosen = weights[rows, tokens]
    if p < 1 and min((chosen / total).tolist()) < 1 - p:  # a token with a share of 1 - p is always inside
        likelier = np.add.reduce(weights * (weights > chosen[:, None]), axis=-1)
        is_outside = likelier >= p * total
        if is_outside.any():
            tokens = np.where(is_outside, sample(top_p(weights, p), uniform[1]), tokens)
            chosen = weights[rows, tokens]
    return tokens, chosen / total


def _drawn(cumulative: np.ndarray, uniform: np.ndarray) -> np.ndarray:
    drawn = uniform * (cumulative[:, -1] * _ALMOST_ONE)
    if len(cumulative) == 1:
        return cumulative[0].searchsorted(drawn, side="right")
    return (cumulative > drawn[:, None]).argmax(axis=-1)
