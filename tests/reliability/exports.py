"""Exports that are killed: the file is the old one or the new one, never a part; and one more export is the same bytes.

`python -m tests.reliability.exports`
"""

import argparse
import multiprocessing
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep

from composer.disk import partial_path, replace_file
from composer.midi.encoding import score_to_bytes
from composer.midi.files import read_score, write_score
from composer.music.score import Note, Score, Track
from tests.reliability.mutants import made

NOTES = 20_000
LONGEST_WAIT = 0.05  # seconds from the first export to the kill


def kill_while_exporting(kills: int, folder: Path, rng_seed: int = 1) -> Counter[str]:
    """What the file was after each kill: "old", "new" (the one that was being written), or something that hurts."""
    rng = random.Random(rng_seed)
    path = folder / "tune.mid"
    first, second = _two_scores()
    contents = [score_to_bytes(first), score_to_bytes(second)]
    context = multiprocessing.get_context("fork")  # no threads here, and nothing to import two hundred times
    found: Counter[str] = Counter()
    for _ in range(kills):
        path.write_bytes(contents[0])
        has_begun = context.Event()
        process = context.Process(target=_export_on_and_on, args=(path, contents, has_begun))
        process.start()
        has_begun.wait(60)
        sleep(rng.uniform(0, LONGEST_WAIT))
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        found["in the middle of writing"] += partial_path(path).exists()
        after = path.read_bytes()
        found["whole" if after in contents else "DAMAGED"] += 1
        write_score(second, path)
        found["the next export worked"] += path.read_bytes() == contents[1] and os.listdir(folder) == ["tune.mid"]
    return found


def unstable_files(sources: Iterator[tuple[str, bytes]]) -> list[str]:
    """The names of files that change when they are exported, imported and exported again."""
    unstable = []
    for name, contents in sources:
        once = score_to_bytes(read_score(contents))
        if score_to_bytes(read_score(once)) != once:
            unstable.append(name)
    return unstable


def _two_scores() -> list[Score]:
    return [
        Score((Track.of([Note(40 + (7 * index + shift) % 50, 60 * index, 60) for index in range(NOTES)]),))
        for shift in (0, 1)
    ]


def _export_on_and_on(path: Path, contents: list[bytes], has_begun) -> None:
    """What `write_score` does once the bytes are made, so that most kills hit the writing."""
    for each in cycle(reversed(contents)):
        has_begun.set()
        replace_file(path, each)


def main() -> int:
    """Show it, at full size unless told otherwise; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    wanted = parser.parse_args()
    with TemporaryDirectory() as name:
        found = kill_while_exporting(wanted.kills, Path(name))
    print(f"{wanted.kills} exports killed: {dict(found)}")
    unstable = unstable_files((f"made {number}", made(random.Random(number))) for number in range(1000))
    print(f"1000 files exported, imported and exported again: {len(unstable)} differ")
    is_well = found["whole"] == found["the next export worked"] == wanted.kills and not unstable
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())
