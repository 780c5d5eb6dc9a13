"""The dialog about the built-in synth: its sound font, volume and reverb, and where it is heard."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from composer.gui.form import Section, ValueSlider, below_sections, named, quiet_label
from composer.gui.settings import HIGHEST_VOLUME, Settings
from composer.gui.transport import Transport
from composer.playback.protocol import SetSynth
from composer.playback.synth_settings import AUDIO_DRIVERS, REVERBS, SynthSettings

_WIDTH = 480  # pixels
_FONT_WIDTH = 160  # of the sound font's name
_DEFAULT_FONT = "Composer’s own"
_AUTOMATIC = "Automatic"


class SynthDialog(QDialog):
    """Everything in it holds as soon as it is changed; what the synth refuses goes back to what it was."""

    def __init__(self, transport: Transport, settings: Settings, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._transport, self._settings = transport, settings
        self.setWindowTitle("Built-in synth")
        self.setFixedWidth(_WIDTH)
        self._font = named(QLabel(), "The sound font")
        self._font.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        choose = named(QPushButton("Choose…"), "Choose a sound font, an .sf2 or .sf3 file")
        choose.clicked.connect(self._choose_font)
        self._default = named(QPushButton("Default"), "Play with the sound font that comes with Composer")
        self._default.clicked.connect(lambda: self._use(replace(self._settings.synth, sound_font="")))
        self._volume = ValueSlider("Volume of the built-in synth", 0, HIGHEST_VOLUME, 1, lambda _: " %")
        self._reverb = named(QComboBox(), "The room that it sounds in")
        for name in REVERBS:
            self._reverb.addItem(name.capitalize(), name)
        self._driver = named(QComboBox(), "The sound system that it is heard through")
        self._driver.addItem(_AUTOMATIC, "")
        for driver, name in AUDIO_DRIVERS.items():
            self._driver.addItem(name, driver)
        self._words = quiet_label(lines=2)
        self._lay_out(choose)
        self._show()
        self._volume.value_changed.connect(lambda volume: self._use(replace(self._settings.synth, volume=int(volume))))
        self._reverb.activated.connect(self._room_chosen)
        self._driver.activated.connect(self._driver_chosen)
        transport.synth_refused.connect(self._show_refusal)

    @property
    def words(self) -> str:
        """What a person reads below the choices."""
        return self._words.text()

    def _lay_out(self, choose: QPushButton) -> None:
        section = Section("Built-in synth")
        section.add_row("Sound font", self._font, choose, self._default)
        section.add_row("&Volume", self._volume)
        section.add_row("&Reverb", self._reverb)
        section.add_row("&Sound system", self._driver)
        section.add(self._words)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        test = buttons.addButton("&Test", QDialogButtonBox.ButtonRole.ActionRole)
        test.clicked.connect(self._transport.test_note)
        buttons.rejected.connect(self.reject)
        rows = QVBoxLayout(self)
        rows.addWidget(section)
        rows.addWidget(below_sections(buttons))
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)  # Return ends a number here, and presses nothing

    @Slot()
    def _choose_font(self) -> None:
        folder = self._settings.synth_font or self._settings.folder or str(Path.home())
        name, _ = QFileDialog.getOpenFileName(self, "Sound font", folder, "Sound fonts (*.sf2 *.sf3 *.SF2 *.SF3)")
        if name:
            self._use(replace(self._settings.synth, sound_font=name))

    @Slot(int)
    def _room_chosen(self, index: int) -> None:
        self._use(replace(self._settings.synth, reverb=self._reverb.itemData(index)))

    @Slot(int)
    def _driver_chosen(self, index: int) -> None:
        self._use(replace(self._settings.synth, audio_driver=self._driver.itemData(index)))

    def _use(self, synth: SynthSettings) -> None:
        self._settings.synth = synth
        self._transport.hold_to(SetSynth(synth))
        self._show()

    @Slot(str, object)
    def _show_refusal(self, message: str, kept: SynthSettings) -> None:
        self._settings.synth = kept
        self._show()
        self._words.setText(message)

    def _show(self) -> None:
        synth = self._settings.synth
        name = Path(synth.sound_font).name or _DEFAULT_FONT
        self._font.setText(self._font.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, _FONT_WIDTH))
        self._font.setToolTip(synth.sound_font or _DEFAULT_FONT)
        self._default.setEnabled(bool(synth.sound_font))
        with QSignalBlocker(self._volume):
            self._volume.set_value(synth.volume)
        self._reverb.setCurrentIndex(max(self._reverb.findData(synth.reverb), 0))
        self._driver.setCurrentIndex(max(self._driver.findData(synth.audio_driver), 0))
        other = self._transport.output
        self._words.setText(
            f"Notes go to {other} now: choose “Built-in synth” beside the test note to hear this." if other else ""
        )
