"""What each action of the window does, by the action's name."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMessageBox

from composer import __version__
from composer.generation.options import MAX_CANDIDATES
from composer.gui.generation_flow import Phase
from composer.gui.piano_roll import Tool
from composer.gui.settings import THEMES

if TYPE_CHECKING:
    from composer.gui.main_window import MainWindow

Command = Callable[[], object]

TOOLS = {Tool.DRAW: "draw tool", Tool.SELECT: "select tool", Tool.ERASE: "erase tool"}
VELOCITY_STEP = 8


def commands_of(window: "MainWindow") -> dict[str, Command]:
    """A command for every name in `ACTIONS`."""
    return {
        **_file_commands(window),
        **_edit_commands(window),
        **_view_commands(window),
        **_play_commands(window),
        **_generate_commands(window),
        "shortcuts": partial(_show_shortcuts, window),
        "about": partial(_show_about, window),
    }


def _file_commands(window: "MainWindow") -> dict[str, Command]:
    files = window.files
    return {
        "new": files.new,
        "new from template": files.new_from_template,
        "open": files.open,
        "save": files.save,
        "save as": files.save_as,
        "save as template": files.save_as_template,
        "revert": files.revert,
        "recover": window.recovery.offer_on_request,
        "export": files.export,
        "quit": window.close,
    }


def _edit_commands(window: "MainWindow") -> dict[str, Command]:
    roll, undo_stack = window.roll, window.document.undo_stack
    return {
        "undo": undo_stack.undo,
        "redo": undo_stack.redo,
        "cut": roll.cut,
        "copy": roll.copy,
        "paste": roll.paste,
        "duplicate": roll.duplicate,
        "delete": roll.delete_selection,
        "select all": roll.choosing.select_all,
        "insert note": roll.insert_note,
        "next note": partial(roll.choosing.select_neighbour, 1),
        "previous note": partial(roll.choosing.select_neighbour, -1),
        "quantize": roll.shaping.quantize,
        "semitone up": partial(roll.transpose_selection, 1),
        "semitone down": partial(roll.transpose_selection, -1),
        "octave up": partial(roll.transpose_selection, 12),
        "octave down": partial(roll.transpose_selection, -12),
        "step later": partial(roll.nudge, 1),
        "step earlier": partial(roll.nudge, -1),
        "longer": partial(roll.resize_selection, 1),
        "shorter": partial(roll.resize_selection, -1),
        "louder": partial(roll.change_velocity, VELOCITY_STEP),
        "softer": partial(roll.change_velocity, -VELOCITY_STEP),
    }


def _view_commands(window: "MainWindow") -> dict[str, Command]:
    roll = window.roll
    return {
        "zoom in": roll.zoom_in,
        "zoom out": roll.zoom_out,
        "zoom to fit": roll.zoom_to_fit,
        "zoom to selection": roll.zoom_to_selection,
        **{f"{theme} theme": partial(window.appearance.use_theme, theme) for theme in THEMES},
        **{name: partial(_choose_tool, window, tool) for tool, name in TOOLS.items()},
        "other tool": partial(_switch_tool, window),
    }


def _play_commands(window: "MainWindow") -> dict[str, Command]:
    transport = window.transport
    return {
        "play": transport.toggle,
        "to start": transport.to_start,
        "loop": lambda: transport.set_looping(not transport.is_looping),
        "play continuation": window.audition.play_continuation,
        "test note": transport.test_note,
        "panic": transport.panic,
    }


def _generate_commands(window: "MainWindow") -> dict[str, Command]:
    flow, audition = window.flow, window.audition
    return {
        "generate": audition.generate,
        "cancel": partial(_escape, window),
        "keep": flow.keep,
        "roll again": audition.roll_again,
        "discard": flow.discard,
        **{f"take {index + 1}": partial(flow.hear, index) for index in range(MAX_CANDIDATES)},
    }


def _choose_tool(window: "MainWindow", tool: Tool) -> None:
    window.roll.tool = tool
    window.show_tool(tool)  # a click on the tool that is already chosen must not uncheck it


def _switch_tool(window: "MainWindow") -> None:
    _choose_tool(window, Tool.SELECT if window.roll.tool is Tool.DRAW else Tool.DRAW)


def _escape(window: "MainWindow") -> None:
    if window.roll.escape():
        return
    if window.flow.phase is Phase.GENERATING:
        window.flow.cancel()
    else:
        window.transport.panic()


def _show_shortcuts(window: "MainWindow") -> None:
    from composer.gui.shortcut_sheet import ShortcutSheet  # imported late: it would delay the first paint

    ShortcutSheet(window).exec()


def _show_about(window: "MainWindow") -> None:
    words = "Draw a seed melody, let a trained LSTM continue it, keep what you like."
    QMessageBox.about(window, "About Composer", f"<b>Composer {__version__}</b><p>{words}</p>")
