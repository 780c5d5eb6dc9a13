"""Training a recipe: what is kept, and going on after a stop. The small network stands in for the published one."""

import json
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
import torch

from composer.generation.checkpoint import ModelCard
from composer.generation.recipes.layers import LSTM, Dense, LayerStack, Scaled
from composer.generation.recipes.lofi_lstm import LofiLSTM
from composer.generation.recipes.model import load_recipe
from composer.generation.recipes.step_duration_lstm import StepDurationLSTM
from composer.music.errors import CorpusError
from composer.training import recipe_trainer
from composer.training.recipe_corpus import RecipeCorpus
from composer.training.recipe_trainer import RecipeTraining, TrainingError, run_folder, train_recipe

CARD = ModelCard("own", "a scale, again and again")
PIECE = np.array([*"CDEFGAB"] * 12) + np.array("4")
CORPUS = RecipeCorpus((PIECE, PIECE, PIECE), ("train", "train", "valid"))


@pytest.fixture(autouse=True)
def small_network(monkeypatch: pytest.MonkeyPatch):
    """A network that learns a scale in a blink, on one thread."""

    def network(_: object, size: int) -> LayerStack:
        return LayerStack(Scaled(size), torch.nn.Dropout(0.1), LSTM(1, 24), Dense(24, size))

    monkeypatch.setattr(LofiLSTM, "network", network)
    monkeypatch.setattr(LofiLSTM, "optimizer", lambda _, parameters: torch.optim.Adam(parameters, lr=0.03))
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def training(epochs: int, **others) -> RecipeTraining:
    return RecipeTraining("lofi-lstm", epochs=epochs, batch_size=16, window=8, **others)


def test_what_is_left_out_is_as_published():
    assert RecipeTraining("lofi-lstm").completed() == RecipeTraining(
        "lofi-lstm", epochs=100, batch_size=64, window=32, files=1000
    )


def test_the_scale_is_learned_and_the_model_file_says_how_well(tmp_path: Path):
    target = tmp_path / "own.safetensors"
    *_, last = train_recipe(CORPUS, training(12), target, CARD)
    model = load_recipe(target)
    assert (last.epoch, last.batch) == (12, last.batches)
    assert last.accuracy > 0.9
    assert model.card.held_out["training_accuracy"] > 0.9
    assert model.card.notes_trained > 0
    assert (model.window, model.at_every_position) == (8, False)


def test_every_epoch_with_a_lower_loss_keeps_a_checkpoint_and_every_epoch_a_line_of_the_log(tmp_path: Path):
    target = tmp_path / "own.safetensors"
    ends = [step for step in train_recipe(CORPUS, training(4), target, CARD) if step.batch == step.batches]
    kept = sorted(path.name for path in run_folder(target).glob("epoch-*.safetensors"))
    assert kept == [f"epoch-{step.epoch:03}.safetensors" for step in ends if step.is_best]
    lines = [json.loads(line) for line in (run_folder(target) / "log.jsonl").read_text().splitlines()]
    assert [line["loss"] for line in lines] == [step.loss for step in ends]


def test_a_held_out_part_is_not_learned_and_decides_what_is_best(tmp_path: Path):
    strange = RecipeCorpus((PIECE, PIECE[::-1].copy()), ("train", "valid"))
    ends = [
        step
        for step in train_recipe(strange, training(6, hold_out=True), tmp_path / "own.safetensors", CARD)
        if step.batch == step.batches
    ]
    losses = [step.held_out["loss"] for step in ends if step.held_out]
    assert len(losses) == 6
    assert [step.is_best for step in ends] == [loss < min([9e9, *losses[:at]]) for at, loss in enumerate(losses)]
    assert ends[-1].accuracy > ends[-1].held_out["accuracy"]


