"""The track list: one row per track, in the order of the score."""

from collections.abc import Callable, Collection
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QToolButton, QVBoxLayout, QWidget

from composer.gui.form import named
from composer.gui.track_row import ROW_HEIGHT, TrackRow
from composer.music.score import Score

USUAL_WIDTH = 208  # pixels


class TrackList(QWidget):
    """Shows the tracks; what it asks for is carried out by the track desk. Numbers in signals are track indices."""

    chosen = Signal(int)
    rename_requested = Signal(int, str)
    colour_menu_requested = Signal(int, object)  # and the widget under which it opens
    instrument_menu_requested = Signal(int, object)
    menu_requested = Signal(int, object)  # and the place on the screen
    mute_requested = Signal(int, bool)
    solo_requested = Signal(int, bool)
    move_requested = Signal(int, int)  # from, to

    def __init__(self, add: QAction, parent: QWidget | None = None) -> None:
        """`add` is the action of the button above the rows."""
        super().__init__(parent)
        self.setFixedWidth(USUAL_WIDTH)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("Tracks")
        self._rows: list[TrackRow] = []
        self._active = 0
        self._target = 0  # the place that a dragged row would take
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(1)
        self._column.addStretch(1)
        self._content = QWidget()
        self._content.setLayout(self._column)
        self._mark = QFrame(self._content)  # where a dragged row would go
        self._mark.setBackgroundRole(QPalette.ColorRole.Highlight)
        self._mark.setAutoFillBackground(True)
        self._mark.hide()
        self._area = QScrollArea(widgetResizable=True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(self._content)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(4)
        whole.addLayout(_heading(add))
        whole.addWidget(self._area, 1)
        self.installEventFilter(self)

    def show_tracks(self, score: Score, active: int, lost_ports: Collection[str] = ()) -> None:
        """Show the tracks of `score`, of which `active` is being edited; those on `lost_ports` cannot be heard."""
        has_moved, self._active = active != self._active, active
        while len(self._rows) < len(score.tracks):
            self._add_row()
        while len(self._rows) > len(score.tracks):
            self._rows.pop().deleteLater()
        for index, row in enumerate(self._rows):
            row.show_track(score, index, index == active, score.tracks[index].port in lost_ports)
        self._show_focus()
        if has_moved and self._rows:
            self._area.ensureWidgetVisible(self._rows[active], 0, 0)

    def edit_name(self, index: int) -> None:
        """Let the name of a track be changed in place."""
        self._rows[index].edit_name()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the keys that mean something here from the window's shortcuts."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._command_of(event):
            event.accept()
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go through the tracks, and do things with the active one."""
        command = self._command_of(event)
        command() if command else super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show what the keys are for."""
        super().focusInEvent(event)
        self._show_focus()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that they are no longer."""
        super().focusOutEvent(event)
        self._show_focus()

    def _show_focus(self) -> None:
        for index, row in enumerate(self._rows):
            row.show_focus(index == self._active and self.hasFocus())

    def _command_of(self, event: QKeyEvent) -> Callable[[], object] | None:
        key, active, last = Qt.Key(event.key()), self._active, len(self._rows) - 1
        if event.modifiers() == Qt.KeyboardModifier.AltModifier:
            moves = {Qt.Key.Key_Up: active - 1, Qt.Key.Key_Down: active + 1}
            return partial(self.move_requested.emit, active, moves[key]) if key in moves else None
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return None
        choices = {
            Qt.Key.Key_Up: max(active - 1, 0),
            Qt.Key.Key_Down: min(active + 1, last),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        if key in choices:
            return partial(self.chosen.emit, choices[key])
        return self._open_menu if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Menu) else None

    def _open_menu(self) -> None:
        row = self._rows[self._active]
        self.menu_requested.emit(self._active, row.mapToGlobal(row.rect().bottomLeft()))

    def _add_row(self) -> None:
        index, row = len(self._rows), TrackRow()
        row.pressed.connect(partial(self.chosen.emit, index))
        row.renamed.connect(partial(self.rename_requested.emit, index))
        row.colour_menu_requested.connect(partial(self.colour_menu_requested.emit, index))
        row.instrument_menu_requested.connect(partial(self.instrument_menu_requested.emit, index))
        row.menu_requested.connect(partial(self.menu_requested.emit, index))
        row.mute_requested.connect(partial(self.mute_requested.emit, index))
        row.solo_requested.connect(partial(self.solo_requested.emit, index))
        row.dragged.connect(partial(self._show_target, index))
        row.dropped.connect(partial(self._drop, index))
        self._rows.append(row)
        self._column.insertWidget(index, row)

    def _show_target(self, index: int, position: QPointF) -> None:
        """Mark where row `index` would go if it were dropped here: it takes the place of the row under the mouse."""
        step = ROW_HEIGHT + self._column.spacing()
        y = self._content.mapFromGlobal(position.toPoint()).y()
        self._target = min(max(y // step, 0), len(self._rows) - 1)
        line = (self._target + (self._target > index)) * step - 2
        self._mark.setGeometry(0, max(line, 0), self._content.width(), 2)
        self._mark.setVisible(self._target != index)
        self._mark.raise_()

    def _drop(self, index: int) -> None:
        self._mark.hide()
        if self._target != index:
            self.move_requested.emit(index, self._target)


def _heading(add: QAction) -> QHBoxLayout:
    title = QLabel("Tracks")
    font = title.font()
    font.setBold(True)
    title.setFont(font)
    button = named(QToolButton(), add.toolTip())
    button.setText("+")
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.clicked.connect(add.trigger)
    row = QHBoxLayout()
    row.setContentsMargins(12, 8, 6, 4)
    row.addWidget(title, 1)
    row.addWidget(button)
    return row
