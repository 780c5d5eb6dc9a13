import json
from dataclasses import replace

import pytest
import torch

from composer.generation.checkpoint import ModelCard, load_model
from composer.generation.network import NetworkConfig
from composer.generation.registry import FLAGSHIP, SUFFIX
from composer.music.errors import CorpusError
from composer.resources import resource
from composer.training.evaluate import evaluate
from composer.training.floors import floors
from composer.training.saving import TrainingError
from composer.training.trainer import TrainingConfig, train

CARD = ModelCard("test", "thirty made-up tunes")
SMALL = NetworkConfig(hidden=32, layers=2, head=16, copies=True)


def config(steps: int) -> TrainingConfig:
    return TrainingConfig(
        steps=steps,
        streams=8,
        window=64,
        learning_rate=1e-2,
        warm_up=5,
        average=0.9,
        validate_every=20,
        validation_notes=500,
        network=SMALL,
    )


@pytest.fixture(autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def test_training_learns_more_than_counting_knows_of_the_next_field(corpus, tmp_path):
    *_, last = train(corpus, config(160), tmp_path, CARD)

    network, card = load_model(tmp_path / "best.safetensors")
    learned = evaluate(network, corpus, "test")
    unigram = floors(corpus, "test")["unigram"]

    assert last.step == 160
    assert card.held_out["total"] == pytest.approx(last.held_out["total"])
    assert learned["total"] < unigram["total"]


def test_training_begins_with_what_another_network_has_learned_even_if_that_cannot_copy(corpus, tmp_path):
    small = replace(SMALL, copies=False)
    list(train(corpus, replace(config(60), network=small), tmp_path / "first", CARD))
    learned, _ = load_model(tmp_path / "first" / "best.safetensors")

    careful = replace(config(1), learning_rate=1e-9)
    *_, last = train(corpus, careful, tmp_path / "second", CARD, learned)

    assert last.held_out is not None
    assert last.held_out["total"] == pytest.approx(evaluate(learned, corpus, "valid", 500)["total"], abs=0.1)


def test_training_for_some_minutes_ends_when_they_are_over(corpus, tmp_path):
    [only] = train(corpus, replace(config(1000), minutes=1e-6), tmp_path, CARD)

    assert only.held_out is not None


def test_training_that_does_not_help_any_more_ends_and_stays_ended(corpus, tmp_path):
    impatient = replace(config(1000), learning_rate=0.0, final_learning_rate=0.0, validate_every=2, patience=3)
    learned, _ = load_model(resource("models", FLAGSHIP + SUFFIX))
    impatient = replace(impatient, network=learned.config)

    *_, last = train(corpus, impatient, tmp_path, CARD, learned)

    assert last.step == 3 * 2  # what it knew before was the first and stayed the best
    assert list(train(corpus, impatient, tmp_path, CARD, learned)) == []


def test_the_log_has_a_line_for_every_step(corpus, tmp_path):
    list(train(corpus, config(20), tmp_path, CARD))

    lines = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert [line["step"] for line in lines] == list(range(1, 21))
    assert lines[-1]["held_out"]["notes"] > 0


def test_a_stopped_run_goes_on_from_its_last_checkpoint(corpus, tmp_path):
    stopped = train(corpus, config(60), tmp_path, CARD)
    for progress in stopped:
        if progress.step == 25:
            break
    stopped.close()

    first = next(iter(train(corpus, config(60), tmp_path, CARD)))

    assert first.step == 21
    assert first.notes == 21 * 8 * 64


def test_a_run_does_not_go_on_with_other_music(corpus, tmp_path):
    list(train(corpus, config(20), tmp_path, CARD))
    fewer = replace(corpus, records=corpus.records[:-1], style=corpus.style[:-1], split=corpus.split[:-1])
    with pytest.raises(CorpusError, match="music has changed"):
        next(iter(train(fewer, config(40), tmp_path, CARD)))


def test_a_stopped_run_ends_with_the_very_weights_of_one_that_was_not(corpus, tmp_path):
    list(train(corpus, config(50), tmp_path / "whole", CARD))
    stopped = train(corpus, config(50), tmp_path / "parts", CARD)
    for progress in stopped:
        if progress.step == 25:
            break
    list(train(corpus, config(50), tmp_path / "parts", CARD))
    whole, parts = (load_model(tmp_path / name / "best.safetensors")[0].state_dict() for name in ("whole", "parts"))
    assert all(torch.equal(whole[name], parts[name]) for name in whole)


def test_every_so_many_validations_the_weights_are_kept(corpus, tmp_path):
    list(train(corpus, replace(config(60), keep_every=2), tmp_path, CARD))
    assert [path.name for path in tmp_path.glob("epoch-*")] == ["epoch-002.safetensors"]


def test_a_full_disk_leaves_the_checkpoint_intact_and_is_told(corpus, tmp_path, monkeypatch):
    list(train(corpus, config(20), tmp_path, CARD))
    before = (tmp_path / "checkpoint.pt").read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(torch, "save", full)
    with pytest.raises(TrainingError, match="no space left"):
        list(train(corpus, config(40), tmp_path, CARD))
    assert (tmp_path / "checkpoint.pt").read_bytes() == before


def test_what_a_network_knew_before_is_kept_if_training_makes_it_worse(corpus, tmp_path):
    list(train(corpus, config(60), tmp_path / "first", CARD))
    learned, card = load_model(tmp_path / "first" / "best.safetensors")
    spoiled = replace(config(20), learning_rate=3.0, warm_up=1, average=0.0)
    list(train(corpus, spoiled, tmp_path / "second", CARD, learned))
    _, kept = load_model(tmp_path / "second" / "best.safetensors")
    assert kept.held_out["total"] == pytest.approx(card.held_out["total"], rel=1e-3)
    assert kept.notes_trained == 0
