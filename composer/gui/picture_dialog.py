"""Asking where a picture of the piece goes, and drawing it in the background."""

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from composer.gui.banner import Banner
from composer.gui.document import Document
from composer.gui.file_names import FileNames
from composer.gui.job import Job
from composer.gui.piano_roll import PianoRoll
from composer.gui.piano_roll.picture import FORMATS, PictureRange, write_picture
from composer.gui.settings import Settings
from composer.gui.theme import current_palette
from composer.music.edits import Selection
from composer.music.errors import ComposerError
from composer.music.score import Score


class PictureDialog(QObject):
    """Exports the selected notes or, without a selection, the whole piece as PNG, SVG or PDF."""

    def __init__(
        self, document: Document, roll: PianoRoll, banner: Banner, settings: Settings, window: QWidget
    ) -> None:
        super().__init__(window)
        self._document, self._roll, self._banner = document, roll, banner
        self._settings, self._window = settings, window
        self._job: Job | None = None

    def ask(self) -> None:
        """Ask for a name, and begin to draw."""
        score = self._document.score
        if not score.note_count:
            self._banner.tell_trouble("There is nothing to draw yet: the piece has no notes.")
            return
        names = FileNames(self._window, self._settings)
        what = "the selected notes" if self._roll.selection else "the piece"
        kinds = {words: (suffix,) for suffix, words in FORMATS.items()}
        proposed = names.proposed(f"{self._document.title}.png")
        if path := names.ask_where(f"Export a picture of {what}", proposed, kinds):
            self.draw(path)

    def draw(self, path: Path) -> None:
        """Draw into `path`, whose suffix says the format, while the window goes on."""
        score, selection, palette = self._document.score, self._roll.selection, current_palette()
        self._banner.tell_news(f"Drawing {path.name} …")

        def steps() -> Iterator[object]:
            yield from write_picture(score, _range_of(score, selection), palette, path)
            yield path

        self._job = Job(steps)
        self._job.succeeded.connect(self._end)
        self._job.failed.connect(self._fail)
        self._job.start()

    @Slot(object)
    def _end(self, yielded: list[object]) -> None:
        self._banner.tell_news(f"Saved {yielded[-1]}")

    @Slot(Exception)
    def _fail(self, error: Exception) -> None:
        reason = str(error) if isinstance(error, ComposerError) else "The picture could not be drawn."
        self._banner.tell_trouble(reason)


def _range_of(score: Score, selection: Selection) -> PictureRange:
    whole = PictureRange.of(score)
    if not selection:
        return whole
    notes = [note for _, note in selection]
    meter_map = score.meter_map
    return PictureRange(
        meter_map.bar_line_before(min(note.start for note in notes)),
        meter_map.bar_line_from(max(note.end for note in notes)),
        max(min(note.pitch for note in notes) - 2, whole.low),
        min(max(note.pitch for note in notes) + 2, whole.high),
    )
