import numpy as np
import pytest

from composer.training.voices.pieces import VoicePiece, pieces_of
from tests.training.frames.conftest import random_voices

VOICES, BLOCK = 3, 4  # a block: one voice's silence and its pitches


def frames_of(seed: int, length: int = 24) -> np.ndarray:
    """Frames in which voices mostly hold what they sing."""
    every = random_voices(seed, length, VOICES, BLOCK)
    return np.repeat(every, 2, axis=0)[:length]


@pytest.fixture(scope="package")
def learned() -> list[VoicePiece]:
    return pieces_of([frames_of(seed) for seed in range(6)], VOICES, is_moved=True)
