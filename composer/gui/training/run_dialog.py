"""A training under way: its curves, what it writes, and the buttons that pause and stop it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from composer.gui.form import named, quiet_label
from composer.gui.listing import columned, fit_columns
from composer.gui.training.plots import Curves
from composer.training.runs import LogReader, Phase, Point, Run, RunRequest, RunStatus, Wish

POLL_INTERVAL = 500  # milliseconds

HasProcess = Callable[[Run], bool]  # whether one was started here for a run, and goes on

_SIZE = (760, 520)


def has_none(_: Run) -> bool:
    """Whether a process was started here: no."""
    return False


class RunDialog(QDialog):
    """Looks into the run's folder twice a second, and writes wishes into it."""

    start_requested = Signal(object)  # a Run whose process has ended before it was done
    sample_requested = Signal(object)  # the path of a MIDI file, to be heard
    compare_requested = Signal(object)  # a Run
    failed = Signal(Exception)

    def __init__(self, run: Run, parent: QWidget | None = None, has_process: HasProcess = has_none) -> None:
        super().__init__(parent)
        self.run, self._has_process = run, has_process
        self.setWindowTitle(f"Training “{run.request.name}”")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*_SIZE)
        self._log = LogReader(run)
        self._words = QLabel(wordWrap=True)
        self._about = quiet_label(lines=1)
        self._about.setText(_request_in_words(run))
        self._progress = QProgressBar(textVisible=False)
        self._progress.setFixedHeight(4)
        self.loss = Curves("Loss", "{:.3g}".format)
        self.accuracy = Curves("Accuracy", "{:.0%}".format)
        self._epochs = named(QComboBox(), "The epoch whose sample is heard")
        self._hear = _button("&Hear the sample", self._ask_for_sample)
        self._pause = _button("&Pause", self._pause_or_resume)
        self._stop = _button("&Stop and keep the best", self._ask_to_stop)
        self._summary = _button("&Layers", self._toggle_layers)
        self._summary.setCheckable(True)
        self._compare = _button("&Compare checkpoints…", lambda: self.compare_requested.emit(self.run))
        self._layers = columned("The layers of the network", "Layer", "Kind", "Parameters")
        self._layers.hide()
        self._lay_out()
        self._timer = QTimer(self, interval=POLL_INTERVAL)
        self._timer.timeout.connect(self.refresh)
        self._timer.start()
        self.refresh()

    @property
    def words(self) -> str:
        """What a person reads about the run."""
        return self._words.text()

    def _lay_out(self) -> None:
        curves = QHBoxLayout()
        curves.setSpacing(20)
        curves.addWidget(self.loss)
        curves.addWidget(self.accuracy)
        samples = QHBoxLayout()
        samples.addWidget(QLabel("Sample after"))
        samples.addWidget(self._epochs)
        samples.addWidget(self._hear)
        samples.addStretch(1)
        samples.addWidget(self._summary)
        samples.addWidget(self._compare)
        foot = QHBoxLayout()
        foot.addWidget(self._pause)
        foot.addWidget(self._stop)
        foot.addStretch(1)
        foot.addWidget(_button("Close", self.reject))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(20, 16, 20, 16)
        whole.setSpacing(12)
        for each in (self._words, self._about, self._progress):
            whole.addWidget(each)
        whole.addLayout(curves, 2)
        whole.addWidget(self._layers, 1)
        whole.addLayout(samples)
        whole.addLayout(foot)

    @Slot()
    def refresh(self) -> None:
        """Show where the run stands now."""
        status, is_running = self.run.status, self.run.is_running
        is_starting = not is_running and self._has_process(self.run)
        if self._log.update():
            self._show_curves()
        last = self._log.points[-1] if self._log.points else None
        self._words.setText(status_in_words(status, last, is_running, is_starting))
        self._progress.setRange(0, last.steps if last else 0 if is_running or is_starting else 1)
        self._progress.setValue(last.step if last else 0)
        self._progress.setVisible(not status.phase.is_over)
        is_paused = (status.phase is Phase.PAUSED or not is_running) and not is_starting
        self._pause.setText("&Resume" if is_paused else "&Pause")
        self._pause.setEnabled(not status.phase.is_over and not is_starting)
        self._stop.setEnabled(not status.phase.is_over)
        self._show_samples()
        self._compare.setEnabled(len(self.run.checkpoints) > 1)
        if status.phase.is_over:
            self._timer.stop()

    def _show_curves(self) -> None:
        points = self._log.points
        last = points[-1]
        ends = [point for point in points if point.held_out]
        axis = ("0", f"epoch {last.epochs}")
        for curves, name in ((self.loss, "loss"), (self.accuracy, "accuracy")):
            learned = [(point.step, getattr(point, name)) for point in points]
            held_out = [(point.step, (point.held_out or {}).get(name, 0.0)) for point in ends]
            curves.show_series(learned, held_out, last.steps, axis)

    def _show_samples(self) -> None:
        samples = self.run.samples
        if len(samples) != self._epochs.count():
            self._epochs.clear()
            for path in samples:
                self._epochs.addItem(f"epoch {int(path.stem.rpartition('-')[2])}", path)
            self._epochs.setCurrentIndex(len(samples) - 1)
        for widget in (self._epochs, self._hear):
            widget.setEnabled(bool(samples))

    @Slot()
    def _ask_for_sample(self) -> None:
        self.sample_requested.emit(self._epochs.currentData())

    @Slot()
    def _pause_or_resume(self) -> None:
        if not self.run.is_running:
            self._ask(Wish.GO_ON)
            self.start_requested.emit(self.run)
        else:
            self._ask(Wish.GO_ON if self.run.wish is Wish.PAUSE else Wish.PAUSE)
        self.refresh()

    @Slot()
    def _ask_to_stop(self) -> None:
        self._ask(Wish.STOP)
        if not self.run.is_running and not self._has_process(self.run):
            self.start_requested.emit(self.run)  # it takes a process to keep what was learned
        self._words.setText("Stopping, and keeping the best…")

    def _ask(self, wish: Wish) -> None:
        try:
            self.run.ask(wish)
        except OSError as error:
            self.failed.emit(error)

    @Slot()
    def _toggle_layers(self) -> None:
        layers = self.run.layers
        self._layers.clear()
        for name, kind, count in layers:
            self._layers.addTopLevelItem(_layer_row(name, kind, count))
        self._layers.addTopLevelItem(_layer_row("all", "", sum(count for _, _, count in layers)))
        fit_columns(self._layers)
        self._layers.setVisible(self._summary.isChecked())


