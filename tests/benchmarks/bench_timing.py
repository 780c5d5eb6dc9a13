"""How late 50 notes a second arrive while the computer works, by RtMidi and by exact JACK ports, as Markdown.

The engine plays through JACK to a recorder. The window's process, this one, is loaded with a real piano roll repainting
at 60 frames a second, the real generator in a QThread, or reading a file of a million notes again and again; training
runs in a process of its own. `--json FILE` keeps the figures.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from composer.midi.files import write_score
from composer.midi.ports import Ports, RtMidiBackend
from composer.midi.priority import ask_for_priority
from composer.music.score import Note, Score, Track
from composer.music.seed import Seed, whole_seed
from composer.music.time import TempoMap
from composer.playback.client import EngineClient
from composer.playback.engine import Engine
from composer.playback.process import EngineProcess
from composer.playback.protocol import OutputOpened, PlaybackStopped
from composer.playback.scheduler import timeline_of
from composer.resources import resource
from tests.end_to_end.jack import JackRecorder, JackServer, wait_until
from tests.reliability.stillness import Stillness

if TYPE_CHECKING:
    from composer.gui.job import Job

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

RTMIDI, EXACT = WAYS = ("RtMidi", "exact")
LOADS = ("idle", "repainting", "generating", "repainting + generating", "training", "importing")
PERCENTILES = (50, 95, 99, 100)
TARGET_P95, TARGET_P99 = 1.0, 3.0  # milliseconds beyond idle
TARGET_P50 = 0.5  # milliseconds beyond idle
IMPORTED_NOTES = 1_000_000
_LOG = "COMPOSER_TIMING_LOG"  # environment: the file to which the engine under test writes when playing began
_WAY = "COMPOSER_TIMING_WAY"  # environment: one of `WAYS`
_ORDINARY = "COMPOSER_TIMING_ORDINARY"  # environment: the engine under test does not ask for priority
_FRAME = 1000 // 60  # milliseconds
_POLL = 15  # milliseconds
_HANDED_ON = 0.015  # seconds before a message is due: it is on its way from then on


def run_timed_engine(connection: Connection) -> None:
    """An engine that writes down, in the end, when playing began."""
    is_first = _ORDINARY not in os.environ and ask_for_priority()
    ports = Ports(backend=RtMidiBackend) if os.environ[_WAY] == RTMIDI else Ports()
    engine = Engine(connection, ports)
    engine.run()
    began = engine._ensemble.main._course.last.due(0.0)
    Path(os.environ[_LOG]).write_text(json.dumps({"began": began, "is_first": is_first}))


def tune(seconds: float) -> Score:
    """Chords of three about every 60 ms at uneven times, one tick being a millisecond."""
    random = np.random.default_rng(1)
    starts = np.cumsum(random.integers(35, 85, int(seconds / 0.06)))
    notes = [Note(int(pitch), int(start), 30) for start in starts for pitch in random.choice(range(36, 96), 3, False)]
    return Score((Track.of(notes),), tempo_map=TempoMap.constant(125))


def large_score() -> Score:
    """Sixteen tracks of together `IMPORTED_NOTES` notes."""
    notes = [Note(36 + index % 60, index * 60, 50) for index in range(IMPORTED_NOTES // 16)]
    return Score(tuple(Track.of(notes, channel=channel) for channel in range(16)))


def seed() -> Seed:
    """Two bars of a scale."""
    return whole_seed(
        Score((Track.of(Note(60 + pitch, i * 240, 240) for i, pitch in enumerate((0, 2, 4, 5, 7, 5, 4, 2))),))
    )


class Window:
    """A window's event loop with the loads that are to be measured."""

    def __init__(self, large_file: Path) -> None:
        from PySide6.QtWidgets import QApplication

        from composer.gui.document import Document
        from composer.gui.piano_roll import PianoRoll
        from composer.gui.theme import apply_theme

        self._app = QApplication.instance() or QApplication([])
        apply_theme(self._app, "dark")
        self._roll = PianoRoll(Document(tune(60)))
        self._roll.resize(1920, 1080)
        self._roll.show()
        self._frames = 0
        self._continuer = None
        self._large_file = large_file
        self.imports = 0

    def play(self, client: EngineClient, load: str) -> float:
        """Keep the window busy with `load` until playing has stopped; returns frames a second."""
        from PySide6.QtCore import QTimer

        poll, frame = QTimer(interval=_POLL), QTimer(interval=_FRAME)
        poll.timeout.connect(lambda: self._quit_when_stopped(client))
        frame.timeout.connect(self._repaint)
        job = self._job_of(load)
        self._frames, began = 0, perf_counter()
        poll.start()
        if "repainting" in load:
            frame.start()
        if job:
            job.start()
        self._app.exec()
        frame.stop()
        poll.stop()
        if job:
            job.cancel()
            job.wait(10_000)
            self._app.processEvents()
        return self._frames / (perf_counter() - began)

    def load_model(self) -> None:
        """Load the flagship, or the same network untrained where there is none yet: it takes the same time."""
        import torch

        from composer.generation import registry
        from composer.generation.continuation import Continuer
        from composer.generation.network import MusicLSTM, NetworkConfig
        from composer.music.errors import ModelFileError

        torch.set_num_threads(1)
        try:
            self._continuer = registry.load()
        except ModelFileError:
            self._continuer = Continuer(MusicLSTM(NetworkConfig()).eval(), None)

    def _job_of(self, load: str) -> "Job | None":
        from composer.gui.job import Job

        if "generating" in load:
            return Job(self._generate)
        return Job(self._import) if load == "importing" else None

    def _import(self) -> Iterator[object]:
        from composer.midi.guarded_reading import read_score_in_steps

        while True:
            yield from read_score_in_steps(self._large_file)
            self.imports += 1

    def _generate(self) -> Iterator[object]:
        from composer.generation.options import SamplingOptions

        rng_seed = 0
        while True:
            yield from self._continuer.continue_from(seed(), SamplingOptions(bars=16, rng_seed=rng_seed))
            rng_seed += 1

    def _repaint(self) -> None:
        self._frames += 1
        self._roll.set_playhead(self._frames * 8)
        self._roll.repaint()
        self._roll._note_grid.repaint()

    def _quit_when_stopped(self, client: EngineClient) -> None:
        if any(isinstance(event, PlaybackStopped) for event in client.poll()):
            self._app.quit()


