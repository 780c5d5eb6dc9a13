"""No file can hurt: odd, hostile and damaged MIDI files through the guarded reader.

With a folder as argument, every file in it is read too, and compared with the independent midicsv note for note.
"""

import argparse
import csv
import os
import resource
import shutil
import subprocess
import sys
from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from composer.guarded import GuardError, Limits, guarded
from composer.midi.decoding import decode
from composer.midi.files import LARGEST_FILE, ScoreFile, read_contents
from composer.midi.guarded_reading import read_score_in_steps
from composer.midi.smf import parse
from composer.music.errors import MidiFileError
from tests.reliability.mutants import mutants

MOST_SECONDS, MOST_MEGABYTES = 5.0, 500
MILLION = 1_000_000
BATCH = 50  # files read by one process

FileNote = tuple[int, int, int, int, int]  # channel, start, pitch, duration, velocity


@dataclass
class Tally:
    """What became of the files."""

    read: int = 0
    mended: int = 0
    refused: int = 0
    failures: list[str] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")
    costliest: tuple[float, str] = (0.0, "")

    def __str__(self) -> str:
        return (
            f"{self.read} read ({self.mended} of them mended), {self.refused} refused in a sentence, "
            f"{len(self.failures)} failures; slowest {self.slowest[0]:.2f} s ({self.slowest[1]}), "
            f"most processor time {self.costliest[0]:.2f} s ({self.costliest[1]}), "
            f"largest process {_megabytes(resource.RUSAGE_CHILDREN)} MB, here {_megabytes(resource.RUSAGE_SELF)} MB"
        )

    def try_to_read(self, path: Path, name: str) -> ScoreFile | None:
        """Read `path` as the window does; anything but a score or a clear refusal in time is a failure."""
        began, spent_before = perf_counter(), _processor_seconds()
        found = None
        try:
            *_, found = read_score_in_steps(path)
        except MidiFileError as refusal:
            self.refused += 1
            if "unforeseen" in str(refusal) or "unexpectedly" in str(refusal):
                self.failures.append(f"{name}: {refusal}")
        except Exception as error:  # noqa: BLE001 - that there is none is what is shown
            self.failures.append(f"{name}: raw {error!r}")
        else:
            assert isinstance(found, ScoreFile)
            self._count(bool(found.mendings))
        self._time(perf_counter() - began, _processor_seconds() - spent_before, name)
        return found if isinstance(found, ScoreFile) else None

    def try_to_read_all(self, paths: list[Path]) -> None:
        """The same for many files in one guarded process, which is ended by what ends it."""
        told = 0
        try:
            for outcome in guarded(
                _outcomes,
                paths,
                limits=Limits(seconds=3600, processor_seconds=int(MOST_SECONDS) * len(paths), megabytes=400),
            ):
                if outcome is not None:
                    seconds, spent, has_mendings, raw = outcome
                    name = paths[told].name
                    told += 1
                    self._time(seconds, spent, name)
                    if raw:
                        self.failures.append(f"{name}: raw {raw}")
                    elif has_mendings is None:
                        self.refused += 1
                    else:
                        self._count(has_mendings)
        except GuardError as error:
            self.failures.append(f"{paths[told].name}: {error}")

    def _count(self, has_mendings: bool) -> None:
        self.read += 1
        self.mended += has_mendings

    def _time(self, seconds: float, spent: float, name: str) -> None:
        self.slowest = max(self.slowest, (seconds, name))
        self.costliest = max(self.costliest, (spent, name))
        if min(seconds, spent) > MOST_SECONDS:  # what a busy machine adds is not the file's doing
            self.failures.append(f"{name}: took {seconds:.1f} s")
        # A process begins as a copy of the one that starts it, and its size then counts as its own.
        if _megabytes(resource.RUSAGE_CHILDREN) > max(MOST_MEGABYTES, _megabytes(resource.RUSAGE_SELF)):
            self.failures.append(f"{name}: {_megabytes(resource.RUSAGE_CHILDREN)} MB")


