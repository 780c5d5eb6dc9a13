"""Reading a .mid file in a process of its own, so that no file can freeze, fill or crash the program."""

from collections.abc import Iterator
from pathlib import Path

from composer.garbage import without_garbage_collection
from composer.guarded import GuardError, Limits, guarded
from composer.midi.files import ScoreFile, read_contents
from composer.midi.score_columns import ScoreColumns
from composer.midi.text import printable_name
from composer.music.errors import MidiFileError
from composer.music.score import Note

LIMITS = Limits(megabytes=400)

_SHARE_OF_PROCESS = 0.5  # of the time that reading takes; making the notes takes the rest


def read_score_in_steps(path: Path, limits: Limits = LIMITS) -> Iterator[float | ScoreFile]:
    """Yield the share that is done, 0 to 1, every 20 ms or so, and at last the score. Raises MidiFileError.

    Closing the iterator ends the process.
    """
    columns: ScoreColumns | None = None
    try:
        for value in guarded(_columns_of, path, limits=limits):
            columns = value or columns
            yield 0.0
    except GuardError as error:
        raise MidiFileError(
            f"“{printable_name(path)}” cannot be read because {error}. Choose another file, or export it again."
        ) from error
    assert columns is not None
    made, tracks = 0, []
    for track in columns.tracks:
        notes: list[Note] = []
        with without_garbage_collection():  # it would double the time of a million notes, which hold no garbage
            for batch in track.note_batches():
                notes += batch
                made += len(batch)
                yield _SHARE_OF_PROCESS + (1 - _SHARE_OF_PROCESS) * made / columns.note_count
        tracks.append(track.with_notes(notes))
    yield ScoreFile(printable_name(path), columns.with_tracks(tracks), columns.mendings)


def _columns_of(path: Path) -> Iterator[ScoreColumns]:
    from composer.midi.decoding import decode

    yield decode(read_contents(path), printable_name(path))
