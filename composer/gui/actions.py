"""Every action of the window in one table: its name, menu, words and keys."""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QIcon, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QWidget,
)

from composer.generation.options import MAX_CANDIDATES
from composer.gui.icons import icon


@dataclass(frozen=True)
class ActionSpec:
    """One thing that a user can do."""

    name: str  # how the program refers to it
    menu: str
    text: str  # with a mnemonic
    keys: tuple[str, ...] = ()
    icon: str = ""
    is_checkable: bool = False
    begins_group: bool = False  # a separator comes before it


def _hear_take(number: int) -> ActionSpec:
    return ActionSpec(f"take {number}", "Generate", f"Hear take &{number}", (str(number),), begins_group=number == 1)


ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("new", "File", "&New", ("Ctrl+N",)),
    ActionSpec("new from template", "File", "New from &template…"),
    ActionSpec("open", "File", "&Open…", ("Ctrl+O",)),
    ActionSpec("save", "File", "&Save", ("Ctrl+S",), begins_group=True),
    ActionSpec("save as", "File", "Save &as…", ("Ctrl+Shift+S",)),
    ActionSpec("save as template", "File", "Save as te&mplate…"),
    ActionSpec("revert", "File", "Re&vert to…"),
    ActionSpec("recover", "File", "Recover &unsaved pieces…"),
    ActionSpec("export", "File", "&Export MIDI…", ("Ctrl+E",), begins_group=True),
    ActionSpec("quit", "File", "&Quit", ("Ctrl+Q",), begins_group=True),
    ActionSpec("undo", "Edit", "&Undo", ("Ctrl+Z",)),
    ActionSpec("redo", "Edit", "&Redo", ("Ctrl+Shift+Z", "Ctrl+Y")),
    ActionSpec("cut", "Edit", "Cu&t", ("Ctrl+X",), begins_group=True),
    ActionSpec("copy", "Edit", "&Copy", ("Ctrl+C",)),
    ActionSpec("paste", "Edit", "&Paste", ("Ctrl+V",)),
    ActionSpec("duplicate", "Edit", "&Duplicate", ("Ctrl+D",)),
    ActionSpec("delete", "Edit", "De&lete", ("Delete", "Backspace")),
    ActionSpec("select all", "Edit", "Select &all", ("Ctrl+A",)),
    ActionSpec("insert note", "Edit", "&Insert a note at the playhead", ("Insert", "N"), begins_group=True),
    ActionSpec("next note", "Edit", "Select the next note", ("Ctrl+Right",)),
    ActionSpec("previous note", "Edit", "Select the previous note", ("Ctrl+Left",)),
    ActionSpec("quantize", "Edit", "&Quantize", ("Q",), begins_group=True),
    ActionSpec("semitone up", "Edit", "Semitone up", ("Up",)),
    ActionSpec("semitone down", "Edit", "Semitone down", ("Down",)),
    ActionSpec("octave up", "Edit", "Octave up", ("Shift+Up",)),
    ActionSpec("octave down", "Edit", "Octave down", ("Shift+Down",)),
    ActionSpec("step later", "Edit", "One step later", ("Right",)),
    ActionSpec("step earlier", "Edit", "One step earlier", ("Left",)),
    ActionSpec("longer", "Edit", "One step longer", ("Shift+Right",)),
    ActionSpec("shorter", "Edit", "One step shorter", ("Shift+Left",)),
    ActionSpec("louder", "Edit", "Louder", ("Ctrl+Up",)),
    ActionSpec("softer", "Edit", "Softer", ("Ctrl+Down",)),
    ActionSpec("draw tool", "Tools", "&Draw", ("P", "D"), "draw", is_checkable=True),
    ActionSpec("select tool", "Tools", "&Select", ("S",), "select", is_checkable=True),
    ActionSpec("erase tool", "Tools", "&Erase", ("E",), "erase", is_checkable=True),
    ActionSpec("other tool", "Tools", "Draw or select", ("B",)),
    ActionSpec("zoom in", "View", "Zoom &in", ("Ctrl++", "Ctrl+=")),
    ActionSpec("zoom out", "View", "Zoom &out", ("Ctrl+-",)),
    ActionSpec("zoom to fit", "View", "Zoom to &fit", ("Ctrl+0",)),
    ActionSpec("zoom to selection", "View", "Zoom to &selection", ("Z",)),
    ActionSpec("dark theme", "View", "&Dark", is_checkable=True, begins_group=True),
    ActionSpec("light theme", "View", "&Light", is_checkable=True),
    ActionSpec("system theme", "View", "Like the des&ktop", is_checkable=True),
    ActionSpec("play", "Play", "&Play or stop", ("Space",), "play"),
    ActionSpec("to start", "Play", "To the &start", ("Home",), "to start"),
    ActionSpec("loop", "Play", "&Loop", ("Ctrl+L",), "loop", is_checkable=True),
    ActionSpec("play continuation", "Play", "Play only the &continuation", ("Shift+Space",)),
    ActionSpec("test note", "Play", "&Test the output", ("Ctrl+T",), "note", begins_group=True),
    ActionSpec("panic", "Play", "P&anic: end every note", ("Ctrl+.",), "panic"),
    ActionSpec("generate", "Generate", "&Generate", ("G", "Ctrl+Return")),
    ActionSpec("cancel", "Generate", "Cancel, or stop and silence", ("Esc",)),
    ActionSpec("keep", "Generate", "&Keep the take", ("Return", "Enter"), begins_group=True),
    ActionSpec("roll again", "Generate", "&Roll again", ("Shift+Return",)),
    ActionSpec("discard", "Generate", "&Discard the takes", ("Shift+Delete",)),
    *(_hear_take(number) for number in range(1, MAX_CANDIDATES + 1)),
    ActionSpec("shortcuts", "Help", "&Keys", ("?", "F1")),
    ActionSpec("about", "Help", "&About Composer"),
)

