"""Dragging notes out of the window, into another program or a folder, as a MIDI file."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QDrag, QFontMetrics, QMouseEvent, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QToolButton, QToolTip, QWidget

from composer.disk import reason_of
from composer.gui.form import named
from composer.gui.icons import icon
from composer.gui.theme import current_palette
from composer.music.errors import ComposerError
from composer.music.score import Score

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory

_LONGEST_NAME = 60  # letters


class DragHandle(QToolButton):
    """A handle that is pulled out of the window. A mere click says what it is for."""

    drag_requested = Signal()

    def __init__(self, name: str) -> None:
        """`name` says what is dragged."""
        super().__init__()
        named(self, name)
        self.setIcon(icon("drag out"))
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keyboard copies, or exports
        self._pressed_at: QPointF | None = None
        self.clicked.connect(
            lambda: QToolTip.showText(self.mapToGlobal(self.rect().bottomLeft()), self.toolTip(), self)
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where a drag may begin."""
        self._pressed_at = event.position()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Begin the drag once the mouse has moved far enough to mean it."""
        if self._pressed_at is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        if (event.position() - self._pressed_at).manhattanLength() >= QApplication.startDragDistance():
            self._pressed_at = None
            self.setDown(False)
            self.drag_requested.emit()


class DragOut(QObject):
    """Makes a file in a folder of this run of the program, and lets it be dragged."""

    troubled = Signal(str)  # a sentence for the user

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._folder: TemporaryDirectory[str] | None = None
        self.run: Callable[[QDrag], object] = lambda drag: drag.exec(Qt.DropAction.CopyAction)

    def drag(self, source: QWidget, score: Score, name: str) -> None:
        """Drag `score` out of `source` as a file called `name`; returns when it was dropped or not."""
        from composer.gui.midi_data import midi_data  # imported late, as all that follows: for the first paint
        from composer.gui.reading import writing_job
        from composer.gui.waiting import values_of

        try:
            path = self._new_folder() / f"{_file_name(name)}.mid"
            values_of(writing_job(score, path))
            contents = path.read_bytes()
        except ComposerError as error:
            self.troubled.emit(str(error))
            return
        except OSError as error:
            self.troubled.emit(f"There is no place for the file that would be dragged: {reason_of(error)}.")
            return
        drag = QDrag(source)
        drag.setMimeData(midi_data(contents, path))
        count = score.note_count
        picture = _picture(f"{count:,} {'note' if count == 1 else 'notes'}", source)
        drag.setPixmap(picture)
        self.run(drag)

    def _new_folder(self) -> Path:
        """A folder for one drag; that of the run is made anew if it is gone, as some systems clear away old files."""
        from tempfile import TemporaryDirectory, mkdtemp

        if self._folder is None or not Path(self._folder.name).is_dir():
            self._folder = TemporaryDirectory(prefix="composer-", ignore_cleanup_errors=True)
        return Path(mkdtemp(dir=self._folder.name))


def _file_name(name: str) -> str:
    """`name` without what some system would not have in the name of a file."""
    usable = "".join(letter if letter.isalnum() or letter in " -_().,’" else "_" for letter in name)
    return usable.strip(" .")[:_LONGEST_NAME] or "composition"


def _picture(words: str, widget: QWidget) -> QPixmap:
    """What hangs on the pointer while it drags."""
    palette, scale = current_palette(), widget.devicePixelRatioF()
    size = QSize(QFontMetrics(widget.font()).horizontalAdvance(words) + 20, 24)
    picture = QPixmap((size.toSizeF() * scale).toSize())
    picture.setDevicePixelRatio(scale)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(palette.accent)
    painter.drawRoundedRect(QRectF(0, 0, size.width(), size.height()), 5, 5)
    painter.setPen(palette.on_accent)
    painter.drawText(QRectF(0, 0, size.width(), size.height()), Qt.AlignmentFlag.AlignCenter, words)
    painter.end()
    return picture
