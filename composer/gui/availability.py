"""Which actions would do something at the moment: an open menu shows the others as disabled."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from composer.generation.options import MAX_CANDIDATES
from composer.gui.generation_flow import Phase

if TYPE_CHECKING:
    from composer.gui.main_window import MainWindow

Condition = Callable[["MainWindow"], bool]


def dim_idle_actions(menu: QMenu, window: "MainWindow") -> None:
    """Disable those actions of `menu` that would do nothing, until it closes.

    No longer than that: a disabled action would also leave its keys to whatever else has the same ones. What says by
    itself why it does nothing, such as playing a continuation that is not there, stays as it is.
    """
    names = {action: name for name, action in window.actions_by_name.items()}
    idle = [
        action
        for action in menu.actions()
        if (condition := _CONDITIONS.get(names.get(action, ""))) and action.isEnabled() and not condition(window)
    ]
    for action in idle:
        action.setEnabled(False)
    menu.aboutToHide.connect(partial(_enable, idle), Qt.ConnectionType.SingleShotConnection)


def _enable(actions: list[QAction]) -> None:
    for action in actions:
        action.setEnabled(True)


def _has_selection(window: "MainWindow") -> bool:
    return bool(window.roll.selection)


def _has_notes(window: "MainWindow") -> bool:
    return any(track.notes for track in window.document.score.tracks)


def _can_shape(window: "MainWindow") -> bool:
    return bool(window.roll.selection or window.document.score.tracks[window.roll.active_track].notes)


def _can_paste(window: "MainWindow") -> bool:
    return window.clipboard.can_paste


def _has_loop(window: "MainWindow") -> bool:
    return bool(window.roll.state.loop)


def _has_markers(window: "MainWindow") -> bool:
    return bool(window.document.score.markers)


def _has_tracks(window: "MainWindow") -> bool:
    return len(window.document.score.tracks) > 1


def _is_not_first(window: "MainWindow") -> bool:
    return window.roll.active_track > 0


def _is_not_last(window: "MainWindow") -> bool:
    return window.roll.active_track < len(window.document.score.tracks) - 1


def _can_keep(window: "MainWindow") -> bool:
    return bool(window.flow.chosen_notes) and window.flow.phase is not Phase.GENERATING


def _can_roll_again(window: "MainWindow") -> bool:
    return window.flow.can_generate and _has_notes(window)


def _can_discard(window: "MainWindow") -> bool:
    return bool(window.flow.takes)


def _has_take_number(number: int, window: "MainWindow") -> bool:
    return number <= len(window.flow.takes)


_CONDITIONS: dict[str, Condition] = {
    **dict.fromkeys(("cut", "copy", "duplicate", "delete", "select same pitch"), _has_selection),
    **dict.fromkeys(("scale step up", "scale step down", "louder", "softer"), _has_selection),
    **dict.fromkeys(("select all", "select inverse", "select by velocity"), _has_notes),
    **dict.fromkeys(("next note", "previous note", "quantize", "humanize", "legato"), _can_shape),
    **dict.fromkeys(("split at playhead", "split at pointer", "join", "stretch", "shrink", "reverse"), _can_shape),
    "set velocity": _can_shape,
    "paste": _can_paste,
    "select loop": _has_loop,
    **dict.fromkeys(("next marker", "previous marker"), _has_markers),
    **dict.fromkeys(("next track", "previous track"), _has_tracks),
    "track up": _is_not_first,
    "track down": _is_not_last,
    "keep": _can_keep,
    "roll again": _can_roll_again,
    "discard": _can_discard,
    **{f"take {number}": partial(_has_take_number, number) for number in range(1, MAX_CANDIDATES + 1)},
}
