"""The log of faults in the user's log folder: what went wrong inside, and where each thread was in a crash."""

import faulthandler
import os
import re
import sys
import threading
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from time import strftime
from typing import TYPE_CHECKING, TextIO

import platformdirs

if TYPE_CHECKING:
    from datetime import datetime

LARGEST_LOG = 1 << 18  # bytes; then a new one is begun and one old one kept
LONGEST_REPORT = 1 << 16  # characters of what a process noted down, the last ones

_BEGINNING = r"(?m)^(\S+) Composer began as process (\d+)$"
_OF_QT = r"\S+ Qt: "

_log: TextIO | None = None
_first_line = ""
_writing = threading.RLock()  # a finalizer may note something down in the midst of it


def log_path(name: str) -> Path:
    """Where the process called `name` writes its faults."""
    return platformdirs.user_log_path("composer", appauthor=False) / f"{name}.log"


def begin_log(path: Path) -> None:
    """Write faults to `path` from now on, crashes of the interpreter too. Without a writable folder there is no log."""
    global _first_line
    _first_line = f"{_now()} Composer began as process {os.getpid()}\n"
    with _writing:
        _open(path)


def log_fault(report: str) -> None:
    """Note down what went wrong, here and on the terminal, if there is one."""
    when = _now()
    with _writing:
        _turn_over()
        for stream in (_log, sys.stderr):
            if stream is not None and not stream.closed:
                try:
                    stream.write(f"{when} {report.rstrip()}\n")
                    stream.flush()
                except (OSError, ValueError):  # a full disk, a terminal that is gone
                    pass


def faults_of(path: Path, process: int, at: "datetime") -> str:
    """What the process with this id that ran `at` this moment noted down in `path`; empty if nothing but Qt spoke.

    Its last words are there, if the interpreter itself died; private data is left out.
    """
    from datetime import datetime

    from composer.fault_report import without_private_data

    log, began, noted = _text_of(_old(path)) + _text_of(path), "", ""
    for beginning, following in pairwise([*re.finditer(_BEGINNING, log), None]):
        assert beginning is not None
        with suppress(ValueError):  # somebody has written a time into it that there is not
            if int(beginning[2]) == process and datetime.fromisoformat(beginning[1]) <= at:
                words = log[beginning.end() : following.start() if following else None]
                was_turned_over = beginning[0] == began
                began, noted = beginning[0], noted + words if was_turned_over else words
    is_more_than_qt = any(line and not re.match(_OF_QT, line) for line in noted.splitlines())
    return without_private_data(f"{began}{_last(noted)}") if is_more_than_qt else ""


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


def _open(path: Path) -> None:
    global _log
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_file() and path.stat().st_size > LARGEST_LOG:
            with suppress(PermissionError):  # another window has it open, where that matters
                path.replace(_old(path))
        _log = path.open("a", encoding="utf-8", errors="backslashreplace")
        _log.write(_first_line)
        _log.flush()
    except OSError:
        return
    faulthandler.enable(_log)


def _turn_over() -> None:
    """Begin a new log if this one has become too large; its first line is the same, as the process is."""
    if _log is not None and os.fstat(_log.fileno()).st_size > LARGEST_LOG:
        path = Path(_log.name)
        end_log()
        _open(path)


def _last(words: str) -> str:
    """The last lines of `words`, all of them if they are short enough."""
    return words if len(words) <= LONGEST_REPORT else "\n…\n" + words[-LONGEST_REPORT:].partition("\n")[2]


def _old(path: Path) -> Path:
    return path.with_suffix(".old.log")


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _now() -> str:
    return strftime("%Y-%m-%dT%H:%M:%S%z")
