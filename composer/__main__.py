"""`python -m composer`: without a command the window opens, otherwise the command runs."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the window is painted without it, when nothing was asked for
    from argparse import ArgumentParser

_SUFFIXES = {".composer", ".mid", ".midi", ".kar", ".rmi"}
_NO_DISPLAY = """\
There is no display here, so Composer's window cannot open. The command line works without one, for example:

    {composer} generate seed.mid -o continued.mid
    {composer} --help
"""


def main() -> int:
    """Open the window, perhaps with a file or in a theme, or run a command."""
    if getattr(sys, "frozen", False):
        import multiprocessing

        multiprocessing.freeze_support()
    arguments = sys.argv[1:]
    if arguments[:1] == ["--smoke-test"]:
        from composer import smoke_test

        return smoke_test.run(Path(arguments[1]))
    if arguments and not _are_for_window(arguments):
        from composer.cli.main import main as run_command

        return run_command(arguments)
    if not _has_display():
        sys.stderr.write(_NO_DISPLAY.format(composer=_own_command()))
        return 1
    from composer import app

    if not arguments:
        return app.run()
    wanted = _window_parser().parse_args(arguments)
    return app.run(wanted.file, wanted.theme, wanted.safe_mode)


def _are_for_window(arguments: list[str]) -> bool:
    first = arguments[0]
    return first.partition("=")[0] in ("--theme", "--safe-mode") or Path(first).suffix.lower() in _SUFFIXES


def _window_parser() -> "ArgumentParser":
    from argparse import ArgumentParser

    parser = ArgumentParser(prog="composer", add_help=False, allow_abbrev=False)
    parser.add_argument("--theme", choices=("dark", "light", "contrast", "system"))
    parser.add_argument("--safe-mode", action="store_true")
    parser.add_argument("file", nargs="?", type=Path)
    return parser


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
