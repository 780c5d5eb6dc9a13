"""The render desk: asks where the piece goes as sound, and lets the built-in synth write it in the background."""

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QProgressDialog, QWidget

from composer.gui.banner import Banner
from composer.gui.document import Document
from composer.gui.file_names import FileNames
from composer.gui.job import Job
from composer.gui.settings import Settings
from composer.music.errors import ComposerError
from composer.playback.render import render, rendered_seconds
from composer.playback.sound_file import KINDS

PATIENCE = 300  # milliseconds until the progress is shown


class RenderDesk(QObject):
    """Renders one piece at a time, as it is when it is asked for; muted tracks are not heard."""

    def __init__(self, document: Document, banner: Banner, settings: Settings, window: QWidget) -> None:
        super().__init__(window)
        self._document, self._banner, self._settings, self._window = document, banner, settings, window
        self._job: Job | None = None
        self._path = Path()
        self._progress: QProgressDialog | None = None

    def ask(self) -> None:
        """Ask for a name, and begin."""
        if not self._document.score.note_count:
            self._banner.tell_trouble("There is nothing to render yet: the piece has no notes.")
        elif self._job and self._job.is_running:
            self._banner.tell_trouble(f"{self._path.name} is still being rendered.")
        elif path := self._ask_where():
            self.render(path)

    def render(self, path: Path) -> None:
        """Write the piece to `path`, whose suffix says the kind of file."""
        score, settings = self._document.score, self._settings.synth
        self._path = path
        self._settings.folder = str(path.resolve().parent)

        def steps() -> Iterator[float]:
            yield from render(score, path, settings)

        self._job = job = Job(steps)
        job.arrived.connect(self._show_progress)
        job.succeeded.connect(self._end)
        job.cancelled.connect(self._close)
        job.failed.connect(self._fail)
        self._progress = progress = QProgressDialog(f"Rendering {path.name}", "Cancel", 0, 0, self._window)
        progress.setWindowTitle("Render audio")
        progress.setWindowModality(Qt.WindowModality.NonModal)
        progress.setAutoReset(False)
        progress.setMinimumDuration(PATIENCE)
        progress.setMaximum(round(rendered_seconds(score)))
        progress.setValue(0)
        progress.canceled.connect(job.cancel)
        job.start()

    def _ask_where(self) -> Path | None:
        names = FileNames(self._window, self._settings)
        kinds = {words: (suffix,) for suffix, words in KINDS.items()}
        return names.ask_where("Render audio", names.proposed(f"{self._document.title}.wav"), kinds)

    @Slot(list)
    def _show_progress(self, seconds: list[float]) -> None:
        if self._progress:
            self._progress.setValue(int(seconds[-1]))

    @Slot()
    def _end(self) -> None:
        self._close()
        self._banner.tell_news(f"Rendered {self._path}")

    @Slot(Exception)
    def _fail(self, error: Exception) -> None:
        self._close()
        known = isinstance(error, ComposerError)
        self._banner.tell_trouble(str(error) if known else f"{self._path.name} could not be rendered.")

    @Slot()
    def _close(self) -> None:
        progress, self._progress = self._progress, None
        if progress:
            progress.blockSignals(True)  # closing counts as cancelling
            progress.close()
            progress.deleteLater()
