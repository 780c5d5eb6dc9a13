"""Uses the window by itself, from seed to saved file, so that a frozen program can be tried."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from composer.app import open_window
from composer.generation.options import SamplingOptions
from composer.gui.generation_flow import Phase
from composer.gui.main_window import MainWindow
from composer.midi.files import write_score
from composer.music.score import Note, Score, Track
from composer.music.seed import whole_seed

_LOOK_INTERVAL = 20  # milliseconds
_SEED = Score((Track.of(Note(pitch, beat * 480, 480) for beat, pitch in enumerate((60, 64, 67, 72))),))


def run(target: Path) -> int:
    """Open the window, use it, save to `target`, and close it; every step is told on stdout once it is done.

    A step that fails is waited for without end: `packaging/smoke_test.py` knows how long that may take.
    """
    application, window = open_window()
    driver = _Driver(_steps(window, target))
    driver.ended.connect(window.close)
    window.painted.connect(driver.start)
    status = application.exec()
    window.end_work()
    return status


class _Driver(QObject):
    """Goes through steps that each yield what has to hold before the next."""

    ended = Signal()

    def __init__(self, steps: Iterator[Callable[[], bool]]) -> None:
        super().__init__()
        self._steps = steps
        self._is_done: Callable[[], bool] = lambda: True
        self._timer = QTimer(self, interval=_LOOK_INTERVAL)
        self._timer.timeout.connect(self._look)

    @Slot()
    def start(self) -> None:
        """Take the first step soon."""
        self._timer.start()

    @Slot()
    def _look(self) -> None:
        if self._is_done():
            try:
                self._is_done = next(self._steps)
            except StopIteration:
                self._timer.stop()
                self.ended.emit()


def _steps(window: MainWindow, target: Path) -> Iterator[Callable[[], bool]]:
    document, flow, transport = window.document, window.flow, window.transport
    _tell("painted")
    window.begin_work(None)
    yield lambda: flow.phase is Phase.READY
    _tell("model loaded")
    document.apply("Draw", _SEED)
    flow.generate(whole_seed(document.score), SamplingOptions(bars=2))
    yield lambda: flow.phase is Phase.AUDITIONING
    flow.keep()
    _tell("continuation kept")
    transport.play(0)
    yield lambda: transport.playhead > 0
    _tell("engine playing")
    transport.stop()
    yield lambda: not transport.is_playing
    _tell("engine stopped")
    write_score(document.score, target)
    document.mark_saved(target)
    _tell("saved")


def _tell(step: str) -> None:
    if sys.stdout:  # a windowed program has none on Windows
        sys.stdout.write(f"{step}\n")
        sys.stdout.flush()
