"""Writing MusicXML, which MuseScore and its like open: in a process of its own, because it takes long."""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from composer.disk import reason_of, replace_file
from composer.guarded import GuardError, Limits, guarded
from composer.midi.text import printable_name
from composer.music.errors import ComposerError
from composer.music.score import Score

SUFFIXES = (".musicxml", ".xml")
LIMITS = Limits(seconds=3600, processor_seconds=1800, megabytes=4000)


class NotationError(ComposerError):
    """A score that cannot be written as notation."""


def is_available() -> bool:
    """Whether music21, which is an optional extra, is installed."""
    return find_spec("music21") is not None


def write_musicxml_in_steps(
    score: Score, path: Path, title: str = "", limits: Limits = LIMITS
) -> Iterator[float | None]:
    """Write `score` to `path`; yield the share that is done, 0 to 1, and None every 20 ms. Raises NotationError.

    `path` is replaced only when the file is complete. Closing the iterator ends the process.
    """
    contents = b""
    try:
        for made in guarded(_steps, score, title, limits=limits):
            if isinstance(made, bytes):
                contents = made
            else:
                yield made
    except GuardError as error:
        raise NotationError(
            f"“{printable_name(path)}” cannot be written because {error}. Export MIDI: notation programs open it too."
        ) from error
    try:
        replace_file(path, contents)
    except (OSError, ValueError) as error:
        raise NotationError(
            f"“{printable_name(path)}” cannot be written in {path.parent}: {reason_of(error)}. "
            "Choose another folder or make room."
        ) from error


def _steps(score: Score, title: str) -> Iterator[float | bytes]:
    from composer.notation.engraving import musicxml_in_steps

    yield from musicxml_in_steps(score, title)
