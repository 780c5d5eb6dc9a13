"""What is seen of step entry: a small piano with the letters on its keys, over the lower edge of the roll."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Slot
from PySide6.QtGui import QColor, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from composer.gui.form import named
from composer.gui.step_entry import SEMITONES, StepEntry
from composer.gui.theme import current_palette
from composer.music.pitch import is_black, pitch_name

_KEY_WIDTH, _KEY_HEIGHT = 26, 72  # logical pixels of a white key: two lines have room below the black ones
_BLACK_WIDTH, _BLACK_HEIGHT = 17, 37
_MARGIN = 32  # logical pixels to the lower edge of the roll


class StepEntryBar(QFrame):
    """Shows itself while the mode is on."""

    def __init__(self, entry: StepEntry, roll: QWidget) -> None:
        super().__init__(roll)
        self._entry, self._roll = entry, roll
        self.setObjectName("stepEntry")
        self.setAutoFillBackground(True)
        self._words = QLabel()
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 10, 14, 10)
        row.setSpacing(16)
        row.addWidget(_Piano(entry))
        row.addWidget(self._words)
        entry.changed.connect(self._show)
        roll.installEventFilter(self)
        self._show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the roll's lower edge."""
        if event.type() == QEvent.Type.Resize:
            self._settle()
        return super().eventFilter(watched, event)

    @Slot()
    def _show(self) -> None:
        pen, entry = self._entry.pen, self._entry
        self._words.setText(
            f"<b>Step entry</b>: {entry.length_in_words}, velocity {pen.velocity}<br>"
            "<b>Z X</b> octave · <b>C V</b> velocity<br>"
            "<b>1–7</b> length · <b>.</b> dotted · <b>→</b> or pedal: rest<br>"
            "<b>⌫</b> takes a step back · <b>Esc</b> leaves"
        )
        named(self, f"Step entry from {pitch_name(entry.lowest_pitch)}; Escape leaves it")
        self.setVisible(entry.is_on)
        self._settle()

    def _settle(self) -> None:
        self.adjustSize()
        self.move((self._roll.width() - self.width()) // 2, self._roll.height() - self.height() - _MARGIN)
        self.raise_()


class _Piano(QWidget):
    """The keys that the letters stand for; those that are down are lit."""

    def __init__(self, entry: StepEntry) -> None:
        super().__init__()
        self._entry = entry
        self._letters = {semitones: QKeySequence(key).toString() for key, semitones in SEMITONES.items()}
        white = [semitones for semitones in self._letters if not is_black(semitones)]
        self.setFixedSize(len(white) * _KEY_WIDTH + 1, _KEY_HEIGHT + 1)
        self._places = {semitones: place * _KEY_WIDTH for place, semitones in enumerate(white)}
        self._places |= {
            semitones: self._places[semitones - 1] + _KEY_WIDTH - _BLACK_WIDTH // 2
            for semitones in self._letters
            if is_black(semitones)
        }
        entry.changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the white keys, then the black ones over them."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = painter.font()
        font.setPixelSize(11)
        painter.setFont(font)
        palette = current_palette()
        for semitones in sorted(self._letters, key=is_black):
            colour = palette.black_key if is_black(semitones) else palette.white_key
            self._key(painter, semitones, colour)
        painter.end()

    def _key(self, painter: QPainter, semitones: int, colour: QColor) -> None:
        palette, pitch = current_palette(), self._entry.lowest_pitch + semitones
        black = is_black(semitones)
        size = (_BLACK_WIDTH, _BLACK_HEIGHT) if black else (_KEY_WIDTH, _KEY_HEIGHT)
        place = QRectF(self._places[semitones] + 0.5, 0.5, *size)
        painter.setPen(palette.key_line)
        painter.setBrush(palette.accent if pitch in self._entry.held else colour)
        painter.drawRoundedRect(place, 2, 2)
        painter.setPen(palette.white_key if black else palette.key_text)
        words = self._letters[semitones]
        if pitch % 12 == 0:
            words = f"{pitch_name(pitch)}\n{words}"
        painter.drawText(
            place.adjusted(0, 0, 0, -4), Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom, words
        )
