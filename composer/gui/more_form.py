"""The settings behind "More": the plan of sections, limits on the notes, and how each of them is drawn."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)

from composer.generation.options import (
    ANY_LEAP,
    HIGHEST_FACTOR,
    HIGHEST_MIN_P,
    KEY_OF_SEED,
    LOWEST_FACTOR,
    NARROWEST_RANGE,
    SMALLEST_LEAP,
)
from composer.gui.form import LABEL_WIDTH, SPACING, ValueSlider, field_height, label_of, named
from composer.gui.more_options import DEFAULTS
from composer.music.pitch import HIGHEST_PITCH, SHARP_NAMES, pitch_name
from composer.music.scales import SCALES, Scale

_LARGEST_LEAP = 36  # semitones that can be chosen; above that: any
_DENSEST = 24.0  # notes per quarter that can be chosen
_ROW_GAP = 5  # pixels: with it all settings fit into a window 1,080 high
_ROOM_FOR_DESCENDERS = 4  # pixels, of the words that stand for a number


class MoreForm(QWidget):
    """Shows `values`, by the names of the options, and takes them from the user."""

    values_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plan = named(
            QLineEdit(placeholderText="such as A A B A"),
            "Sections that return: A A B A. A' comes back varied, A+5 five semitones higher; all are equally long",
        )
        self._scale = named(QComboBox(), "Keep to a scale")
        self._scale.addItem("Any pitch", "")
        self._scale.addItem("Key of seed", KEY_OF_SEED)
        for kind in SCALES:
            self._scale.addItem(kind.capitalize(), kind)
        self._tonic = named(QComboBox(), "The tonic of the scale")
        self._tonic.addItems(SHARP_NAMES)
        self._lowest = named(_PitchBox(0, HIGHEST_PITCH - NARROWEST_RANGE), "The lowest pitch")
        self._highest = named(_PitchBox(NARROWEST_RANGE, HIGHEST_PITCH), "The highest pitch, an octave above or more")
        self._leap = named(QSpinBox(), "The largest leap in semitones, from the nearest note that was just played")
        self._leap.setRange(SMALLEST_LEAP - 1, _LARGEST_LEAP)
        self._leap.setSpecialValueText("Any")
        self._density = named(QDoubleSpinBox(), "Notes per quarter at most, counted over a whole note")
        self._density.setRange(0, _DENSEST)
        self._density.setSingleStep(0.25)
        self._density.setSpecialValueText("Any")
        self._factors = {
            name: ValueSlider(f"{what}: this times the temperature", LOWEST_FACTOR, HIGHEST_FACTOR, 0.05)
            for name, what in (
                ("rhythm_temperature", "How daring the rhythm is"),
                ("pitch_temperature", "How daring the pitches are"),
                ("velocity_temperature", "How daring the velocities are"),
            )
        }
        self._top_p = ValueSlider("Top-p: draw from the likeliest notes that hold this share", 0.05, 1, 0.05)
        self._min_p = ValueSlider(
            "Min-p: leave out notes less likely than this share of the likeliest", 0, HIGHEST_MIN_P, 0.01
        )
        self._register = QCheckBox("Stay near the seed’s range")
        self._register.setToolTip("No track goes further than a fifth beyond the range that it has in the seed")
        self._copies = QCheckBox("Do not copy training pieces")
        self._copies.setToolTip("A passage that stands in the training music is broken off before it gets too long")
        self._reset = QPushButton("Defaults")
        self._reset.setToolTip("Set everything here back")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, SPACING)
        self._grid.setHorizontalSpacing(SPACING)
        self._grid.setVerticalSpacing(_ROW_GAP)
        self._grid.setColumnMinimumWidth(0, LABEL_WIDTH)
        self._grid.setColumnStretch(1, 1)
        self._lay_out()
        self._listen()

    @property
    def values(self) -> dict[str, object]:
        """What the controls say."""
        kind = self._scale.currentData()
        leap = self._leap.value()
        return {
            "plan": self._plan.text().strip(),
            "scale": f"{self._tonic.currentIndex()} {kind}" if kind in SCALES else kind,
            "lowest_pitch": self._lowest.value(),
            "highest_pitch": self._highest.value(),
            "largest_leap": leap if leap >= SMALLEST_LEAP else ANY_LEAP,
            "densest": self._density.value(),
            **{name: round(slider.value, 2) for name, slider in self._factors.items()},
            "top_p": round(self._top_p.value, 2),
            "min_p": round(self._min_p.value, 2),
            "keeps_register": self._register.isChecked(),
            "avoids_copies": self._copies.isChecked(),
        }

    def set_values(self, values: dict) -> None:
        """Show `values`."""
        with QSignalBlocker(self):
            self._plan.setText(values["plan"])
            scale = Scale.of_words(values["scale"])
            self._scale.setCurrentIndex(max(self._scale.findData(scale.kind if scale else values["scale"]), 0))
            self._tonic.setCurrentIndex(scale.tonic if scale else 0)
            self._lowest.setValue(values["lowest_pitch"])
            self._highest.setValue(values["highest_pitch"])
            self._leap.setValue(SMALLEST_LEAP - 1 if values["largest_leap"] > _LARGEST_LEAP else values["largest_leap"])
            self._density.setValue(values["densest"])
            for name, slider in self._factors.items():
                slider.set_value(values[name])
            self._top_p.set_value(values["top_p"])
            self._min_p.set_value(values["min_p"])
            self._register.setChecked(values["keeps_register"])
            self._copies.setChecked(values["avoids_copies"])
        self._follow()

    def _lay_out(self) -> None:
        for label, *widgets in (
            ("Sections", self._plan),
            ("Scale", self._scale, self._tonic),
            ("Range", self._lowest, self._highest),
            ("Largest leap", self._leap),
            ("Density up to", self._density),
            ("Rhythm ×", self._factors["rhythm_temperature"]),
            ("Pitch ×", self._factors["pitch_temperature"]),
            ("Velocity ×", self._factors["velocity_temperature"]),
            ("Top-p", self._top_p),
            ("Min-p", self._min_p),
        ):
            row = self._grid.rowCount()
            self._grid.addWidget(label_of(widgets[0], label), row, 0)
            beside = QHBoxLayout()
            for widget in widgets:
                beside.addWidget(widget, 1)
            self._grid.addLayout(beside, row, 1)
        for widget in (self._register, self._copies, self._reset):
            self._grid.addWidget(widget, self._grid.rowCount(), 0, 1, 2)

    def _listen(self) -> None:
        for box in (self._lowest, self._highest, self._leap, self._density):
            box.setFixedHeight(field_height(self) + _ROOM_FOR_DESCENDERS)
            box.valueChanged.connect(self._changed)
        for combo in (self._scale, self._tonic):
            combo.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            combo.currentIndexChanged.connect(self._changed)
        for slider in (*self._factors.values(), self._top_p, self._min_p):
            slider.value_changed.connect(self._changed)
        for button in (self._register, self._copies, self._reset):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._register.toggled.connect(self._changed)
        self._plan.textChanged.connect(self._changed)
        self._copies.toggled.connect(self._changed)
        self._reset.clicked.connect(self._set_back)

    @Slot()
    def _changed(self) -> None:
        self._follow()
        self.values_changed.emit()

    @Slot()
    def _set_back(self) -> None:
        self.set_values(DEFAULTS)
        self.values_changed.emit()

    def _follow(self) -> None:
        """Keep the range an octave wide, and ask for a tonic only where there is one."""
        self._highest.setMinimum(self._lowest.value() + NARROWEST_RANGE)
        self._tonic.setVisible(self._scale.currentData() in SCALES)


class _PitchBox(QSpinBox):
    """A field for a pitch, which is shown by its name."""

    def __init__(self, low: int, high: int) -> None:
        super().__init__()
        self.setRange(low, high)

    def textFromValue(self, value: int) -> str:
        return pitch_name(value)

    def valueFromText(self, text: str) -> int:
        return _PITCHES.get(_typed(text), self.value())

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        is_pitch = self.minimum() <= _PITCHES.get(_typed(text), -1) <= self.maximum()
        return QValidator.State.Acceptable if is_pitch else QValidator.State.Intermediate, text, position


def _typed(text: str) -> str:
    """The name of a pitch as it can be typed without ♯ and ♭; also its number."""
    return text.strip().upper().replace("♯", "#").replace("♭", "B")


_PITCHES = {
    _typed(name): pitch
    for pitch in range(HIGHEST_PITCH + 1)
    for name in (str(pitch), pitch_name(pitch), pitch_name(pitch, flats=True))
}
