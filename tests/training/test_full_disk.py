"""A disk that is full when a run wants to write this or that: it waits, says so, and ends as if nothing had been."""

import errno
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from composer.generation.library import own_models
from composer.generation.passages import PassageIndex
from composer.generation.recipes.model import load_recipe
from composer.midi import files
from composer.midi.files import write_score
from composer.music.score import Note, Score, Track
from composer.training import lessons, recipe_corpus, recipe_trainer, run_process, saving
from composer.training.run_process import train_run
from composer.training.runs import Phase, Run, RunRequest, Wish, new_run

# What is written, by which call, and how many of its calls come before the one that finds the disk full.
MOMENTS = {
    "the reserve": (run_process, "replace_file", 0),
    "the pieces that were read": (recipe_corpus.np, "savez", 0),
    "the first line of the log": (run_process, "_line", 0),
    "the last line of the log": (run_process, "_line", 2),
    "a checkpoint": (saving.torch, "save", 1),
    "the best model": (recipe_trainer, "save_recipe", 0),
    "the model after an epoch": (recipe_trainer, "save_recipe", 1),
    "the line of an epoch": (recipe_trainer.RecipeRun, "_save_log", 1),
    "the last checkpoint": (saving.torch, "save", 2),
    "the finished model": (run_process, "add_model", 0),
}


def full_once(work: Callable, before: int) -> Callable:
    """`work`, but of its calls the one after `before` others finds a full disk."""
    calls = []

    def call(*arguments, **named):
        calls.append(arguments)
        if len(calls) == before + 1:
            raise OSError(errno.ENOSPC, "No space left on device")
        return work(*arguments, **named)

    return call


@pytest.fixture(scope="module")
def music(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("music")
    rng = np.random.default_rng(1)
    for number in range(4):
        notes = [Note(int(pitch), 240 * at, 240) for at, pitch in enumerate(rng.integers(50, 80, 40))]
        write_score(Score((Track.of(notes),)), folder / f"{number}.mid")
    return folder


def run_of(music: Path, folder: Path) -> Run:
    run = new_run(RunRequest("mine", str(music), "step-duration-lstm", epochs=2, batch_size=16, window=8), folder)
    write_score(Score((Track.of([Note(60 + at, 480 * at, 480) for at in range(4)]),)), run.path / "seed.mid")
    return run


def weights_of(run: Run) -> list[torch.Tensor]:
    return list(load_recipe(run.target).network.state_dict().values())


@pytest.fixture(scope="module")
def undisturbed(music, tmp_path_factory) -> Run:
    folder = tmp_path_factory.mktemp("undisturbed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(folder))
        run = run_of(music, folder)
        list(train_run(run))
    return run


@pytest.mark.parametrize("moment", MOMENTS)
def test_training_waits_and_then_ends_as_without(tmp_path, monkeypatch, music, undisturbed, moment):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    run = run_of(music, tmp_path / "runs")
    state, told = run.path / "model-training" / "state.pt", []

    def wait(_: float) -> None:
        told.append((run.status.phase, run.status.sentence))
        if state.exists():
            torch.load(state, weights_only=True)
        run.ask(Wish.GO_ON)

    place, name, before = MOMENTS[moment]
    monkeypatch.setattr(place, name, full_once(getattr(place, name), before))
    list(train_run(run, wait=wait))
    [(phase, sentence)] = told
    assert phase is Phase.PAUSED
    assert "cannot be written: no space left on device. Make room" in sentence
    assert run.status.phase is Phase.FINISHED
    assert [path.name for path in own_models()] == ["mine.safetensors"]
    assert all(map(torch.equal, weights_of(run), weights_of(undisturbed)))
    steps = [point.step for point in run.points()]
    assert steps == sorted(set(steps))
    assert len(run.samples) == 2
    assert not list(tmp_path.rglob("*.partial"))


def test_a_sample_that_finds_no_room_is_left_out(tmp_path, monkeypatch, music):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    run = run_of(music, tmp_path / "runs")
    monkeypatch.setattr(files, "replace_file", full_once(files.replace_file, 0))
    list(train_run(run))
    assert [path.name for path in run.samples] == ["sample-002.mid"]
    assert run.status.phase is Phase.FINISHED


def test_an_index_of_passages_that_finds_no_room_is_written_when_the_training_goes_on(corpus, tmp_path, monkeypatch):
    path = tmp_path / "music.passages"
    whole_disk = PassageIndex.save
    monkeypatch.setattr(PassageIndex, "save", full_once(whole_disk, 0))
    with pytest.raises(saving.TrainingError, match="no space left on device"), saving.told_if_full(path):
        lessons._passages(corpus, path, is_own=False).save(path)
    lessons._passages(corpus, path, is_own=False).save(path)
    assert PassageIndex.load(path).extends_flagship
