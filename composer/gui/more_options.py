"""The "More" part of the continuation panel: collapsed until it is opened, and built only then."""

from dataclasses import fields, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QScrollArea, QToolButton, QVBoxLayout, QWidget

from composer.generation.options import OptionError, SamplingOptions
from composer.gui.form import SPACING, named, quiet_label

if TYPE_CHECKING:
    from composer.gui.more_form import MoreForm

# The options that are set here, and how they are named where there is room for a word only.
WORDS = {
    "plan": "plan",
    "scale": "scale",
    "lowest_pitch": "range",
    "highest_pitch": "range",
    "keeps_register": "register",
    "largest_leap": "leap",
    "densest": "density",
    "rhythm_temperature": "rhythm",
    "pitch_temperature": "pitch",
    "velocity_temperature": "velocity",
    "top_p": "top-p",
    "min_p": "min-p",
    "avoids_copies": "copying",
}
DEFAULTS = {each.name: each.default for each in fields(SamplingOptions) if each.name in WORDS}


class MoreOptions(QWidget):
    """Holds the options that few need every time, and says which of them are not as usual."""

    options_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: dict[str, object] = dict(DEFAULTS)
        self._form: MoreForm | None = None
        self._is_recipe = False
        self._toggle = named(QToolButton(), "More settings: form, limits and how notes are drawn")
        self._toggle.setCheckable(True)
        self._toggle.setAutoRaise(True)
        self._toggle.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._toggle.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._toggle.toggled.connect(self._open)
        self._problem = quiet_label(lines=1)
        self._problem.hide()
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(SPACING)
        self._rows.addWidget(self._toggle)
        self._rows.addWidget(self._problem)
        self._show_words()

    @property
    def is_open(self) -> bool:
        """Whether the settings can be seen."""
        return self._toggle.isChecked()

    def applied_to(self, options: SamplingOptions) -> SamplingOptions:
        """`options` with what is set here. Raises OptionError where that makes no sense."""
        return replace(options, **self._values)  # type: ignore[arg-type]

    def set_options(self, options: SamplingOptions) -> None:
        """Show `options`."""
        self._values = {name: getattr(options, name) for name in WORDS}
        if self._form:
            self._form.set_values(self._values)
        self._show_words()

    def show_model(self, is_recipe: bool) -> None:
        """Say so where the model does not listen to all this."""
        self._is_recipe = is_recipe
        self._show_words()

    def show_problem(self, error: OptionError | None) -> None:
        """Say beside the settings why nothing can be made with them."""
        self._problem.setText("" if error is None else str(error))
        self._problem.setVisible(error is not None)

    @Slot(bool)
    def _open(self, is_open: bool) -> None:
        if is_open and self._form is None:
            from composer.gui.more_form import MoreForm  # the first paint does without it

            self._form = MoreForm()
            self._form.set_values(self._values)
            self._form.values_changed.connect(self._take)
            self._rows.addWidget(self._form)
            self._let_tab_go_on(self._form)
        if self._form:
            self._form.setVisible(is_open)
        self._show_words()
        if is_open:
            QTimer.singleShot(0, self, self._bring_up)  # when there is room for it

    def _let_tab_go_on(self, form: QWidget) -> None:
        """Let the Tab key go from the toggle through `form`, which was made after all that stands below it."""
        before: QWidget = self._toggle
        for widget in form.findChildren(QWidget):
            is_reached = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None
            if is_reached and widget.window() is self.window():  # the list of a combo box is a window of its own
                QWidget.setTabOrder(before, widget)
                before = widget

    @Slot()
    def _bring_up(self) -> None:
        """Let what has been opened be seen where the panels scroll."""
        area = self.parentWidget()
        while area and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if area and (content := area.widget()):
            area.verticalScrollBar().setValue(self.mapTo(content, QPoint()).y() - SPACING)

    @Slot()
    def _take(self) -> None:
        assert self._form is not None
        self._values = self._form.values
        self._show_words()
        self.options_changed.emit()

    def _show_words(self) -> None:
        self._toggle.setArrowType(Qt.ArrowType.DownArrow if self.is_open else Qt.ArrowType.RightArrow)
        unusual = dict.fromkeys(WORDS[name] for name, value in self._values.items() if value != DEFAULTS[name])
        self._toggle.setText(f"More: {', '.join(unusual)}" if unusual else "More")
        if self._form:
            self._form.setEnabled(not self._is_recipe)
        self._toggle.setToolTip(
            "The chosen model knows nothing of these settings" if self._is_recipe else self._toggle.accessibleName()
        )
