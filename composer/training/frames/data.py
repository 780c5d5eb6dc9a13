"""The benchmark data: four sets of 88-key frames, and chorales of four voices on a grid of 16ths.

The first four are Boulanger-Lewandowski, Bengio & Vincent (2012), "Modeling temporal dependencies in high-dimensional
sequences"; the chorales on 16ths are of the same pieces and splits (Huang, Cooijmans et al., 2017, "Counterpoint by
convolution").
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from composer.music.errors import CorpusError

PIANO_KEYS = 88
_FILES = {
    "jsb": "JSB_Chorales.mat",
    "nottingham": "Nottingham.mat",
    "piano-midi": "Piano_midi.mat",
    "musedata": "MuseData.mat",
    "jsb16": "Jsb16thSeparated.json",
}
NAMES = tuple(_FILES)
_VOICES = 4
_LOWEST, _HIGHEST = 36, 81  # MIDI pitches of the voices
_VOICE_KEYS = _HIGHEST - _LOWEST + 2  # of one voice; the first stands for its silence


@dataclass(frozen=True)
class FrameSet:
    """Pieces as frames, each (frames, keys) bool."""

    name: str
    voices: int  # in each frame exactly one key of each voice's block sounds; 0: any keys do
    train: list[np.ndarray]
    valid: list[np.ndarray]
    test: list[np.ndarray]

    @property
    def keys(self) -> int:
        """How many keys a frame has."""
        return self.train[0].shape[1]

    @property
    def block(self) -> int:
        """How many keys a voice has, or all of them."""
        return self.keys // max(self.voices, 1)


def load_frames(name: str, folder: Path) -> FrameSet:
    """The data set called `name`, one of NAMES, from its file somewhere below `folder`. Raises CorpusError."""
    path = next(iter(sorted(folder.rglob(_FILES[name]))), None)
    if path is None:
        raise CorpusError(f"There is no {_FILES[name]} below {folder}: give the folder with the benchmark’s data.")
    try:
        if path.suffix == ".json":
            return _chorales_of_voices(name, path)
        return _frames_of_keys(name, path)
    except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
        raise CorpusError(f"{path} is not the benchmark’s data: {error}") from error


def _frames_of_keys(name: str, path: Path) -> FrameSet:
    try:
        from scipy.io import loadmat
    except ImportError:
        raise CorpusError("Reading .mat files needs SciPy: install composer[benchmarks].") from None

    stored = loadmat(str(path))
    splits = [[np.ascontiguousarray(piece, dtype=bool) for piece in stored[part + "data"][0]] for part in _SPLITS]
    if any(piece.ndim != 2 or piece.shape[1] != PIANO_KEYS for split in splits for piece in split):
        raise ValueError(f"its frames have not {PIANO_KEYS} keys")
    return FrameSet(name, 0, *splits)


def _chorales_of_voices(name: str, path: Path) -> FrameSet:
    stored = json.loads(path.read_text(encoding="utf-8"))
    return FrameSet(name, _VOICES, *([_voices(np.array(piece)) for piece in stored[part]] for part in _SPLITS))


def _voices(pitches: np.ndarray) -> np.ndarray:
    """Frames of one key a voice: pitches (frames, voices), below 0 where a voice is silent."""
    keys = np.where(pitches < 0, 0, pitches - _LOWEST + 1)
    if keys.shape[1:] != (_VOICES,) or keys.min() < 0 or keys.max() >= _VOICE_KEYS:
        raise ValueError(f"it has not {_VOICES} voices between the pitches {_LOWEST} and {_HIGHEST}")
    frames = np.zeros((len(keys), _VOICES * _VOICE_KEYS), dtype=bool)
    np.put_along_axis(frames, keys + np.arange(_VOICES) * _VOICE_KEYS, values=True, axis=1)
    return frames


_SPLITS = ("train", "valid", "test")
