"""Asking where the piece goes as notation, and having it written in the background."""

import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from composer.gui.banner import Banner
from composer.gui.consent import Consent, consents
from composer.gui.document import Document
from composer.gui.file_names import FileNames
from composer.gui.job import Job
from composer.gui.settings import Settings
from composer.gui.waiting import PATIENCE
from composer.gui.waiting_dialog import WaitingDialog
from composer.music.errors import ComposerError
from composer.notation.musicxml import SUFFIXES, is_available, write_musicxml_in_steps


class NotationDesk(QObject):
    """Exports the whole piece as MusicXML, one at a time."""

    def __init__(
        self,
        document: Document,
        banner: Banner,
        settings: Settings,
        window: QWidget,
        is_available: Callable[[], bool] = is_available,
    ) -> None:
        super().__init__(window)
        self._document, self._banner, self._settings, self._window = document, banner, settings, window
        self._is_available = is_available
        self._job: Job | None = None
        self._path = Path()

    @Slot()
    def ask(self) -> None:
        """Ask for a name, and begin to write; or say why that is not possible; or offer to stop what is under way."""
        if self._job and self._job.is_running:
            self._offer_to_stop(self._job)
            return
        if trouble := self._trouble:
            self._banner.tell_trouble(trouble)
            return
        names = FileNames(self._window, self._settings)
        proposed = names.proposed(f"{self._document.title}{SUFFIXES[0]}")
        if path := names.ask_where("Export MusicXML", proposed, {"MusicXML": SUFFIXES}):
            self.write(path)

    def write(self, path: Path) -> None:
        """Write the piece as it is now, while the window goes on."""
        score, title = self._document.score, self._document.title
        self._path = path
        self._settings.folder = str(path.resolve().parent)
        self._job = job = Job(lambda: write_musicxml_in_steps(score, path, title))
        job.succeeded.connect(self._end)
        job.failed.connect(self._fail)
        job.cancelled.connect(self._stop)
        progress = WaitingDialog(f"Writing {path.name}. Go on meanwhile", job, self._window)
        progress.finished.connect(progress.deleteLater)
        QTimer.singleShot(PATIENCE, progress, progress.show)
        job.start()

    @property
    def _trouble(self) -> str:
        """Why nothing can be written now; empty when something can."""
        if not self._is_available():
            return _MISSING
        if not self._document.score.note_count:
            return "There is nothing to engrave yet: the piece has no notes."
        return ""

    def _offer_to_stop(self, job: Job) -> None:
        question = f"{self._path.name} is still being written. Do you want to stop that?"
        if consents(self._window, question, Consent.Discard, "Stop writing"):
            job.cancel()

    @Slot()
    def _stop(self) -> None:
        self._banner.tell_news(f"{self._path.name} was not written.")

    @Slot()
    def _end(self) -> None:
        self._banner.tell_news(f"Exported {self._path}")

    @Slot(Exception)
    def _fail(self, error: Exception) -> None:
        reason = str(error) if isinstance(error, ComposerError) else f"{self._path.name} could not be written."
        self._banner.tell_trouble(reason)


_MISSING = "Writing MusicXML takes the free package music21, which is not installed here. " + (
    "This Composer comes without it: export MIDI, which notation programs open too."
    if getattr(sys, "frozen", False)
    else f"Install it with “{sys.executable} -m pip install music21” and export again."
)
