"""`composer train --recipe` and what can be done with its model, on a little music."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from composer.cli.main import FAILED, WRONG_USAGE, main
from composer.midi.files import read_score, write_score
from composer.music.score import Note, Score, Track
from composer.training import run_process
from composer.training.run_process import Sleep
from composer.training.runs import Phase, Point, Run, RunStatus


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture
def music(tmp_path: Path) -> Path:
    folder = tmp_path / "music"
    folder.mkdir()
    for first in range(3):
        notes = [Note(55 + first + step % 7, 480 * step, 480) for step in range(60)]
        write_score(Score((Track.of(notes),)), folder / f"{first}.mid")
    (folder / "broken.mid").write_bytes(b"not music")
    return folder


@pytest.mark.slow
def test_a_recipe_is_trained_and_continues_a_seed(music: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    model = tmp_path / "own.safetensors"
    train = ["train", str(music), "--recipe", "step-duration-lstm", "--epochs", "2", "--out", str(model)]
    assert main(train) == 0
    printed = capsys.readouterr()
    assert str(model) in printed.out
    assert "broken.mid" in printed.err
    assert "epoch 2: loss" in printed.err

    target = tmp_path / "out.mid"
    generate = ["generate", str(music / "0.mid"), "-o", str(target), "--bars", "2", "--model", str(model)]
    assert main(generate) == 0
    assert read_score(target).note_count > 60

    assert main([*generate, "--as-published"]) == 0
    assert read_score(target).note_count == 60 + 120


def test_a_training_that_waits_says_once_why(music: Path, monkeypatch: pytest.MonkeyPatch, capsys):
    def waiting(run: Run, _: object, wait: Sleep) -> Iterator[Point]:
        run.tell(RunStatus(Phase.PAUSED, "The disk is full."))
        wait(0.0)
        wait(0.0)
        yield from ()

    monkeypatch.setattr(run_process, "train_run", waiting)
    assert main(["train", str(music), "--recipe", "step-duration-lstm"]) == 0
    assert capsys.readouterr().err.count("The disk is full.") == 1


def test_an_unknown_recipe_is_refused_with_the_known_ones(music: Path, tmp_path: Path, capsys):
    train = ["train", str(music), "--recipe", "opera-lstm", "--out", str(tmp_path / "own.safetensors")]
    assert main(train) == WRONG_USAGE
    assert "lofi-lstm" in capsys.readouterr().err


def test_too_few_notes_for_a_window_are_refused_in_a_sentence(tmp_path: Path, capsys):
    write_score(Score((Track.of([Note(60, 0, 480)]),)), tmp_path / "one.mid")
    train = ["train", str(tmp_path), "--recipe", "lofi-lstm", "--out", str(tmp_path / "own.safetensors")]
    assert main(train) == FAILED
    assert "at least 33 are needed" in capsys.readouterr().err


def test_an_unknown_model_is_refused_with_the_bundled_ones(music: Path, capsys):
    assert main(["generate", str(music / "0.mid"), "--model", "opera-lstm"]) == FAILED
    assert "composer-lstm" in capsys.readouterr().err
