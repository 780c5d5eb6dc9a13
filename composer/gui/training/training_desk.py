"""The training desk: opens the dialogs of training, starts its processes, and says when a model is finished."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QDialog, QWidget

from composer.gui.job import Job
from composer.gui.models.importer import Importer
from composer.gui.reading import reading_job
from composer.gui.training.listening import Listening
from composer.music.errors import ComposerError, SeedError
from composer.music.excerpts import bars, excerpt, from_first_bar
from composer.music.seed import Seed
from composer.training.run_process import start_process
from composer.training.runs import Phase, Run, RunRequest, RunStatus, all_runs, new_run

if TYPE_CHECKING:
    from composer.gui.main_window import MainWindow

POLL_INTERVAL = 2000  # milliseconds between two looks at the runs that go on
SEED_BARS = 4  # of a piece of the folder, where the window holds no seed


def desk_of(window: "MainWindow") -> "TrainingDesk":
    """A desk that tells its news in the window's banner, and plays on its transport."""
    listening = Listening(window.transport, window.flow.score_with_take, window)
    desk = TrainingDesk(listening, window.seed_editor.seed, window)
    desk.told.connect(window.banner.tell_news)
    desk.troubled.connect(window.banner.tell_trouble)
    desk.failed.connect(window.show_error)
    desk.models_changed.connect(window.models.refresh)
    desk.model_renamed.connect(window.models.follow_name)
    return desk


