"""The dialog about sound and MIDI: the keyboard, recording, time, and what its knobs control."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtGui import QHideEvent, QPalette
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from composer.gui.form import Section, below_sections, named
from composer.gui.settings import Settings
from composer.gui.transport import Transport
from composer.music.score import BUILT_IN_SYNTH

if TYPE_CHECKING:
    from composer.gui.live_desk import LiveDesk

_MOST_COUNT_IN = 4  # bars
_MOST_EARLY = 300  # milliseconds
_NO_KEYBOARD = "None"
_NO_CLOCK = "None: the tempo of the piece"
_COLUMN_WIDTH = 360  # pixels
_TARGET_WIDTH = 126
_LEARN = "Learn"


class SoundDialog(QDialog):
    """Everything in it holds as soon as it is changed."""

    def __init__(self, desk: "LiveDesk", transport: Transport, settings: Settings, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk, self._transport, self._settings = desk, transport, settings
        self.setWindowTitle("Sound and MIDI")
        self._learn_buttons: dict[str, QPushButton] = {}
        self._forget_buttons: dict[str, QPushButton] = {}
        self._controller_names: dict[str, QLabel] = {}
        columns = QHBoxLayout()
        left, right = QVBoxLayout(), QVBoxLayout()
        for column, sections in (
            (left, (self._keyboard(), self._recording(), self._time())),
            (right, (self._knobs(),)),
        ):
            for section in sections:
                section.setFixedWidth(_COLUMN_WIDTH)
                column.addWidget(section)
            column.addStretch(1)
            columns.addLayout(column)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        rows = QVBoxLayout(self)
        rows.addLayout(columns)
        rows.addWidget(below_sections(buttons))
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)  # Return ends a number here, and learns or closes nothing
        desk.controllers.learned.connect(self._show_controllers)
        transport.outputs_changed.connect(self._show_inputs)
        transport.refresh_ports()
        self._show_inputs()
        self._show_controllers()

    def hideEvent(self, event: QHideEvent) -> None:
        """Learn nothing more."""
        self._desk.controllers.learn(None)
        super().hideEvent(event)

    def _keyboard(self) -> Section:
        section = Section("MIDI keyboard")
        self._keyboards = named(QComboBox(), "The keyboard that is played and recorded")
        self._keyboards.activated.connect(self._keyboard_chosen)
        section.add_row("&Keyboard", self._keyboards)
        section.add(
            self._check("&Hear it on the active track’s instrument", "plays_through", self._desk.send_instrument)
        )
        return section

    def _recording(self) -> Section:
        section = Section("Recording")
        count_in = named(QSpinBox(), "Bars of clicks before a recording begins")
        count_in.setRange(0, _MOST_COUNT_IN)
        count_in.setSpecialValueText("none")
        count_in.valueChanged.connect(lambda bars: count_in.setSuffix(" bar" if bars == 1 else " bars"))
        count_in.setValue(self._settings.count_in_bars)
        count_in.valueChanged.connect(partial(setattr, self._settings, "count_in_bars"))
        section.add_row("&Count-in", count_in)
        section.add(self._check("&Replace the notes that were there", "replaces_when_recording"))
        section.add(self._check("Con&tinue what was recorded at once", "answers_recordings"))
        return section

    def _time(self) -> Section:
        section = Section("Time")
        early = self._early = named(
            QSpinBox(), "How much too late this output sounds: everything is sent so much earlier"
        )
        early.setRange(-_MOST_EARLY, _MOST_EARLY)
        early.setSuffix(" ms")
        self._early_outputs = named(QComboBox(), "The output that sounds too late")
        for name in self._desk.outputs:
            self._early_outputs.addItem(name or BUILT_IN_SYNTH, name)
        self._early_outputs.currentIndexChanged.connect(self._show_early)
        self._show_early()
        early.valueChanged.connect(lambda value: self._desk.set_early(self._early_outputs.currentData(), value))
        section.add_row("Send &earlier", early)
        section.add_row("on", self._early_outputs)
        section.add(self._check("Send MIDI c&lock, so that other machines follow", "sends_clock", self._desk.send_time))
        self._clocks = named(QComboBox(), "The machine whose MIDI clock starts, stops and drives the piece")
        self._clocks.activated.connect(lambda index: self._desk.follow_clock(self._clocks.itemData(index)))
        section.add_row("&Follow clock", self._clocks)
        return section

    def _knobs(self) -> Section:
        section = Section("Knobs and buttons of the keyboard")
        for target in self._desk.controllers.targets:
            learn = named(QPushButton(_LEARN), f"{target}: press, then touch a knob or a button of the keyboard")
            learn.setCheckable(True)
            learn.clicked.connect(partial(self._learn, target))
            forget = named(QPushButton("Forget"), f"{target}: let nothing control it")
            forget.clicked.connect(partial(self._forget, target))
            name = QLabel()
            name.setForegroundRole(QPalette.ColorRole.PlaceholderText)
            self._learn_buttons[target], self._forget_buttons[target] = learn, forget
            self._controller_names[target] = name
            label = QLabel(target)
            label.setFixedWidth(_TARGET_WIDTH)
            section.add(label, name, learn, forget)
        return section

    def _check(self, text: str, setting: str, then: object = None) -> QCheckBox:
        """A box for one of the settings; `then` is called without arguments after a change."""
        box = QCheckBox(text)
        box.setChecked(getattr(self._settings, setting))
        box.toggled.connect(partial(setattr, self._settings, setting))
        if callable(then):
            box.toggled.connect(lambda _: then())
        return box

    @Slot()
    def _show_inputs(self) -> None:
        for box, none, chosen in (
            (self._keyboards, _NO_KEYBOARD, self._transport.keyboard or ""),
            (self._clocks, _NO_CLOCK, self._settings.clock_port),
        ):
            box.clear()
            box.addItem(none, "")
            for name in self._transport.inputs:
                box.addItem(name, name)
            if chosen and chosen not in self._transport.inputs:
                box.addItem(f"Not there: {chosen}", chosen)
            box.setCurrentIndex(box.findData(chosen))

    @Slot()
    def _show_early(self) -> None:
        with QSignalBlocker(self._early):
            self._early.setValue(self._desk.early_milliseconds(self._early_outputs.currentData()))

    @Slot(int)
    def _keyboard_chosen(self, index: int) -> None:
        self._desk.use_keyboard(self._keyboards.itemData(index))

    def _learn(self, target: str) -> None:
        is_asked = self._learn_buttons[target].isChecked()
        self._desk.controllers.learn(target if is_asked else None)
        self._show_controllers()

    def _forget(self, target: str) -> None:
        self._desk.controllers.forget(target)
        self._show_controllers()

    @Slot()
    def _show_controllers(self) -> None:
        controllers = self._desk.controllers
        for target, learn in self._learn_buttons.items():
            is_learning = controllers.learning == target
            learn.setChecked(is_learning)
            learn.setText("Touch it…" if is_learning else _LEARN)
            controller = controllers.controller_of(target)
            self._forget_buttons[target].setEnabled(controller is not None)
            words = f"CC {controller[1]}" if controller else "–"
            name = self._controller_names[target]
            name.setText(words)
            name.setToolTip(f"Controller {controller[1]} on channel {controller[0] + 1}" if controller else "")
