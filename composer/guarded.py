"""Work on foreign data in a process of its own, with limits on time and memory: whatever it does, this one lives."""

import gc
import mmap
import multiprocessing
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from time import monotonic
from typing import TypeVar

from composer.music.errors import ComposerError

T = TypeVar("T")

_POLL_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Limits:
    """What the work may use."""

    seconds: float = 90.0  # by the wall clock, with the start of the process; a busy machine may need most of it
    processor_seconds: int = 20
    megabytes: int = 400  # of address space, beyond what the process has when the work begins


class GuardError(ComposerError):
    """The work was ended. Its text goes on after "because"."""


@dataclass(frozen=True, slots=True)
class _Value:
    value: object


@dataclass(frozen=True, slots=True)
class _End:
    error: ComposerError | None


def guarded(work: Callable[..., Iterable[T]], *arguments: object, limits: Limits | None = None) -> Iterator[T | None]:
    """Yield what `work(*arguments)` yields in a process of its own, and None every 20 ms until then.

    `work` is a function at the top level of a module. The ComposerErrors that it raises are raised here; anything else
    that goes wrong there raises GuardError. Closing the iterator ends the process.
    """
    limits = limits or Limits()
    deadline = monotonic() + limits.seconds
    context = multiprocessing.get_context("spawn")  # a fork would copy locks that other threads of ours hold
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_serve, args=(theirs, limits, work, arguments), name="Composer guard", daemon=True)
    try:
        process.start()
        theirs.close()
        while True:
            if not ours.poll(_POLL_SECONDS):
                if monotonic() > deadline:
                    raise GuardError(f"it takes longer than {limits.seconds:g} s")
                yield None
                continue
            message = ours.recv()
            if isinstance(message, _End):
                if message.error is not None:
                    raise message.error
                return
            yield message.value
    except (EOFError, OSError) as error:
        process.join(1)
        if process.exitcode is not None and -process.exitcode == getattr(signal, "SIGXCPU", None):
            raise GuardError(f"it takes longer than {limits.processor_seconds} s") from error
        raise GuardError("the process that looked at it ended unexpectedly") from error
    finally:
        ours.close()
        if process.pid is not None:
            process.kill()
            process.join()


def _serve(connection: Connection, limits: Limits, work: Callable[..., Iterable], arguments: tuple) -> None:
    """The process's main function."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the window, which then ends this process
    error: ComposerError | None = None
    try:
        _limit(limits)
        gc.disable()  # this process does not live long enough for it
        for value in work(*arguments):
            connection.send(_Value(value))
    except ComposerError as own:
        error = own
    except MemoryError:
        error = GuardError(f"it needs more than {limits.megabytes} MB of memory")
    except Exception as unforeseen:  # noqa: BLE001 - told as an error of the data, whatever it is
        error = GuardError(f"it is damaged in an unforeseen way ({type(unforeseen).__name__})")
    with suppress(OSError):  # nobody listens any more
        connection.send(_End(error))


def _limit(limits: Limits) -> None:
    """Take from this process what the work does not need. Windows knows no such limits."""
    if sys.platform == "win32":
        return
    import resource

    for kind, most in (
        (resource.RLIMIT_CPU, limits.processor_seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_AS, _address_space() + limits.megabytes * 2**20),
    ):
        with suppress(ValueError, OSError):  # a limit of the system is lower still
            _, highest = resource.getrlimit(kind)
            resource.setrlimit(kind, (most, highest))


def _address_space() -> int:
    """Bytes of address space that this process has."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * mmap.PAGESIZE
    except OSError:  # macOS, which does not enforce the limit anyway
        return 2**40
