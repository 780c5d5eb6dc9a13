"""Frames spelled as tokens: a frame's keys from the lowest up, then END; with voices, one key of each in order.

The chain rule over these tokens is exact: every frame has one spelling, and only tokens that may follow are allowed.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Steps:
    """The tokens that spell some frames, one entry or row for each token."""

    frame: np.ndarray  # (steps,) which frame
    token: np.ndarray  # (steps,) a key, or END, which is the number of keys
    lowest: np.ndarray  # (steps,) the first token that may stand here
    beyond: np.ndarray  # (steps,) the first one above that may no longer


def spell(frames: np.ndarray, voices: int) -> Steps:
    """The steps of frames (frames, keys)."""
    count, keys = frames.shape
    frame, token = np.nonzero(frames)
    if voices:
        block = keys // voices
        lowest = token // block * block
        return Steps(frame, token, lowest, lowest + block)
    ends = np.cumsum(np.bincount(frame, minlength=count))  # END comes after each frame's keys
    frame = np.insert(frame, ends, np.arange(count))
    token = np.insert(token, ends, keys)
    is_first = np.diff(frame, prepend=-1) > 0
    lowest = np.where(is_first, 0, np.roll(token, 1) + 1)
    return Steps(frame, token, lowest, np.full_like(token, keys + 1))
