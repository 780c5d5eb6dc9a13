"""The dialog that finds a seed in other pieces: bars, a phrase, or a place by chance, of a file or a folder."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from itertools import islice
from pathlib import Path
from random import Random

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from composer.disk import reason_of
from composer.gui.form import named, quiet_label
from composer.gui.listing import airy
from composer.gui.piece_picture import MARGIN, piece_picture
from composer.gui.reading import reading_job
from composer.gui.seed_choice import seed_in_words
from composer.gui.theme import current_palette
from composer.gui.waiting import result_of, values_of
from composer.midi.suffixes import SUFFIXES
from composer.music.errors import ComposerError, SeedError
from composer.music.excerpts import Ticks, bars, excerpt, random_phrase, random_place
from composer.music.score import Score
from composer.music.seed import seed_of_range

MOST_FILES = 2_000  # of a folder that are listed

_PICTURE = QSize(520, 190)  # logical pixels
_FIRST_BARS, _MOST_BARS = 4, 64


class SeedBrowser(QDialog):
    """Emits `chosen` with the part that was decided on, as a score of its own, and a name for it."""

    chosen = Signal(object, str)

    def __init__(self, parent: QWidget | None = None, random: Random | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("A part of another piece")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._random = random or Random()
        self._paths: list[Path] = []
        self._score, self._name, self._range = Score(), "", (0, 0)
        self._files = named(QListWidget(), "Pieces")
        airy(self._files)
        self._files.currentRowChanged.connect(self._show_row)
        self._hint = QLabel("Click where the part begins, or leave it to chance")
        keeps_room = self._hint.sizePolicy()
        keeps_room.setRetainSizeWhenHidden(True)
        self._hint.setSizePolicy(keeps_room)
        self._picture = _Picture()
        self._picture.tick_chosen.connect(self._begin_at)
        self._bars = named(QSpinBox(), "Bars")
        self._bars.setRange(1, _MOST_BARS)
        self._bars.setValue(_FIRST_BARS)
        self._bars.setSuffix(" bars")
        self._bars.valueChanged.connect(lambda: self._begin_at(self._range[0]))
        self._words = quiet_label(lines=2)
        self._phrase, self._place = _button("A &phrase", self.choose_phrase), _button("Any p&lace", self.choose_place)
        self._any = _button("&Surprise me", self.choose_any)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setText("&Use this part")
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        self._lay_out()
        self._show_range((0, 0))
        self._files.setFocus()

    # Pieces

    def ask_for_file(self) -> None:
        """Ask for one piece."""
        name, _ = QFileDialog.getOpenFileName(self, "A piece", "", "MIDI files (*.mid *.midi *.kar *.rmi)")
        if name:
            self.show_pieces([Path(name)])

    def ask_for_folder(self) -> None:
        """Ask for a folder of pieces."""
        name = QFileDialog.getExistingDirectory(self, "A folder of pieces")
        if name:
            try:
                self.show_pieces(result_of(lambda: _pieces_in(Path(name))))
            except OSError as error:
                self.show_pieces([])
                self._words.setText(f"This folder could not be read: {reason_of(error)}.")

    def show_pieces(self, paths: Iterable[Path]) -> None:
        """List pieces and read the first."""
        self._paths = list(paths)
        self._files.clear()
        self._files.addItems([path.stem for path in self._paths])
        self._any.setEnabled(bool(self._paths))
        if self._paths:
            self._files.setCurrentRow(0)
            self._files.setFocus()
        else:
            self._show_nothing("There is no MIDI file in this folder.")

    def _show_row(self, row: int) -> None:
        if row < 0:
            return
        path = self._paths[row]
        try:
            score = values_of(reading_job(path), f"Reading “{path.name}”", self)[-1].score
        except ComposerError as error:
            self._show_nothing(str(error))
            return
        self._name = path.stem
        self._show_score(score)
        self._begin_at(score.start)

    def _show_nothing(self, why: str) -> None:
        self._show_score(Score())
        self._show_range((0, 0))
        self._words.setText(why)

    def _show_score(self, score: Score) -> None:
        self._score = score
        self._picture.show_score(score)

    # Places

    def choose_phrase(self) -> None:
        """Choose one of the phrases by chance."""
        if found := random_phrase(self._score, self._random):
            self._show_range(found)

    def choose_place(self) -> None:
        """Choose as many bars as asked for, anywhere."""
        if found := random_place(self._score, self._bars.value(), self._random):
            self._show_range(found)

    def choose_any(self) -> None:
        """Choose a phrase of any of the pieces."""
        self._files.setCurrentRow(self._random.randrange(len(self._paths)))
        self.choose_phrase()

    def accept(self) -> None:
        """Hand the part over."""
        self.chosen.emit(excerpt(self._score, *self._range), f"“{self._name}”")
        super().accept()

    def _begin_at(self, tick: int) -> None:
        self._show_range(bars(self._score, self._score.meter_map.bar_at(tick), self._bars.value()))

    def _show_range(self, part: Ticks) -> None:
        self._range = part
        self._picture.show_range(part)
        try:
            seed = seed_of_range(self._score, *part)
        except SeedError:
            words = "Nothing begins in these bars." if self._score.end else "Choose a MIDI file, or a folder of them."
            self._words.setText(words)
        else:
            first = self._score.meter_map.bar_at(part[0]) + 1
            self._words.setText(f"From bar {first}: {seed_in_words(seed)}")
        is_usable = bool(self._score.end) and self._words.text().startswith("From")
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(is_usable)
        for control in (self._phrase, self._place, self._bars, self._picture):
            control.setEnabled(bool(self._score.end))
        self._hint.setVisible(bool(self._score.end))
        self._any.setEnabled(bool(self._paths))

    def _lay_out(self) -> None:
        sources = QHBoxLayout()
        sources.addWidget(_button("A &file…", self.ask_for_file))
        sources.addWidget(_button("A f&older…", self.ask_for_folder))
        left = QVBoxLayout()
        left.addLayout(sources)
        left.addWidget(self._files, 1)
        places = QHBoxLayout()
        for widget in (self._bars, self._phrase, self._place, self._any):
            places.addWidget(widget)
        right = QVBoxLayout()
        right.addWidget(self._hint)
        right.addWidget(self._picture)
        right.addLayout(places)
        right.addWidget(self._words)
        right.addStretch(1)
        both = QHBoxLayout()
        both.setSpacing(16)
        both.addLayout(left, 1)
        both.addLayout(right)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.addLayout(both)
        layout.addWidget(self._buttons)


class _Picture(QWidget):
    """The piece, and which part of it is chosen."""

    tick_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._score, self._range = Score(), (0, 0)
        self._pixmap = piece_picture(self._score, _PICTURE)
        self.setFixedSize(_PICTURE)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        named(self, "Click where the part begins")

    def show_score(self, score: Score) -> None:
        """Show another piece."""
        self._score = score
        self._draw()

    def show_range(self, part: Ticks) -> None:
        """Show which part is chosen."""
        self._range = part
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the place under the mouse."""
        tick = (event.position().x() - MARGIN) / self._pixels_per_tick
        self.tick_chosen.emit(round(min(max(tick, 0), max(self._score.end - 1, 0))))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the notes, and a band over the part."""
        start, end = (MARGIN + min(tick, self._score.end) * self._pixels_per_tick for tick in self._range)
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._pixmap)
        if start < end:
            palette = current_palette()
            painter.fillRect(QRectF(start, 0, end - start, self.height()), palette.seed_band)
            painter.setPen(palette.seed)
            painter.drawRect(QRectF(start, 0, end - start, self.height() - 1))
        painter.end()

    def _draw(self) -> None:
        self._pixmap = piece_picture(self._score, _PICTURE, self.devicePixelRatioF())
        self.update()

    @property
    def _pixels_per_tick(self) -> float:
        return (_PICTURE.width() - 2 * MARGIN) / max(self._score.end, 1)


def _button(words: str, do: Callable[[], object]) -> QPushButton:
    button = QPushButton(words)
    button.setAutoDefault(False)
    button.clicked.connect(lambda: do())
    return button


def _pieces_in(folder: Path) -> list[Path]:
    """The MIDI files of a folder and of those in it, by name; the first `MOST_FILES` that are come across.

    Raises OSError.
    """
    found = islice(filter(_is_piece, folder.rglob("*")), MOST_FILES)
    return sorted(found, key=lambda path: path.stem.lower())


def _is_piece(path: Path) -> bool:
    with suppress(OSError):  # nobody may look at it
        return path.suffix.lower() in SUFFIXES and path.is_file()
    return False
