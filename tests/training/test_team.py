"""Training on several processes: two on this machine, over loopback."""

import json
import os
import socket
import sys
from collections.abc import Callable
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import pytest
import torch

from composer.generation.checkpoint import ModelCard, load_model
from composer.generation.network import NetworkConfig
from composer.training.corpus import read_corpus
from composer.training.saving import TrainingError
from composer.training.team import ALONE, Team, team
from composer.training.trainer import TrainingConfig, train

CARD = ModelCard("test", "thirty made-up tunes")
CONFIG = TrainingConfig(
    steps=12,
    streams=8,
    window=32,
    warm_up=2,
    average=0.9,
    validate_every=5,
    validation_notes=200,
    network=NetworkConfig(hidden=16, layers=2, head=16, copies=True),
)


def free_port() -> int:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return server.getsockname()[1]


def as_member(rank: int, port: int, work: Callable[..., None], arguments: tuple) -> None:
    """What `torchrun --nproc-per-node 2` sets up, then `work` with the team first."""
    place = {"RANK": rank, "LOCAL_RANK": rank, "WORLD_SIZE": 2, "LOCAL_WORLD_SIZE": 2, "MASTER_PORT": port}
    os.environ |= {name: str(value) for name, value in place.items()} | {"MASTER_ADDR": "127.0.0.1"}
    torch.set_num_threads(1)
    with team() as processes:
        work(processes, *arguments)
    os._exit(0)  # torch was seen to abort, rarely, while Python was taken down after all was done


def on_two_processes(work: Callable[..., None], *arguments: object) -> None:
    context, port = get_context("spawn"), free_port()
    members = [context.Process(target=as_member, args=(rank, port, work, arguments)) for rank in range(2)]
    for member in members:
        member.start()
    for member in members:
        member.join(100)
    assert [member.exitcode for member in members] == [0, 0]


def train_together(processes: Team, music: Path, cache: Path, folder: Path, stop_at: int | None) -> None:
    corpus = processes.one_by_one(lambda: read_corpus(music, workers=1, kept_in=cache)[0])
    for progress in train(corpus, CONFIG, folder, CARD, team=processes):
        if progress.step == stop_at:
            break


@pytest.mark.slow
@pytest.mark.skipif(not torch.distributed.is_available(), reason="This torch cannot train on several processes.")
@pytest.mark.skipif(sys.platform == "win32", reason="gloo on Windows finds no loopback by itself.")
def test_two_processes_learn_what_one_does_with_twice_the_streams_and_go_on_after_a_stop(
    music_folder, corpus, tmp_path
):
    torch.set_num_threads(1)
    *_, alone = train(corpus, CONFIG, tmp_path / "alone", CARD)
    on_two_processes(train_together, music_folder, tmp_path / "cache", tmp_path / "two", 8)
    on_two_processes(train_together, music_folder, tmp_path / "cache", tmp_path / "two", None)

    lines = [json.loads(line) for line in (tmp_path / "two" / "log.jsonl").read_text().splitlines()]
    assert [line["step"] for line in lines] == [*range(1, 9), *range(6, 13)]  # only the first writes; from step 5 on
    last = lines[-1]
    assert last["notes"] == alone.notes
    assert last["loss"] == pytest.approx(alone.loss, rel=1e-4)
    assert alone.held_out is not None
    assert last["held_out"]["total"] == pytest.approx(alone.held_out["total"], rel=1e-4)
    one, two = (torch.load(tmp_path / name / "checkpoint.pt", weights_only=True) for name in ("alone", "two"))
    apart = torch.cat([(weights - two["network"][name]).abs().flatten() for name, weights in one["network"].items()])
    # Adam divides by the size of the gradient: where that is only rounding, so is the way that a weight takes.
    assert (apart < 1e-4).double().mean() > 0.98
    assert apart.mean() < 2e-5
    for ours, theirs in zip(one["state"], two["state"], strict=True):
        assert torch.allclose(ours, theirs, rtol=2**-7, atol=2**-7)  # in bfloat16, of which this is the last place
    load_model(tmp_path / "two" / "best.safetensors")


def test_streams_that_cannot_be_shared_equally_are_refused(corpus, tmp_path):
    with pytest.raises(TrainingError, match="8 streams cannot be shared equally by 3"):
        next(train(corpus, CONFIG, tmp_path, CARD, team=Team(rank=1, size=3)))


def test_each_process_has_its_own_part_of_the_streams():
    assert [list(range(8))[Team(rank=rank, size=4).part(8)] for rank in range(4)] == [[0, 1], [2, 3], [4, 5], [6, 7]]
    assert ALONE.part(8) == slice(0, 8)


def test_without_torchrun_a_process_is_alone(monkeypatch):
    monkeypatch.delenv("WORLD_SIZE", raising=False)
    with team() as processes:
        assert processes == replace(processes, size=1) == ALONE
        assert processes.is_first
