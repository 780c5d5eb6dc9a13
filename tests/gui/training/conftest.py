from pathlib import Path

import pytest

from composer.midi.files import write_score
from composer.music.score import Note, Score, Track
from composer.training.runs import Run, RunRequest, new_run


def write_tune(path: Path, first: int, notes: int = 40) -> None:
    write_score(Score((Track.of([Note(first + at % 12, 240 * at, 240) for at in range(notes)]),)), path)


@pytest.fixture
def music(tmp_path) -> Path:
    """Four tunes, one of them twice, and a broken file."""
    folder = tmp_path / "my music"
    folder.mkdir()
    for number in range(4):
        write_tune(folder / f"{number}.mid", 50 + number)
    write_tune(folder / "again.mid", 50)
    (folder / "broken.mid").write_bytes(b"MThd")
    return folder


@pytest.fixture
def run(music) -> Run:
    """A run of three quick epochs that nobody has started."""
    return new_run(RunRequest("mine", str(music), "step-duration-lstm", 3, 16, 8, left_out=(str(music / "again.mid"),)))