def subject_of(request: RunRequest) -> str:
    """What is trained, for people."""
    origin = f"“{Path(request.begin_with).stem}”" if request.begin_with else "Composer’s own"
    return request.recipe or f"{origin}, further"


def status_in_words(status: RunStatus, last: Point | None, is_running: bool, is_starting: bool) -> str:
    """Where a run stands, for people."""
    where = f"Epoch {last.epoch} of {last.epochs}" if last else "Not a step yet"
    if status.phase.is_over:
        return status.sentence or "Finished."
    if is_starting:
        return "Starting…"
    if not is_running:
        return f"{where}. Its process has ended; Resume goes on from the last checkpoint."
    if status.phase is Phase.PAUSED:
        return f"{where}. Paused. {status.sentence}".strip()
    if status.phase is Phase.READING or last is None:
        return "Reading the music…"
    return f"{where}, {duration_in_words(last.remaining_seconds)} left. {status.sentence}".strip()


def duration_in_words(seconds: float) -> str:
    """About so long: ``40 seconds``, ``5 minutes``, ``2 h 10 min``."""
    if seconds < 90:
        return f"{max(round(seconds), 1)} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60:02} min"


def _request_in_words(run: Run) -> str:
    request = run.request
    return f"{subject_of(request)}, on {request.folder}"


def _layer_row(name: str, kind: str, count: int) -> QTreeWidgetItem:
    row = QTreeWidgetItem([name, kind, f"{count:,}"])
    row.setTextAlignment(2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return row


def _button(words: str, do: Callable[[], object]) -> QPushButton:
    button = QPushButton(words)
    button.setAutoDefault(False)
    button.clicked.connect(lambda: do())
    return button