MENUS = tuple(dict.fromkeys(spec.menu for spec in ACTIONS))


def make_actions(parent: QObject) -> dict[str, QAction]:
    """One QAction per entry of `ACTIONS`, by name; not connected to anything yet."""
    actions = {}
    for spec in ACTIONS:
        action = QAction(spec.text, parent)
        action.setShortcuts([QKeySequence(key) for key in spec.keys])
        action.setCheckable(spec.is_checkable)
        plain = spec.text.replace("&", "").rstrip("…")
        action.setToolTip(f"{plain}  ({keys_in_words(spec)})" if spec.keys else plain)
        action.setIcon(icon(spec.icon) if spec.icon else QIcon())
        action.setIconVisibleInMenu(False)
        actions[spec.name] = action
    return actions


def keys_in_words(spec: ActionSpec) -> str:
    """The keys as this system writes them, for example ``Ctrl+Shift+Z or Ctrl+Y``."""
    native = QKeySequence.SequenceFormat.NativeText
    return " or ".join(QKeySequence(key).toString(native) for key in spec.keys)


def specs_of_menu(menu: str) -> Iterator[ActionSpec]:
    """The actions of one menu, in order."""
    return (spec for spec in ACTIONS if spec.menu == menu)


_ARROWS = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right})
_WAYS = _ARROWS | {Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}
_WRITING = _WAYS | {Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Return, Qt.Key.Key_Enter}
_DIGITS = frozenset(Qt.Key(key) for key in range(Qt.Key.Key_0, Qt.Key.Key_9 + 1))
_KEYS_OF_CONTROLS: tuple[tuple[type[QWidget], frozenset[Qt.Key]], ...] = (
    (QAbstractButton, frozenset({Qt.Key.Key_Space})),
    (QComboBox, frozenset({Qt.Key.Key_Space, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return})),
    (QAbstractSlider, _WAYS),
    (QAbstractSpinBox, _WRITING | _DIGITS),
    (QLineEdit, _WRITING | _DIGITS),
    (QAbstractItemView, _WAYS),
)


def belongs_to(focused: QWidget | None, event: QEvent) -> bool:
    """Whether a key that is also a shortcut of the window is meant for the control that has the focus."""
    if not isinstance(event, QKeyEvent) or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
        return False
    return any(isinstance(focused, kind) and event.key() in keys for kind, keys in _KEYS_OF_CONTROLS)
