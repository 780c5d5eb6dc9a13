"""Where the window's parts are: transport on top, the roll between the tracks and one column of panels."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from composer.gui.form import separator

PANEL_WIDTH = 316  # pixels


def arranged(
    transport_bar: QWidget, banner: QWidget, tracks: QWidget, roll: QWidget, panels: Sequence[QWidget]
) -> QWidget:
    """One widget that holds them all; what is too high for the window of the panels can be scrolled to."""
    middle = QHBoxLayout()
    middle.setSpacing(0)
    middle.addWidget(tracks)
    column = QVBoxLayout()  # the banner comes and goes over the roll alone: no button moves away under the mouse
    column.setSpacing(0)
    column.addWidget(banner)
    column.addWidget(roll, 1)
    middle.addLayout(column, 1)
    middle.addWidget(separator(Qt.Orientation.Vertical))
    middle.addWidget(_side(panels))
    whole = QWidget()
    rows = QVBoxLayout(whole)
    rows.setContentsMargins(0, 0, 0, 0)
    rows.setSpacing(0)
    rows.addWidget(transport_bar)
    rows.addWidget(separator(Qt.Orientation.Horizontal))
    rows.addLayout(middle, 1)
    return whole


def _side(panels: Sequence[QWidget]) -> QScrollArea:
    content = QWidget()
    column = QVBoxLayout(content)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for index, panel in enumerate(panels):
        if index:
            column.addWidget(separator(Qt.Orientation.Horizontal))
        column.addWidget(panel)
    column.addStretch(1)
    side = QScrollArea(widgetResizable=True)
    side.setFrameShape(QFrame.Shape.NoFrame)
    side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    side.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    side.setFixedWidth(PANEL_WIDTH)
    side.setWidget(content)
    return side