def _outcomes(paths: list[Path]) -> Iterator[tuple[float, float, bool | None, str]]:
    """For each file the seconds, those of the processor, whether it was mended (None: refused), and mistakes."""
    for path in paths:
        began, spent_before = perf_counter(), process_time()
        has_mendings, raw = None, ""
        try:
            columns = decode(read_contents(path), path.name)
            columns.to_score()
            has_mendings = bool(columns.mendings)
        except MidiFileError:
            pass
        except Exception as error:  # noqa: BLE001 - that there is none is what is shown
            raw = repr(error)
        yield perf_counter() - began, process_time() - spent_before, has_mendings, raw


def read_mutants(tally: Tally, count: int, folder: Path) -> None:
    """`count` damaged files of our own."""
    damaged = folder / "mutants"
    damaged.mkdir()
    for number, contents in enumerate(mutants(count)):
        (damaged / f"mutant {number:04}.mid").write_bytes(contents)
    paths = sorted(damaged.iterdir())
    for first in range(0, count, BATCH):
        tally.try_to_read_all(paths[first : first + BATCH])


def read_odd_places(tally: Tally, folder: Path) -> None:
    """What is no file, or no file that could be music."""
    for name, path in _odd_places(folder):
        before = tally.refused
        tally.try_to_read(path, name)
        if tally.refused == before:
            tally.failures.append(f"{name}: was not refused")
    odd_name = folder / os.fsdecode(b"M\xfcll\xff.mid")
    odd_name.write_bytes(next(mutants(1)))
    tally.try_to_read(odd_name, "a name that is no text")


def read_extremes(tally: Tally, folder: Path) -> None:
    """As much of everything as fits into the largest file that is read."""
    for name, event in {
        "a million notes": b"\x00\x90\x3c\x40\x10\x80\x3c\x00",
        "only onsets": b"\x00\x90\x3c\x40\x00\x3d\x40" + b"\x00\x3e\x40" * 20,
        "empty texts": b"\x00\xff\x01\x00",
        "tempo changes": b"\x01\xff\x51\x03\x01\x01\x01",
        "program changes": b"\x00\xc0\x01",
        "clock messages": b"\x00\xf8",
        "zeros": b"\x00",
        "empty tracks": b"\x00\xff\x2f\x00MTrk\0\0\0\4",
    }.items():
        is_million = name.startswith("a million")
        times = MILLION if is_million else (LARGEST_FILE - 100) // len(event)
        track = event * times
        contents = b"MThd\0\0\0\6\0\1\0\1\1\xe0MTrk"
        contents += (4 if name == "empty tracks" else len(track)).to_bytes(4, "big") + track
        path = folder / "extreme.mid"
        path.write_bytes(contents)
        found = tally.try_to_read(path, name)
        if is_million and (found is None or found.score.note_count != MILLION):
            tally.failures.append("a million notes: not all were read")


def compare(tally: Tally, folder: Path) -> dict[str, list[str]]:
    """Read every file under `folder` and compare its notes with midicsv's; file names by outcome."""
    outcomes: dict[str, list[str]] = defaultdict(list)
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    for first in range(0, len(paths), BATCH):
        tally.try_to_read_all(paths[first : first + BATCH])
    for path in paths:
        name = str(path.relative_to(folder))
        theirs = notes_of_midicsv(path)
        try:
            contents = read_contents(path)
            mendings = decode(contents, name).mendings
        except MidiFileError:
            outcomes["refused by both" if theirs is None else "refused by us"].append(name)
            continue
        if theirs is None:
            outcomes["refused by midicsv, read by us"].append(name)
        elif theirs == notes_of_ours(contents):
            outcomes["equal note for note"].append(name)
        elif mendings:
            outcomes["; ".join(mendings)].append(name)
        else:
            outcomes["UNEXPLAINED"].append(name)
            tally.failures.append(f"{name}: other notes than midicsv's, and nothing mended")
    return outcomes


def notes_of_ours(contents: bytes) -> Counter[FileNote]:
    """The notes of every track, before they become tracks of a score."""
    found: Counter[FileNote] = Counter()
    for track in parse(contents, "it").tracks:
        notes = track.notes
        columns = (notes.channel, notes.start, notes.pitch, notes.duration, notes.velocity)
        found.update(zip(*(column.tolist() for column in columns), strict=True))
    return found