@contextmanager
def training(folder: Path) -> Iterator[None]:
    """A model learns from the demo pieces meanwhile, as `composer train` does it."""
    run = folder / "run"
    command = [sys.executable, "-m", "composer", "train", str(resource("demo")), "--out", str(run)]
    process = subprocess.Popen([*command, "--steps", "1000000", "--streams", "16"])
    try:
        wait_until((run / "log.jsonl").exists, "the first step of the training")
        yield
        if process.poll() is not None:
            sys.exit("The training ended early: the measurement is worth nothing.")
    finally:
        process.kill()
        process.wait()


def measure(window: Window, way: str, load: str, score: Score, folder: Path) -> dict[str, float]:
    """Percentiles of lateness in milliseconds at the recorder, and the window's frames a second."""
    log = folder / "timing.json"
    os.environ.update({_LOG: str(log), _WAY: way})
    with JackRecorder() as recorder, Stillness() as control:
        client = EngineClient(launch=lambda: EngineProcess(run_timed_engine))
        client.start()
        client.open_output(recorder.port)
        while not any(isinstance(event, OutputOpened) for event in client.poll()):
            pass
        client.set_score(score)
        with training(Path(mkdtemp(dir=folder))) if load == "training" else nullcontext():
            client.play(0)
            frames = window.play(client, load)
        client.close()
        scheduled = timeline_of(score).seconds
        wait_until(lambda: len(recorder.notes) >= scheduled.size, "the last notes")
        arrived = np.array([seconds for seconds, *_ in recorder.notes])
        pauses = control.pauses
    timing = json.loads(log.read_text())
    if not timing["is_first"]:
        print("The engine ran with ordinary priority.")
    due = timing["began"] + scheduled
    if arrived.size != due.size:  # an engine that was replaced in between
        sys.exit(f"{due.size} messages were due, {arrived.size} came: the measurement is worth nothing")
    within = (due[0], due[-1])
    stood_still = [ended - began for began, ended in pauses if ended > within[0] and began < within[1]]
    could_run = np.array(
        [not any(began < end and ended > at for began, ended in pauses) for at, end in spans(due, arrived)]
    )
    return {
        **late(arrived - due),
        **{f"control {name}": value for name, value in late((arrived - due)[could_run]).items()},
        "stood still": round(max(stood_still, default=0.0) * 1000, 1),
        "messages then": int((~could_run).sum()),
        "frames a second": round(frames, 1),
    }


