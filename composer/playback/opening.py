"""Opening a device while something else is played: in a thread, because a server may take its time."""

from collections.abc import Callable
from threading import Lock, Thread

from composer.midi.outputs import MidiOutput

OPENING_SECONDS = 8.0  # that it may take: a sound device that sleeps takes its time
Run = Callable[[Callable[[], None]], object]  # calls it, now or in a while


def at_once(work: Callable[[], None]) -> None:
    """Do it here and now."""
    work()


def in_background(work: Callable[[], None]) -> None:
    """Do it in a thread, which ends with the process."""
    Thread(target=work, name="opening", daemon=True).start()


class Opening:
    """One attempt to open an output. Whoever drops it never hears of the output, which is closed when it is there."""

    def __init__(self, open_output: Callable[[], MidiOutput], run: Run) -> None:
        self._open_output = open_output
        self._lock = Lock()
        self._is_dropped = False
        self.is_over = False
        self.output: MidiOutput | None = None
        self.error: Exception | None = None
        run(self._work)

    def drop(self) -> None:
        """Nobody wants it any more."""
        with self._lock:
            self._is_dropped = True
            output, self.output = self.output, None
        if output is not None:
            output.close()

    def _work(self) -> None:
        output = error = None
        try:
            output = self._open_output()
        except Exception as fault:  # noqa: BLE001 - whatever it is, it belongs to the thread that asked
            error = fault
        with self._lock:
            is_dropped = self._is_dropped
            if not is_dropped:
                self.output, self.error, self.is_over = output, error, True
        if is_dropped and output is not None:
            output.close()
