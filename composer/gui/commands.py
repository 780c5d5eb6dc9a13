"""What each action of the window does, by the action's name."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from composer import __version__
from composer.generation.options import MAX_CANDIDATES
from composer.gui.generation_flow import Phase
from composer.gui.piano_roll import Tool
from composer.gui.settings import THEMES, settings_path

if TYPE_CHECKING:
    from composer.gui.main_window import MainWindow

Command = Callable[[], object]

_NUMBERED_TOOLS = (Tool.DRAW, Tool.SELECT)
TOOLS = {Tool.DRAW: "draw tool", Tool.SELECT: "select tool", Tool.ERASE: "erase tool"}


def commands_of(window: "MainWindow") -> dict[str, Command]:
    """A command for every name in `ACTIONS`."""
    return {
        **_file_commands(window),
        **_edit_commands(window),
        **window.roll_desk.commands,
        **_view_commands(window),
        **window.tracks.commands,
        **_play_commands(window),
        **window.live.commands,
        **_generate_commands(window),
        **_model_commands(window),
        "shortcuts": partial(_show_shortcuts, window),
        "change keys": partial(_change_keys, window),
        "reset settings": partial(_reset_settings, window),
        "about": partial(_show_about, window),
    }


def _file_commands(window: "MainWindow") -> dict[str, Command]:
    return {  # the window makes its file desk when it is first wanted
        "new": lambda: window.files.new(),
        "new from template": lambda: window.files.new_from_template(),
        "open": lambda: window.files.open(),
        "save": lambda: window.files.save(),
        "save as": lambda: window.files.save_as(),
        "save as template": lambda: window.files.save_as_template(),
        "revert": lambda: window.files.revert(),
        "recover": lambda: window.recovery.offer_on_request(),
        "export": lambda: window.files.export(),
        "export musicxml": partial(_export_musicxml, window),
        "render": partial(_render, window),
        "quit": window.close,
    }


def _render(window: "MainWindow") -> None:
    from composer.gui.render_desk import RenderDesk  # imported late: it would delay the first paint

    desk = window.findChild(RenderDesk)
    (desk or RenderDesk(window.document, window.banner, window.settings, window)).ask()


def _edit_commands(window: "MainWindow") -> dict[str, Command]:
    roll, undo_stack = window.roll, window.document.undo_stack
    return {
        "undo": undo_stack.undo,
        "redo": undo_stack.redo,
        **window.clipboard.commands,
        "duplicate": roll.duplicate,
        "delete": roll.delete_selection,
        "insert note": roll.insert_note,
    }


def _view_commands(window: "MainWindow") -> dict[str, Command]:
    roll = window.roll
    return {  # the roll makes its commands that zoom when they are first wanted
        "zoom in": lambda: roll.zooming.zoom_in(),
        "zoom out": lambda: roll.zooming.zoom_out(),
        "zoom to fit": lambda: roll.zooming.zoom_to_fit(),
        "zoom to selection": lambda: roll.zooming.zoom_to_selection(),
        **window.roll_view.commands,
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
        **{f"take {index + 1}": partial(_hear_take, window, index) for index in range(MAX_CANDIDATES)},
    }


def _model_commands(window: "MainWindow") -> dict[str, Command]:
    return {  # the window makes its training desk when it is first wanted
        "train model": lambda: window.training.train(),
        "trainings": lambda: window.training.show_runs(),
        "models": lambda: window.training.show_models(),
    }


def _choose_tool(window: "MainWindow", tool: Tool) -> None:
    window.roll.tool = tool
    window.show_tool(tool)  # a click on the tool that is already chosen must not uncheck it


def _switch_tool(window: "MainWindow") -> None:
    _choose_tool(window, Tool.SELECT if window.roll.tool is Tool.DRAW else Tool.DRAW)


def _hear_take(window: "MainWindow", index: int) -> None:
    """Hear a take; while there is none, the keys 1 and 2 choose a tool."""
    if window.flow.takes:
        window.audition.hear(index)
    elif index < len(_NUMBERED_TOOLS):
        _choose_tool(window, _NUMBERED_TOOLS[index])


def _escape(window: "MainWindow") -> None:
    if window.roll_view.hide_falling_notes() or window.roll.escape():
        return
    if window.flow.phase is Phase.GENERATING:
        window.flow.cancel()
    else:
        window.transport.panic()


def _export_musicxml(window: "MainWindow") -> None:
    from composer.gui.notation_desk import NotationDesk  # imported late: it would delay the first paint

    desk = window.findChild(NotationDesk)
    (desk or NotationDesk(window.document, window.banner, window.settings, window)).ask()


def _show_shortcuts(window: "MainWindow") -> None:
    from composer.gui.shortcut_sheet import ShortcutSheet  # imported late: it would delay the first paint

    ShortcutSheet(window.shortcuts.keymap, window).exec()


def _change_keys(window: "MainWindow") -> None:
    from composer.gui.keymap_editor import KeymapEditor  # imported late too

    KeymapEditor(window.shortcuts, window).exec()


def _reset_settings(window: "MainWindow") -> None:
    from composer.gui.consent import Consent, consents

    question = "Put every setting back to its default?"
    details = "That is how Composer starts the next time. Your pieces stay as they are."
    if consents(window, question, Consent.Discard, "Reset", details):
        window.settings.reset(settings_path())
        window.banner.tell_news("Composer will start with the default settings the next time.")


def _show_about(window: "MainWindow") -> None:
    from PySide6.QtWidgets import QMessageBox

    words = "Draw a seed melody, let a trained LSTM continue it, keep what you like."
    QMessageBox.about(window, "About Composer", f"<b>Composer {__version__}</b><p>{words}</p>")
