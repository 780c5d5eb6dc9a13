"""Reading and writing .mid files without the window waiting: each is a job."""

from collections.abc import Iterator
from pathlib import Path

from composer.gui.job import Job
from composer.music.score import Score


def reading_job(path: Path) -> Job:
    """A job, not started, that reads `path` in a guarded process.

    What arrives is the share that is done, 0 to 1, and as the last value of all a `ScoreFile`. Cancelling ends the
    process. It fails with a MidiFileError.
    """

    def steps() -> Iterator[object]:
        from composer.midi.guarded_reading import read_score_in_steps  # here: it brings numpy and multiprocessing

        yield from read_score_in_steps(path)

    return Job(steps)


def writing_job(score: Score, path: Path, is_single_track: bool = False) -> Job:
    """A job, not started, that writes `score` to `path`. It fails with a MidiFileError, and `path` is what it was."""

    def steps() -> Iterator[object]:
        from composer.midi.files import write_score

        write_score(score, path, is_single_track)
        yield path

    return Job(steps)
