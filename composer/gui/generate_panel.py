"""The panel that asks for a continuation: model, style, temperature, length and so on; progress and state."""

from random import randrange

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QProgressBar, QPushButton, QSpinBox, QToolButton, QWidget

from composer.generation.options import (
    HIGHEST_TEMPERATURE,
    LOWEST_TEMPERATURE,
    MAX_BARS,
    MAX_CANDIDATES,
    OptionError,
    SamplingOptions,
)
from composer.gui.form import Section, ValueSlider, field_height, named, quiet_label
from composer.gui.icons import icon
from composer.gui.model_chooser import ModelChooser
from composer.gui.more_options import MoreOptions

MUSICAL_TEMPERATURES = (0.7, 1.3)
NO_STYLE = "No style"
HIGHEST_RNG_SEED = 999_999  # a number that a person can note down


class GeneratePanel(Section):
    """The settings of the next run. `show_*` tell how the run that the window drives goes on.

    What begins and ends a run is on `footer`, a widget of its own, so that it stays in view when the settings scroll.
    """

    generate_requested = Signal()
    cancel_requested = Signal()
    options_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Continuation", parent)
        self.models = ModelChooser()
        self.models.as_published_changed.connect(self.show_model)
        self.models.as_published_changed.connect(self.options_changed)
        self._style = named(QComboBox(), "The style that the continuation leans to")
        self._style.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.temperature = ValueSlider(
            "Temperature: low is careful, high is daring; 0.7 to 1.3 is the musical range, marked below the slider",
            LOWEST_TEMPERATURE, HIGHEST_TEMPERATURE, 0.05, good_range=MUSICAL_TEMPERATURES,
        )  # fmt: skip
        self.length = ValueSlider("Length of the continuation in bars", 1, MAX_BARS, 1, _bars_suffix)
        self.candidates = ValueSlider("Takes: how many continuations are made at once", 1, MAX_CANDIDATES, 1)
        self._rng_seed = named(QSpinBox(), "Random seed: the same number gives the same notes again")
        self._rng_seed.setRange(0, HIGHEST_RNG_SEED)
        self._rng_seed.setFixedHeight(field_height(self))
        self.dice = named(QToolButton(), "Another random seed")
        self.dice.setIcon(icon("dice"))
        self.dice.clicked.connect(self.roll_dice)
        self._ending = QCheckBox("Compose an en&ding")
        self._ending.setToolTip("The model knows how many bars remain, and closes on the bar line")
        self._playing = QCheckBox("Pla&y while generating")
        for box in (self._ending, self._playing):
            box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            box.toggled.connect(self.options_changed)
        self._more = MoreOptions()
        self.button = QPushButton("Generate")
        self.button.setObjectName("primary")
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.clicked.connect(self._button_clicked)
        self._progress = QProgressBar(textVisible=False)
        self._progress.setAccessibleName("Bars made so far")
        self._progress.setFixedHeight(4)
        stays = self._progress.sizePolicy()
        stays.setRetainSizeWhenHidden(True)
        self._progress.setSizePolicy(stays)
        self._status = quiet_label(lines=2)
        self._is_generating = False
        self._wanted_style: str | None = None

        self.add_row("M&odel", self.models)
        self.add(self.models.words)
        self.add_row("&Style", self._style)
        self.add_row("Temperat&ure", self.temperature)
        self.add_row("&Length", self.length)
        self.add_row("Ta&kes", self.candidates)
        self.add_row("&Random seed", self._rng_seed, self.dice)
        self.add(self._ending)
        self.add(self.models.published)
        self.add(self._playing)
        self.add(self._more)
        self.footer = Section()
        self.join(self.footer)
        for widget in (self.button, self._progress, self._status):
            self.footer.add(widget)
        self._style.activated.connect(self._want_style)
        for signal in (
            self._style.currentIndexChanged,
            self.temperature.value_changed,
            self.length.value_changed,
            self.candidates.value_changed,
            self._more.options_changed,
        ):
            signal.connect(self.options_changed)
        self.set_styles(())
        self.show_model()

    @property
    def options(self) -> SamplingOptions:
        """What the controls say. Raises OptionError, which is said beside them too, where they make no sense."""
        try:
            options = self._more.applied_to(self._plain_options)
        except OptionError as error:
            self._more.show_problem(error)
            raise
        self._more.show_problem(None)
        return options

    @property
    def sound_options(self) -> SamplingOptions:
        """What the controls say, without what is behind "More" if that makes no sense."""
        try:
            return self.options
        except OptionError:
            return self._plain_options

    @property
    def wanted_style(self) -> str | None:
        """The style that was chosen last, which perhaps only another model knows."""
        return self._wanted_style

    @property
    def plays_while_generating(self) -> bool:
        """Whether the notes are to be heard while they are made."""
        return self._playing.isChecked()

    @property
    def status(self) -> str:
        """The sentence below the button."""
        return self._status.text()

    def set_options(self, options: SamplingOptions, plays_while_generating: bool) -> None:
        """Show `options`; a style that is not offered shows as none until it is."""
        self._wanted_style = options.style
        self.length.set_value(options.bars)
        self.temperature.set_value(options.temperature)
        self.candidates.set_value(options.candidates)
        self._style.setCurrentIndex(max(self._style.findData(options.style), 0))
        self._rng_seed.setValue(options.rng_seed)
        self._ending.setChecked(options.compose_ending)
        self.models.set_as_published(options.as_published)
        self._playing.setChecked(plays_while_generating)
        self._more.set_options(options)

    def set_styles(self, styles: tuple[str, ...]) -> None:
        """Offer the styles that the model knows; the one that was wanted last is chosen if it is among them."""
        with QSignalBlocker(self._style):
            self._style.clear()
            self._style.addItem(NO_STYLE, None)
            for style in styles:
                self._style.addItem(style.replace("_", " ").capitalize(), style)
            self._style.setCurrentIndex(max(self._style.findData(self._wanted_style), 0))
        self._style.setEnabled(bool(styles))
        self.fade_label(self._style)

    @property
    def _plain_options(self) -> SamplingOptions:
        return SamplingOptions(
            bars=round(self.length.value),
            temperature=round(self.temperature.value, 2),
            style=self._style.currentData(),
            candidates=round(self.candidates.value),
            rng_seed=self._rng_seed.value(),
            compose_ending=self._ending.isChecked(),
            as_published=self.models.is_as_published,
        )

    @Slot()
    def _want_style(self) -> None:
        self._wanted_style = self._style.currentData()

    @Slot()
    def show_model(self) -> None:
        """Switch off what the chosen model does not listen to, and say so."""
        is_published, is_recipe = self.models.is_as_published, self.models.is_recipe
        for slider in (self.temperature, self.length):
            slider.set_used(not is_published)
            self.fade_label(slider)
            slider.setToolTip("Not used: the model does as published" if is_published else "")
        self._ending.setVisible(not is_recipe)
        self._more.show_model(is_recipe)

    @Slot()
    def roll_dice(self) -> None:
        """Choose another random seed."""
        self._rng_seed.setValue(randrange(HIGHEST_RNG_SEED + 1))

    def show_waiting(self, sentence: str, can_generate: bool) -> None:
        """Nothing runs; `sentence` says what state that is."""
        self._is_generating = False
        self._progress.hide()
        self.button.setText("Generate")
        self.button.setEnabled(can_generate)
        self.button.setToolTip("Continue the seed  (G)" if can_generate else sentence)
        self._status.setText(sentence)

    def show_generating(self, bars_done: int, bars: int) -> None:
        """A run has made `bars_done` of `bars` bars."""
        self._is_generating = True
        self.button.setText("Cancel")
        self.button.setEnabled(True)
        self.button.setToolTip("End the run and keep what came  (Esc)")
        self._progress.show()
        self._progress.setRange(0, bars)
        self._progress.setValue(bars_done)
        self._status.setText(f"{bars_done} of {_counted(bars)}")

    @Slot()
    def _button_clicked(self) -> None:
        (self.cancel_requested if self._is_generating else self.generate_requested).emit()


def _bars_suffix(bars: float) -> str:
    return " bar" if bars == 1 else " bars"


def _counted(bars: int) -> str:
    return f"{bars} bar" if bars == 1 else f"{bars} bars"
