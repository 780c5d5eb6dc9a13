"""Where the bundled files are: in the source tree, in an installed wheel, or in the frozen program."""

import sys
from pathlib import Path

_PACKAGE_PARENT = Path(__file__).resolve().parent.parent


def resource(*parts: str) -> Path:
    """The path of a bundled file or folder, for example ``resource("models", "flagship.safetensors")``."""
    return _root().joinpath(*parts)


def _root() -> Path:
    if frozen := getattr(sys, "_MEIPASS", None):
        return Path(frozen) / "resources"
    installed = _PACKAGE_PARENT / "composer_resources"  # the name that a wheel gives the folder
    return installed if installed.is_dir() else _PACKAGE_PARENT / "resources"