def notes_of_midicsv(path: Path) -> Counter[FileNote] | None:
    """The same as midicsv reads them, the first off ending the first on; None if it refuses the file.

    Like ours, a note of no length lasts one tick.
    """
    finished = subprocess.run(["midicsv", path], capture_output=True, timeout=60)
    if finished.returncode != 0:
        return None
    found: Counter[FileNote] = Counter()
    sounding: dict[tuple[str, int, int], deque[tuple[int, int]]] = defaultdict(deque)
    for row in csv.reader(finished.stdout.decode("latin-1").splitlines(), skipinitialspace=True, escapechar="\\"):
        if len(row) < 6 or row[2] not in ("Note_on_c", "Note_off_c"):
            continue
        track, tick, channel, pitch, velocity = row[0], int(row[1]), *map(int, row[3:6])
        key = (track, channel, pitch)
        if row[2] == "Note_on_c" and velocity:
            sounding[key].append((tick, velocity))
        elif sounding[key]:
            start, struck = sounding[key].popleft()
            found[channel, start, pitch, max(tick - start, 1), struck] += 1
    return found


def main() -> int:
    """Show it, at full size unless told otherwise; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    known = os.environ.get("COMPOSER_CONFORMANCE")
    parser.add_argument(
        "folder",
        nargs="?",
        type=Path,
        default=known and Path(known),
        help="more files to read and to compare with midicsv",
    )
    parser.add_argument("--mutants", type=int, default=2000)
    parser.add_argument("--only-folder", action="store_true", help="leave out everything but the folder")
    wanted = parser.parse_args()
    failures: list[str] = []
    with TemporaryDirectory() as name:
        folder = Path(name)
        shows = {
            "Odd places": lambda tally: read_odd_places(tally, folder),
            "Extremes": lambda tally: read_extremes(tally, folder),
            f"{wanted.mutants} mutants": lambda tally: read_mutants(tally, wanted.mutants, folder),
        }
        for title, show in ({} if wanted.only_folder else shows).items():
            with _told(title, failures) as tally:
                show(tally)
    if wanted.folder and shutil.which("midicsv"):
        with _told(f"{wanted.folder}", failures) as tally:
            for outcome, names in sorted(compare(tally, wanted.folder).items(), key=lambda item: -len(item[1])):
                examples = f": {', '.join(names[:3])}{' …' if len(names) > 3 else ''}"
                print(f"  {len(names):4} {outcome}{'' if outcome.startswith('equal') else examples}")
    print(*failures, sep="\n")
    return 1 if failures else 0


@contextmanager
def _told(title: str, failures: list[str]) -> Iterator[Tally]:
    tally = Tally()
    yield tally
    print(f"{title}: {tally}", flush=True)
    failures += tally.failures


def _odd_places(folder: Path) -> Iterator[tuple[str, Path]]:
    os.mkfifo(folder / "pipe.mid")
    yield "a pipe", folder / "pipe.mid"
    yield "/dev/zero", Path("/dev/zero")
    yield "a folder", folder
    (folder / "link.mid").symlink_to(folder / "gone.mid")
    yield "a dangling link", folder / "link.mid"
    (folder / "loop.mid").symlink_to(folder / "loop.mid")
    yield "a link to itself", folder / "loop.mid"
    with (folder / "sparse.mid").open("wb") as file:
        file.truncate(2 * 2**30)
    yield "a sparse file of 2 GB", folder / "sparse.mid"
    locked = folder / "locked.mid"
    locked.write_bytes(b"MThd")
    locked.chmod(0)
    yield "a file without permission", locked  # root may read it, and then it is cut off
    yield "a missing file", folder / "missing.mid"
    yield "a name that is too long", folder / ("x" * 300 + ".mid")
    yield "a name with a zero byte", Path("zero\0.mid")


def _processor_seconds() -> float:
    """What this process and those that it has started and seen end have used."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _megabytes(who: int) -> int:
    return resource.getrusage(who).ru_maxrss // 1024


if __name__ == "__main__":
    sys.exit(main())