class TrainingDesk(QObject):
    """The window's dialogs belong to it. Trainings do not: they go on when the window is gone."""

    told = Signal(str)
    troubled = Signal(str)
    failed = Signal(Exception)
    models_changed = Signal()
    model_renamed = Signal(str, str)  # before, after

    def __init__(self, listening: Listening, seed: Callable[[], Seed], window: QWidget) -> None:
        """`seed` gives what the window would continue, or raises SeedError."""
        super().__init__(window)
        self._listening, self._seed, self._window = listening, seed, window
        self._importer = Importer(self)
        self._importer.imported.connect(self._tell_import)
        self._importer.refused.connect(self._tell_refusal)
        self._watched: list[Run] = []
        self._processes: dict[Path, subprocess.Popen] = {}  # by the folder of the run; let go when they have ended
        self._timer = QTimer(self, interval=POLL_INTERVAL)
        self._timer.timeout.connect(self.look)

    # What the menu offers

    def train(self, folder: Path | None = None) -> None:
        """Ask what to train, on the music in `folder` or in another one."""
        from composer.gui.training.training_dialog import TrainingDialog

        dialog = TrainingDialog(self._window)
        dialog.requested.connect(self.begin)
        dialog.failed.connect(self.failed)
        dialog.show()
        if folder:
            dialog.look_through(folder)

    def show_runs(self) -> None:
        """List the trainings."""
        from composer.gui.training.runs_dialog import RunsDialog

        dialog = RunsDialog(self._window, self._has_process)
        dialog.chosen.connect(self.watch)
        dialog.failed.connect(self._fail)
        dialog.show()

    def show_models(self) -> None:
        """Open the model manager."""
        from composer.gui.models.model_manager import ModelManager

        dialog = ModelManager(self._importer, self._window)
        dialog.changed.connect(self.models_changed)
        dialog.renamed.connect(self.model_renamed)
        dialog.failed.connect(self.failed)
        dialog.show()

    @property
    def _is_managing(self) -> bool:
        """Whether the model manager is open, which tells itself how an import has ended."""
        from composer.gui.models.model_manager import ModelManager

        return any(manager.isVisible() for manager in self._window.findChildren(ModelManager))

    @Slot(str)
    def _tell_import(self, name: str) -> None:
        self.models_changed.emit()
        if not self._is_managing:
            self.told.emit(f"“{name}” is in the list of models now.")

    @Slot(Exception)
    def _tell_refusal(self, error: Exception) -> None:
        if not self._is_managing:
            self._fail(error)

    # Runs

    def reattach(self) -> None:
        """Find the trainings that go on from earlier, and say so."""
        watched = {run.path for run in self._watched}
        found = [run for run in all_runs() if run.is_running and run.path not in watched]
        if found:
            self._watched += found
            names = ", ".join(f"“{run.request.name}”" for run in found)
            self.told.emit(f"{names} is still being trained: Model > Trainings shows how it goes.")
            self._timer.start()

    @Slot(object)
    def begin(self, request: RunRequest) -> None:
        """Start a run, and show it."""
        try:
            run = new_run(request)
        except OSError as error:
            self._fail(error)
            return
        try:
            seed = self._seed()
        except SeedError:
            seed = None  # nothing is drawn: a piece of the folder will do
        job = Job(lambda: _seed_written(run, seed))
        job.failed.connect(self._fail)
        job.start()
        self.start(run)
        self.watch(run)

    @Slot(object)
    def start(self, run: Run) -> None:
        """Let a process train `run`, if none was started yet."""
        if self._has_process(run):
            return
        try:
            self._processes[run.path] = start_process(run)
        except OSError as error:
            self._fail(error)
            return
        self._watched.append(run)
        self._timer.start()

    @Slot(object)
    def watch(self, run: Run) -> None:
        """Show how a run goes."""
        from composer.gui.training.run_dialog import RunDialog

        try:
            dialog = RunDialog(run, self._window, self._has_process)
        except ComposerError as error:
            self.troubled.emit(str(error))
            return
        dialog.start_requested.connect(self.start)
        dialog.sample_requested.connect(self.hear_file)
        dialog.compare_requested.connect(self.compare)
        dialog.failed.connect(self._fail)
        self._show(dialog)

    @Slot(object)
    def compare(self, run: Run) -> None:
        """Let every checkpoint of a run continue the same seed."""
        from composer.gui.models.compare_dialog import CompareDialog

        try:
            seed = self._seed()
        except SeedError:
            self.troubled.emit("Draw a seed first: every checkpoint will continue it.")
            return
        dialog = CompareDialog(run.request.name, run.checkpoints, seed, self._window)
        dialog.heard.connect(self._listening.play)
        dialog.silenced.connect(self._listening.stop)
        dialog.kept.connect(partial(self.keep_checkpoint, run))
        dialog.failed.connect(self._fail)
        self._show(dialog)

    def keep_checkpoint(self, run: Run, kept: Path, others: list[Path]) -> None:
        """Make a checkpoint a model that can be chosen, and delete the others that it was compared with."""
        from composer.generation.library import add_model

        try:
            model = add_model(kept, f"{run.request.name} {kept.stem}", run.passages)
            for path in others:
                path.unlink(missing_ok=True)
        except OSError as error:
            self._fail(error)
            return
        self.models_changed.emit()
        self.told.emit(f"“{model.stem}” is in the list of models now.")

    @Slot(object)
    def hear_file(self, path: Path) -> None:
        """Play a MIDI file, once it is read."""
        job = reading_job(path)
        job.succeeded.connect(self._hear)
        job.failed.connect(self._fail)
        job.start()

    @Slot()
    def look(self) -> None:
        """Say what has ended since the last look."""
        self._processes = {path: process for path, process in self._processes.items() if process.poll() is None}
        for run in list(self._watched):
            status = run.status
            if status.phase.is_over:
                self._watched.remove(run)
                self._tell_end(run, status)
            elif not run.is_running and not self._has_process(run):
                self._watched.remove(run)
                self.troubled.emit(f"Training “{run.request.name}” was broken off. Model > Trainings resumes it.")
        if not self._watched:
            self._timer.stop()

    def _has_process(self, run: Run) -> bool:
        """Whether a process that was started here for `run` goes on; at first it has not taken the run in hand yet."""
        process = self._processes.get(run.path)
        return process is not None and process.poll() is None

    def _tell_end(self, run: Run, status: RunStatus) -> None:
        if status.phase is Phase.FINISHED:
            self.models_changed.emit()
            self.told.emit(f"“{Path(status.model).stem}” is trained, and in the list of models.")
        else:
            self.troubled.emit(f"“{run.request.name}” could not be trained. {status.sentence}")

    def _show(self, dialog: QDialog) -> None:
        dialog.finished.connect(self._listening.stop)
        dialog.show()

    @Slot(object)
    def _hear(self, values: object) -> None:
        assert isinstance(values, list)
        self._listening.play(values[-1].score)

    @Slot(Exception)
    def _fail(self, error: Exception) -> None:
        if isinstance(error, ComposerError | OSError):
            self.troubled.emit(str(error))
        else:
            self.failed.emit(error)


def _seed_written(run: Run, seed: Seed | None) -> Iterator[None]:
    """Write what the run's samples continue: `seed`, else the beginning of the first piece that can be read."""
    from composer.midi.files import read_score, write_score
    from composer.training.corpus import midi_files

    request = run.request
    left_out = frozenset(map(Path, request.left_out))
    paths = (path for path in midi_files(Path(request.folder)) if path not in left_out)
    beginning = from_first_bar(seed) if seed else None
    while beginning is None and (path := next(paths, None)):
        with suppress(ComposerError):
            piece = read_score(path)
            beginning = excerpt(piece, *bars(piece, 0, SEED_BARS))
        yield
    if beginning:
        write_score(beginning, run.path / "seed.mid")
    yield
