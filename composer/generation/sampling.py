"""Sampling from logits: small pure functions on arrays; randomness is an argument.

NumPy rather than torch: a step of generation samples five short vectors, and at these sizes an operation of
torch costs several times one of NumPy.
"""

import numpy as np


def temper(logits: np.ndarray, temperature: float) -> np.ndarray:
    """Probabilities of `logits` (batch, vocabulary) at `temperature`; below 1 sharper, above 1 flatter."""
    highest = np.maximum.reduce(logits, axis=-1, keepdims=True)
    weights = np.exp((logits - highest) * np.float32(1 / temperature))
    weights /= np.add.reduce(weights, axis=-1, keepdims=True)
    return weights


def top_p(probabilities: np.ndarray, p: float) -> np.ndarray:
    """Keep the most probable tokens that together reach `p`, at least one; the rest become 0.

    (batch, vocabulary) → the same shape, not normalized again. Nucleus sampling, Holtzman et al. (2020).
    """
    if p >= 1:
        return probabilities
    ascending = np.sort(probabilities, axis=-1)
    dropped = np.add.reduce(np.add.accumulate(ascending[:, :-1], axis=-1) <= 1 - p, axis=-1)
    smallest = ascending[np.arange(len(ascending)), dropped]
    return probabilities * (probabilities >= smallest[:, None])


def sample(weights: np.ndarray, uniform: np.ndarray) -> np.ndarray:
    """Draw one token for each row, by inverting the cumulative distribution.

    weights (batch, vocabulary) ≥ 0, need not sum to 1; uniform (batch,) in [0, 1) → tokens (batch,).
    """
    cumulative = np.add.accumulate(weights, axis=-1)
    total = cumulative[:, -1]
    # Rounding may carry the draw up to the total itself; the last token with any weight is meant then.
    drawn = np.minimum(uniform * total, np.nextafter(total, np.float32(0)))
    return np.add.reduce(cumulative <= drawn[:, None], axis=-1)
