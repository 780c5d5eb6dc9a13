"""The building blocks of the side panel: titled sections with aligned rows, and a slider that shows its value."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QDoubleSpinBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QWidget,
)

from composer.gui.theme import current_palette

MARGIN = 12  # pixels around a section
SPACING = 6
LABEL_WIDTH = 88
VALUE_WIDTH = 64
HANDLE_WIDTH = 15  # of a slider in the Fusion style
_DASH = "–"

AnyWidget = TypeVar("AnyWidget", bound=QWidget)


def named(widget: AnyWidget, name: str) -> AnyWidget:
    """Give `widget` a name for screen readers, which is its tool tip too."""
    widget.setAccessibleName(name)
    widget.setToolTip(name)
    return widget


def quiet_label(lines: int) -> QLabel:
    """A wrapped label in the muted colour, for sentences beside the controls; it keeps room for so many lines."""
    label = QLabel(wordWrap=True)
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    label.setMinimumHeight(lines * label.fontMetrics().lineSpacing())
    return label


def give_icon(button: QPushButton, icon: QIcon) -> None:
    """Show `icon` as high as the words of a button, so that it stays as high as those without."""
    height = button.fontMetrics().height()
    button.setIcon(icon)
    button.setIconSize(QSize(height, height))


def field_height(widget: QWidget) -> int:
    """How high a field for a number is, in pixels, with and without a style sheet."""
    return widget.fontMetrics().height() + 4


def label_of(widget: QWidget, words: str) -> QLabel:
    """Words whose mnemonic leads to `widget`, or to the slider in it."""
    label = QLabel(words)
    # Not by a focus proxy: the Tab key would stop there too, wherever that stands in its order.
    label.setBuddy(widget.slider if isinstance(widget, ValueSlider) else widget)
    return label


def separator(orientation: Qt.Orientation) -> QFrame:
    """A line of one pixel."""
    line = QFrame()
    line.setBackgroundRole(QPalette.ColorRole.Mid)
    line.setAutoFillBackground(True)
    line.setFixedHeight(1) if orientation is Qt.Orientation.Horizontal else line.setFixedWidth(1)
    return line


def below_sections(buttons: AnyWidget) -> AnyWidget:
    """Let the buttons of a dialog end where the rows of the sections above them do."""
    buttons.setContentsMargins(MARGIN, 0, MARGIN, 0)
    return buttons


class Section(QWidget):
    """A column of rows under a title, if it has one; the labels of all sections align."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels: dict[QWidget, QLabel] = {}
        self._rows = QGridLayout(self)
        self._rows.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        self._rows.setHorizontalSpacing(SPACING)
        self._rows.setVerticalSpacing(SPACING)
        self._rows.setColumnMinimumWidth(0, LABEL_WIDTH)
        self._rows.setColumnStretch(1, 1)
        if title:
            heading = QLabel(title)
            font = heading.font()
            font.setBold(True)
            heading.setFont(font)
            self.add(heading)

    def join(self, below: "Section") -> None:
        """Leave between this section and the one `below` it no more room than between two rows."""
        self._rows.setContentsMargins(MARGIN, MARGIN, MARGIN, 0)
        below._rows.setContentsMargins(MARGIN, SPACING, MARGIN, MARGIN)

    def add_row(self, label: str, *widgets: QWidget) -> None:
        """A label with a mnemonic for the first of `widgets`, which stand side by side."""
        text = self._labels[widgets[0]] = label_of(widgets[0], label)
        row = QHBoxLayout()
        row.setSpacing(SPACING)
        for index, widget in enumerate(widgets):
            row.addWidget(widget, 1 if index == 0 else 0)
        self._rows.addWidget(text, self._rows.rowCount(), 0)
        self._rows.addLayout(row, self._rows.rowCount() - 1, 1)

    def fade_label(self, widget: QWidget) -> None:
        """Let the label of the row that begins with `widget` show too whether that can be used."""
        self._labels[widget].setEnabled(widget.isEnabledTo(self))

    def add(self, *widgets: QWidget, is_left: bool = False) -> None:
        """Widgets side by side over the full width, or keeping to the left."""
        row = QHBoxLayout()
        row.setSpacing(SPACING)
        for widget in widgets:
            row.addWidget(widget)
        if is_left:
            row.addStretch(1)
        self._rows.addLayout(row, self._rows.rowCount(), 0, 1, 2)


class ValueSlider(QWidget):
    """A slider with an editable value beside it; `good_range` is marked on the groove."""

    value_changed = Signal(float)

    def __init__(
        self,
        name: str,
        low: float,
        high: float,
        step: float,
        suffix: Callable[[float], str] | None = None,
        good_range: tuple[float, float] | None = None,
    ) -> None:
        super().__init__()
        self._low, self._step, self._suffix = low, step, suffix
        marked = None if good_range is None else (self._position(good_range[0]), self._position(good_range[1]))
        self.slider = named(_MarkedSlider(marked), name)
        self.slider.setRange(0, self._position(high))
        self.slider.setPageStep(max(self._position(high) // 10, 1))
        self._field = named(_ValueField(), name)
        self._field.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self._field.setDecimals(0 if step >= 1 else 2)
        self._field.setRange(low, high)
        self._field.setSingleStep(step)
        self._field.setFixedSize(VALUE_WIDTH, field_height(self))
        self._field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.slider.valueChanged.connect(lambda position: self._field.setValue(low + position * step))
        self._field.valueChanged.connect(self._field_changed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACING)
        row.addWidget(self.slider, 1)
        row.addWidget(self._field)
        self._field_changed(self._field.value())

    @property
    def value(self) -> float:
        """The value as shown."""
        return self._field.value()

    def set_value(self, value: float) -> None:
        """Show `value`, cut to the range."""
        self._field.setValue(value)

    def set_used(self, is_used: bool) -> None:
        """Whether the value counts now: one that does not is kept, but a dash stands for it."""
        self.setEnabled(is_used)
        self._field.is_dash = not is_used
        self._show_suffix()

    def _show_suffix(self) -> None:
        words = "" if self._field.is_dash or not self._suffix else self._suffix(self._field.value())
        self._field.setSuffix(words)  # which writes the value anew

    def _position(self, value: float) -> int:
        return round((value - self._low) / self._step)

    def _field_changed(self, value: float) -> None:
        with QSignalBlocker(self.slider):
            self.slider.setValue(self._position(value))
        self._show_suffix()
        self.value_changed.emit(value)


class _ValueField(QDoubleSpinBox):
    """A field for a number, for which a dash can stand."""

    is_dash = False

    def textFromValue(self, value: float) -> str:
        return _DASH if self.is_dash else super().textFromValue(value)


class _MarkedSlider(QSlider):
    """A horizontal slider that shows whether the keys are for it, with a stretch of its groove underlined."""

    def __init__(self, marked: tuple[int, int] | None) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._marked = marked

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus() and self.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange):
            painter.setPen(current_palette().accent)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        if self._marked and self.isEnabled():
            share = (self.width() - HANDLE_WIDTH) / self.maximum()
            low, high = (HANDLE_WIDTH / 2 + position * share for position in self._marked)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(current_palette().loud_take)
            painter.drawRoundedRect(QRectF(low, self.height() - 3, high - low, 3), 1.5, 1.5)
        painter.end()
