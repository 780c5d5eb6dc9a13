"""Where the window's parts are: transport on top, the roll between the tracks and one column of panels."""

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Slot
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QScrollBar,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from composer.gui.form import SPACING, separator

PANEL_WIDTH = 316  # pixels
_LOWEST = 96  # pixels of the panels that scroll
_BY_KEYS = Qt.WidgetAttribute.WA_KeyboardFocusChange  # of a window whose focus was last moved by keys


class Arrangement(QWidget):
    """Holds them all.

    The panels scroll where the window is too low for them; the footers follow them and are always in view.
    """

    def __init__(
        self,
        transport_bar: QWidget,
        banner: QWidget,
        tracks: QWidget,
        roll: QWidget,
        panels: Sequence[QWidget],
        footers: Sequence[QWidget] = (),
    ) -> None:
        super().__init__()
        self._panel_area = _PanelArea(_stacked(panels))
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(tracks)
        column = QVBoxLayout()  # the banner comes and goes below the roll: nothing moves away under the mouse
        column.setSpacing(0)
        column.addWidget(roll, 1)
        column.addWidget(banner)
        middle.addLayout(column, 1)
        middle.addWidget(separator(Qt.Orientation.Vertical))
        middle.addWidget(_side(self._panel_area, footers))
        rows = _column(self)
        rows.addWidget(transport_bar)
        rows.addWidget(separator(Qt.Orientation.Horizontal))
        rows.addLayout(middle, 1)

    @property
    def panel_bar(self) -> QScrollBar:
        """The scroll bar of the panels."""
        return self._panel_area.verticalScrollBar()


def _side(area: "_PanelArea", footers: Sequence[QWidget]) -> QWidget:
    side = QWidget()
    side.setFixedWidth(PANEL_WIDTH)
    column = _column(side)
    for widget in (area, area.edge, _stacked(footers)):
        column.addWidget(widget)
    column.addStretch(1)
    return side


class _PanelArea(QScrollArea):
    """As high as what is in it, or else as the window has room for."""

    def __init__(self, content: QWidget) -> None:
        super().__init__(widgetResizable=True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setMinimumHeight(_LOWEST)
        self.setWidget(content)
        self._content = content
        self.edge = separator(Qt.Orientation.Horizontal)  # below the area, while some of the panels is out of view
        _keep_room(self.edge)
        self.edge.hide()
        # Queued: to show a widget lays its parent out at once, in the middle of the scroll bar's becoming longer.
        self.verticalScrollBar().rangeChanged.connect(self._show_edge, Qt.ConnectionType.QueuedConnection)
        cast(QApplication, QApplication.instance()).focusChanged.connect(self._follow_keys)

    def sizeHint(self) -> QSize:
        """What the panels want."""
        content = self._content
        height = content.heightForWidth(PANEL_WIDTH) if content.hasHeightForWidth() else content.sizeHint().height()
        return QSize(PANEL_WIDTH, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Get another height when the panels want one, before the scroll bar follows."""
        side = self.parentWidget()
        if event.type() == QEvent.Type.LayoutRequest and side and (layout := side.layout()):
            self.updateGeometry()
            layout.activate()
        return super().eventFilter(watched, event)

    @Slot(QWidget, QWidget)
    def _follow_keys(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Bring into view what the keys come to, wherever they come from; the mouse knows what it presses."""
        if now and self._content.isAncestorOf(now) and self.window().testAttribute(_BY_KEYS):
            self.ensureWidgetVisible(now, 0, SPACING)

    @Slot(int, int)
    def _show_edge(self, _lowest: int, highest: int) -> None:
        self.edge.setVisible(highest > 0)


def _stacked(panels: Sequence[QWidget]) -> QWidget:
    """Panels under each other, with lines between them."""
    whole = QWidget()
    column = _column(whole)
    for index, panel in enumerate(panels):
        if index:
            column.addWidget(separator(Qt.Orientation.Horizontal))
        column.addWidget(panel)
    return whole


def _column(widget: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(widget)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    return column


def _keep_room(widget: QWidget) -> None:
    policy = widget.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    widget.setSizePolicy(policy)
