"""Numbers for pairs of numbers, of 64 bits, so that two pairs hardly ever share one."""

import numpy as np

_FACTOR = np.uint64(0x9E3779B97F4A7C15)  # odd, 2⁶⁴ divided by the golden ratio
_SHIFT = np.uint64(29)


def paired(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """A number for each pair of elements, both uint64."""
    mixed = (left * _FACTOR) ^ (left >> _SHIFT)
    mixed = (mixed + right + np.uint64(1)) * _FACTOR
    return mixed ^ (mixed >> _SHIFT)
