"""One row of the track list: colour, name, instrument, mute and solo of one track."""

from PySide6.QtCore import QEvent, QObject, QPointF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from composer.gui.form import field_height, named
from composer.gui.theme import current_palette
from composer.midi.instruments import instrument_name
from composer.music.score import Score, Track
from composer.music.tracks import colour_of, is_heard, label_of

ROW_HEIGHT = 44  # pixels
_STRIP_WIDTH = 5
_PORT_SHARE = 0.55  # of the room for the instrument, at most


class TrackRow(QFrame):
    """Shows a track. Press to edit it, double-click the name to change it, drag to another place."""

    pressed = Signal()
    renamed = Signal(str)
    colour_menu_requested = Signal(object)  # the widget that the menu belongs to
    instrument_menu_requested = Signal(object)
    menu_requested = Signal(object)  # QPoint on the screen
    mute_requested = Signal(bool)
    solo_requested = Signal(bool)
    dragged = Signal(QPointF)  # where the mouse is on the screen
    dropped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("track")
        self.setFixedHeight(ROW_HEIGHT)
        self._look: object = None  # what is shown of the track
        self._grasped_at: QPointF | None = None
        self._is_dragged = False
        self._colour = named(_ColourStrip(), "Colour of the track")
        self._colour.clicked.connect(lambda: self.colour_menu_requested.emit(self._colour))
        self._name = ElidedLabel()
        self._instrument = _InstrumentButton()
        self._instrument.clicked.connect(lambda: self.instrument_menu_requested.emit(self._instrument))
        self._mute, self._solo = _letter("M", "mute"), _letter("S", "solo")
        self._mute.clicked.connect(self.mute_requested)
        self._solo.clicked.connect(self.solo_requested)
        self._rows = rows = QGridLayout(self)
        rows.setContentsMargins(0, 2, 6, 2)
        rows.setHorizontalSpacing(4)
        rows.setVerticalSpacing(0)
        rows.addWidget(self._colour, 0, 0, 2, 1)
        rows.addWidget(self._name, 0, 1)
        rows.addWidget(self._instrument, 1, 1, Qt.AlignmentFlag.AlignTop)
        rows.addWidget(self._mute, 0, 2, 2, 1)
        rows.addWidget(self._solo, 0, 3, 2, 1)
        rows.setColumnStretch(1, 1)
        rows.setRowStretch(0, 1)
        rows.setRowStretch(1, 1)

    def show_track(self, score: Score, index: int, is_active: bool, is_lost: bool = False) -> None:
        """Show track `index` as it is now; `is_lost` says that the port that it is played on is not there."""
        track, label = score.tracks[index].without_contents(), label_of(score, index)
        look = (track, label, colour_of(score, index), is_heard(score, index), is_active, is_lost)
        if look == self._look:
            return  # as after most edits, which are of notes
        self._look = look
        sound = sound_in_words(track)
        place = f", on {track.port}" + (", which is not there" if is_lost else "") if track.port else ""
        self._name.setText(label)
        self._instrument.show_sound(sound, short_port(track.port))
        self._colour.show_colour(colour_of(score, index))
        for button, is_on, verb in ((self._mute, track.is_muted, "Mute"), (self._solo, track.is_solo, "Hear only")):
            with QSignalBlocker(button):
                button.setChecked(is_on)
            named(button, f"{verb} {label}")
        named(self._colour, f"Colour of {label}")
        named(self._instrument, f"Instrument of {label}: {sound}, channel {track.channel + 1}{place}")
        self.setAccessibleName(f"{label}, {sound}{place}" + (", being edited" if is_active else ""))
        self._set_state("active", is_active)
        self._set_state("silent", not is_heard(score, index))
        self._set_state("lost", is_lost)

    def show_focus(self, has_focus: bool) -> None:
        """Show whether the keys of the list are for this track."""
        self._set_state("focused", has_focus)

    def edit_name(self) -> None:
        """Let the name be changed in place: Return takes it, Escape leaves it."""
        field = NameField(self._name.text())
        field.setFixedHeight(field_height(self))  # so that what is below stays where it is
        field.taken.connect(self._take_name)
        field.closed.connect(self._end_writing)
        self._rows.addWidget(field, 0, 1)
        self._name.hide()
        field.show()
        field.setFocus()
        field.selectAll()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose this track; what follows may be a drag."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._grasped_at = event.globalPosition()
        self.pressed.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the track to another place."""
        if self._grasped_at is None:
            return
        distance = (event.globalPosition() - self._grasped_at).manhattanLength()
        self._is_dragged = self._is_dragged or distance >= QApplication.startDragDistance()
        if self._is_dragged:
            self.dragged.emit(event.globalPosition())

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """End the drag."""
        was_dragged, self._is_dragged, self._grasped_at = self._is_dragged, False, None
        if was_dragged:
            self.dropped.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Change the name."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.edit_name()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer everything that can be done with a track."""
        self.menu_requested.emit(event.globalPos())

    def _take_name(self, name: str) -> None:
        if name != self._name.text():
            self.renamed.emit(name)

    def _end_writing(self) -> None:
        self._name.show()
        self.sender().deleteLater()

    def _set_state(self, name: str, is_on: bool) -> None:
        if self.property(name) != is_on:
            self.setProperty(name, is_on)
            for widget in (self, self._name, self._instrument):
                widget.style().unpolish(widget)
                widget.style().polish(widget)


