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
        return [pause for program in self._programs for pause in _pauses_of(program)]

    def most(self, begin: float, end: float) -> float:
        """For how many seconds between these times the processor stood still that did so most."""
        return max(
            sum(
                min(ended, end) - max(began, begin)
                for began, ended in _pauses_of(program)
                if began < end and ended > begin
            )
            for program in self._programs
        )


class Xruns:
    """When JACK said that a client was late, while this is used as a context."""

    def __init__(self) -> None:
        import jack

        self.seconds: list[float] = []  # of `perf_counter`
        self._client = jack.Client("xruns", no_start_server=True)
        self._client.set_xrun_callback(lambda _: self.seconds.append(perf_counter()))
        self._client.activate()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *rest: object) -> None:
        self._client.close()

    def count(self, begin: float, end: float) -> int:
        """How often that was between these seconds."""
        return sum(begin < at < end for at in list(self.seconds))


def _pauses_of(program: Program) -> list[tuple[float, float]]:
    lines = [line.split() for line in list(program.lines) if line != "ready"]
    return [(float(began), float(ended)) for began, ended in lines]


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
