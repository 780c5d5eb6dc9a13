"""The time line among the window's parts: metre, tempo and markers, asked for in the ruler's menu or by keys."""

from collections.abc import Callable
from functools import partial
from itertools import count

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QInputDialog, QLineEdit, QMenu, QWidget

from composer.gui.actions import name_in_menu
from composer.gui.document import Document
from composer.gui.piano_roll import PianoRoll
from composer.music import timeline
from composer.music.errors import ScoreError
from composer.music.score import Marker, Score
from composer.music.time import USUAL_METERS, Meter, bpm_to_tempo

SLOWEST_BPM, FASTEST_BPM = 10.0, 400.0  # that a person can ask for, and what is there already
_DECIMALS = 1  # of a tempo


class TimelineDesk(QObject):
    """Changes metre, tempo and markers, each change one undo step. `commands` are those of the menus."""

    troubled = Signal(str)  # a sentence for the user

    def __init__(self, document: Document, roll: PianoRoll, window: QWidget) -> None:
        super().__init__(window)
        self._document, self._roll, self._window = document, roll, window
        self.commands = {
            "add marker": self.add_marker,
            "next marker": partial(self._go_to_marker, timeline.next_marker),
            "previous marker": partial(self._go_to_marker, timeline.previous_marker),
            "change meter": lambda: self.ask_meter(self._playhead),
            "change tempo": lambda: self.ask_tempo(self._playhead),
        }

    # Metre and tempo

    def set_meter(self, tick: int, words: str) -> None:
        """Let the metre that `words` say, such as "6/8", hold from the bar of `tick` on; or say what one looks like."""
        try:
            meter = Meter(*map(int, words.split("/")))
        except (ValueError, TypeError, ScoreError):
            self.troubled.emit(f"“{words}” is no metre. One is written like 3/4 or 6/8: beats, and what note each is.")
            return
        self._apply(f"Change to {meter}", timeline.with_meter(self._score, self._bar_start(tick), meter))

    def ask_meter(self, tick: int) -> None:
        """Ask for the metre of the bar of `tick`."""
        now = str(self._score.meter_map.meter_at(tick))
        choices = list(dict.fromkeys([*USUAL_METERS, now]))
        question = f"Metre from bar {self._bar(tick) + 1} on, such as 4/4:"
        words, is_given = QInputDialog.getItem(self._window, "Metre", question, choices, choices.index(now))
        if is_given:
            self.set_meter(tick, words)

    def ask_tempo(self, tick: int) -> None:
        """Ask for the tempo from the bar of `tick` on."""
        start = self._bar_start(tick)
        question = f"Quarters per minute from bar {self._bar(tick) + 1} on:"
        now = self._score.tempo_map.bpm_at(start)
        shown = round(now, _DECIMALS)
        slowest, fastest = min(SLOWEST_BPM, shown), max(FASTEST_BPM, shown)
        bpm, is_given = QInputDialog.getDouble(
            self._window, "Tempo", question, shown, slowest, fastest, decimals=_DECIMALS
        )
        if is_given and bpm != shown:
            self._apply(f"Change to {bpm:g} bpm", timeline.with_tempo(self._score, start, bpm_to_tempo(bpm)))

    def _take_back(self, what: str, without: Callable[[Score, int], Score], tick: int) -> None:
        self._apply(f"Take back {what}", without(self._score, tick))

    # Markers

    def add_marker(self) -> None:
        """Mark the playhead's place; it can be named at leisure. A marker that is there can be named now."""
        if self._marker_at(self._playhead):
            self.ask_marker_name(self._playhead)
            return
        names = {marker.name for marker in self._score.markers}
        number = next(number for number in count(1) if f"Marker {number}" not in names)
        self._mark(self._playhead, f"Marker {number}")

    def ask_marker_name(self, tick: int) -> None:
        """Ask for the name of a marker at `tick`, which may be new."""
        marker = self._marker_at(tick)
        before = marker.name if marker else ""
        name, is_given = QInputDialog.getText(self._window, "Marker", "Name:", QLineEdit.EchoMode.Normal, before)
        if is_given and name.strip():
            self._mark(tick, name.strip())

    def _mark(self, tick: int, name: str) -> None:
        self._apply("Set a marker", timeline.with_marker(self._score, tick, name))

    def _delete_marker(self, tick: int) -> None:
        self._apply("Delete the marker", timeline.without_marker(self._score, tick))

    def _marker_at(self, tick: int) -> Marker | None:
        return next((marker for marker in self._score.markers if marker.tick == tick), None)

    def _go_to_marker(self, find: Callable[[Score, int], Marker | None]) -> None:
        if marker := find(self._score, self._playhead):
            self._go_to(marker)

    def _go_to(self, marker: Marker) -> None:
        self._roll.playhead_requested.emit(marker.tick)
        self._roll.scroll_to(marker.tick)

    # The ruler's menu

    def show_menu(self, tick: int, place: QPoint) -> None:
        """Offer what can be changed at `tick`; `place` is on the screen."""
        menu = self.menu_at(tick)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def menu_at(self, tick: int) -> QMenu:
        """What can be changed at `tick`."""
        menu, score, start = QMenu(self._window), self._score, self._bar_start(tick)
        here = f"bar {self._bar(tick) + 1}"
        meters = menu.addMenu(f"&Metre from {here}")
        for words in USUAL_METERS:
            _add(meters, words, self.set_meter, tick, words)
        _add(meters, "&Other…", self.ask_meter, tick)
        _add(menu, f"&Tempo from {here}…", self.ask_tempo, tick)
        if start and any(change.tick == start for change in score.meter_map.changes):
            _add(menu, f"Take back the metre of {here}", self._take_back, "the metre", timeline.without_meter, start)
        if start and any(change.tick == start for change in score.tempo_map.changes):
            _add(menu, f"Take back the tempo of {here}", self._take_back, "the tempo", timeline.without_tempo, start)
        menu.addSeparator()
        nearest = self._roll.grid.nearest(tick, score.meter_map)
        marker = self._marker_at(nearest)
        if marker is None:
            _add(menu, "Add a m&arker…", self.ask_marker_name, nearest)
        else:
            name = name_in_menu(marker.name)
            _add(menu, f"&Rename “{name}”…", self.ask_marker_name, nearest)
            _add(menu, f"&Delete “{name}”", self._delete_marker, nearest)
        if score.markers:
            jumps = menu.addMenu("&Go to")
            for each in score.markers:
                _add(jumps, name_in_menu(each.name), self._go_to, each)
        return menu

    # What is there

    @property
    def _score(self) -> Score:
        return self._document.score

    @property
    def _playhead(self) -> int:
        return self._roll.playhead or 0

    def _bar(self, tick: int) -> int:
        return self._score.meter_map.bar_at(tick)

    def _bar_start(self, tick: int) -> int:
        return self._score.meter_map.bar_line_before(tick)

    def _apply(self, text: str, after: Score) -> None:
        self._document.apply(text, after)


def _add(menu: QMenu, words: str, do: Callable[..., object], *arguments: object) -> None:
    menu.addAction(words).triggered.connect(lambda: do(*arguments))
