"""A small picture of a piece: enough to know it again."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap

from composer.gui.theme import current_palette
from composer.music.score import Note, Score

MOST_NOTES = 3_000  # that are drawn; of more, every second, third … one

MARGIN = 8.0  # pixels
_FEWEST_ROWS = 24  # so that a few notes do not become bricks


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
