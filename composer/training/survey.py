"""Looking through a folder before anything is learned from it: what its files hold, or why not. No torch."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from composer.guarded import GuardError, Limits, guarded
from composer.midi.bulk import read_columns
from composer.music.errors import MidiFileError

PITCHES = 128
SPAN_SECONDS = 0.01  # width of a class of steps or durations
SPANS = 1000  # classes of them; the last holds all longer ones too
TAIL = 0.025  # share of the longest spans that the articles leave out of their plots

_FILES_AT_ONCE = 200  # in one guarded process, which takes half a second to start
_LIMITS = Limits(megabytes=600)


@dataclass(frozen=True, slots=True)
class Finding:
    """What is in a file, or why it cannot be read."""

    path: Path
    notes: int = 0  # pitched ones
    digest: str = ""  # of its notes: equal in files that hold the same music
    reason: str = ""
    pitches: np.ndarray | None = None  # (128,) notes of each pitch
    steps: np.ndarray | None = None  # (SPANS,) seconds from one onset to the next
    durations: np.ndarray | None = None  # (SPANS,) seconds


@dataclass
class Findings:
    """What is in a folder, as far as it has been looked through."""

    readable: list[Finding] = field(default_factory=list)
    unreadable: list[Finding] = field(default_factory=list)
    duplicates: list[Finding] = field(default_factory=list)  # of music that is among the readable
    notes: int = 0
    pitches: np.ndarray = field(default_factory=lambda: np.zeros(PITCHES, dtype=np.int64))
    steps: np.ndarray = field(default_factory=lambda: np.zeros(SPANS, dtype=np.int64))
    durations: np.ndarray = field(default_factory=lambda: np.zeros(SPANS, dtype=np.int64))
    _digests: set[str] = field(default_factory=set)

    @property
    def count(self) -> int:
        """Files that have been looked at."""
        return len(self.readable) + len(self.unreadable) + len(self.duplicates)

    @property
    def left_out(self) -> tuple[str, ...]:
        """The files from which nothing should be learned."""
        return tuple(str(each.path) for each in (*self.unreadable, *self.duplicates))

    def add(self, finding: Finding) -> None:
        """Count a file."""
        if finding.reason:
            self.unreadable.append(finding)
        elif finding.digest in self._digests:
            self.duplicates.append(finding)
        else:
            assert finding.pitches is not None
            assert finding.steps is not None
            assert finding.durations is not None
            self._digests.add(finding.digest)
            self.readable.append(finding)
            self.notes += finding.notes
            self.pitches += finding.pitches
            self.steps += finding.steps
            self.durations += finding.durations


def survey(paths: Sequence[Path]) -> Iterator[Finding | None]:
    """Look at every file, in guarded processes; None now and then while one is busy.

    A file that ends its process is unreadable, too, and the next ones are looked at by another.
    """
    done = 0
    while done < len(paths):
        batch = paths[done : done + _FILES_AT_ONCE]
        try:
            for finding in guarded(_look_at, batch, limits=_LIMITS):
                done += finding is not None
                yield finding
        except GuardError as error:
            yield Finding(paths[done], reason=f"“{paths[done].name}” cannot be read because {error}.")
            done += 1


def without_tail(counts: np.ndarray) -> np.ndarray:
    """Classes of spans without the longest `TAIL` of them."""
    total = counts.sum()
    if not total:
        return counts[:1]
    return counts[: int(np.searchsorted(np.cumsum(counts), (1 - TAIL) * total)) + 1]


def _look_at(paths: Sequence[Path]) -> Iterator[Finding]:
    for path in paths:
        try:
            yield _finding(path)
        except MidiFileError as error:
            yield Finding(path, reason=str(error))


def _finding(path: Path) -> Finding:
    columns = read_columns(path)
    if not len(columns.start):
        return Finding(path, reason=f"“{path.name}” has no pitched notes.")
    order = np.lexsort((columns.duration, columns.pitch, columns.start))
    start, pitch, duration = columns.start[order], columns.pitch[order], columns.duration[order]
    digest = hashlib.sha256(np.stack([start - start[0], pitch, duration]).tobytes()).hexdigest()
    seconds = 60 / max(columns.bpm, 1) / columns.meter_map.ppq
    return Finding(
        path,
        notes=len(start),
        digest=digest,
        pitches=np.bincount(pitch, minlength=PITCHES)[:PITCHES],
        steps=_in_classes(np.diff(start) * seconds),
        durations=_in_classes(duration * seconds),
    )


def _in_classes(spans: np.ndarray) -> np.ndarray:
    """How many spans of seconds are in each class, (SPANS,)."""
    classes = np.clip(np.round(spans / SPAN_SECONDS), 0, SPANS - 1).astype(np.int64)
    return np.bincount(classes, minlength=SPANS)
