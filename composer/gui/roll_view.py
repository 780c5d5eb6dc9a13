"""How the piece is looked at: following the playhead, a highlighted scale, and what else is shown with the roll."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QAction, QCursor
from PySide6.QtWidgets import QMenu, QWidget

from composer.gui.banner import Banner
from composer.gui.document import Document
from composer.gui.piano_roll import PianoRoll
from composer.gui.piano_roll.following import FollowMode
from composer.gui.settings import Settings
from composer.gui.transport import Transport
from composer.music.pitch import FLAT_NAMES
from composer.music.scales import SCALES, Scale, key_of

if TYPE_CHECKING:
    from composer.gui.falling.falling_notes import FallingNotes
    from composer.gui.picture_dialog import PictureDialog
    from composer.music.controls import Dial

KEY_OF_PIECE = "key"  # the highlight that is the key signature or, without one, the key that the notes suggest
_LONG = 24  # bars: longer pieces have an overview
_KEY_INTERVAL = 400  # milliseconds until an edit may have changed the key
_MODES = {
    FollowMode.OFF: "&Off",
    FollowMode.PAGE: "&Page by page",
    FollowMode.SMOOTH: "&Smoothly",
}


class RollView(QObject):
    """Connects the View menu with the roll, and remembers what was chosen. `commands`: what its actions do, by name."""

    def __init__(
        self,
        document: Document,
        roll: PianoRoll,
        transport: Transport,
        banner: Banner,
        actions: dict[str, QAction],
        settings: Settings,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._document, self._roll, self._transport = document, roll, transport
        self._banner, self._actions, self._settings, self._window = banner, actions, settings, window
        self._pictures: PictureDialog | None = None
        self._falling: FallingNotes | None = None
        self.commands = {
            "follow": self._next_follow_mode,
            "highlight scale": lambda: self._scale_menu.popup(QCursor.pos()),
            "velocity lane": lambda: self.show_velocity_lane(not settings.shows_velocity_lane),
            "lane contents": self._choose_lane,
            "set control": self._set_control,
            "delete curve": self._delete_curve,
            "overview": lambda: self.show_overview(not settings.shows_overview),
            "falling notes": self.switch_falling_notes,
            "export picture": self._export_picture,
        }
        self._key_timer = QTimer(self, interval=_KEY_INTERVAL, singleShot=True)
        self._key_timer.timeout.connect(self._show_scale)
        self._follow_menu, self._scale_menu = QMenu(window), QMenu(window)
        actions["follow"].setMenu(self._follow_menu)
        actions["highlight scale"].setMenu(self._scale_menu)
        self._follow_menu.aboutToShow.connect(self._fill_follow_menu)
        self._scale_menu.aboutToShow.connect(self._fill_scale_menu)
        document.score_changed.connect(self._follow_score)
        document.begun.connect(self._begin_anew)
        document.begun.connect(self._show_scale)
        self.follow(settings.follow)
        self._show_scale()
        self.show_velocity_lane(settings.shows_velocity_lane)
        self._show_overview()

    @property
    def details(self) -> dict[str, object]:
        """What a project keeps of it."""
        settings = self._settings
        return {
            "follow": settings.follow,
            "highlight": settings.highlight,
            "velocity_lane": settings.shows_velocity_lane,
            "lane_dial": self._shown_dial and list(self._shown_dial),  # None: velocities
            "overview": settings.shows_overview,
            "falling_notes": self.shows_falling_notes,
        }

    def show(self, details: Mapping[str, object]) -> None:
        """Look at the piece as `details` say; what they do not say stays."""
        wanted = {**self.details, **details}
        self.follow(str(wanted["follow"]))
        self.highlight(str(wanted["highlight"]))
        self.show_velocity_lane(bool(wanted["velocity_lane"]))
        self.show_overview(bool(wanted["overview"]))
        if wanted["falling_notes"] != self.shows_falling_notes:
            self.switch_falling_notes()
        if wanted["lane_dial"] != self.details["lane_dial"]:
            self._show_dial(wanted["lane_dial"])

    # Following

    def follow(self, mode: str) -> None:
        """Let the view go with the playhead in one of the `FollowMode`s."""
        known = {each.value: each for each in FollowMode}
        self._roll.following.mode = known.get(mode, FollowMode.PAGE)
        self._settings.follow = self._roll.following.mode.value

    def _next_follow_mode(self) -> None:
        modes = list(FollowMode)
        self.follow(modes[(modes.index(self._roll.following.mode) + 1) % len(modes)].value)

    @Slot()
    def _fill_follow_menu(self) -> None:
        self._follow_menu.clear()
        for mode, text in _MODES.items():
            _add_choice(self._follow_menu, text, mode is self._roll.following.mode, partial(self.follow, mode.value))

    # The highlighted scale

    def highlight(self, words: str) -> None:
        """Highlight a scale: `KEY_OF_PIECE`, tonic and kind such as "2 dorian", or with an empty word none."""
        self._settings.highlight = words
        self._show_scale()

    @property
    def key_of_piece(self) -> Scale | None:
        """The scale of the key signature or, without one, of the key that the notes suggest."""
        key = key_of(self._document.score)
        return Scale.of_key(key) if key else None

    @Slot()
    def _show_scale(self) -> None:
        words = self._settings.highlight
        self._roll.name_notes_in(key_of(self._document.score))
        self._roll.highlight_scale(self.key_of_piece if words == KEY_OF_PIECE else Scale.of_words(words))

    @Slot()
    def _fill_scale_menu(self) -> None:
        menu, chosen = self._scale_menu, self._settings.highlight
        menu.clear()
        key = self.key_of_piece
        _add_choice(menu, "&Off", not chosen, partial(self.highlight, ""))
        of_piece = f"&Key of the piece ({key.name})" if key else "&Key of the piece"
        _add_choice(menu, of_piece, chosen == KEY_OF_PIECE, partial(self.highlight, KEY_OF_PIECE))
        menu.addSeparator()
        for kind in SCALES:
            submenu = menu.addMenu(kind.capitalize())
            for tonic, name in enumerate(FLAT_NAMES):
                words = f"{tonic} {kind}"
                _add_choice(submenu, f"{name} {kind}", chosen == words, partial(self.highlight, words))

    # Below the grid

    def show_velocity_lane(self, is_shown: bool) -> None:
        """Show how loud the notes are, or hide it."""
        self._settings.shows_velocity_lane = is_shown
        self._roll.show_velocity_lane(is_shown)
        self._actions["velocity lane"].setChecked(is_shown)

    def _show_dial(self, words: object) -> None:
        """Let the lane show the curve of a dial as `details` have it, or the velocities."""
        from composer.music.controls import dial_of

        self._roll.lanes.choose(dial_of(words) if words else None)

    def _choose_lane(self) -> None:
        self.show_velocity_lane(True)
        self._roll.lanes.show_menu()

    def _set_control(self) -> None:
        from composer.gui.lane_commands import NO_CURVE, set_control  # imported late: few use them

        if dial := self._shown_dial:
            set_control(self._roll, dial, self._window)
        else:
            self._banner.tell_news(NO_CURVE)

    def _delete_curve(self) -> None:
        from composer.gui.lane_commands import NO_CURVE, delete_curve

        if dial := self._shown_dial:
            delete_curve(self._roll, dial)
        else:
            self._banner.tell_news(NO_CURVE)

    @property
    def _shown_dial(self) -> "Dial | None":
        """Whose curve the lane shows, if it is shown and shows one."""
        return self._roll.lanes.dial if self._settings.shows_velocity_lane else None

    def show_overview(self, is_shown: bool) -> None:
        """Show the whole piece if it is long, or hide it."""
        self._settings.shows_overview = is_shown
        self._show_overview()

    def _show_overview(self) -> None:
        """Show the overview of a long piece; one that is there stays, so that nothing jumps while notes are deleted."""
        meter_map = self._document.score.meter_map
        is_wanted, is_long = self._settings.shows_overview, self._roll.end >= meter_map.bar_start(_LONG)
        self._actions["overview"].setChecked(is_wanted)
        self._roll.show_overview(is_wanted and (is_long or self._roll.has_overview))

    # The falling notes

    def switch_falling_notes(self) -> None:
        """Show the falling notes instead of the roll, or the roll again."""
        if self.shows_falling_notes:
            self.hide_falling_notes()
            return
        if self._falling is None:
            from composer.gui.falling.falling_notes import FallingNotes  # imported late: most never look at them

            self._falling = FallingNotes(self._roll, self._transport)
        self._falling.open()
        self._actions["falling notes"].setChecked(True)

    def hide_falling_notes(self) -> bool:
        """Show the roll again; whether the falling notes were shown."""
        was_shown = self.shows_falling_notes
        if self._falling is not None and was_shown:
            self._falling.close()
            self._roll.setFocus()
        self._actions["falling notes"].setChecked(False)
        return was_shown

    @property
    def shows_falling_notes(self) -> bool:
        """Whether notes fall instead of lying in the roll."""
        return self._falling is not None and self._falling.isVisible()

    def _export_picture(self) -> None:
        from composer.gui.picture_dialog import PictureDialog  # imported late: it would delay the first paint

        if self._pictures is None:
            self._pictures = PictureDialog(self._document, self._roll, self._banner, self._settings, self._window)
        self._pictures.ask()

    @Slot()
    def _begin_anew(self) -> None:
        """Another piece is here, which may be a short one."""
        self._roll.show_overview(False)
        self._show_overview()

    @Slot()
    def _follow_score(self) -> None:
        self._show_overview()
        self._key_timer.start()


def _add_choice(menu: QMenu, text: str, is_chosen: bool, choose: partial[None]) -> None:
    action = menu.addAction(text)
    action.setCheckable(True)
    action.setChecked(is_chosen)
    action.triggered.connect(lambda _: choose())
