"""Leaving the program in the middle of something: it ends with 0 within three seconds and leaves no process behind.

Only a training goes on, as the window promises; it ends when it is told to.

`python -m tests.reliability.quits`
"""

import argparse
import os
import random
import signal
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Timer
from time import monotonic, sleep

MOST_SECONDS = 3.0
PATIENCE = 60.0  # seconds until a run that does not end counts as hanging
KINDS = (
    "starting",
    "loading",
    "about to wait",
    "playing",
    "generating",
    "generating with a recipe",
    "reading",
    "training",
)
_MARK = "COMPOSER_QUIT_SHOW"  # in the environment of everything that a run starts

# What the window does in the run; it says when it is told to close.
_RUN = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from composer import app
from composer.gui.generation_flow import Phase

RECIPE = "one-hot-lstm"
kind, delay, tune, big_file = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]), Path(sys.argv[4])
open_window = app.open_window

def opened(*arguments):
    application, window = open_window(*arguments)
    window.files.may_leave = lambda: True  # as if the user had said so

    def close_soon():
        QTimer.singleShot(delay, lambda: (print("closing", flush=True), window.close()))

    def wait():
        from composer.gui.waiting import result_of

        QTimer.singleShot(0, lambda: (print("closing", flush=True), window.close()))
        QTimer.singleShot(0, lambda: result_of(lambda: None))  # before Qt can take notice of the closed window

    def play():
        window.files.begin_with(tune)
        window.transport.play()
        close_soon()

    def read():
        close_soon()
        window.files.open(big_file)

    def generate():
        if window.flow.phase is Phase.READY and not window.flow.takes:
            if kind == "generating with a recipe" and window.settings.model != RECIPE:
                window.models.use(RECIPE)
                return
            window.files.begin_with(tune)
            window.audition.generate()
            close_soon()

    def train():
        from composer.training.defaults import default_request
        from composer.training.run_process import start_process
        from composer.training.runs import new_run

        request = default_request("tune", tune.parent / "corpus", "step-duration-lstm", epochs=100_000)
        run = new_run(request)
        window.process = start_process(run)
        look = QTimer(window, interval=50)

        def close_when_it_learns():
            if run.points():
                look.stop()
                close_soon()

        look.timeout.connect(close_when_it_learns)
        look.start()

    match kind:
        case "starting":
            window.painted.connect(close_soon)
        case "loading":
            window.transport.started.connect(close_soon)
        case "about to wait":
            window.transport.started.connect(wait)
        case "playing":
            window.transport.started.connect(play)
        case "training":
            window.transport.started.connect(train)
        case "reading":
            window.transport.started.connect(read)
        case "generating" | "generating with a recipe":
            window.flow.phase_changed.connect(lambda: QTimer.singleShot(0, generate))
    return application, window

app.open_window = opened
sys.exit(app.run())
"""


def quit_once(kind: str, delay: int, folder: Path) -> tuple[float, int, list[int]]:
    """Seconds from closing the window to the end of the process, its exit status, and processes that were left."""
    mark = f"{os.getpid()}-{kind}-{monotonic()}"
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", _MARK: mark}
    environment |= {name: str(folder) for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")}
    command = [sys.executable, "-c", _RUN, kind, str(delay), *map(str, _files(folder))]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        killer = Timer(PATIENCE, run.kill)
        killer.start()
        for line in run.stdout:
            if line == "closing\n":
                break
        began = monotonic()
        _, complaints = run.communicate(timeout=PATIENCE)
        seconds = monotonic() - began
        killer.cancel()
    if run.returncode != 0 or "Traceback" in complaints:
        print(complaints, file=sys.stderr)
    sleep(0.2)
    left = _processes_with(mark)
    trainings = [process for process in left if "train-run" in _arguments_of(process)]
    if len(trainings) == (kind == "training"):
        for process in trainings:
            left.remove(process)
            _end(process)
    return seconds, run.returncode, left


def _arguments_of(process: int) -> list[str]:
    try:
        return Path(f"/proc/{process}/cmdline").read_text(encoding="utf-8").split("\0")
    except OSError:  # it has just ended
        return []


def _end(process: int) -> None:
    """Tell a process to end, and wait until it has."""
    os.kill(process, signal.SIGTERM)
    deadline = monotonic() + PATIENCE
    while any(_arguments_of(process)) and monotonic() < deadline:  # one that nobody has asked after keeps its number
        sleep(0.02)


def _files(folder: Path) -> list[Path]:
    """A tune, and a file that takes a while to read; beside them a folder to learn from."""
    tune, big, lesson = folder / "tune.mid", folder / "big.mid", folder / "corpus" / "lesson.mid"
    lesson.parent.mkdir(exist_ok=True)
    for path, notes in ((tune, 32), (big, 300_000), (lesson, 2_000)):
        if not path.exists():
            track = b"\x00\x90\x3c\x40\x81\x70\x80\x3c\x00" * notes
            path.write_bytes(b"MThd\0\0\0\6\0\0\0\1\1\xe0MTrk" + len(track).to_bytes(4, "big") + track)
    return [tune, big]


def _processes_with(mark: str) -> list[int]:
    """The ids of running processes that were started with this mark."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                environment = (entry / "environ").read_bytes()
            except OSError:
                continue
            if mark.encode() in environment:
                found.append(int(entry.name))
    return found


def main() -> int:
    """Show it, at full size unless told otherwise; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quits", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    seconds: dict[str, list[float]] = defaultdict(list)
    failures = []
    rng = random.Random(wanted.seed)
    with TemporaryDirectory() as name:
        for number in range(wanted.quits):
            kind = KINDS[number % len(KINDS)]
            took, status, left = quit_once(kind, rng.randrange(0, 600), Path(name))
            seconds[kind].append(took)
            if status != 0 or left or took > MOST_SECONDS:
                failures.append(f"{kind}: exit {status} after {took:.2f} s, left {left}")
    for kind, each in seconds.items():
        print(f"{len(each)} quits while {kind}: median {sorted(each)[len(each) // 2]:.2f} s, longest {max(each):.2f} s")
    print(*failures, sep="\n")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
