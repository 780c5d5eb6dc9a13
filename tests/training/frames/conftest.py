import numpy as np
import pytest

from composer.training.frames.data import FrameSet


def random_frames(seed: int, length: int, keys: int = 5) -> np.ndarray:
    return np.random.default_rng(seed).random((length, keys)) < 0.4


def random_voices(seed: int, length: int, voices: int = 2, block: int = 3) -> np.ndarray:
    frames = np.zeros((length, voices * block), dtype=bool)
    keys = np.random.default_rng(seed).integers(0, block, (length, voices)) + np.arange(voices) * block
    np.put_along_axis(frames, keys, values=True, axis=1)
    return frames


def random_set(voices: int) -> FrameSet:
    make = random_voices if voices else random_frames
    lengths = ((40, range(4)), (20, range(4, 6)), (30, range(6, 9)))
    splits = ([make(seed, length) for seed in seeds] for length, seeds in lengths)
    return FrameSet("jsb", voices, *splits)


@pytest.fixture(params=[0, 2], ids=["keys", "voices"])
def data(request) -> FrameSet:
    return random_set(request.param)
