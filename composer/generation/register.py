"""The register of each track: where it plays in the seed and a fifth further, as far as composers mostly go."""

import numpy as np
from numba import boolean, int64, void

from composer.generation.compiled import compiled
from composer.generation.events import FIELD_SIZES, MAX_TRACKS, Column, NoteArrays

MARGIN = 7  # semitones: a fifth
NARROWEST = 24  # semitones, even after a single note

_PITCHES = FIELD_SIZES[Column.PITCH]


def registers(seed: NoteArrays, more: int = 0) -> np.ndarray:
    """Which pitches are in the register of each track, (tracks, pitches), made wider by `more` semitones each way."""
    within = np.ones((MAX_TRACKS, _PITCHES), dtype=bool)
    for track in np.unique(seed.track):
        played = seed.pitch[seed.track == track]
        lowest, highest = int(played.min()) - MARGIN, int(played.max()) + MARGIN
        missing = max(NARROWEST - (highest - lowest), 0)
        lowest, highest = lowest - missing // 2 - more, highest + missing // 2 + more
        pitches = np.arange(_PITCHES)
        within[track] = (pitches >= lowest) & (pitches <= highest)
    return within


@compiled(void(boolean[:, ::1], int64[:], boolean[:, ::1]))
def keep_registers(registers: np.ndarray, tracks: np.ndarray, allowed: np.ndarray) -> None:
    """Keep of `allowed` (takes, pitches) what is in the registers of the tracks (takes,), where that is anything."""
    for take in range(len(allowed)):
        within = allowed[take] & registers[tracks[take]]
        if within.any():
            allowed[take] = within