def spans(due: np.ndarray, arrived: np.ndarray) -> Iterator[tuple[float, float]]:
    """For each message the seconds from when it is handed on until it has come."""
    return zip(due - _HANDED_ON, np.maximum(arrived, due), strict=True)


def late(seconds: np.ndarray) -> dict[str, float]:
    """Percentiles of so many seconds, in milliseconds."""
    return {f"p{p}": round(float(np.percentile(seconds * 1000, p)), 3) for p in PERCENTILES}


def table(figures: dict[str, dict[str, dict[str, float]]]) -> str:
    """The figures as Markdown, and whether they meet the target, for messages during which every processor ran."""
    rows = [
        "| way | load | frames/s | late: p50 / p95 / p99 / max, ms | while all processors ran | one stood still |",
        "|---|---|---|---|---|---|",
    ]
    for way, of_way in figures.items():
        for load, of_load in of_way.items():
            every, calm = (
                " / ".join(f"{of_load[f'{kind}p{p}']:.2f}" for p in PERCENTILES) for kind in ("", "control ")
            )
            still = f"{of_load['stood still']:.0f} ms, {of_load['messages then']} messages"
            rows.append(f"| {way} | {load} | {of_load['frames a second']:.0f} | {every} | {calm} | {still} |")
    targets = {"p50": TARGET_P50, "p95": TARGET_P95, "p99": TARGET_P99}
    for way, of_way in figures.items():
        if "idle" in of_way:
            calm = [{p: of_load[f"control {p}"] for p in targets} for of_load in of_way.values()]
            beyond = {p: max(of_load[p] for of_load in calm) - of_way["idle"][f"control {p}"] for p in targets}
            verdict = "met" if all(beyond[p] <= target for p, target in targets.items()) else "MISSED"
            words = ", ".join(f"{p} {milliseconds:+.2f} ms" for p, milliseconds in beyond.items())
            rows.append(f"\nWorst load beyond idle, {way}: {words}: target {verdict}.")
    return "\n".join(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--seconds", type=float, default=20.0, help="how long to play under each load; 60 is the whole show"
    )
    parser.add_argument("--period", type=int, default=256, help="frames of a JACK period")
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=WAYS, help="how to play through JACK")
    parser.add_argument("--loads", nargs="+", choices=LOADS, default=LOADS, help="what the computer does meanwhile")
    parser.add_argument("--ordinary", action="store_true", help="do not ask for real-time priority")
    parser.add_argument("--json", type=Path, help="file for the figures")
    arguments = parser.parse_args()
    if arguments.ordinary:
        os.environ[_ORDINARY] = "1"
    score = tune(arguments.seconds)
    with JackServer(period=arguments.period), TemporaryDirectory() as folder:  # a patient one: it makes late, not lost
        large_file = Path(folder) / "large.mid"
        if "importing" in arguments.loads:
            write_score(large_score(), large_file)
        window = Window(large_file)
        window.load_model()
        figures = {
            way: {load: measure(window, way, load, score, Path(folder)) for load in arguments.loads}
            for way in arguments.ways
        }
    print(table(figures))
    if window.imports:
        print(f"{window.imports} times {IMPORTED_NOTES:,} notes were read.")
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
