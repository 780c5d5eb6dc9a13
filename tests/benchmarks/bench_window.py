"""How soon the window is there, how smooth it stays while the model loads, and how soon the first note comes.

Run it to get a table in Markdown: the medians of a few starts of the real program, offscreen unless a platform is set.
Imports are late, because what this file imports would count as time until the first paint.
"""

import sys
from time import perf_counter

STARTS = 5
CLICKS = 5
QUIET_TIME = 500  # milliseconds after loading in which the window is still watched

CONTROL = "control"

MEASURES = {
    "start of the process to first paint": "painted",
    "control: a bare Qt window's first paint, right after": "control",
    "longest pause of the event loop while torch and the model load": "longest_pause",
    "start of the process to ready to generate": "ready",
    "click on Generate to the first note, the first time": "first_click",
    "click on Generate to the first note, later": "later_clicks",
}


def main() -> None:
    """Start the program a few times and print the table."""
    from statistics import median

    _, *runs = [start() for _ in range(1 + STARTS)]  # the first one fills the caches
    print(f"| the window, ms | median of {STARTS} | worst |\n|---|---|---|")
    for words, key in MEASURES.items():
        values = [run[key] for run in runs if key in run]
        print(f"| {words} | {median(values):.0f} | {max(values):.0f} |" if values else f"| {words} | no model | |")


def start() -> dict[str, float]:
    """Start the program in a process of its own; what it measured."""
    import os
    import subprocess
    from ast import literal_eval
    from tempfile import TemporaryDirectory

    command = [sys.executable, "-m", "tests.benchmarks.bench_window"]
    found: dict[str, float] = {}
    with TemporaryDirectory() as home:
        environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
        environment |= dict.fromkeys(("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"), home)
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its bytecode
        for what in ([], [CONTROL]):
            started = str(perf_counter())
            done = subprocess.run(
                [*command, started, *what], env=environment, capture_output=True, text=True, check=True
            )
            found |= literal_eval(done.stdout.splitlines()[-1])
    return found


def measure_control(started: float) -> dict[str, float]:
    """An empty window and nothing else: what Python and Qt alone take here and now."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QWidget

    found: dict[str, float] = {}

    class Bare(QWidget):
        def paintEvent(self, _: object) -> None:
            found["control"] = (perf_counter() - started) * 1000
            QTimer.singleShot(0, application.quit)

    application = QApplication([])
    window = Bare()
    window.show()
    application.exec()
    return found


def measure(started: float) -> dict[str, float]:
    """One start of the program, seen from inside; milliseconds since `started` (`perf_counter` of the parent)."""
    import composer.__main__  # noqa: F401 - what a person starts imports it too
    from composer.app import open_window

    def since(moment: float) -> float:
        return (perf_counter() - moment) * 1000

    found: dict[str, float] = {}
    application, window = open_window("dark")

    from PySide6.QtCore import Qt, QTimer

    from composer.gui.generation_flow import Phase

    flow = window.flow
    beat = QTimer(interval=4, timerType=Qt.TimerType.PreciseTimer)
    pauses: list[float] = []
    last_beat = [perf_counter()]

    def on_beat() -> None:
        pauses.append(since(last_beat[0]))
        last_beat[0] = perf_counter()

    def on_painted() -> None:
        found["painted"] = since(started)
        last_beat[0] = perf_counter()
        beat.timeout.connect(on_beat)
        beat.start()
        window.begin_work()
        flow.phase_changed.connect(on_loaded)

    def on_loaded() -> None:
        if flow.phase not in (Phase.READY, Phase.UNAVAILABLE):
            return
        flow.phase_changed.disconnect(on_loaded)
        found["ready"] = since(started)
        QTimer.singleShot(QUIET_TIME, on_quiet)

    def on_quiet() -> None:
        beat.stop()
        found["longest_pause"] = max(pauses)
        if flow.phase is Phase.READY:
            from composer.generation.options import SamplingOptions
            from composer.midi.files import read_score
            from composer.resources import resource

            window.document.load(read_score(resource("demo", "song", "Lantern walk.mid")), None)
            window.generate_panel.set_options(SamplingOptions(bars=8, candidates=4), plays_while_generating=False)
            found["first_click"] = click()
            found["later_clicks"] = sorted(click() for _ in range(CLICKS))[CLICKS // 2]
        application.exit()  # `quit` would ask what to do with the unsaved takes

    def click() -> float:
        came = []
        flow.notes_arrived.connect(lambda _: came.append(since(clicked)) if not came else None)
        clicked = perf_counter()
        window.generate_panel.generate_requested.emit()
        while not came or flow.phase is Phase.GENERATING:
            application.processEvents()
        return came[0]

    window.painted.connect(on_painted)
    application.exec()
    window.end_work()
    return found


if __name__ == "__main__":
    if len(sys.argv) == 1:
        main()
    else:
        print((measure_control if CONTROL in sys.argv else measure)(float(sys.argv[1])))
