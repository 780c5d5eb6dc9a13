"""The scroll bars beside the roll: they say what is in view, and move it."""

from dataclasses import replace

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QScrollBar

from composer.gui.piano_roll.geometry import ROWS
from composer.gui.piano_roll.state import RollState

_BARS_BEYOND = 4  # of music, that can be scrolled to after the end of the piece


class ScrollBars(QObject):
    """Makes the bars; the roll places them."""

    def __init__(self, state: RollState) -> None:
        super().__init__(state)
        self._state = state
        self.time, self.pitch = QScrollBar(Qt.Orientation.Horizontal), QScrollBar(Qt.Orientation.Vertical)
        self.time.setAccessibleName("Scroll in time")
        self.pitch.setAccessibleName("Scroll in pitch")
        self.time.valueChanged.connect(lambda tick: self._scroll(left=float(tick)))
        self.pitch.valueChanged.connect(lambda y: self._scroll(top=y / state.geometry.row_height))
        self._end = self._last_tick  # worked out when notes change, not with every step of scrolling
        state.view_changed.connect(self._follow_view)
        state.notes_changed.connect(self._follow_notes)

    def _scroll(self, **changes: float) -> None:
        self._state.geometry = replace(self._state.geometry, **changes)

    @property
    def _last_tick(self) -> int:
        """How far can be scrolled at least."""
        meter_map = self._state.shown_score.meter_map
        return meter_map.bar_start(meter_map.bar_at(self._state.end) + 1 + _BARS_BEYOND)

    def _follow_notes(self) -> None:
        self._end = self._last_tick
        self._follow_view()

    def _follow_view(self) -> None:
        state, geometry, size = self._state, self._state.geometry, self._state.view_size
        page = round(size.width() / geometry.pixels_per_tick)
        first, left = round(geometry.first_left), round(geometry.left)
        _set_bar(self.time, left, (first, max(self._end, left + page)), page, state.step)
        top, rows = round(geometry.top * geometry.row_height), ROWS * geometry.row_height
        _set_bar(self.pitch, top, (0, rows), size.height(), geometry.row_height)


def _set_bar(bar: QScrollBar, value: int, extent: tuple[int, int], page: int, step: int) -> None:
    """Let `bar` show that of `extent`, `page` is in view from `value` on."""
    bar.blockSignals(True)
    bar.setRange(extent[0], max(extent[1] - page, extent[0]))
    bar.setPageStep(page)
    bar.setSingleStep(step)
    bar.setValue(value)
    bar.blockSignals(False)
