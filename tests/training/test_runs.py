"""The folder of a run, seen from outside."""

import json
from dataclasses import asdict

import pytest

from composer.training.runs import (
    Phase,
    Point,
    Run,
    RunError,
    RunRequest,
    RunStatus,
    Wish,
    all_runs,
    new_run,
    points_in,
)

REQUEST = RunRequest("Nocturnes / mine", "/music", "lofi-lstm", 3, 16, 8, left_out=("/music/twice.mid",))
POINT = Point(1, 10, 1, 2, 4.5, 0.1, 2.0, 18.0)


@pytest.fixture
def run(tmp_path) -> Run:
    return new_run(REQUEST, tmp_path)


def test_a_request_is_read_again_as_it_was_made(run):
    assert Run(run.path).request == REQUEST


def test_runs_of_one_name_get_folders_of_their_own_and_are_listed_newest_first(tmp_path, run):
    import os

    again = new_run(REQUEST, tmp_path)
    os.utime(run.path / "run.json", (1, 1))
    assert [each.path.name for each in all_runs(tmp_path)] == ["Nocturnes-mine-2", "Nocturnes-mine"]
    assert again.path != run.path


def test_a_status_and_a_wish_are_read_by_others(run):
    assert (run.status, run.wish) == (RunStatus(), Wish.GO_ON)
    run.tell(RunStatus(Phase.PAUSED, "The disk is full."))
    run.ask(Wish.STOP)
    assert (run.status, run.wish) == (RunStatus(Phase.PAUSED, "The disk is full."), Wish.STOP)


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"phase": "asleep"}', b'{"mood": 1}', b"[" * 100_000])
def test_a_damaged_status_counts_as_just_begun(run, damage):
    (run.path / "status.json").write_bytes(damage)
    assert run.status == RunStatus()


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"name": "x"}'])
def test_a_damaged_request_is_told_in_a_sentence(run, damage):
    (run.path / "run.json").write_bytes(damage)
    with pytest.raises(RunError, match="not the folder of a training"):
        _ = run.request


def test_a_run_is_running_while_somebody_holds_its_lock(run):
    from datetime import datetime

    lock = run.lock()
    assert not run.is_running
    lock.acquire(datetime.now())
    assert run.is_running
    lock.release()
    assert not run.is_running


@pytest.mark.parametrize("before", [0, 100, 1 << 27])
def test_the_newest_line_is_found_in_a_log_of_any_length_and_one_still_being_written_is_not(run, before):
    assert run.last_point is None
    line = json.dumps(asdict(POINT)).encode()
    with (run.path / "log.jsonl").open("wb") as log:
        log.truncate(before)
        log.seek(before)
        log.write(b"\n" + line + b"\n" + line.replace(b"4.5", b"3.5"))
    assert run.last_point == POINT


def test_a_line_of_the_log_that_is_cut_off_is_left_out():
    line = json.dumps(asdict(POINT)).encode()
    assert points_in(line + b"\n" + line[:20]) == [POINT]
