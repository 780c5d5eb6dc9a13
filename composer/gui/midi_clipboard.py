"""The clipboard: what is copied in the roll can be pasted in other programs, and the other way round."""

import os
from collections.abc import Callable, Iterator

from PySide6.QtCore import QMimeData, QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication

from composer.gui.document import Document
from composer.gui.job import Job
from composer.gui.piano_roll import PianoRoll
from composer.music.errors import ComposerError

_ID_BYTES = 16
OWN_TYPE = "application/x-composer-copy"  # says which copy this is: only the roll has all of it


class MidiClipboard(QObject):
    """Offers copied notes as a MIDI file too, and pastes the MIDI that another program has copied since."""

    troubled = Signal(str)  # a sentence for the user

    def __init__(self, document: Document, roll: PianoRoll, parent: QObject) -> None:
        super().__init__(parent)
        self._document, self._roll = document, roll
        self._copy_id = os.urandom(_ID_BYTES)  # of what the roll remembers
        self._job: Job | None = None  # that makes a file of it

    @property
    def can_paste(self) -> bool:
        """Whether something was copied, here or in another program."""
        from composer.gui.midi_data import has_midi

        return self._roll.editing.can_paste or has_midi(_copied())

    @property
    def commands(self) -> dict[str, Callable[[], object]]:
        """What the actions of the clipboard do."""
        return {"cut": self.cut, "copy": self.copy, "paste": self.paste}

    def copy(self) -> None:
        """Copy the selected notes."""
        self._offer()
        self._roll.copy()

    def cut(self) -> None:
        """Copy the selected notes and delete them."""
        self._offer()
        self._roll.cut()

    def paste(self) -> None:
        """Paste what was copied last, here or in another program."""
        from composer.gui.midi_data import score_of
        from composer.music.extract import clip_of

        data = _copied()
        if self._job is None and data.data(OWN_TYPE).data() != self._copy_id:
            try:
                score = score_of(data)
            except ComposerError as error:
                self.troubled.emit(str(error))
                return
            if score is not None and score.note_count:
                self._roll.remember_clip(clip_of(score))
        self._roll.paste()

    def let_go(self) -> None:
        """Take back what is offered to other programs: Qt would free it when Python is gone, which crashes."""
        if QGuiApplication.clipboard().ownsClipboard():
            QGuiApplication.clipboard().clear()

    def _offer(self) -> None:
        """Make a file of the selected notes in the background, and offer it."""
        selection, score = self._roll.selection, self._document.score
        if not selection:
            return

        def steps() -> Iterator[bytes]:
            from composer.midi.encoding import score_to_bytes
            from composer.music.extract import extract

            yield score_to_bytes(extract(score, selection, min(note.start for _, note in selection)))

        self._copy_id = os.urandom(_ID_BYTES)
        self._job = job = Job(steps)
        job.succeeded.connect(self._show)
        job.failed.connect(self._give_up)
        job.start()

    @Slot(object)
    def _show(self, values: object) -> None:
        from composer.gui.midi_data import midi_data

        assert isinstance(values, list)
        [contents] = values
        if self.sender() is self._job:  # else something else has been copied since
            self._job = None
            data = midi_data(contents)
            data.setData(OWN_TYPE, self._copy_id)
            QGuiApplication.clipboard().setMimeData(data)

    @Slot()
    def _give_up(self) -> None:
        if self.sender() is self._job:
            self._job = None


def _copied() -> QMimeData:
    """What the system's clipboard has; nothing where it is empty, which Qt says with None."""
    return QGuiApplication.clipboard().mimeData() or QMimeData()
