"""The process that trains a run: it obeys the run's folder, survives the window, and leaves a model behind."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING

import composer
from composer.disk import reason_of, replace_file
from composer.generation.library import add_model
from composer.music.errors import ComposerError, CorpusError
from composer.storage.locks import ProjectLock
from composer.training.runs import Phase, Point, Run, RunError, RunStatus, Wish, points_in

if TYPE_CHECKING:  # imported in the process that trains
    from composer.training.corpus import Report
    from composer.training.lessons import Lesson

_APART = getattr(subprocess, "DETACHED_PROCESS", 0) | getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)  # on Windows
POLL_SECONDS = 0.5  # between two looks at what a paused run is asked
LOG_SECONDS = 1.0  # between two lines of the log
_SAMPLE_BARS = 4
_RESERVE = 1 << 16  # bytes on the disk that a run keeps for saying that there are no others left
_LOCK_PATIENCE = 2.0  # seconds: somebody who only looks holds the lock for a moment

Sleep = Callable[[float], None]


def start_process(run: Run) -> subprocess.Popen:
    """Train `run` in a process that goes on when this one ends. Raises OSError."""
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "composer"]
    source = str(Path(composer.__file__).parent.parent)
    found_in = os.pathsep.join(filter(None, (source, os.environ.get("PYTHONPATH"))))
    with (run.path / "errors.txt").open("ab") as errors:
        return subprocess.Popen(
            [*program, "train-run", str(run.path)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            env={**os.environ, "PYTHONPATH": found_in},
            start_new_session=True,
            creationflags=_APART,
        )


def train_run(run: Run, report: "Report | None" = None, wait: Sleep = sleep) -> Iterator[Point]:
    """Train what the run's folder asks for, yielding after every step, until the end or until told to stop.

    One process at a time trains a run; a second gets a RunError. Whatever else ends the training is in the status.
    """
    lock = _taken_lock(run, wait)
    teacher = _Teacher(run, wait)
    try:
        teacher.tell(RunStatus(Phase.READING))
        if run.wish is Wish.PAUSE:
            run.ask(Wish.GO_ON)
        yield from teacher.steps(report)
    except Exception as error:
        sentence = str(error) if isinstance(error, ComposerError) else f"Training failed: {error!r}."
        with suppress(OSError):
            run.tell(RunStatus(Phase.FAILED, sentence))
        raise
    finally:
        lock.release()


class _Teacher:
    """Takes a lesson through to its end."""

    def __init__(self, run: Run, wait: Sleep) -> None:
        self._run, self._wait = run, wait
        self._reserve = run.path / "reserve"
        self._left_out = ""  # a sentence on files

    def steps(self, report: "Report | None") -> Iterator[Point]:
        from composer.training.saving import TrainingError

        has_ended = False
        while not has_ended:  # after a pause, everything goes on from the checkpoint
            try:
                has_ended = yield from self._learn(report)
            except (TrainingError, CorpusError, OSError) as error:
                if isinstance(error, ComposerError) and error.__cause__ is None:
                    raise  # it is not the disk
                self._pause(_in_words(error, self._run) if isinstance(error, OSError) else str(error))

    def tell(self, status: RunStatus) -> None:
        with suppress(OSError):  # a full disk; the status is told again before anything else is written
            self._run.tell(status)

    def _learn(self, report: "Report | None") -> Iterator[Point]:
        """Train until the end or a pause; returns whether it was the end."""
        from composer.training.lessons import best_of, lesson_of

        run = self._run
        self._keep_reserve()
        try:
            lesson = lesson_of(run, report)
        except CorpusError as error:
            if error.__cause__ is not None or not best_of(run).exists():
                raise  # it is the disk, or nothing was learned yet
            return self._do_without_music(best_of(run))
        run.show_layers(lesson.layers)
        log = _Log(run.path / "log.jsonl")
        self._left_out = f"{len(lesson.unreadable)} files were left out. " if lesson.unreadable else ""
        self._tell_training()
        for point in self._until_stopped(lesson):
            self._write_line(log, point)
            if point.ends_epoch:
                self._write_sample(lesson, point.epoch)
            yield point
            if run.wish is Wish.PAUSE:
                lesson.save()
                self._pause("")
                return False
        lesson.save()
        lesson.keep()
        self._finish(lesson.model)
        return True

    def _do_without_music(self, best: Path) -> bool:
        """Wait until the music may be as it was, or keep the best if the run is to stop; returns whether it is."""
        if self._run.wish is Wish.STOP:
            self._finish(best)
            return True
        self._pause(
            f"The music in {self._run.request.folder} is not what this training began with: "
            "put it back and let it go on, or stop and keep the best."
        )
        return False

    def _finish(self, best: Path) -> None:
        """Put the model where all others are, and say so."""
        run = self._run
        self._reserve.unlink()
        model = add_model(best, run.request.name, run.passages)
        end = "Stopped; the best model is kept." if run.wish is Wish.STOP else "Finished."
        run.tell(RunStatus(Phase.FINISHED, self._left_out + end, str(model)))

    def _until_stopped(self, lesson: "Lesson") -> Iterator[Point]:
        steps = lesson.steps()
        while self._run.wish is not Wish.STOP and (point := next(steps, None)) is not None:
            yield point

    def _write_line(self, log: "_Log", point: Point) -> None:
        """Write the point down, however long there is no room for it: the checkpoint may know of it already."""
        is_written = has_waited = False
        while not is_written:
            try:
                if has_waited:
                    self._keep_reserve()
                log.add(point)
                is_written = True
            except OSError as error:
                self._pause(_in_words(error, self._run))
                has_waited = True
        if has_waited:
            self._tell_training()

    def _keep_reserve(self) -> None:
        replace_file(self._reserve, os.urandom(_RESERVE))

    def _tell_training(self) -> None:
        self.tell(RunStatus(Phase.TRAINING, self._left_out.strip()))

    def _pause(self, reason: str) -> None:
        """Wait until the run is asked to go on, or to stop. A `reason` is given unless somebody has asked for it."""
        self._reserve.unlink(missing_ok=True)  # to have room for the wish and the words
        is_asked = not reason
        while not is_asked or self._run.wish is Wish.PAUSE:
            if not is_asked:
                with suppress(OSError):  # even that room was taken: wait until there is some
                    self._run.ask(Wish.PAUSE)
                    is_asked = True
            self.tell(RunStatus(Phase.PAUSED, reason))
            self._wait(POLL_SECONDS)

    def _write_sample(self, lesson: "Lesson", epoch: int) -> None:
        """Let the run's seed be continued, to be heard."""
        from composer.generation.options import SamplingOptions
        from composer.midi.files import read_score, write_score
        from composer.music.seed import whole_seed
        from composer.music.take import keep

        seed_path = self._run.path / "seed.mid"
        if not seed_path.exists():
            return
        with suppress(ComposerError):  # a sample more or less is no reason to stop
            seed = whole_seed(read_score(seed_path))
            batches = lesson.continuer().continue_from(seed, SamplingOptions(bars=_SAMPLE_BARS, rng_seed=1))
            notes = [note for batch in batches for note in batch]
            write_score(keep(seed.score, notes), self._run.path / f"sample-{epoch:03}.mid")


