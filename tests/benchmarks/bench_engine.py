"""How soon a new engine answers and how much memory it holds without the built-in synth, as Markdown."""

import subprocess
import sys
from time import perf_counter, sleep

import numpy as np

from composer.playback.protocol import PortsListed
from tests.benchmarks.bench_timing import tune
from tests.end_to_end.jack import JackRecorder, JackServer
from tests.end_to_end.session import Session
from tests.reliability.soak import resident_mb

STARTS = 20
MOST_START = 0.3  # seconds
MOST_MEMORY = 60.0  # MB
_PLAYED = 3.0  # seconds until the memory of an engine that plays is looked at

_START = """
import os, time
from pathlib import Path
from composer.playback.process import EngineProcess
from composer.playback.protocol import Heartbeat

began = time.perf_counter()
engine = EngineProcess()
while not any(isinstance(message, Heartbeat) for message in engine.drain()):
    time.sleep(0.001)
seconds = time.perf_counter() - began
fields = Path(f"/proc/{engine.pid}/stat").read_text().rpartition(")")[2].split()
print(seconds, sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK"))
engine.close()
"""


def start_seconds() -> tuple[float, float]:
    """From the wish for an engine to its first word, and how long a processor worked for it.

    In a process of its own: a new engine imports again what the main module of the old process does, so this one's too.
    """
    done = subprocess.run([sys.executable, "-c", _START], capture_output=True, text=True, check=True)
    seconds, worked = map(float, done.stdout.split())
    return seconds, worked


def control_seconds() -> float:
    """A bare Python that brings in NumPy and ends: what no engine can do without, here and now."""
    began = perf_counter()
    subprocess.run([sys.executable, "-c", "import numpy"], check=True)
    return perf_counter() - began


def memory_mb() -> tuple[float, float]:
    """An engine's own memory once it knows the ports, and while it plays on an exact one."""
    with JackRecorder() as recorder:
        session = Session()
        session.client.request_ports()
        session.wait_for(PortsListed)
        pid = session.client.engine_pid
        assert pid is not None
        idle = resident_mb(pid)
        session.open(recorder.port)
        session.client.set_score(tune(10 * _PLAYED))
        session.client.play(0)
        sleep(_PLAYED)
        playing = resident_mb(pid)
        session.close()
    return idle, playing


def main() -> None:
    with JackServer():
        _, *both = [(start_seconds(), control_seconds()) for _ in range(1 + STARTS)]  # the first one fills the caches
        idle, playing = memory_mb()
    starts, controls = zip(*both, strict=True)
    median, worked = np.median(starts, axis=0) * 1000
    print(f"| the engine | |\n|---|---|\n| start to its first word, median of {STARTS} | {median:.0f} ms |")
    print(f"| the slowest of them | {max(starts)[0] * 1000:.0f} ms |\n| of a processor's time | {worked:.0f} ms |")
    print(f"| control: Python with NumPy, right after each | {np.median(controls) * 1000:.0f} ms |")
    print(f"| memory, idle | {idle:.1f} MB |")
    print(f"| memory, playing on an exact port | {playing:.1f} MB |")
    if median > MOST_START * 1000 or playing > MOST_MEMORY:
        sys.exit("The engine is slower or larger than it may be.")


if __name__ == "__main__":
    main()
