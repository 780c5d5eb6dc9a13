"""A small picture of a piece: enough to know it again."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from composer.gui.theme import current_palette
from composer.music.score import Note, Score

MOST_NOTES = 3_000  # that are drawn; of more, every second, third … one

MARGIN = 8.0  # pixels
_FEWEST_ROWS = 24  # so that a few notes do not become bricks


class PieceLabel(QLabel):
    """The picture of a piece, as wide as there is room and in the colours of the theme; or words in its place."""

    def __init__(self, height: int) -> None:
        """`height` in logical pixels."""
        super().__init__(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self._score: Score | None = None
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_score(self, score: Score) -> None:
        """Show a piece."""
        self._score = score
        self._draw()

    def show_words(self, words: str) -> None:
        """Show a sentence, or nothing."""
        self._score = None
        self.setText(words)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the room."""
        super().resizeEvent(event)
        self._draw()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground of a picture below words, and where nothing is."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), current_palette().white_row)
        painter.end()
        super().paintEvent(event)

    def _draw(self) -> None:
        if self._score is not None:
            self.setPixmap(piece_picture(self._score, self.size(), self.devicePixelRatioF()))


def piece_picture(score: Score, size: QSize, pixel_ratio: float = 1.0) -> QPixmap:
    """The notes of `score` as in a piano roll, all in view; `size` in logical pixels."""
    palette = current_palette()
    pixmap = QPixmap(size * pixel_ratio)
    pixmap.setDevicePixelRatio(pixel_ratio)
    pixmap.fill(palette.white_row)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    notes = [note for track in score.tracks for note in track.notes]
    painter.setBrush(palette.loud_note)
    for rectangle in _rectangles(notes[:: len(notes) // MOST_NOTES + 1], score.end, size):
        painter.drawRect(rectangle)
    painter.end()
    return pixmap


def _rectangles(notes: list[Note], end: int, size: QSize) -> list[QRectF]:
    if not notes:
        return []
    low, high = min(note.pitch for note in notes), max(note.pitch for note in notes)
    rows = max(high - low + 1, _FEWEST_ROWS)
    row_height = (size.height() - 2 * MARGIN) / rows
    pixels_per_tick = (size.width() - 2 * MARGIN) / max(end, 1)
    top = MARGIN + (rows - (high - low + 1)) / 2 * row_height
    return [
        QRectF(
            MARGIN + note.start * pixels_per_tick,
            top + (high - note.pitch) * row_height,
            max(note.duration * pixels_per_tick - 1, 1.5),
            max(row_height - 0.5, 1.5),
        )
        for note in notes
    ]
