"""Standard MIDI Files (.mid) to scores and back."""

from dataclasses import dataclass
from pathlib import Path

from composer.disk import read_file, reason_of, replace_file
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
    uses several channels becomes one track for each. Raises MidiFileError.
    """
    if isinstance(source, bytes):
        return decode(source, name).to_score()
    return read_score_file(Path(source)).score


def read_score_file(path: Path) -> ScoreFile:
    """Read a .mid file, and say what was mended in it. Raises MidiFileError."""
    name = printable_name(path)
    columns = decode(read_contents(path), name)
    return ScoreFile(name, columns.to_score(), columns.mendings)


def read_contents(path: Path) -> bytes:
    """The bytes of a .mid file; what is no file, or too large for music, is not waited for. Raises MidiFileError."""
    try:
        return read_file(path, LARGEST_FILE)
    except (OSError, ValueError) as error:  # ValueError: a zero byte in the name
        raise MidiFileError(
            f"“{printable_name(path)}” cannot be read: {reason_of(error)}. "
            "Check that it is a MIDI file, and that you may open it."
        ) from error


def write_score(score: Score, path: Path | str, is_single_track: bool = False) -> None:
    """Write `score` as a file of type 1, or as a single track of type 0; it replaces `path` only when it is complete.

    Raises MidiFileError.
    """
    path = Path(path)
    contents = score_to_bytes(score, is_single_track)
    try:
        replace_file(path, contents)
    except (OSError, ValueError) as error:
        raise MidiFileError(
            f"“{printable_name(path)}” cannot be written in {path.parent}: {reason_of(error)}. "
            "Choose another folder or make room."
        ) from error
