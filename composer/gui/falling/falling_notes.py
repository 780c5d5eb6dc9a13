"""The view of the falling notes, which lies over the roll while it is open."""

from collections.abc import Callable
from time import perf_counter

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Slot
from PySide6.QtGui import QPaintEvent, QPixmap, QWheelEvent
from PySide6.QtWidgets import QWidget

from composer.gui.falling.keys import range_of
from composer.gui.falling.painter import FallingPainter
from composer.gui.piano_roll import PianoRoll
from composer.gui.piano_roll.canvas import Canvas
from composer.gui.theme import current_palette
from composer.gui.transport import Transport

_FRAME_INTERVAL = 16  # milliseconds
_LONGEST_GUESS = 0.1  # seconds: without news of the playhead for longer, it is taken to stand
_JUMP = 0.25  # seconds: a playhead that is farther from where it was expected has been moved


class FallingNotes(QWidget):
    """Shows the score of the roll at the playhead. The wheel moves the playhead by quarters."""

    def __init__(self, roll: PianoRoll, transport: Transport, clock: Callable[[], float] = perf_counter) -> None:
        super().__init__(roll)
        self._roll, self._state, self._transport, self._clock = roll, roll.state, transport, clock
        self._reported = 0.0  # seconds of the score: where the playhead was last known to be
        self._reported_at = 0.0  # by the clock
        self._shown = 0.0  # seconds of the score
        self._stage: QPixmap | None = None  # lanes and piano, as long as they hold
        self._stage_of: object = None  # what they were painted for
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Falling notes")
        self.setAccessibleDescription("The notes fall onto the keys of a piano while they are played. Esc returns.")
        self._frame_timer = QTimer(self, interval=_FRAME_INTERVAL, timerType=Qt.TimerType.PreciseTimer)
        self._frame_timer.timeout.connect(self.update)
        self.hide()
        roll.installEventFilter(self)
        transport.playhead_moved.connect(self._follow_playhead)
        transport.playing_changed.connect(self._follow_playing)
        self._state.notes_changed.connect(self.update)

    def open(self) -> None:
        """Show the notes over the roll."""
        self.setGeometry(self._roll.rect())
        self._follow_playhead(self._transport.playhead)
        self.show()
        self._follow_playing(self._transport.is_playing)
        self.raise_()
        self.setFocus()

    @property
    def seconds(self) -> float:
        """The moment of the score that is shown: between two reports of the playhead, as far on as time has gone."""
        if not self._transport.is_playing:
            return self._reported
        expected = self._reported + min(self._clock() - self._reported_at, _LONGEST_GUESS)
        is_moved = abs(expected - self._shown) > _JUMP
        self._shown = expected if is_moved else max(expected, self._shown)  # notes never rise by a pixel
        return self._shown

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint this moment."""
        scale = self.devicePixelRatioF()
        size = (self.size().toSizeF() * scale).toSize()
        palette, pitches = current_palette(), range_of(*self._pitches())
        if self._stage is None or self._stage_of != (size, id(palette), pitches):
            self._stage, self._stage_of = QPixmap(size), (size, id(palette), pitches)
            with Canvas(self._stage, size, scale) as canvas:
                FallingPainter(canvas, self._state, palette, pitches).paint_stage()
        with Canvas(self, size, scale) as canvas:
            canvas.painter.drawPixmap(QPoint(0, 0), self._stage)
            FallingPainter(canvas, self._state, palette, pitches).paint(self.seconds)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Move the playhead by quarters: up is later, where the notes come from."""
        quarters = round(event.angleDelta().y() / 120)
        self._transport.seek(max(self._transport.playhead + quarters * self._state.shown_score.ppq, 0))
        event.accept()

    def hideEvent(self, _event: QEvent) -> None:
        """Rest while nobody looks."""
        self._frame_timer.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Be as large as the roll."""
        if watched is self._roll and event.type() == QEvent.Type.Resize:
            self.setGeometry(self._roll.rect())
        return super().eventFilter(watched, event)

    def _pitches(self) -> tuple[int | None, int | None]:
        indices = self._state.all_indices()
        lows = (index.lowest for index in indices)
        highs = (index.highest for index in indices)
        return min(lows, default=None), max(highs, default=None)

    @Slot(int)
    def _follow_playhead(self, tick: int) -> None:
        self._reported = self._state.shown_score.tempo_map.tick_to_seconds(tick)
        self._reported_at = self._clock()
        if not self._frame_timer.isActive():
            self.update()

    @Slot(bool)
    def _follow_playing(self, is_playing: bool) -> None:
        if is_playing and self.isVisible():
            self._frame_timer.start()
        else:
            self._frame_timer.stop()
            self.update()
