"""One running engine process, seen from the window's side; nothing here waits except `close`."""

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection

from composer.playback.outbox import Outbox
from composer.playback.protocol import Command, EngineEvent, Heartbeat, Quit, SetScore

_SEND_SECONDS = 0.5  # for the last commands to be read
_END_SECONDS = 1.5  # for the engine to end; it ends every note first. A port of a troubled JACK server takes RtMidi 1.0


def run_engine(connection: Connection) -> None:
    """Run the engine at the other end of `connection`; its libraries are loaded in its own process only."""
    from composer.playback import engine

    engine.run_engine(connection)


class EngineProcess:
    """Starts an engine in a process of its own and talks with it.

    A thread starts the process and sends the commands, so that the window never waits for either.
    """

    def __init__(self, main: Callable[[Connection], None] = run_engine) -> None:
        """Run `main` (a function at the top level of a module) with one end of a pipe."""
        context = multiprocessing.get_context("spawn")
        self._ours, self._theirs = context.Pipe()
        self._process = context.Process(target=main, args=(self._theirs,), name="Composer engine", daemon=True)
        self._is_gone = False
        self._has_spoken = False
        self._outbox = Outbox(self._ours, before=self._start, superseding=SetScore)

    @property
    def is_gone(self) -> bool:
        """Whether the process has ended, or could not be started."""
        return self._is_gone

    @property
    def pid(self) -> int | None:
        """The process's id once it is started."""
        return self._process.pid

    def post(self, command: Command) -> None:
        """Tell the engine something."""
        self._outbox.post(command)

    def drain(self) -> list[EngineEvent | Heartbeat]:
        """What the engine has said since the last time."""
        received = []
        try:
            while self._ours.poll():
                received.append(self._ours.recv())
                self._has_spoken = True
        except (EOFError, OSError):
            self._is_gone = True
        return received

    def kill(self) -> None:
        """End the process at once: it does not answer. Nothing of it stays once it is not held any more."""
        self._is_gone = True
        if self._process.pid is not None:
            self._process.kill()
        self._outbox.end()

    def close(self) -> None:
        """Let the engine silence everything and end; after two seconds at most it is killed.

        One that has not even come to speak yet sounds nothing, and is not waited for.
        """
        self.drain()
        if not self._has_spoken:
            self.kill()
        self._outbox.post(Quit())
        self._outbox.close(_SEND_SECONDS)
        if self._process.pid is not None:
            self._process.join(_END_SECONDS)
        self.kill()

    def _start(self) -> None:
        try:
            if not self._is_gone:
                self._process.start()
        except OSError:
            self._is_gone = True
        finally:
            self._theirs.close()
        if self._is_gone and self._process.pid is not None:  # `kill` came while it was starting
            self._process.kill()
