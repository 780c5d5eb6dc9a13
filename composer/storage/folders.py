"""Where the program keeps what it writes by itself."""

from hashlib import sha256
from os import fsencode
from pathlib import Path


def data_folder() -> Path:
    """The program's own folder among the user's data."""
    import platformdirs

    return platformdirs.user_data_path("composer", appauthor=False)


def name_for(path: Path) -> str:
    """A short name that stands for one file, wherever it is."""
    return sha256(fsencode(path.resolve())).hexdigest()[:24]
