"""A small training killed at random moments, again and again; and a folder of thousands of files, some broken.

`python -m tests.reliability.training_kills --kills 100 --files 5000` is the whole show.
"""

import argparse
import os
import random
import signal
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic, perf_counter, sleep

import torch

from composer.generation.recipes.model import load_recipe
from composer.midi.files import write_score
from composer.music.score import Note, Score, Track
from composer.training.corpus import midi_files
from composer.training.run_process import start_process
from composer.training.runs import Phase, Run, RunRequest, new_run
from composer.training.survey import Findings, survey

BROKEN = 0.02  # share of the files of the large folder

_EPOCHS = 100  # of a fraction of a second each
_KILLED_EARLY = 0.2  # share of the kills that may come before the first step
_LONGEST_LIFE = 2.0  # seconds
_PATIENCE = 180.0  # seconds for a process to end by itself


@dataclass
class KillReport:
    """What was seen."""

    kills: int = 0
    while_learning: int = 0  # those after the first step of a process; the others come while it starts
    runs: int = 0  # that were killed, until each was done after all
    loads: int = 0  # checkpoints that could be read after a kill
    lost: int = 0  # epochs that the log had shown, and that the checkpoint did not know
    different: int = 0  # runs whose weights are not those of one that was never killed


def tunes(folder: Path, count: int, rng: random.Random) -> None:
    """Write so many different tunes."""
    folder.mkdir()
    for number in range(count):
        notes = [Note(rng.randint(48, 84), 240 * at, 240) for at in range(60)]
        write_score(Score((Track.of(notes),)), folder / f"{number:05}.mid")


def show_kills(kills: int, work: Path, rng: random.Random, epochs: int = _EPOCHS) -> KillReport:
    """Kill -9 trainings at random moments until each is done, then compare it with one that was let alone."""
    os.environ["XDG_DATA_HOME"] = str(work / "data")
    tunes(work / "music", 6, rng)
    report = KillReport()
    while report.kills < kills:
        report.runs += 1
        request = RunRequest(
            "killed", str(work / "music"), "step-duration-lstm", epochs, 32, 16, hold_out=True, rng_seed=report.runs
        )
        run, straight = new_run(request), new_run(replace(request, name="straight"))
        while report.kills < kills and not run.status.phase.is_over:
            _kill(run, rng, report)
        rest = [start_process(each) for each in (run, straight) if not each.status.phase.is_over]
        assert [process.wait(_PATIENCE) for process in rest] == [0] * len(rest)
        assert {each.status.phase for each in (run, straight)} == {Phase.FINISHED}
        report.different += not same_weights(run, straight)
    return report


def _kill(run: Run, rng: random.Random, report: KillReport) -> None:
    """Let a process train for a random time, mostly from its first step on, then look at what it has left."""
    log = run.path / "log.jsonl"
    before = log.stat().st_mtime_ns if log.exists() else 0
    process = start_process(run)
    if rng.random() > _KILLED_EARLY:
        until = monotonic() + _PATIENCE
        while monotonic() < until and process.poll() is None and not (log.exists() and log.stat().st_mtime_ns > before):
            sleep(0.01)
    until = monotonic() + rng.uniform(0.0, _LONGEST_LIFE)
    while monotonic() < until and process.poll() is None:
        sleep(0.01)
    if process.poll() is not None:
        return  # it was done before
    process.send_signal(signal.SIGKILL)
    process.wait()
    report.kills += 1
    report.while_learning += log.exists() and log.stat().st_mtime_ns > before
    shown = max((point.epoch for point in run.points() if point.ends_epoch), default=0)
    state = run.path / "model-training" / "state.pt"
    known = torch.load(state, weights_only=True)["standing"]["epoch"] if state.exists() else 0
    report.loads += 1
    report.lost += max(shown - known, 0)


def same_weights(one: Run, other: Run) -> bool:
    """Whether the models of two runs are equal, bit for bit."""
    first, second = (load_recipe(each.target).network.state_dict() for each in (one, other))
    return all(torch.equal(first[name], second[name]) for name in first)


def show_broken(files: int, work: Path, rng: random.Random) -> tuple[Findings, set[str], float]:
    """Look through so many files; returns what was found, the names of the broken ones, and the seconds it took."""
    folder = work / "many"
    tunes(folder, files, rng)
    broken = set(rng.sample([path.name for path in midi_files(folder)], max(round(BROKEN * files), 1)))
    for name in broken:
        whole = (folder / name).read_bytes()
        (folder / name).write_bytes(rng.choice([b"", b"MThd", whole[:20], rng.randbytes(200)]))
    findings = Findings()
    began = perf_counter()
    for finding in survey(midi_files(folder)):
        if finding is not None:
            findings.add(finding)
    return findings, broken, perf_counter() - began


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--files", type=int, default=5000)
    parser.add_argument("--rng-seed", type=int, default=1)
    arguments = parser.parse_args()
    rng = random.Random(arguments.rng_seed)
    is_good = True
    with tempfile.TemporaryDirectory() as work:
        if arguments.files:
            findings, broken, seconds = show_broken(arguments.files, Path(work), rng)
            named = {each.path.name for each in findings.unreadable}
            print(
                f"{findings.count} files in {seconds:.1f} s; {len(broken)} broken, {len(named & broken)} of them named"
            )
            is_good = named == broken and findings.count == arguments.files
        if arguments.kills:
            report = show_kills(arguments.kills, Path(work), rng)
            print(report)
            is_good &= report.loads == report.kills >= arguments.kills and not report.lost and not report.different
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
