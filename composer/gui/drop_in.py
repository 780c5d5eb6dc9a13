"""What is dropped on the window: the files among it that can be opened."""

from pathlib import Path

from PySide6.QtCore import QMimeData

from composer.gui.file_names import PROJECT_SUFFIX
from composer.midi import suffixes

NOTHING_DROPPED = "What was dropped did not arrive: drag it here once more, or choose it under File > Open."


def music_files_of(data: QMimeData) -> list[Path]:
    """The files among what is dragged that can be opened, and the folders, which may hold some."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return [path for path in paths if path.suffix.lower() in (PROJECT_SUFFIX, *suffixes.SUFFIXES) or path.is_dir()]
