"""An open menu shows as disabled what would do nothing; keys are heard all the time."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QMenu

from composer.gui.actions import MENUS
from composer.music.score import Marker, Note, Score, Track
from tests.gui.test_main_window import Desk

PIECE = Score((Track.of([Note(60, 0, 480), Note(64, 960, 480)]),))
ABOUT_SELECTED = {"cut", "copy", "duplicate", "delete", "select same pitch", "louder", "softer"}
ABOUT_NOTES = {"select all", "select inverse", "next note", "previous note", "quantize", "legato", "join", "reverse"}
ABOUT_TAKES = {"keep", "discard", "take 1", "take 8"}


class Menus(Desk):
    """A window, and hands that open its menus."""

    def opened(self, name: str) -> QMenu:
        """The menu of the menu bar, open."""
        entry = self.window.menuBar().actions()[MENUS.index(name)]
        self.window.menuBar().setActiveAction(entry)
        self.qtbot.waitUntil(lambda: QApplication.activePopupWidget() is entry.menu())
        menu = entry.menu()
        assert isinstance(menu, QMenu)
        return menu

    def closed(self, menu: QMenu) -> None:
        menu.close()
        self.qtbot.waitUntil(lambda: QApplication.activePopupWidget() is None)

    @property
    def disabled(self) -> set[str]:
        return {name for name, action in self.window.actions_by_name.items() if not action.isEnabled()}

    def disabled_in(self, *names: str) -> set[str]:
        """What those menus show as disabled."""
        disabled = set()
        for name in names:
            menu = self.opened(name)
            disabled |= {each for each in self.disabled if self.window.actions_by_name[each] in menu.actions()}
            self.closed(menu)
        return disabled


@pytest.fixture
def menus(qtbot):
    menus = Menus(qtbot)
    yield menus
    menus.transport.close()
    menus.flow.close()


def test_an_empty_piece_offers_neither_notes_nor_takes_nor_markers(menus):
    idle = menus.disabled_in(*MENUS)

    assert idle >= ABOUT_SELECTED | ABOUT_NOTES | ABOUT_TAKES | {"paste", "next marker", "select loop", "next track"}
    assert not idle & {
        *("insert note", "generate", "cancel", "quantize how", "zoom to selection", "play continuation", "save", "play")
    }


def test_notes_are_offered_to_be_shaped_and_what_is_selected_to_be_cut(menus):
    menus.document.load(PIECE, None)
    assert not menus.disabled_in("Edit", "Notes") & ABOUT_NOTES
    assert menus.disabled_in("Edit", "Notes") >= ABOUT_SELECTED

    menus.do("select all")

    assert not menus.disabled_in("Edit", "Notes") & ABOUT_SELECTED


def test_what_was_copied_can_be_pasted(menus):
    menus.document.load(PIECE, None)
    assert "paste" in menus.disabled_in("Edit")

    menus.do("select all")
    menus.do("copy")

    assert "paste" not in menus.disabled_in("Edit")


def test_takes_are_offered_while_they_are_there(menus):
    menus.document.load(PIECE, None)
    menus.do("generate")
    menus.await_takes()
    count = len(menus.flow.takes)

    idle = menus.disabled_in("Generate")

    assert not idle & (ABOUT_TAKES - {"take 8"} | {"roll again", f"take {count}"})
    assert f"take {count + 1}" in idle
    menus.flow.discard()
    assert menus.disabled_in("Generate") >= ABOUT_TAKES


def test_markers_tracks_and_the_loop_are_offered_where_there_are_some(menus):
    menus.document.load(Score((*PIECE.tracks, Track.of([])), markers=(Marker(0, "Verse"),)), None)
    menus.window.roll.active_track = 0
    menus.transport.set_loop_range(0, 1920)

    idle = menus.disabled_in("Edit", "Play", "Tracks")

    assert not idle & {"next marker", "previous marker", "select loop", "next track", "previous track", "track down"}
    assert "track up" in idle


def test_the_menus_of_notes_and_of_a_track_show_it_too(menus):
    menus.document.load(Score((*PIECE.tracks, Track.of([]))), None)

    menus.window.roll.note_menu_requested.emit(QPoint(10, 10))
    assert menus.disabled >= {"cut", "copy", "delete", "paste"}
    menus.closed(QApplication.activePopupWidget())
    assert not menus.disabled & {"cut", "copy", "delete", "paste"}

    menus.window.tracks._open_menu(0, QPoint(10, 10))
    assert "track up" in menus.disabled
    menus.closed(QApplication.activePopupWidget())
    assert "track up" not in menus.disabled


def test_a_closed_menu_disables_nothing_so_that_its_keys_are_heard(menus):
    before = menus.disabled

    menus.disabled_in(*MENUS)

    assert menus.disabled == before
    assert not menus.disabled & (ABOUT_SELECTED | ABOUT_NOTES | ABOUT_TAKES)


def test_going_on_to_the_next_menu_leaves_none_disabled_for_good(menus):
    menus.document.load(PIECE, None)
    for name in ("Edit", "Notes", "Generate", "Play"):
        last = menus.opened(name)
    menus.closed(last)

    assert not menus.disabled & (ABOUT_SELECTED | ABOUT_TAKES)
