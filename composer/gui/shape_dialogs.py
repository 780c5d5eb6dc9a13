"""Dialogs that ask for the numbers of an edit, and show in the roll meanwhile what it would do."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from composer.gui.form import Section, ValueSlider, below_sections, named
from composer.gui.piano_roll import PianoRoll
from composer.gui.piano_roll.shaping import QuantizeHow, Shape
from composer.music import edits, rhythm
from composer.music.edits import LOUDEST, Edit, Selection
from composer.music.grid import MOST_SWING, STRAIGHT, Grid
from composer.music.note import DEFAULT_VELOCITY
from composer.music.score import Score

_FEW = 100_000  # notes that are shaped within a blink, every time that a slider moves
_WIDTH = 340  # pixels
_FROM_EDGE = QPoint(12, 64)  # pixels between the upper right corners of window and dialog: it covers no notes
_GRIDS = [grid for grid in Grid if grid is not Grid.OFF]


class NumbersDialog(QDialog):
    """Rows of controls. `try_out` is called at every change of them; closing accepts or rejects."""

    def __init__(self, title: str, controls: dict[str, QWidget], window: QWidget) -> None:
        """`controls` by the label before them; a check box carries its own words."""
        super().__init__(window)
        self.try_out: Callable[[], object] = _nothing
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        section = Section(title)
        for label, control in controls.items():
            if isinstance(control, QCheckBox):
                section.add(control, is_left=True)
                control.toggled.connect(self._tell)
            else:
                section.add_row(label, control)
            if isinstance(control, ValueSlider):
                control.value_changed.connect(self._tell)
            elif isinstance(control, QComboBox):
                control.currentIndexChanged.connect(self._tell)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2, 2, 2, 14)
        layout.addWidget(section)
        layout.addWidget(below_sections(buttons))
        self.setFixedWidth(_WIDTH)
        self.move(window.mapToGlobal(QPoint(window.width() - _WIDTH - _FROM_EDGE.x(), _FROM_EDGE.y())))

    def _tell(self) -> None:
        self.try_out()


def ask_quantize(roll: PianoRoll, window: QWidget) -> None:
    """Ask for grid, strength, swing and whether ends move too; Q repeats it that way."""
    how = roll.shaping.quantize_how
    grid = named(QComboBox(), "Grid")
    grid.addItems([each.label for each in _GRIDS])
    grid.setCurrentIndex(_GRIDS.index(roll.grid if roll.grid in _GRIDS else Grid.SIXTEENTH))
    strength = _slider("Strength", 0, 100, " %", how.strength * 100)
    swing = _slider(
        "Swing: the share of the first of two steps", 100 * STRAIGHT, 100 * MOST_SWING, " %", how.swing * 100
    )
    ends = named(QCheckBox("Move the &ends too"), "Move the ends too")
    ends.setChecked(how.ends)

    def chosen_how() -> QuantizeHow:
        return QuantizeHow(strength.value / 100, swing.value / 100, ends.isChecked())

    def shape(score: Score, chosen: Selection) -> Edit:
        return rhythm.quantize(score, chosen, _GRIDS[grid.currentIndex()], *chosen_how())

    def remember() -> None:
        roll.shaping.quantize_how = chosen_how()

    controls = {"&Grid": grid, "&Strength": strength, "S&wing": swing, "ends": ends}
    dialog = _shape_dialog(roll, window, "Quantize", controls, shape)
    dialog.accepted.connect(remember)


def ask_humanize(roll: PianoRoll, window: QWidget) -> None:
    """Ask how far notes may leave their time and their velocity, and for the random seed."""
    timing = _slider("Timing: how far notes may move", 0, 60, " ms", 15)
    velocity = _slider("Velocity: how much louder or softer notes may get", 0, 40, "", 10)
    rng_seed = _slider("The random seed", 1, 99, "", 1)

    def shape(score: Score, chosen: Selection) -> Edit:
        ticks = roll.shaping.ticks_of(timing.value)
        return rhythm.humanize(score, chosen, ticks, round(velocity.value), round(rng_seed.value))

    _shape_dialog(roll, window, "Humanize", {"&Timing": timing, "&Velocity": velocity, "&Random seed": rng_seed}, shape)


def ask_velocity(roll: PianoRoll, window: QWidget) -> None:
    """Ask for one velocity for all."""
    velocities = [note.velocity for _, note in roll.shaping.chosen]
    average = sum(velocities) / len(velocities) if velocities else DEFAULT_VELOCITY
    velocity = _slider("Velocity", 1, LOUDEST, "", average)

    def shape(score: Score, chosen: Selection) -> Edit:
        return edits.set_velocity(score, chosen, round(velocity.value))

    _shape_dialog(roll, window, "Set the velocity", {"&Velocity": velocity}, shape)


def ask_select_by_velocity(roll: PianoRoll, window: QWidget) -> None:
    """Ask for the softest and the loudest; only among the selected notes, if there are any."""
    among, before = roll.shaping.chosen, roll.selection
    lowest = _slider("The softest", 1, LOUDEST, "", 1)
    highest = _slider("The loudest", 1, LOUDEST, "", LOUDEST)
    dialog = NumbersDialog("Select by velocity", {"From": lowest, "To": highest}, window)

    def choose() -> None:
        roll.choosing.select_by_velocity(among, round(lowest.value), round(highest.value))

    dialog.try_out = choose
    dialog.rejected.connect(partial(setattr, roll, "selection", before))
    choose()
    dialog.open()


def _shape_dialog(
    roll: PianoRoll, window: QWidget, title: str, controls: dict[str, QWidget], shape: Shape
) -> NumbersDialog:
    """An open dialog that tries `shape` out while it is there, and applies it in the end."""
    dialog = NumbersDialog(title, controls, window)
    if len(roll.shaping.chosen) <= _FEW:
        dialog.try_out = partial(roll.shaping.try_out, shape)
    dialog.accepted.connect(partial(roll.shaping.apply, title, shape))
    dialog.rejected.connect(partial(roll.shaping.try_out, None))
    dialog.try_out()
    dialog.open()
    return dialog


def _slider(name: str, low: float, high: float, suffix: str, value: float) -> ValueSlider:
    slider = ValueSlider(name, low, high, 1, lambda _: suffix)
    slider.set_value(value)
    return slider


def _nothing() -> None:
    """What is tried out where it would take too long."""
