"""Names of files: which one to open, where to write, and what is proposed."""

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
        return self._ask_where(title, proposed, PROJECT_FILES, (PROJECT_SUFFIX,))

    def ask_where_to_export(self, title: str, proposed: Path) -> Path | None:
        """Where to write a MIDI file."""
        return self._ask_where(title, proposed, f"MIDI files (*{' *'.join(WRITTEN_SUFFIXES)})", WRITTEN_SUFFIXES)

    def proposed(self, name: str) -> Path:
        """`name` in the folder that was used last."""
        return Path(self._folder) / name

    def _ask_where(self, title: str, proposed: Path, kinds: str, suffixes: tuple[str, ...]) -> Path | None:
        """A name with one of `suffixes`, the first of them if the user wrote none."""
        name, _ = QFileDialog.getSaveFileName(self._window, title, str(proposed), kinds)
        if not name or (path := Path(name)).suffix.lower() in suffixes:
            return Path(name) if name else None
        path = path.with_name(path.name + suffixes[0])
        # The dialog has asked about the name without suffix.
        return None if path.exists() and not ask.may_replace(self._window, path) else path

    @property
    def _folder(self) -> str:
        return self._settings.folder or str(Path.home())
