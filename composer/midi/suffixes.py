"""The file names by which MIDI files are known."""

from pathlib import Path

SUFFIXES = (".mid", ".midi", ".kar", ".rmi")


def is_midi_name(path: Path) -> bool:
    """Whether `path` is called like a MIDI file."""
    return path.suffix.lower() in SUFFIXES
