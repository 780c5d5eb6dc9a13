"""How many files a second a large corpus is read at, and how much memory that takes: real files, many times over.

python -m tests.benchmarks.bench_corpus FOLDER --files 20000
"""

import argparse
import contextlib
import itertools
import os
import resource
import tempfile
import time
from pathlib import Path

from composer.training.corpus import midi_files, read_corpus
from composer.training.dataset import Streams

_ROWS = 10  # of the table


def main() -> None:
    """Read the files, break off and go on, and read what is kept; print a table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--files", type=int, default=20_000)
    arguments.add_argument("--workers", type=int, default=2)
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder.parent) as scratch:
        music, kept = Path(scratch, "music"), Path(scratch, "kept")
        _multiply(midi_files(options.folder), options.files, music)
        print(f"{'files':>8} {'files/s':>8} {'own processor s':>16} {'all processors s':>17} {'own MB':>8}")
        broken_off = _read(music, kept, options.workers, options.files // 2)
        print(f"broken off after {broken_off} files, and started again")
        _read(music, kept, options.workers, None)
        print("once more, with everything kept")
        began = time.monotonic()
        corpus, unreadable = read_corpus(music, kept_in=kept)
        notes = sum(record.notes[1] - record.notes[0] for record in corpus.records)
        print(f"{len(corpus)} pieces, {notes} notes, {len(unreadable)} left out: {time.monotonic() - began:.1f} s")
        size = sum(path.stat().st_size for path in kept.iterdir())
        print(f"{size / 1e6:.0f} MB on disk, {_memory():.0f} MB in memory")
        streams = iter(Streams(corpus, 64, 192, 1))
        for batches in (1, 50, 50):
            began = time.monotonic()
            for _ in itertools.islice(streams, batches):
                pass
            print(
                f"{batches} batches of 64 × 192 notes: {time.monotonic() - began:.1f} s, {_memory():.0f} MB in memory"
            )


def _multiply(files: list[Path], count: int, target: Path) -> None:
    """So many links to the files, in folders of a thousand."""
    for number, path in zip(range(count), itertools.cycle(files)):
        folder = target / f"{number // 1000:03}"
        folder.mkdir(parents=True, exist_ok=True)
        os.link(path, folder / f"{number:06}.mid")


class _Enough(Exception):  # noqa: N818 not an error
    """So many files have been read."""


def _read(music: Path, kept: Path, workers: int, until: int | None) -> int:
    """Read until so many files are known, telling how it goes; returns how many are."""
    began, last = time.monotonic(), 0
    first = done_before = None

    def report(done: int, total: int) -> None:
        nonlocal began, last, first, done_before
        if first is None:
            first = done_before = last = done
            began = time.monotonic()
        if done - last >= total // _ROWS:
            own = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])  # user and system
            pace = (done - last) / (time.monotonic() - began)
            print(f"{done:8} {pace:8.0f} {own:16.1f} {_processors():17.1f} {_memory():8.0f}", flush=True)
            began, last = time.monotonic(), done
        if until is not None and done >= until:
            raise _Enough
        done_before = done

    with contextlib.suppress(_Enough):
        read_corpus(music, report, workers, kept_in=kept)
    return done_before or 0


def _memory() -> float:
    """Resident memory of this process that is its own, not mapped from files, in MB."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("RssAnon:")[2].split()[0]) / 1000


def _processors() -> float:
    """Processor seconds of this process and its living children."""
    ticks = os.sysconf("SC_CLK_TCK")
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    total = 0.0
    for process in ("self", *children):
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        total += (int(fields[11]) + int(fields[12])) / ticks
    return total


if __name__ == "__main__":
    main()
