"""Standard MIDI Files (.mid) to scores and back."""

import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from composer.midi.decoding import decode
from composer.midi.encoding import score_to_bytes
from composer.midi.text import printable_name
from composer.music.errors import MidiFileError
from composer.music.score import Score

LARGEST_FILE = 16 * 2**20  # bytes: some two million notes


@dataclass(frozen=True, slots=True)
class ScoreFile:
    """What was read from a file."""

    name: str
    score: Score
    mendings: tuple[str, ...]  # what was wrong with it, each as part of a sentence

    @property
    def note(self) -> str:
        """One sentence about what was mended; empty when nothing was."""
        return f"“{self.name}” was read, but not as it stands: {', '.join(self.mendings)}." if self.mendings else ""


def read_score(source: Path | str | bytes, name: str = "the file") -> Score:
    """Read a .mid file, or its bytes (then `name` is what errors call it).

    The score has 480 ticks per quarter when the file's own division goes into 480, else the file's. A track that
    uses several channels or programs becomes one track for each. Raises MidiFileError.
    """
    if isinstance(source, bytes):
        return decode(source, name).to_score()
    path = Path(source)
    return decode(read_contents(path), printable_name(path)).to_score()


def read_contents(path: Path) -> bytes:
    """The bytes of a .mid file; what is no file, or too large for music, is not waited for. Raises MidiFileError."""
    name = printable_name(path)
    try:
        # A pipe that nobody writes to would be waited for. Windows knows neither such pipes nor the flag.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with open(descriptor, "rb", closefd=True) as file:  # noqa: PTH123 - a descriptor is no path
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise MidiFileError(f"“{name}” is not a file. Choose a .mid file.")
            contents = file.read(LARGEST_FILE + 1) if status.st_size <= LARGEST_FILE else b""
    except (OSError, ValueError) as error:  # ValueError: a name with a zero byte in it
        if path.is_dir():
            raise MidiFileError(f"“{name}” is not a file. Choose a .mid file.") from error
        raise MidiFileError(
            f"“{name}” cannot be read: {_reason(error)}. Check that it is there and that you may open it."
        ) from error
    if max(status.st_size, len(contents)) > LARGEST_FILE:
        raise MidiFileError(
            f"“{name}” is larger than {LARGEST_FILE // 2**20} MB, which no piece of music needs. "
            "Choose another .mid file."
        )
    return contents


def write_score(score: Score, path: Path | str) -> None:
    """Write `score` as a type 1 file that replaces `path` only when it is complete. Raises MidiFileError."""
    _replace_file(Path(path).resolve(), score_to_bytes(score))


def _replace_file(path: Path, contents: bytes) -> None:
    """Write beside `path`, sync, then rename: a crash or a full disk leaves the old file whole."""
    temporary: Path | None = None
    name = printable_name(path)
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".composer-", suffix=".partial", delete=False) as file:
            temporary = Path(file.name)
            file.write(contents)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(_mode_for(path))
        temporary.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        if temporary:
            temporary.unlink(missing_ok=True)
        raise MidiFileError(
            f"“{name}” cannot be written in {path.parent}: {_reason(error)}. Choose another folder or make room."
        ) from error


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a power failure, where a folder can be synced."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _mode_for(path: Path) -> int:
    """The permissions of the file to be replaced, or those that a new file gets."""
    try:
        return path.stat().st_mode & 0o777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def _reason(error: OSError | ValueError) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()
