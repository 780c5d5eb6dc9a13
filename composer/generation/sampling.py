"""Sampling from weights: small pure functions on arrays; randomness is an argument.

Compiled: a step of generation samples five short vectors, for which operations on arrays cost more in calls than in
work. What is called by a compiled function comes before it.
"""

import numpy as np

from composer.generation.compiled import compiled

# Keeps a draw below the total however it is rounded, so that a token without weight is never drawn.
_ALMOST_ONE = np.float32(1 - 2**-22)


@compiled()
def _keep_nucleus(row: np.ndarray, p: float) -> None:
    """Keep the likeliest tokens that together reach the share `p`, at least one; the rest become 0."""
    enough = p * row.sum()
    smallest, reached = np.float32(np.inf), np.float32(0)
    while reached < enough:
        largest = np.float32(0)  # of those that are not yet in it
        for weight in row:
            if largest < weight < smallest:
                largest = weight
        if largest == 0:
            break
        smallest = largest
        for weight in row:
            if weight == smallest:
                reached += weight
    for token in range(len(row)):
        if row[token] < smallest:
            row[token] = 0


@compiled()
def _drawn(row: np.ndarray, total: float, uniform: float) -> int:
    """A token of the weights `row`, by inverting their cumulative distribution."""
    rest = np.float32(uniform * np.float32(total * _ALMOST_ONE))
    last = 0
    for token in range(len(row)):
        if row[token] > 0:
            last = token
            rest -= row[token]
            if rest < 0:
                break
    return last


def temper(logits: np.ndarray, temperature: float) -> np.ndarray:
    """Weights of `logits` (batch, vocabulary) at `temperature`, the largest 1; below 1 sharper, above 1 flatter."""
    weights = logits - np.maximum.reduce(logits, axis=-1, keepdims=True)
    if temperature != 1:
        weights *= np.float32(1 / temperature)
    return np.exp(weights, out=weights)


@compiled()
def _sharpen(row: np.ndarray, temperature: float, min_p: float) -> None:
    largest = row.max()
    least = np.float32(largest * min_p**temperature)
    power = np.float32(1 / temperature)
    for token in range(len(row)):
        if row[token] < least:
            row[token] = 0
        elif temperature != 1 and row[token] > 0:
            row[token] = (row[token] / largest) ** power


@compiled()
def _choose(row: np.ndarray, p: float, first: float, second: float) -> tuple[int, float]:
    """A token of the nucleus of the weights `row`, by two draws if need be, and its probability among all."""
    total = row.sum()
    token = _drawn(row, total, first)
    chosen = row[token]
    if chosen < (1 - p) * total:  # a token with a share of 1 - p is always inside
        likelier = np.float32(0)
        for weight in row:
            if weight > chosen:
                likelier += weight
        if likelier >= p * total:
            _keep_nucleus(row, p)
            token = _drawn(row, row.sum(), second)
    return token, row[token] / total


@compiled("void(float32[:, ::1], float64, float64)")
def sharpen(weights: np.ndarray, temperature: float, min_p: float) -> None:
    """Make weights (batch, vocabulary) ≥ 0 those of their probabilities at `temperature`; at 1 they stay.

    Of the result, tokens that are less than `min_p` times as likely as the likeliest become 0. Nguyen et al. (2024),
    "Turning up the heat: min-p sampling".
    """
    for row in weights:
        _sharpen(row, temperature, min_p)


@compiled("void(float32[:, ::1], float64, float64, float64, float32[:, :], int64[:], float64[:])")
def choose(
    weights: np.ndarray,
    temperature: float,
    min_p: float,
    top_p: float,
    uniform: np.ndarray,
    tokens: np.ndarray,
    probabilities: np.ndarray,
) -> None:
    """What `sharpen` and `sample_top_p` do, in one call: fills in the tokens and their probabilities, each (batch,)."""
    for index in range(len(weights)):
        row = weights[index]
        _sharpen(row, temperature, min_p)
        tokens[index], probabilities[index] = _choose(row, top_p, uniform[0, index], uniform[1, index])


@compiled("Tuple((int64[::1], float32[::1]))(float32[:, ::1], float64, float32[:, :])")
def sample_top_p(weights: np.ndarray, p: float, uniform: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Draw one token for each row from its nucleus: tokens and their probabilities, each (batch,).

    A token drawn from all is one of the nucleus if those likelier than it hold less than `p`. Keeping it then, and
    drawing again otherwise, is sampling from the nucleus by rejection. Nucleus sampling: Holtzman et al. (2020).

    weights (batch, vocabulary) ≥ 0, which may be changed; uniform (2, batch) in [0, 1): one for each draw.
    """
    tokens = np.empty(len(weights), dtype=np.int64)
    probabilities = np.empty(len(weights), dtype=np.float32)
    for index in range(len(weights)):
        tokens[index], probabilities[index] = _choose(weights[index], p, uniform[0, index], uniform[1, index])
    return tokens, probabilities
