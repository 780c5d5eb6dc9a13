"""The track desk: what is done with tracks, and when their list is seen."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from composer.gui.document import Document
from composer.gui.piano_roll import PianoRoll
from composer.gui.settings import Settings
from composer.gui.transport import Transport
from composer.music import tracks
from composer.music.note import DEFAULT_VELOCITY
from composer.music.pitch import MIDDLE_C
from composer.music.score import Score

if TYPE_CHECKING:  # imported late: a piece of one track, as at the start, needs no list
    from composer.gui.track_list import TrackList


class TrackDesk(QObject):
    """Edits the tracks of the document, each time as one undo step.

    The list is seen as soon as there are two tracks, or when it is asked for; once asked for or sent away, it stays
    so until another piece is opened.
    """

    menu_opened = Signal(QMenu)

    def __init__(
        self,
        document: Document,
        roll: PianoRoll,
        transport: Transport,
        actions: Mapping[str, QAction],
        settings: Settings,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._document, self._roll, self._transport, self._actions = document, roll, transport, actions
        self._settings = settings
        self.column = QWidget()  # where the list is, once it is needed
        self.column.hide()
        self._list: TrackList | None = None
        self._is_wanted: bool | None = None  # None: when there are two tracks
        document.score_changed.connect(self._show)
        roll.active_track_changed.connect(self._show)
        transport.outputs_changed.connect(self._show)

    @property
    def commands(self) -> dict[str, Callable[[], object]]:
        """What the actions about tracks do."""
        return {
            "add track": self.add,
            "rename track": self.rename,
            "next track": partial(self.step, 1),
            "previous track": partial(self.step, -1),
            "mute track": self._toggle_mute,
            "solo track": self._toggle_solo,
            "track up": lambda: self.move(self._active, self._active - 1),
            "track down": lambda: self.move(self._active, self._active + 1),
            "delete track": self.delete,
            "track list": self.toggle_list,
        }

    @property
    def is_list_shown(self) -> bool:
        """Whether the list is there."""
        return len(self._score.tracks) > 1 if self._is_wanted is None else self._is_wanted

    @Slot()
    def begin_anew(self) -> None:
        """Another piece is there: edit what a melody can be drawn in, and show the list if there is one to show."""
        self._is_wanted = None
        self._roll.active_track = tracks.first_pitched(self._score)
        self._show()

    @Slot()
    def toggle_list(self) -> None:
        """Show the list, or send it away."""
        self._is_wanted = not self.is_list_shown
        self._show()

    @Slot()
    def add(self) -> None:
        """Add a track, and edit it."""
        self._document.apply("Add track", tracks.add_track(self._score))
        self._roll.active_track = len(self._score.tracks) - 1

    @Slot()
    def delete(self) -> None:
        """Delete the active track."""
        self._document.apply("Delete track", tracks.delete_track(self._score, self._active))

    def step(self, direction: int) -> None:
        """Edit the next (1) or the previous (-1) track; after the last comes the first."""
        self._roll.active_track = (self._active + direction) % len(self._score.tracks)

    def move(self, index: int, to: int) -> None:
        """Put a track at another place."""
        self._document.apply("Move track", tracks.move_track(self._score, index, to))

    @Slot()
    def rename(self) -> None:
        """Let the name of the active track be written."""
        if not self.is_list_shown:
            self.toggle_list()
        assert self._list is not None
        self._list.edit_name(self._active)

    def set_name(self, index: int, name: str) -> None:
        """Give a track a name."""
        self._document.apply("Rename track", tracks.rename_track(self._score, index, name))

    def set_program(self, index: int, program: int) -> None:
        """Choose an instrument, and let it be heard."""
        self._document.apply("Change instrument", tracks.set_program(self._score, index, program))
        self._let_hear(index)

    def set_channel(self, index: int, channel: int) -> None:
        """Choose a channel; the tenth plays drums."""
        self._document.apply("Change channel", tracks.set_channel(self._score, index, channel))
        self._let_hear(index)

    def set_port(self, index: int, port: str) -> None:
        """Play a track on a port of its own, or with "" on the piece's output again."""
        self._document.apply("Change port", tracks.set_port(self._score, index, port))

    def set_colour(self, index: int, colour: int) -> None:
        """Choose one of the theme's track colours."""
        self._document.apply("Change colour", tracks.set_colour(self._score, index, colour))

    def set_muted(self, index: int, is_muted: bool) -> None:
        """Silence a track, or let it be heard again."""
        text = "Mute track" if is_muted else "Unmute track"
        self._document.apply(text, tracks.set_muted(self._score, index, is_muted))

    def set_solo(self, index: int, is_solo: bool) -> None:
        """Hear a track alone, or no longer."""
        text = "Solo track" if is_solo else "End solo"
        self._document.apply(text, tracks.set_solo(self._score, index, is_solo))

    @property
    def _score(self) -> Score:
        return self._document.score

    @property
    def _active(self) -> int:
        return self._roll.active_track

    def _toggle_mute(self) -> None:
        self.set_muted(self._active, not self._score.tracks[self._active].is_muted)

    def _toggle_solo(self) -> None:
        self.set_solo(self._active, not self._score.tracks[self._active].is_solo)

    def _let_hear(self, index: int) -> None:
        if not self._transport.is_playing:
            track = self._score.tracks[index]
            self._transport.sound(MIDDLE_C, DEFAULT_VELOCITY, track)

    def _choose(self, index: int) -> None:
        self._roll.active_track = index

    @Slot()
    def _show(self) -> None:
        if not self._score.tracks:
            return
        active = self._score.tracks[self._active]
        self._actions["mute track"].setChecked(active.is_muted)
        self._actions["solo track"].setChecked(active.is_solo)
        self._actions["track list"].setChecked(self.is_list_shown)
        self._actions["delete track"].setEnabled(len(self._score.tracks) > 1)
        if self.is_list_shown:
            if self._list is None:
                self._list = self._new_list()
            self._list.show_tracks(self._score, self._active, self._transport.lost_ports.keys())
        self.column.setVisible(self.is_list_shown)

    def _new_list(self) -> "TrackList":
        from composer.gui.column_edge import ColumnEdge
        from composer.gui.track_list import USUAL_WIDTH, TrackList

        made = TrackList(self._actions["add track"])
        made.chosen.connect(self._choose)
        made.rename_requested.connect(self.set_name)
        made.colour_menu_requested.connect(self._open_colours)
        made.instrument_menu_requested.connect(self._open_instruments)
        made.menu_requested.connect(self._open_menu)
        made.mute_requested.connect(self.set_muted)
        made.solo_requested.connect(self.set_solo)
        made.move_requested.connect(self.move)
        row = QHBoxLayout(self.column)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(made)
        edge = ColumnEdge(made, USUAL_WIDTH)
        row.addWidget(edge)
        edge.widen_to(self._settings.track_list_width)
        edge.width_chosen.connect(self._keep_width)
        return made

    @Slot(int)
    def _keep_width(self, width: int) -> None:
        self._settings.track_list_width = width

    def _open_instruments(self, index: int, widget: QWidget) -> None:
        _open_under(widget, self._instruments(index, widget))

    def _open_colours(self, index: int, widget: QWidget) -> None:
        _open_under(widget, self._colours(index, widget))

    def _open_menu(self, index: int, place: QPoint) -> None:
        from composer.gui.track_menus import channel_menu, port_menu, track_menu

        self._choose(index)
        names = ("rename track", "mute track", "solo track", None, "track up", "track down", None, "delete track")
        actions = [self._actions[name] if name else None for name in names]
        channels = channel_menu(self.column, self._score.tracks[index], partial(self.set_channel, index))
        ports = port_menu(self.column, self._score.tracks[index], self._transport.ports, partial(self.set_port, index))
        submenus = (self._instruments(index, self.column), channels, ports, self._colours(index, self.column))
        menu = track_menu(self.column, actions, submenus)
        self.menu_opened.emit(menu)
        _open(menu, place)

    def _instruments(self, index: int, parent: QWidget) -> QMenu:
        from composer.gui.track_menus import instrument_menu

        track = self._score.tracks[index]
        return instrument_menu(parent, track, partial(self.set_program, index), partial(self.set_channel, index))

    def _colours(self, index: int, parent: QWidget) -> QMenu:
        from composer.gui.track_menus import colour_menu

        return colour_menu(parent, self._score, index, partial(self.set_colour, index))


def _open_under(widget: QWidget, menu: QMenu) -> None:
    _open(menu, widget.mapToGlobal(widget.rect().bottomLeft()))


def _open(menu: QMenu, place: QPoint) -> None:
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(place)
