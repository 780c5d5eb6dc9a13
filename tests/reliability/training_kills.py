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
from composer.training.runs import Phase, RunRequest, new_run
from composer.training.survey import Findings, survey

BROKEN = 0.02  # share of the files of the large folder

_EPOCHS = 60  # of a fraction of a second each
_PATIENCE = 180.0  # seconds for a process to end by itself


@dataclass
class KillReport:
    """What was seen."""

    kills: int = 0
    loads: int = 0  # checkpoints that could be read after a kill
    backwards: int = 0  # kills after which fewer epochs were known than after an earlier one
    is_identical: bool = False  # to the weights of a run that was never killed


def tunes(folder: Path, count: int, rng: random.Random) -> None:
    """Write so many different tunes."""
    folder.mkdir()
    for number in range(count):
        notes = [Note(rng.randint(48, 84), 240 * at, 240) for at in range(60)]
        write_score(Score((Track.of(notes),)), folder / f"{number:05}.mid")


def show_kills(kills: int, work: Path, rng: random.Random) -> KillReport:
    """Kill -9 a training at random moments until it is done, then compare it with one that was let alone."""
    os.environ["XDG_DATA_HOME"] = str(work / "data")
    tunes(work / "music", 6, rng)
    request = RunRequest("killed", str(work / "music"), "step-duration-lstm", _EPOCHS, 32, 16, hold_out=True)
    run, straight = new_run(request), new_run(replace(request, name="straight"))
    report = KillReport()
    epochs = 0
    while report.kills < kills and not run.status.phase.is_over:
        process = start_process(run)
        until = monotonic() + rng.uniform(0.0, 6.0)  # of which the imports take some
        while monotonic() < until and process.poll() is None:
            sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait()
        report.kills += 1
        state = run.path / "model-training" / "state.pt"
        if state.exists():
            known = torch.load(state, weights_only=True)["standing"]["epoch"]
            report.loads += 1
            report.backwards += known < epochs
            epochs = known
        else:
            report.loads += 1  # killed before there was anything to lose
    for each in (run, straight):
        if not each.status.phase.is_over:
            start_process(each).wait(_PATIENCE)
    assert run.status.phase is straight.status.phase is Phase.FINISHED
    first, second = (load_recipe(each.target).network.state_dict() for each in (run, straight))
    report.is_identical = all(torch.equal(first[name], second[name]) for name in first)
    return report


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
            is_good &= report.is_identical and report.loads == report.kills and not report.backwards
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
