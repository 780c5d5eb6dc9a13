"""Pieces of voices on 16ths as tokens in a common key, and how long each voice has held what it sings."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

SILENCE = 0
MARGIN = 6  # tokens above and below the keys, so that every piece can be moved to the common key
HELD = 8  # ways to have been held, from a 16th to more than a bar
EARLIER = 3  # notes of a voice that are remembered before the one that it sings
_LONGER = (2, 4, 5, 7, 9, 13, 17)  # 16ths; where the ways to have been held part


@dataclass(frozen=True, eq=False)
class VoicePiece:
    """A piece; (frames, voices) each, of all frames but the last for what describes the latest one."""

    tokens: np.ndarray  # int, of all frames: SILENCE, or a pitch in the common key
    size: int  # tokens there are
    lowest: int  # the first token but SILENCE that may stand in this piece
    beyond: int  # the first one above that may no longer
    held: np.ndarray  # int below HELD
    earlier: np.ndarray  # (EARLIER, frames, voices) int, tokens sung before the present one, latest first
    lasted: np.ndarray  # int below HELD, how long the latest of these was held

    def __len__(self) -> int:
        """Frames that have one before them."""
        return len(self.tokens) - 1


def piece_of(frames: np.ndarray, voices: int, is_moved: bool = True) -> VoicePiece:
    """The piece of some frames, (frames, voices × keys) bool, the voices from the top down.

    The outer voices come first, then the inner ones upwards: as harmony is written. With `is_moved`, the lowest pitch
    of the first frame, which is given and mostly the tonic, becomes the same pitch class in every piece.
    """
    keys = frames.reshape(len(frames), voices, -1).argmax(axis=2)[:, [0, *range(voices - 1, 0, -1)]]
    block = frames.shape[1] // voices
    sounding = keys[0][keys[0] != SILENCE]
    shift = (MARGIN - int(sounding.min())) % 12 - MARGIN if is_moved and len(sounding) else 0
    tokens = np.where(keys == SILENCE, SILENCE, keys + MARGIN + shift)
    lowest = 1 + MARGIN + shift
    return VoicePiece(tokens, block + 2 * MARGIN, lowest, lowest + block - 1, *_histories(tokens[:-1]))


def pieces_of(split: Sequence[np.ndarray], voices: int, is_moved: bool) -> list[VoicePiece]:
    """The pieces of a split that have something to foresee."""
    return [piece_of(frames, voices, is_moved) for frames in split if len(frames) > 1]


def _histories(tokens: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """How long each token has been held, what was sung before it, and how long the latest of that."""
    held = np.ones_like(tokens)
    lasted = np.ones_like(tokens)
    earlier = np.zeros((EARLIER, *tokens.shape), dtype=tokens.dtype)
    for frame in range(1, len(tokens)):
        moves = tokens[frame] != tokens[frame - 1]
        held[frame] = np.where(moves, 1, held[frame - 1] + 1)
        lasted[frame] = np.where(moves, held[frame - 1], lasted[frame - 1])
        before = np.concatenate([tokens[None, frame - 1], earlier[:-1, frame - 1]])
        earlier[:, frame] = np.where(moves, before, earlier[:, frame - 1])
    return np.digitize(held, _LONGER), earlier, np.digitize(lasted, _LONGER)
