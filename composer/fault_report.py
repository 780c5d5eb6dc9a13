"""What a report of a fault says, and what of it is nobody else's business."""

import getpass
import platform
import re
import sys
import sysconfig
import traceback
from pathlib import Path

from composer import __version__

_PROGRAM = Path(__file__).resolve().parent.parent
_LONGEST_LINE = 2_000  # characters
_LONGEST_NAME = 256  # characters of a file's name
_SUFFIXES = (
    "mid|midi|kar|rmi|composer|abc|mxl|musicxml|xml|wav|flac|ogg|mp3|sf2|sf3|png|svg|pdf"
    "|safetensors|passages|pt|pth|ckpt|bin|pkl|json"
)
_IN_NAMES = r"[\w .,'’()\[\]#&+~–!/\\-]"
_FILE_NAMES = rf"(?<!{_IN_NAMES}){_IN_NAMES}*\.(?i:{_SUFFIXES})\b(?!\.(?!partial)\w| import)"
_FOLDERS = (
    r"(?<![\w<>])(?:~|[A-Za-z]:)?[/\\](?=[^\s:'\"<>])(?:[^\n:'\"<>/\\]*[/\\])*[^\s:'\"<>/\\]*"  # perhaps with spaces
)


def report_of(error: BaseException) -> str:
    """The traceback and the versions that matter for it, without private data."""
    trace = without_private_data("".join(traceback.format_exception(error)))
    return f"{versions()}\n\n{trace}"


def versions() -> str:
    """Composer, Python, and what they run on."""
    return f"Composer {__version__}, Python {platform.python_version()}, {platform.platform()}"


def without_private_data(text: str) -> str:
    """`text` without the names of a person's folders and files; those of the program and of Python stay."""
    for folder, name in _program_folders():
        text = text.replace(folder, name)
    for name in _personal_names():
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "…", text)
    return "\n".join(map(_line_without_names, text.split("\n")))


def _line_without_names(line: str) -> str:
    is_too_long = len(line) > _LONGEST_LINE
    line = re.sub(r"“[^”]*”", "“…”", line[:_LONGEST_LINE])
    line = re.sub(r"(?P<quote>['\"])(?!<)(?=[^'\"]*[/\\])[^'\"]*(?P=quote)", _without_path, line)
    line = re.sub(_FOLDERS, "…", line)
    line = re.sub(_FILE_NAMES, "…", line)
    return f"{line[:-_LONGEST_NAME]}…" if is_too_long else line  # a name that was cut is not known for one


def _program_folders() -> list[tuple[str, str]]:
    """Folders whose names may be told, the innermost first, and what they are called."""
    folders = {
        sysconfig.get_path("purelib"): "<packages>",
        sysconfig.get_path("platlib"): "<packages>",
        sysconfig.get_path("stdlib"): "<python>",
        str(_PROGRAM): "<program>",
        sys.prefix: "<python>",
        sys.base_prefix: "<python>",
    }
    return sorted(folders.items(), key=lambda item: -len(item[0]))


def _without_path(match: re.Match[str]) -> str:
    quote = match["quote"]
    return f"{quote}…{quote}"


def _personal_names() -> list[str]:
    """The home folder, and what the user is called there and by the system."""
    try:
        home = Path.home()
    except RuntimeError:  # nobody knows of one
        home = Path()
    names = {home.name, _user_name()} - {""}
    return [str(home), *sorted(names, key=len, reverse=True)] if home.name else [*names]


def _user_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
