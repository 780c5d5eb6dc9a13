"""The log of faults in the user's log folder: what went wrong inside, and where each thread was in a crash."""

import faulthandler
import sys
import threading
from datetime import datetime
from pathlib import Path
from typing import TextIO

import platformdirs

LARGEST_LOG = 1 << 18  # bytes; then a new one is begun and one old one kept

_log: TextIO | None = None


def log_path(name: str) -> Path:
    """Where the process called `name` writes its faults."""
    return platformdirs.user_log_path("composer", appauthor=False) / f"{name}.log"


def begin_log(path: Path) -> None:
    """Write faults to `path` from now on, crashes of the interpreter too. Without a writable folder there is no log."""
    global _log
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_file() and path.stat().st_size > LARGEST_LOG:
            path.replace(path.with_suffix(".old.log"))
        _log = path.open("a", encoding="utf-8", errors="backslashreplace")
    except OSError:
        return
    faulthandler.enable(_log)


def log_fault(report: str) -> None:
    """Note down what went wrong, here and on the terminal, if there is one."""
    when = datetime.now().astimezone().isoformat(timespec="seconds")
    for stream in (_log, sys.stderr):
        if stream is not None and not stream.closed:
            try:
                stream.write(f"{when} {report.rstrip()}\n")
                stream.flush()
            except (OSError, ValueError):  # a full disk, a terminal that is gone
                pass


def log_uncaught() -> None:
    """Note down what nobody catches, on any thread of a process that has no window."""
    from composer.fault_report import report_of

    def note(error: BaseException | None) -> None:
        if error is not None:
            log_fault(report_of(error))

    sys.excepthook = lambda _, error, __: note(error)
    threading.excepthook = lambda failure: note(failure.exc_value)
    sys.unraisablehook = lambda failure: note(failure.exc_value)


def end_log() -> None:
    """Close the log."""
    global _log
    if _log is not None:
        faulthandler.disable()
        _log.close()
        _log = None
