"""Every action of the window in one table: its name, menu, words and keys."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QIcon, QKeySequence

from composer.generation.options import MAX_CANDIDATES
from composer.gui.icons import icon

_LONGEST_NAME = 60  # characters


class ActionSpec(NamedTuple):
    """One thing that a user can do."""

    name: str  # how the program refers to it
    menu: str
    text: str  # with a mnemonic
    keys: tuple[str, ...] = ()
    icon: str = ""
    is_checkable: bool = False
    begins_group: bool = False  # a separator comes before it

    @property
    def plain_text(self) -> str:
        """What it does, in words."""
        return self.text.replace("&", "").rstrip("…")


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
    ActionSpec("export musicxml", "File", "Export Music&XML…"),
    ActionSpec("export picture", "File", "Export p&icture…"),
    ActionSpec("render", "File", "&Render audio…"),
    ActionSpec("quit", "File", "&Quit", ("Ctrl+Q",), begins_group=True),
    ActionSpec("undo", "Edit", "&Undo", ("Ctrl+Z",)),
    ActionSpec("redo", "Edit", "&Redo", ("Ctrl+Shift+Z", "Ctrl+Y")),
    ActionSpec("cut", "Edit", "Cu&t", ("Ctrl+X",), begins_group=True),
    ActionSpec("copy", "Edit", "&Copy", ("Ctrl+C",)),
    ActionSpec("paste", "Edit", "&Paste", ("Ctrl+V",)),
    ActionSpec("duplicate", "Edit", "&Duplicate", ("Ctrl+D",)),
    ActionSpec("delete", "Edit", "De&lete", ("Delete", "Backspace")),
    ActionSpec("select all", "Edit", "Select &all", ("Ctrl+A",), begins_group=True),
    ActionSpec("select inverse", "Edit", "In&vert the selection", ("I",)),
    ActionSpec("select same pitch", "Edit", "Select the same pitc&hes", ("Shift+P",)),
    ActionSpec("select loop", "Edit", "Select what is in the &loop", ("Shift+L",)),
    ActionSpec("select by velocity", "Edit", "Select by velocit&y…"),
    ActionSpec("next note", "Edit", "Select the next note", ("Ctrl+Right",)),
    ActionSpec("previous note", "Edit", "Select the previous note", ("Ctrl+Left",)),
    ActionSpec("insert note", "Edit", "&Insert a note", ("Insert", "N"), begins_group=True),
    ActionSpec("set control", "Edit", "Set the c&urve of the lane…"),
    ActionSpec("delete curve", "Edit", "Delete the cur&ve of the lane"),
    ActionSpec("quantize", "Notes", "&Quantize", ("Q",)),
    ActionSpec("quantize how", "Notes", "Quantize &how…", ("Shift+Q",)),
    ActionSpec("humanize", "Notes", "H&umanize…", ("H",)),
    ActionSpec("legato", "Notes", "&Legato", ("L",)),
    ActionSpec("split at playhead", "Notes", "&Split at the playhead", ("Ctrl+K",), begins_group=True),
    ActionSpec("split at pointer", "Notes", "Split at the &mouse", ("C",)),
    ActionSpec("join", "Notes", "&Join", ("J",)),
    ActionSpec("stretch", "Notes", "Twice as lon&g", ("X",), begins_group=True),
    ActionSpec("shrink", "Notes", "Half as l&ong", ("Shift+X",)),
    ActionSpec("reverse", "Notes", "&Reverse", ("Shift+R",)),
    ActionSpec("semitone up", "Notes", "Semitone up", ("Up",), begins_group=True),
    ActionSpec("semitone down", "Notes", "Semitone down", ("Down",)),
    ActionSpec("octave up", "Notes", "Octave up", ("Shift+Up",)),
    ActionSpec("octave down", "Notes", "Octave down", ("Shift+Down",)),
    ActionSpec("scale step up", "Notes", "Step up in the scale", ("Alt+Up",)),
    ActionSpec("scale step down", "Notes", "Step down in the scale", ("Alt+Down",)),
    ActionSpec("step later", "Notes", "One step later", ("Right",), begins_group=True),
    ActionSpec("step earlier", "Notes", "One step earlier", ("Left",)),
    ActionSpec("longer", "Notes", "One step longer", ("Shift+Right",)),
    ActionSpec("shorter", "Notes", "One step shorter", ("Shift+Left",)),
    ActionSpec("louder", "Notes", "Louder", ("Ctrl+Up",), begins_group=True),
    ActionSpec("softer", "Notes", "Softer", ("Ctrl+Down",)),
    ActionSpec("set velocity", "Notes", "Set the &velocity…", ("Shift+V",)),
    ActionSpec("draw tool", "Tools", "&Draw", ("P", "D"), "draw", is_checkable=True),
    ActionSpec("select tool", "Tools", "&Select", ("S",), "select", is_checkable=True),
    ActionSpec("erase tool", "Tools", "&Erase", ("E",), "erase", is_checkable=True),
    ActionSpec("other tool", "Tools", "Draw or select", ("B",)),
    ActionSpec("step entry", "Tools", "Step entr&y", ("K",), is_checkable=True, begins_group=True),
    ActionSpec("add track", "Tracks", "&Add a track", ("Ctrl+Shift+T",)),
    ActionSpec("rename track", "Tracks", "&Rename", ("F2",)),
    ActionSpec("delete track", "Tracks", "&Delete the track"),
    ActionSpec("next track", "Tracks", "&Next track", ("Ctrl+Tab",), begins_group=True),
    ActionSpec("previous track", "Tracks", "&Previous track", ("Ctrl+Shift+Tab",)),
    ActionSpec("mute track", "Tracks", "&Mute", ("Shift+M",), is_checkable=True, begins_group=True),
    ActionSpec("solo track", "Tracks", "&Solo", ("Shift+S",), is_checkable=True),
    ActionSpec("track up", "Tracks", "Move &up", begins_group=True),
    ActionSpec("track down", "Tracks", "Move do&wn"),
    ActionSpec("track list", "Tracks", "Show the &list", ("T",), is_checkable=True, begins_group=True),
    ActionSpec("finer grid", "Tools", "&Finer grid", ("Ctrl+1",), begins_group=True),
    ActionSpec("coarser grid", "Tools", "&Coarser grid", ("Ctrl+2",)),
    ActionSpec("triplet grid", "Tools", "&Triplet grid", ("Ctrl+3",), is_checkable=True),
    ActionSpec("snap", "Tools", "S&nap to the grid", ("Ctrl+4",), is_checkable=True),
    ActionSpec("adaptive grid", "Tools", "&Adapt the grid to the zoom", ("Ctrl+5",), is_checkable=True),
    ActionSpec("zoom in", "View", "Zoom &in", ("Ctrl++", "Ctrl+=")),
    ActionSpec("zoom out", "View", "Zoom &out", ("Ctrl+-",)),
    ActionSpec("zoom to fit", "View", "Zoom to &fit", ("Ctrl+0",)),
    ActionSpec("zoom to selection", "View", "Zoom to &selection", ("Z",)),
    ActionSpec("falling notes", "View", "Falling &notes", ("F11",), is_checkable=True, begins_group=True),
    ActionSpec("follow", "View", "Follow the &playhead", ("F",), begins_group=True),
    ActionSpec("highlight scale", "View", "Highlight a s&cale"),
    ActionSpec("velocity lane", "View", "&Velocity lane", ("V",), is_checkable=True),
    ActionSpec("lane contents", "View", "What the lane sho&ws…", ("Shift+C",)),
    ActionSpec("overview", "View", "&Overview of long pieces", ("O",), is_checkable=True),
    ActionSpec("dark theme", "View", "&Dark theme", is_checkable=True, begins_group=True),
    ActionSpec("light theme", "View", "&Light theme", is_checkable=True),
    ActionSpec("contrast theme", "View", "&High contrast theme", is_checkable=True),
    ActionSpec("system theme", "View", "The des&ktop’s theme", is_checkable=True),
    ActionSpec("play", "Play", "&Play or stop", ("Space",), "play"),
    ActionSpec("record", "Play", "&Record from the MIDI keyboard", ("R",), "record", is_checkable=True),
    ActionSpec("to start", "Play", "To the &start", ("Home",), "to start"),
    ActionSpec("loop", "Play", "&Loop", ("Ctrl+L",), "loop", is_checkable=True),
    ActionSpec("play continuation", "Play", "Play only the &continuation", ("Shift+Space",)),
    ActionSpec("metronome", "Play", "Metronom&e", ("Ctrl+M",), "metronome", is_checkable=True),
    ActionSpec("keep played", "Play", "&Keep what I just played", ("Ctrl+R",)),
    ActionSpec("add marker", "Play", "Add a &marker", ("M",), begins_group=True),
    ActionSpec("previous marker", "Play", "Pre&vious marker", ("[",)),
    ActionSpec("next marker", "Play", "&Next marker", ("]",)),
    ActionSpec("change meter", "Play", "Change the m&etre…"),
    ActionSpec("change tempo", "Play", "Change the temp&o…"),
    ActionSpec("test note", "Play", "&Test the output", ("Ctrl+T",), "note", begins_group=True),
    ActionSpec("panic", "Play", "P&anic: end every note", ("Ctrl+.",), "panic"),
    ActionSpec("sound settings", "Play", "S&ound and MIDI…"),
    ActionSpec("synth settings", "Play", "&Built-in synth…"),
    ActionSpec("generate", "Generate", "&Generate", ("G", "Ctrl+Return")),
    ActionSpec("cancel", "Generate", "Cancel, or stop and silence", ("Esc",)),
    ActionSpec("keep", "Generate", "&Keep the take", ("Return", "Enter"), begins_group=True),
    ActionSpec("roll again", "Generate", "&Roll again", ("Shift+Return",)),
    ActionSpec("discard", "Generate", "&Discard the takes", ("Shift+Delete",)),
    *(_hear_take(number) for number in range(1, MAX_CANDIDATES + 1)),
    ActionSpec("train model", "Model", "&Train a model…"),
    ActionSpec("trainings", "Model", "T&rainings…"),
    ActionSpec("models", "Model", "&Models…", begins_group=True),
    ActionSpec("shortcuts", "Help", "&Keys", ("?", "F1")),
    ActionSpec("change keys", "Help", "&Change the keys…"),
    ActionSpec("reset settings", "Help", "&Reset the settings…"),
    ActionSpec("about", "Help", "&About Composer"),
)

MENUS = tuple(dict.fromkeys(spec.menu for spec in ACTIONS))


def make_actions(parent: QObject) -> dict[str, QAction]:
    """One QAction per entry of `ACTIONS`, by name; not connected to anything yet."""
    actions = {}
    for spec in ACTIONS:
        action = QAction(spec.text, parent)
        action.setCheckable(spec.is_checkable)
        action.setIcon(icon(spec.icon) if spec.icon else QIcon())
        action.setIconVisibleInMenu(False)
        give_keys(action, spec, spec.keys)
        actions[spec.name] = action
    return actions


def give_keys(action: QAction, spec: ActionSpec, keys: tuple[str, ...]) -> None:
    """Let `keys` trigger `action`, and say so in its tool tip."""
    action.setShortcuts([QKeySequence(key) for key in keys])
    action.setToolTip(f"{spec.plain_text}  ({keys_in_words(keys)})" if keys else spec.plain_text)


def keys_in_words(keys: Iterable[str]) -> str:
    """Keys as this system writes them, for example ``Ctrl+Shift+Z or Ctrl+Y``."""
    native = QKeySequence.SequenceFormat.NativeText
    return " or ".join(QKeySequence(key).toString(native) for key in keys)


def menu_title(menu: str) -> str:
    """The name of a menu with its mnemonic, which is its first letter where that is free."""
    return {"Tracks": "Tr&acks"}.get(menu, f"&{menu}")


def name_in_menu(name: str) -> str:
    """What somebody has called something, as a menu shows it: with every ampersand, and not wider than a menu."""
    shown = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 20]}…{name[-19:]}"
    return shown.replace("&", "&&")


def specs_of_menu(menu: str) -> Iterator[ActionSpec]:
    """The actions of one menu, in order."""
    return (spec for spec in ACTIONS if spec.menu == menu)
