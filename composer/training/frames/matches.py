"""What may be copied in a piece of frames: what followed when the latest frames stood there before."""

import numpy as np

LENGTHS = (1, 2, 4, 8, 16, 32)  # frames that match; each twice the one before
ORDERS = (16, 8, 4, 2, 1)  # frames that have to match; the latest match of each gives a candidate
STAY = len(ORDERS)  # the last candidate: the frame before, once more
CANDIDATES = len(ORDERS) + 1
KINDS = 1 + len(LENGTHS)  # of candidates: none, or how many of LENGTHS match


def copy_candidates(frames: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For the frame after each, which earlier frames it may copy and of which kind these candidates are.

    frames (frames, keys) → places (frames, CANDIDATES) of frames, 0 where there is none; kinds (frames, CANDIDATES).
    """
    names = np.unique(frames, axis=0, return_inverse=True)[1].reshape(-1)
    suffixes = [names]
    for length in LENGTHS[1:]:
        suffixes.append(_joined(suffixes[-1], length // 2))
    places = np.stack([_latest_equal(suffixes[LENGTHS.index(order)]) for order in ORDERS], axis=1)
    lengths = np.add.reduce([known[places] == known[:, None] for known in suffixes])
    kinds = np.where(places >= 0, lengths, 0)
    stay = np.arange(len(frames))[:, None]
    return np.concatenate([np.maximum(places + 1, 0) * (kinds > 0), stay], axis=1), np.pad(
        kinds, ((0, 0), (0, 1)), constant_values=1
    )


def _joined(halves: np.ndarray, back: int) -> np.ndarray:
    """Names of suffixes twice as long, equal where these are; what would begin too early gets a name of its own."""
    count = len(halves)
    pairs = np.stack([np.roll(halves, back), halves], axis=1)
    short = np.arange(min(2 * back - 1, count))
    pairs[short, 0], pairs[short, 1] = -2, short
    return np.unique(pairs, axis=0, return_inverse=True)[1].reshape(-1)


def _latest_equal(names: np.ndarray) -> np.ndarray:
    """For each name, where the same one stood last before it, or -1."""
    order = np.argsort(names, kind="stable")
    is_same = names[order[1:]] == names[order[:-1]]
    places = np.full(len(names), -1)
    places[order[1:][is_same]] = order[:-1][is_same]
    return places
