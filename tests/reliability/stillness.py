"""A control beside a measurement: when each processor stood still, so that nobody could have been in time.

On each processor a process of the engine's priority wants to wake up every half millisecond, and notes when it cannot.
"""

import os
import sys
from select import select
from time import perf_counter, sleep
from typing import Self

from composer.midi.priority import ask_for_priority
from tests.end_to_end.jack import Program

SHORTEST = 0.002  # seconds that count as standing still
_STEP = 0.0005  # seconds


class Stillness:
    """The pauses of all processors while this is used as a context."""

    def __init__(self) -> None:
        processors = sorted(os.sched_getaffinity(0))
        command = (sys.executable, "-m", "tests.reliability.stillness")
        self._programs = [Program(*command, str(processor), ready_line="ready") for processor in processors]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *rest: object) -> None:
        for program in self._programs:
            program.__exit__(*rest)

    @property
    def pauses(self) -> list[tuple[float, float]]:
        """(began, ended) of every pause of a processor so far, in seconds of `perf_counter`."""
        lines = [line.split() for program in self._programs for line in list(program.lines) if line != "ready"]
        return [(float(began), float(ended)) for began, ended in lines]

    def longest(self, begin: float, end: float) -> float:
        """The seconds of the longest pause that had a part between these times."""
        return max((ended - began for began, ended in self.pauses if began < end and ended > begin), default=0.0)


def watch(processor: int) -> None:
    """The process of one processor: prints when each pause of it began and ended."""
    os.sched_setaffinity(0, {processor})
    ask_for_priority()
    print("ready", flush=True)
    before = perf_counter()
    while not select([sys.stdin], [], [], 0)[0]:
        sleep(_STEP)
        now = perf_counter()
        if now - before > SHORTEST:
            print(f"{before:.6f} {now:.6f}", flush=True)
        before = now


if __name__ == "__main__":
    watch(int(sys.argv[1]))
