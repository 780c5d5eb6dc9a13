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
_FILE_NAMES = r"[\w .,'’()\[\]#&+~-]*\.(?:mid|midi|kar|rmi|composer|wav|safetensors|pt|json)\b(?!\.\w| import)"


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
    text = re.sub(r"“[^”\n]*”", "“…”", text)
    text = re.sub(r"(?P<quote>['\"])(?!<)[^'\"\n]*[/\\][^'\"\n]*(?P=quote)", _without_path, text)
    text = re.sub(r"(?<![\w<>])(?:~|[A-Za-z]:)?[/\\][^\s:'\"<>]+", "…", text)
    text = re.sub(_FILE_NAMES, "…", text)
    return re.sub(rf"\b{re.escape(_user_name())}\b", "…", text)


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


def _user_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return Path.home().name
