"""Names of files: which one to open, where to write, and what is proposed."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from composer.gui import file_questions as ask
from composer.gui.settings import Settings
from composer.midi.suffixes import SUFFIXES, WRITTEN_SUFFIXES

PROJECT_SUFFIX = ".composer"
PROJECT_FILES = f"Composer projects (*{PROJECT_SUFFIX})"
MIDI_FILES = f"MIDI files (*{' *'.join(SUFFIXES)})"
ALL_MUSIC = f"Music (*{PROJECT_SUFFIX} *{' *'.join(SUFFIXES)})"


class FileNames:
    """Asks for them over `window`, first in the folder that was used last."""

    def __init__(self, window: QWidget, settings: Settings) -> None:
        self._window, self._settings = window, settings

    def ask_which(self, title: str, kinds: str, folder: Path | None = None) -> Path | None:
        """A file that is there, among `kinds`; None when the user would rather not."""
        name, _ = QFileDialog.getOpenFileName(self._window, title, str(folder or self._folder), kinds)
        return Path(name) if name else None

    def ask_where_to_save(self, title: str, proposed: Path) -> Path | None:
        """Where to write a project."""
        return self.ask_where(title, proposed, {"Composer projects": (PROJECT_SUFFIX,)})

    def ask_where_to_export(self, title: str, proposed: Path) -> Path | None:
        """Where to write a MIDI file."""
        return self.ask_where(title, proposed, {"MIDI files": WRITTEN_SUFFIXES})

    def ask_where(self, title: str, proposed: Path, kinds: Mapping[str, Sequence[str]]) -> Path | None:
        """Where to write a file of one of `kinds`, as `ask_where` does over any window."""
        return ask_where(self._window, title, proposed, kinds)

    def proposed(self, name: str) -> Path:
        """`name` in the folder that was used last."""
        return Path(self._folder) / name

    @property
    def _folder(self) -> str:
        return self._settings.folder or str(Path.home())


def ask_where(window: QWidget, title: str, proposed: Path, kinds: Mapping[str, Sequence[str]]) -> Path | None:
    """Where to write a file of one of `kinds`: suffixes by what a person calls them.

    A name that ends in none of the suffixes gets the first of the kind that was chosen. None when the user would
    rather not write, or not replace what has that name.
    """
    filters = {f"{words} (*{' *'.join(suffixes)})": suffixes for words, suffixes in kinds.items()}
    name, chosen = QFileDialog.getSaveFileName(window, title, str(proposed), ";;".join(filters))
    if not name:
        return None
    path = Path(name)
    if any(path.suffix.lower() in suffixes for suffixes in kinds.values()):
        return path
    path = path.with_name(path.name + filters.get(chosen, next(iter(kinds.values())))[0])
    # The dialog has asked about the name without suffix.
    return None if path.exists() and not ask.may_replace(window, path) else path