@pytest.mark.parametrize("stop_after", [1, 5, 13, 23])
def test_a_run_that_was_stopped_ends_with_the_very_weights_of_one_that_was_not(tmp_path: Path, stop_after: int):
    whole, parts = tmp_path / "whole.safetensors", tmp_path / "parts.safetensors"
    list(train_recipe(CORPUS, training(3), whole, CARD))
    for _ in islice(train_recipe(CORPUS, training(3, checkpoint_seconds=0), parts, CARD), stop_after):
        pass
    list(train_recipe(CORPUS, training(3, checkpoint_seconds=0), parts, CARD))
    expected, found = (load_recipe(path).network.state_dict() for path in (whole, parts))
    assert all(torch.equal(expected[name], found[name]) for name in expected)
    logs = [(run_folder(path) / "log.jsonl").read_text().splitlines() for path in (whole, parts)]
    assert [json.loads(line)["loss"] for line in logs[0]] == [json.loads(line)["loss"] for line in logs[1]]


def test_without_a_checkpoint_the_current_epoch_is_repeated_at_most(tmp_path: Path):
    target = tmp_path / "own.safetensors"
    steps = train_recipe(CORPUS, training(3), target, CARD)
    for step in steps:
        if (step.epoch, step.batch) == (2, 3):
            break
    first = next(iter(train_recipe(CORPUS, training(3), target, CARD)))
    assert (first.epoch, first.batch) == (2, 1)


def test_a_run_can_be_made_longer_but_not_changed(tmp_path: Path):
    target = tmp_path / "own.safetensors"
    list(train_recipe(CORPUS, training(1), target, CARD))
    assert next(iter(train_recipe(CORPUS, training(2), target, CARD))).epoch == 2
    with pytest.raises(TrainingError, match="other settings"):
        next(iter(train_recipe(CORPUS, training(2, rng_seed=9), target, CARD)))


@pytest.mark.parametrize(
    "other",
    [
        RecipeCorpus((PIECE, PIECE), ("train", "valid")),
        RecipeCorpus((PIECE, PIECE[::-1].copy(), PIECE), CORPUS.splits),
        RecipeCorpus(CORPUS.pieces, ("train", "valid", "train")),
    ],
    ids=["less of it", "other notes", "other parts"],
)
def test_a_run_does_not_go_on_with_other_music(tmp_path: Path, other: RecipeCorpus):
    target = tmp_path / "own.safetensors"
    list(train_recipe(CORPUS, training(1), target, CARD))
    with pytest.raises(CorpusError, match="music has changed"):
        next(iter(train_recipe(other, training(2), target, CARD)))


def test_from_its_first_checkpoint_on_a_run_has_a_model(tmp_path: Path):
    target = tmp_path / "own.safetensors"
    steps = islice(train_recipe(CORPUS, training(3, checkpoint_seconds=0), target, CARD), 3)
    assert [load_recipe(target).card.notes_trained for _ in steps] == [16, 32, 48]


def test_a_full_disk_ends_training_in_a_sentence_and_leaves_the_checkpoint_intact(tmp_path: Path, monkeypatch):
    target = tmp_path / "own.safetensors"
    list(train_recipe(CORPUS, training(1), target, CARD))
    before = {path: path.read_bytes() for path in (target, run_folder(target) / "state.pt")}

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as on_a_full_disk:
        on_a_full_disk.setattr(recipe_trainer, "save_recipe", full)
        on_a_full_disk.setattr(recipe_trainer.torch, "save", full)
        with pytest.raises(TrainingError, match=r"no space left.*Make room"):
            list(train_recipe(CORPUS, training(2), target, CARD))
    assert before == {path: path.read_bytes() for path in before}
    assert len(list(train_recipe(CORPUS, training(2), target, CARD))) > 0


def test_the_tutorial_stops_when_its_loss_has_not_fallen_for_five_epochs(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(StepDurationLSTM, "loss", lambda _, outputs, following: 0 * outputs.sum() + 1)
    piece = np.random.default_rng(1).random((40, 3)).astype(np.float32)
    settings = RecipeTraining("step-duration-lstm", window=4, batch_size=64)
    steps = list(train_recipe(RecipeCorpus((piece,), ("train",)), settings, tmp_path / "own.safetensors", CARD))
    assert steps[-1].epoch == 6
    assert len(list(run_folder(tmp_path / "own.safetensors").glob("epoch-*.safetensors"))) == 6