class _Log:
    """The run's log, a line a second and one an epoch; what a killed run wrote after its last checkpoint goes away."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._is_first, self._due_at = True, 0.0

    def add(self, point: Point) -> None:
        """Write the point down, if it is time for one. Raises OSError; half a line may be there until the next call."""
        if self._is_first:
            self._cut(point.step)
        if self._is_first or point.ends_epoch or monotonic() >= self._due_at:
            self._is_first = True
            with self._path.open("a", encoding="utf-8") as file:
                file.write(_line(point))
            self._due_at = monotonic() + LOG_SECONDS
        self._is_first = False

    def _cut(self, step: int) -> None:
        """Leave only what was before `step`."""
        known = points_in(self._path.read_bytes()) if self._path.exists() else []
        replace_file(self._path, "".join(_line(point) for point in known if point.step < step).encode())


def _in_words(error: OSError, run: Run) -> str:
    return f"{error.filename or run.path} cannot be written: {reason_of(error)}. Make room, then let it go on."


def _line(point: Point) -> str:
    return json.dumps(asdict(point)) + "\n"


def _taken_lock(run: Run, wait: Sleep) -> ProjectLock:
    lock = run.lock()
    deadline = monotonic() + _LOCK_PATIENCE
    while not lock.acquire(datetime.now()):
        if monotonic() > deadline:
            raise RunError(f"“{run.request.name}” is being trained by another process already.")
        wait(0.05)
    return lock
