"""What is known when a voice of a frame is to be told: all earlier frames, and the voices told before it."""

import numpy as np

from composer.training.voices.pieces import SILENCE, VoicePiece

QUARTER, BAR = 4, 16  # frames
PITCH_CLASSES = 13  # the last one is silence


class View:
    """One voice of every frame but the first; each answer is (frames,) int, for the frame to be told."""

    def __init__(self, piece: VoicePiece, voice: int, is_joint: bool = True) -> None:
        self._piece = piece
        self.voice = voice
        self.told = range(voice * is_joint)  # the voices of the same frame that are known
        self.all = range(piece.tokens.shape[1])
        self.others = [other for other in self.all if other != voice]
        self.place = np.arange(1, len(piece.tokens))  # from the beginning of the piece
        self.own = self.before(voice)

    def step(self) -> np.ndarray:
        """What is to be told, as a step from what this voice sang."""
        return self.relative(self.now(self.voice))

    def before(self, voice: int, back: int = 0) -> np.ndarray:
        """What a voice sang in the latest frame, or some frames back; before the first frame, that one."""
        return self._piece.tokens[np.maximum(self.place - 1 - back, 0), voice]

    def on_quarter(self, voice: int, back: int = 0) -> np.ndarray:
        """What a voice sang when the latest quarter began, or some quarters back."""
        return self._piece.tokens[np.maximum((self.place - 1) // QUARTER - back, 0) * QUARTER, voice]

    def now(self, voice: int) -> np.ndarray:
        """What a voice sings in the frame to be told; known of the voices in `told` only."""
        return self._piece.tokens[1:, voice]

    def moves(self, voice: int) -> np.ndarray:
        """Whether a voice moves in the frame to be told; known of the voices in `told` only."""
        return (self.now(voice) != self.before(voice)).astype(int)

    def relative(self, tokens: np.ndarray) -> np.ndarray:
        """Tokens as steps from what this voice sings, below the number of tokens."""
        return (tokens - self.own) % self._piece.size

    def held(self, voice: int) -> np.ndarray:
        """How long a voice has held what it sings, below HELD."""
        return self._piece.held[:, voice]

    def earlier(self, index: int) -> np.ndarray:
        """What this voice sang before, the latest first."""
        return self._piece.earlier[index, :, self.voice]

    def lasted(self) -> np.ndarray:
        """How long the latest of these was held, below HELD."""
        return self._piece.lasted[:, self.voice]


def pitch_class(tokens: np.ndarray) -> np.ndarray:
    """The pitch class of each token, below PITCH_CLASSES."""
    return np.where(tokens == SILENCE, PITCH_CLASSES - 1, (tokens - 1) % 12)


def chord(tokens: list[np.ndarray]) -> np.ndarray:
    """The set of pitch classes that sound together, as bits."""
    return np.bitwise_or.reduce([1 << pitch_class(each) for each in tokens])
