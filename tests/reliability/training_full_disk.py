"""A training whose disk fills up: it pauses and says so, its checkpoint stays, and it goes on once there is room."""

import argparse
import os
import random
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, perf_counter, sleep

import torch

from composer.training.run_process import start_process
from composer.training.runs import Phase, Run, RunRequest, Wish, new_run
from tests.reliability.failing_disks import fill, small_disk
from tests.reliability.training_kills import same_weights, tunes

_MEGABYTES = 8  # of the disk
_PATIENCE = 600.0  # seconds: trainings let every other process go first


def show_full_disk(disk: Path, music: Path, times: int, rng: random.Random) -> str:
    """Fill the disk so many times at random moments of a training; then compare it with one that was let alone."""
    os.environ["XDG_DATA_HOME"] = str(disk)
    tunes(music, 6, rng)
    epochs = 10 * (times + 1)
    run = new_run(RunRequest("full", str(music), "step-duration-lstm", epochs, 32, 16), disk / "runs")
    shutil.copy(music / "00000.mid", run.path / "seed.mid")  # so that samples are written, too
    state = run.path / "model-training" / "state.pt"
    process = start_process(run)
    slowest, filled = 0.0, 0
    while filled < times:
        epoch = _epoch(run)
        _wait_until(run, lambda: state.exists() and _epoch(run) > epoch)  # noqa: B023 # called at once
        sleep(rng.random() * 0.3)
        ballast, began = fill(disk), perf_counter()
        _wait_until(run, lambda: run.status.phase in (Phase.PAUSED, Phase.FINISHED))
        assert run.status.phase is Phase.PAUSED, "it ended before the disk was full"
        assert "Make room" in run.status.sentence or "No space left" in run.status.sentence
        slowest, filled = max(slowest, perf_counter() - began), filled + 1
        torch.load(state, weights_only=True)
        ballast.unlink()
        run.ask(Wish.GO_ON)
    assert process.wait(_PATIENCE) == 0
    assert run.status.phase is Phase.FINISHED
    straight = new_run(RunRequest("alone", str(music), "step-duration-lstm", epochs, 32, 16), music.parent / "runs")
    start_process(straight).wait(_PATIENCE)
    assert same_weights(run, straight)
    return f"filled {filled} times: paused with a message each time, after {slowest:.1f} s at most; same weights"


def _epoch(run: Run) -> int:
    return max((point.epoch for point in run.points()), default=0)


def _wait_until(run: Run, condition) -> None:
    deadline = monotonic() + _PATIENCE
    while not condition():
        assert monotonic() < deadline, f"waited in vain; the run says {run.status}"
        sleep(0.02)


def main() -> int:
    """Full size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=10)
    with TemporaryDirectory() as folder:
        disk = Path(folder) / "disk"
        disk.mkdir()
        with small_disk(disk, _MEGABYTES) as is_mounted:
            if not is_mounted:
                print(f"No disk of {_MEGABYTES} MB could be mounted here, so none was filled.")
                return 0
            times, rng = parser.parse_args().times, random.Random(1)
            print(f"A disk of {_MEGABYTES} MB {show_full_disk(disk, Path(folder) / 'music', times, rng)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
