"""The files that commands read."""

from pathlib import Path

from composer.cli.console import err
from composer.midi.files import read_score_file
from composer.music.score import Score


def read_and_tell(path: Path) -> Score:
    """The score of a .mid file; what was mended in it is told on stderr. Raises MidiFileError."""
    read = read_score_file(path)
    if read.note:
        err.print(read.note)
    return read.score