class ElidedLabel(QLabel):
    """A label that ends in … where it lacks the room."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint what there is room for."""
        painter = QPainter(self)
        text = QFontMetrics(self.font()).elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # the … at the end, also of Arabic
        align = Qt.AlignmentFlag
        painter.drawText(self.rect(), align.AlignLeft | align.AlignAbsolute | align.AlignBottom, text)
        painter.end()


class NameField(QLineEdit):
    """A name being written. Exactly one `closed` comes, before it `taken` unless Escape was pressed."""

    taken = Signal(str)
    closed = Signal()

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.setAccessibleName("Name of the track")
        self.setMaxLength(80)
        self._is_open = True
        self.editingFinished.connect(lambda: self._close(is_taken=True))
        self.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep Escape from the window, for which it is a shortcut."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            if event.type() == QEvent.Type.KeyPress:
                self._close(is_taken=False)
            return True
        return super().eventFilter(watched, event)

    def _close(self, is_taken: bool) -> None:
        if self._is_open:
            self._is_open = False
            if is_taken:
                self.taken.emit(self.text().strip())
            self.hide()
            self.closed.emit()


class _ColourStrip(QToolButton):
    """A strip in the colour of the track."""

    def __init__(self) -> None:
        super().__init__()
        self._number = 0
        self.setFixedWidth(_STRIP_WIDTH + 8)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the menu of the row has it for the keyboard
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_colour(self, number: int) -> None:
        """Show one of the theme's track colours."""
        self._number = number
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the strip, wider under the mouse."""
        painter = QPainter(self)
        width = _STRIP_WIDTH + (3 if self.underMouse() else 0)
        painter.fillRect(0, 0, width, self.height(), current_palette().track_colours[self._number])
        painter.end()


class _InstrumentButton(QPushButton):
    """The instrument in words, and the port if it is not the piece's output; a click opens the choice."""

    def __init__(self) -> None:
        super().__init__()
        self._sound = self._port = ""
        self.setObjectName("instrument")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_sound(self, sound: str, port: str) -> None:
        """Show these words, shortened where there is too little room for them."""
        self._sound, self._port = sound, port
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the room that there is now."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        metrics, right = self.fontMetrics(), Qt.TextElideMode.ElideRight
        place = f" → {metrics.elidedText(self._port, right, round(self.width() * _PORT_SHARE))}" if self._port else ""
        room = self.width() - metrics.horizontalAdvance(place)
        self.setText(metrics.elidedText(self._sound, right, room) + place)


def sound_in_words(track: Track) -> str:
    """What a track sounds like: "Drums", or the General MIDI name of its program."""
    return "Drums" if track.is_drums else instrument_name(track.program)


def short_port(port: str) -> str:
    """The name of a port without that of the MIDI system and of the port among those of its program."""
    return port.partition(" · ")[0].partition(":")[0]


def _letter(letter: str, kind: str) -> QToolButton:
    button = QToolButton()
    button.setText(letter)
    button.setObjectName(kind)
    button.setCheckable(True)
    button.setFixedSize(24, 24)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
