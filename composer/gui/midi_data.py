"""Scores as what other programs paste and drop: the contents of a MIDI file, or the file itself."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QUrl

from composer.music.score import Score

MIDI_TYPES = ("audio/midi", "audio/x-midi")  # what programs on different systems ask for


def midi_data(contents: bytes, file: Path | None = None) -> QMimeData:
    """The contents of a MIDI file, and where there is such a `file`."""
    data = QMimeData()
    for mime_type in MIDI_TYPES:
        data.setData(mime_type, contents)
    if file:
        data.setUrls([QUrl.fromLocalFile(str(file))])
    return data


def has_midi(data: QMimeData) -> bool:
    """Whether a program offers MIDI in `data`."""
    return any(data.hasFormat(mime_type) for mime_type in MIDI_TYPES)


def score_of(data: QMimeData) -> Score | None:
    """The score in what a program offers, None where it offers no MIDI. Raises MidiFileError."""
    from composer.gui.waiting import result_of
    from composer.midi.files import read_score  # imported late: it brings numpy

    for mime_type in MIDI_TYPES:
        if data.hasFormat(mime_type):
            return result_of(partial(read_score, bytes(data.data(mime_type).data()), "what was copied"))
    return None
