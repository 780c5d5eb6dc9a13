"""Sound files of several kinds, written piece by piece; a file is there once it is whole, and not before."""

import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path

import numpy as np

from composer.disk import partial_path, reason_of
from composer.music.errors import SynthError

KINDS = {".wav": "WAV", ".flac": "FLAC", ".ogg": "Ogg Vorbis", ".mp3": "MP3"}  # what a person calls them, by suffix
CHANNELS, BYTES_PER_SAMPLE = 2, 2

_ENCODINGS = {".flac": ("FLAC", "PCM_16"), ".ogg": ("OGG", "VORBIS"), ".mp3": ("MP3", "MPEG_LAYER_III")}

Write = Callable[[bytes], object]


@contextmanager
def new_sound_file(path: Path, sample_rate: int) -> Iterator[Write]:
    """Hands out what writes frames: stereo, 16 bits, left and right in turn, little-endian.

    The name of `path` says which of `KINDS` it is. SynthError when it cannot be written; then, as after any other
    error, what was there before still is.
    """
    suffix = path.suffix.lower()
    if suffix not in KINDS:
        endings = ", ".join(KINDS)
        raise SynthError(f"“{path.name}” is no name for a sound file: choose one that ends in one of {endings}.")
    target = path.resolve()
    partial = partial_path(target)
    new_file = _new_encoded if suffix in _ENCODINGS else _new_wav
    try:
        with new_file(partial, suffix, sample_rate) as write:
            yield write
        partial.replace(target)
    except OSError as error:
        reason = reason_of(error)
        raise SynthError(
            f"“{path}” cannot be written ({reason}): choose another folder, or make room on that disk."
        ) from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


@contextmanager
def _new_wav(path: Path, _suffix: str, sample_rate: int) -> Iterator[Write]:
    with path.open("wb") as file, wave.open(file, "wb") as sound:
        sound.setnchannels(CHANNELS)
        sound.setsampwidth(BYTES_PER_SAMPLE)
        sound.setframerate(sample_rate)
        yield sound.writeframesraw


@contextmanager
def _new_encoded(path: Path, suffix: str, sample_rate: int) -> Iterator[Write]:
    try:
        import soundfile
    except (ImportError, OSError) as error:
        raise SynthError(
            f"{KINDS[suffix]} files need the library libsndfile, which is not installed: install it, or choose a name "
            "that ends in .wav."
        ) from error
    container, subtype = _ENCODINGS[suffix]
    with _WholeFile(path, "w") as file:
        try:
            with soundfile.SoundFile(file, "w", sample_rate, CHANNELS, subtype, format=container) as sound:

                def write(frames: bytes) -> None:
                    sound.write(_wide(frames))
                    file.check()

                yield write
        except soundfile.LibsndfileError as error:
            raise OSError(str(error)) from error
        file.check()


class _WholeFile(FileIO):
    """Takes everything, and remembers what could not be written: libsndfile does not tell how its last writes end."""

    _error: OSError | None = None

    def write(self, data: bytes) -> int:
        left = memoryview(data)
        try:
            while left:
                left = left[super().write(left) :]
        except OSError as error:
            self._error = error
        return len(data)

    def check(self) -> None:
        """Raise what has gone wrong."""
        if self._error:
            raise self._error


def _wide(frames: bytes) -> np.ndarray:
    """(frames, channels) int32: of 16 bits, libsndfile 1.2.2 makes MP3 files that are twenty times too loud."""
    return np.frombuffer(frames, "<i2").reshape(-1, CHANNELS).astype(np.int32) << 16
