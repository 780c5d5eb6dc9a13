"""A run from its folder: what it obeys, what it leaves, and how it goes on."""

import errno
import shutil
from collections.abc import Callable
from datetime import datetime
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
import torch

from composer.disk import replace_file
from composer.generation.library import own_models
from composer.generation.recipes.model import load_recipe
from composer.generation.registry import load
from composer.midi.files import read_score, write_score
from composer.music.errors import CorpusError
from composer.music.score import Note, Score, Track
from composer.training import lessons, runs, saving
from composer.training.run_process import start_process, train_run
from composer.training.runs import Phase, Run, RunError, RunRequest, Wish, new_run


@pytest.fixture(autouse=True)
def own_folder_and_one_thread(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def music(tmp_path) -> Path:
    folder = tmp_path / "music"
    folder.mkdir()
    rng = np.random.default_rng(1)
    for number in range(4):
        notes = [Note(int(pitch), 240 * at, 240) for at, pitch in enumerate(rng.integers(50, 80, 60))]
        write_score(Score((Track.of(notes),)), folder / f"{number}.mid")
    return folder


def request(music: Path, **others) -> RunRequest:
    return RunRequest("mine", str(music), "step-duration-lstm", **{"epochs": 3, "batch_size": 8, "window": 8, **others})


@pytest.fixture
def run(music) -> Run:
    return new_run(request(music))


def no_wait(_: float) -> None:
    raise AssertionError("nothing to wait for")


def test_a_run_ends_with_a_model_in_the_users_list_that_continues_seeds(run):
    points = list(train_run(run, wait=no_wait))
    assert points[-1].step == points[-1].steps
    assert points[-1].remaining_seconds == 0
    assert [point.epoch for point in points if point.ends_epoch] == [1, 2, 3]
    assert all(point.held_out for point in points if point.ends_epoch)
    assert run.status.phase is Phase.FINISHED
    assert own_models() == [Path(run.status.model)]
    assert load("mine").card.name == "mine"
    assert run.points()[-1] == points[-1]
    assert sum(count for _, _, count in run.layers) == 84_354 + 512  # torch's second bias, which stays zero


def test_a_sample_of_every_epoch_continues_the_runs_seed(run):
    seed = Score((Track.of([Note(60 + at, 480 * at, 480) for at in range(8)]),))
    write_score(seed, run.path / "seed.mid")
    list(train_run(run, wait=no_wait))
    assert [path.name for path in run.samples] == ["sample-001.mid", "sample-002.mid", "sample-003.mid"]
    assert read_score(run.samples[-1]).tracks[0].notes[:8] == seed.tracks[0].notes


def test_a_run_that_is_told_to_stop_keeps_what_it_has_learned(run):
    for point in train_run(run, wait=no_wait):
        if point.step == 2:
            run.ask(Wish.STOP)
    assert point.step == 2
    assert run.status.phase is Phase.FINISHED
    assert "best model is kept" in run.status.sentence
    assert load("mine").card.name == "mine"


def test_a_paused_run_waits_and_ends_with_the_very_weights_of_one_that_never_paused(music, run):
    waits = []

    def wait(seconds: float) -> None:
        waits.append(run.status.phase)
        if len(waits) == 3:
            run.ask(Wish.GO_ON)

    for point in train_run(run, wait=wait):
        if point.step == 4:
            run.ask(Wish.PAUSE)
    assert waits == [Phase.PAUSED] * 3
    straight = new_run(request(music))
    list(train_run(straight, wait=no_wait))
    assert same_weights(run, straight)
    assert [point.step for point in run.points()] == sorted({point.step for point in run.points()})


def test_a_run_that_was_broken_off_goes_on_when_it_is_started_again(music, run):
    for _ in islice(train_run(run, wait=no_wait), 30):
        pass
    assert not run.is_running
    list(train_run(run, wait=no_wait))
    straight = new_run(request(music))
    list(train_run(straight, wait=no_wait))
    assert same_weights(run, straight)


def test_a_full_disk_pauses_with_a_message_and_goes_on_from_the_old_checkpoint(run, monkeypatch):
    state = run.path / "model-training" / "state.pt"
    told = []

    def wait(_: float) -> None:
        told.append((run.status.phase, run.status.sentence, state.read_bytes()))
        monkeypatch.setattr(saving.torch, "save", whole_disk)
        run.ask(Wish.GO_ON)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    whole_disk = torch.save
    steps = train_run(run, wait=wait)
    next(point for point in steps if point.ends_epoch)
    before = state.read_bytes()
    monkeypatch.setattr(saving.torch, "save", full)
    list(steps)
    [(phase, sentence, after)] = told
    assert phase is Phase.PAUSED
    assert "no space left" in sentence
    assert after == before
    assert run.status.phase is Phase.FINISHED


def test_a_disk_without_room_for_a_word_is_waited_for(run, monkeypatch):
    waits = []

    def wait(_: float) -> None:
        waits.append(run.status.phase)
        if len(waits) == 2:
            monkeypatch.setattr(runs, "replace_file", replace_file)
            monkeypatch.setattr(saving.torch, "save", whole_disk)
        if run.status.phase is Phase.PAUSED:
            run.ask(Wish.GO_ON)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    whole_disk = torch.save
    steps = train_run(run, wait=wait)
    next(steps)
    assert (run.path / "reserve").stat().st_size == 1 << 16
    monkeypatch.setattr(runs, "replace_file", full)
    monkeypatch.setattr(saving.torch, "save", full)
    list(steps)
    assert waits == [Phase.TRAINING, Phase.TRAINING, Phase.PAUSED]
    assert run.status.phase is Phase.FINISHED
    assert not (run.path / "reserve").exists()


class Hands:
    """Somebody who pauses a run at its fourth step, and each time that it waits does the next of some things."""

    def __init__(self, run: Run, *things: Callable[[], object]) -> None:
        self.run, self.told = run, []
        self._things = iter(things)

    def train(self) -> None:
        for point in train_run(self.run, wait=self.wait):
            if point.step == 4:
                self.run.ask(Wish.PAUSE)

    def wait(self, _: float) -> None:
        self.told.append((self.run.status.phase, self.run.status.sentence))
        self.run.ask(Wish.GO_ON)
        next(self._things)()


def test_a_run_whose_music_has_changed_waits_for_it_and_then_ends_as_if_nothing_had_been(music, run):
    more = music / "more.mid"
    hands = Hands(run, lambda: more.write_bytes((music / "0.mid").read_bytes()), lambda: None, more.unlink)
    hands.train()
    words = f"The music in {music} is not what this training began with"
    assert [phase for phase, _ in hands.told] == [Phase.PAUSED] * 3
    assert [words in sentence for _, sentence in hands.told] == [False, True, True]
    assert run.status.phase is Phase.FINISHED
    straight = new_run(request(music))
    list(train_run(straight, wait=no_wait))
    assert same_weights(run, straight)


def test_a_run_whose_music_is_gone_can_be_stopped_and_keeps_what_it_has_learned(music, run):
    hands = Hands(run, lambda: shutil.rmtree(music), lambda: run.ask(Wish.STOP))
    hands.train()
    assert hands.told[-1][0] is Phase.PAUSED
    assert run.status.phase is Phase.FINISHED
    assert own_models() == [Path(run.status.model)]
    assert load("mine").card.notes_trained == 4 * 8


def test_music_that_finds_no_room_to_be_kept_pauses_the_run(run, monkeypatch):
    def full(*_: object) -> None:
        monkeypatch.setattr(lessons, "lesson_of", lesson_of)
        raise CorpusError("The disk is full.") from OSError(errno.ENOSPC, "No space left on device")

    lesson_of = lessons.lesson_of
    monkeypatch.setattr(lessons, "lesson_of", full)
    hands = Hands(run, lambda: None, lambda: None)
    hands.train()
    assert hands.told[0] == (Phase.PAUSED, "The disk is full.")
    assert run.status.phase is Phase.FINISHED


def test_only_one_process_trains_a_run(run):
    lock = run.lock()
    lock.acquire(datetime.now())
    with pytest.raises(RunError, match="by another process"):
        list(train_run(run, wait=lambda _: None))
    lock.release()


def test_music_that_is_too_short_fails_with_a_sentence_in_the_status(tmp_path, music):
    folder = tmp_path / "short"
    folder.mkdir()
    write_score(Score((Track.of([Note(60, 0, 480)] * 1),)), folder / "one.mid")
    run = new_run(request(folder))
    with pytest.raises(CorpusError):
        list(train_run(run, wait=no_wait))
    assert run.status.phase is Phase.FAILED
    assert "at least 9 are needed" in run.status.sentence


def test_files_that_were_left_out_are_not_learned_from(music):
    run = new_run(request(music, left_out=tuple(str(music / f"{number}.mid") for number in (0, 1, 2))))
    list(train_run(run, wait=no_wait))
    assert "trained on 1 pieces" in load("mine").card.data_statement


@pytest.mark.slow
@pytest.mark.timeout(300)  # it lets every other process go first
def test_the_process_trains_apart_from_this_one_and_writes_nothing_that_a_full_disk_could_refuse(run):
    process = start_process(run)
    code, said = process.wait(240), (run.path / "errors.txt").read_text()
    assert (code, said) == (0, "")
    assert run.status.phase is Phase.FINISHED


def same_weights(one: Run, other: Run) -> bool:
    first, second = (load_recipe(run.target).network.state_dict() for run in (one, other))
    return all(torch.equal(first[name], second[name]) for name in first)
