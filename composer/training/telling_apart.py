"""Whether a simple classifier can tell generated from real pieces: an area under the curve of 0.5 means it cannot."""

from dataclasses import dataclass

import numpy as np

FOLDS = 5
RESAMPLES = 1000
_PENALTY = 1.0  # on the weights of standardized features
_NEWTON_STEPS = 12


@dataclass(frozen=True, slots=True)
class AreaUnderCurve:
    """The chance that a generated piece looks more generated than a real one, with its 95 % interval."""

    area: float
    low: float
    high: float


def told_apart(generated: np.ndarray, real: np.ndarray, rng_seed: int = 0) -> AreaUnderCurve:
    """Judge pieces by their features, each (pieces, features), row n of both being continuations of one seed.

    Logistic regression, cross-validated: no seed is in both the part that is learned from and the part that is judged.
    The interval is from a bootstrap over the seeds.
    """
    random = np.random.default_rng(rng_seed)
    folds = random.permutation(len(generated)) % min(FOLDS, len(generated))
    scores = np.zeros((2, len(generated)))  # generated, real
    for fold in range(folds.max() + 1):
        is_judged = folds == fold
        learned = np.concatenate([generated[~is_judged], real[~is_judged]])
        mean, deviation = learned.mean(axis=0), learned.std(axis=0) + 1e-9
        labels = np.repeat([1.0, 0.0], (~is_judged).sum())
        weights = _logistic_weights((learned - mean) / deviation, labels)
        for row, pieces in enumerate((generated, real)):
            scores[row, is_judged] = _with_constant((pieces[is_judged] - mean) / deviation) @ weights
    resampled = [
        area_under_curve(*scores[:, random.integers(0, len(generated), len(generated))]) for _ in range(RESAMPLES)
    ]
    low, high = np.percentile(resampled, [2.5, 97.5])
    return AreaUnderCurve(area_under_curve(*scores), float(low), float(high))


def area_under_curve(positive: np.ndarray, negative: np.ndarray) -> float:
    """The share of pairs in which the positive has the higher score; equal ones count half."""
    difference = positive[:, None] - negative[None, :]
    return float((difference > 0).mean() + (difference == 0).mean() / 2)


def _logistic_weights(features: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Weights of a logistic regression with a quadratic penalty, found by Newton's method, (features + 1,)."""
    inputs = _with_constant(features)
    penalty = np.diag([*[_PENALTY] * features.shape[1], 0.0])
    weights = np.zeros(inputs.shape[1])
    for _ in range(_NEWTON_STEPS):
        chance = 1 / (1 + np.exp(-np.clip(inputs @ weights, -30, 30)))
        gradient = inputs.T @ (chance - labels) + penalty @ weights
        curvature = (inputs.T * (chance * (1 - chance))) @ inputs + penalty + 1e-6 * np.eye(len(weights))
        weights -= np.linalg.solve(curvature, gradient)
    return weights


def _with_constant(features: np.ndarray) -> np.ndarray:
    return np.concatenate([features, np.ones((len(features), 1))], axis=1)
