"""The transport bar: to start, play, loop, position, tempo, the output and its test, panic."""

from bisect import bisect_right
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QAction, QFont, QFontDatabase
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QDoubleSpinBox, QHBoxLayout, QLabel, QToolButton, QWidget

from composer.gui.drag_out import DragHandle
from composer.gui.form import SPACING, named
from composer.music.score import BUILT_IN_SYNTH, Score
from composer.music.time import TempoMap, bpm_to_tempo

LOWEST_BPM = 10.0
HIGHEST_BPM = 400.0
_OUTPUTS_WORDS = "Where the notes are played"
_GROUP_GAP = 18  # pixels
_NARROWEST_OUTPUTS = 120  # pixels: a small screen has room for the whole bar


class TransportBar(QWidget):
    """Shows the state of the transport; what it asks for is carried out by the window."""

    bpm_requested = Signal(float)
    output_requested = Signal(object)  # a port's name, or None for the built-in synth
    drag_requested = Signal()
    ports_wanted = Signal()  # the list of outputs is about to be opened

    def __init__(self, actions: dict[str, QAction], tools: QWidget, parent: QWidget | None = None) -> None:
        """`tools` come after the tempo; `actions` are those of the window."""
        super().__init__(parent)
        self._score = Score()
        self._position = QLabel()
        self._position.setFont(_digits_font())
        self._position.setAccessibleName("Position: bar, beat, tick, and time")
        self._tempo = named(QDoubleSpinBox(), "Tempo in quarters per minute, where the playhead is")
        self._tempo.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self._tempo.setRange(LOWEST_BPM, HIGHEST_BPM)
        self._tempo.setDecimals(1)
        self._tempo.setSuffix(" bpm")
        self._tempo.setKeyboardTracking(False)
        self._tempo.valueChanged.connect(self.bpm_requested)
        self._outputs = named(_OutputBox(), _OUTPUTS_WORDS)
        self._outputs.opened.connect(self.ports_wanted)
        self._outputs.activated.connect(self._output_chosen)
        self._trouble = QLabel()
        self._trouble.setObjectName("trouble")
        self._clock = QLabel()  # stands where the tempo does while a clock is followed
        self._clock.setObjectName("clock")
        self._clock.setFixedWidth(self._tempo.sizeHint().width())
        self._clock.hide()

        handle = DragHandle("Drag the selected notes, or the whole piece, into another program or a folder")
        handle.drag_requested.connect(self.drag_requested)

        row = QHBoxLayout(self)
        row.setContentsMargins(10, 6, 10, 6)
        row.setSpacing(2)
        for name in ("to start", "play", "record", "loop", "metronome"):
            row.addWidget(_button(actions[name]))
        row.addSpacing(_GROUP_GAP)
        row.addWidget(self._position)
        row.addSpacing(_GROUP_GAP)
        row.addWidget(self._tempo)
        row.addWidget(self._clock)
        row.addSpacing(_GROUP_GAP)
        row.addWidget(tools)
        row.addWidget(handle)
        row.addSpacing(SPACING)
        row.addStretch(1)
        row.addWidget(self._trouble)
        row.addSpacing(SPACING)
        row.addWidget(self._outputs)
        for name in ("test note", "panic"):
            row.addWidget(_button(actions[name]))
        self.show_outputs((), None, "")
        self.set_playhead(0)

    def set_score(self, score: Score) -> None:
        """The piece, and so perhaps its tempo, has changed."""
        self._score = score
        self.set_playhead(self._tick)

    @Slot(int)
    def set_playhead(self, tick: int) -> None:
        """Show where the playhead is."""
        self._tick = tick
        self._position.setText(position_text(self._score, tick))
        if not self._tempo.hasFocus():
            with QSignalBlocker(self._tempo):
                self._tempo.setValue(self._score.tempo_map.bpm_at(tick))

    def show_clock(self, words: str, explanation: str = "", is_leading: bool = False) -> None:
        """Show, instead of the tempo, what the clock does that is followed; without words, none is."""
        self._clock.setText(words)
        named(self._clock, explanation)
        self._clock.setProperty("leading", is_leading)
        self._clock.style().unpolish(self._clock)
        self._clock.style().polish(self._clock)
        self._clock.setVisible(bool(words))
        self._tempo.setVisible(not words)

    def show_outputs(self, ports: tuple[str, ...], chosen: str | None, trouble: str, hint: str = "") -> None:
        """Offer the built-in synth and `ports`; a chosen port that is gone stays listed and is called gone."""
        gone = [(f"Not there: {chosen}", chosen)] if chosen is not None and chosen not in ports else []
        self._outputs.offer([(BUILT_IN_SYNTH, None), *((port, port) for port in ports), *gone], chosen)
        self._outputs.setToolTip(f"{_OUTPUTS_WORDS}.\n{hint}" if hint else _OUTPUTS_WORDS)
        self._trouble.setText("No sound" if trouble else "")
        self._trouble.setToolTip(trouble)

    @Slot(int)
    def _output_chosen(self, index: int) -> None:
        self.output_requested.emit(self._outputs.itemData(index))


class _OutputBox(QComboBox):
    """Asks for the ports of this moment before it opens."""

    opened = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._has_list = False  # until it is opened; to look for it would make it, which takes a while
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMinimumContentsLength(25)
        self.setMinimumWidth(_NARROWEST_OUTPUTS)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def offer(self, entries: list[tuple[str, str | None]], chosen: str | None) -> None:
        """Show `entries`, each with what it stands for; an open list is as long as it is then."""
        shown = [(self.itemText(row), self.itemData(row)) for row in range(self.count())]
        with QSignalBlocker(self):
            if entries != shown:
                self.clear()
                for words, name in entries:
                    self.addItem(words, name)
            self.setCurrentIndex(max(self.findData(chosen), 0))
        if entries != shown and self._has_list and self.view().isVisible():
            super().hidePopup()
            super().showPopup()

    def showPopup(self) -> None:
        self.opened.emit()
        self._has_list = True
        super().showPopup()


def position_text(score: Score, tick: int) -> str:
    """Bar, beat and tick as musicians count them, and minutes, seconds and tenths: ``  3.2.240   0:04.5``."""
    position = score.meter_map.position_at(tick)
    tenths = int(score.tempo_map.tick_to_seconds(tick) * 10)
    minutes, tenths = divmod(tenths, 600)
    return f"{position.bar + 1:>3}.{position.beat + 1}.{position.tick:03}  {minutes:>2}:{tenths // 10:02}.{tenths % 10}"


def with_bpm_at(tempo_map: TempoMap, tick: int, bpm: float) -> TempoMap:
    """`tempo_map` with another tempo from the tempo change that holds at `tick` on, until the next one."""
    tempo = bpm_to_tempo(bpm)
    index = bisect_right([change.tick for change in tempo_map.changes], tick) - 1
    changes = list(tempo_map.changes)
    changes[index] = replace(changes[index], tempo=tempo)
    return replace(tempo_map, changes=tuple(changes))


def _button(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def _digits_font() -> QFont:
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPointSizeF(font.pointSizeF() * 1.25)
    return font
