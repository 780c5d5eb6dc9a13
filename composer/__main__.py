"""`python -m composer`: without a command the window opens, otherwise the command runs."""

import multiprocessing
import os
import sys
from pathlib import Path

_SUFFIXES = {".mid", ".midi", ".rmi"}
_NO_DISPLAY = """\
There is no display here, so Composer's window cannot open. The command line works without one, for example:

    {composer} generate seed.mid -o continued.mid
    {composer} --help
"""


def main() -> int:
    """Open the window, with the file that is the only argument if there is one, or run a command."""
    multiprocessing.freeze_support()
    arguments = sys.argv[1:]
    file = Path(arguments[0]) if len(arguments) == 1 and Path(arguments[0]).suffix.lower() in _SUFFIXES else None
    if arguments[:1] == ["--smoke-test"]:
        from composer import smoke_test

        return smoke_test.run(Path(arguments[1]))
    if arguments and not file:
        from composer.cli.main import main as run_command

        return run_command(arguments)
    if not _has_display():
        sys.stderr.write(_NO_DISPLAY.format(composer=_own_command()))
        return 1
    from composer import app

    return app.run(file)


def _has_display() -> bool:
    return sys.platform != "linux" or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    )


def _own_command() -> str:
    """How a person starts this program here."""
    is_module = Path(sys.argv[0]).name == "__main__.py"
    return f"{os.path.relpath(sys.executable)} -m composer" if is_module else sys.argv[0]


if __name__ == "__main__":
    sys.exit(main())
