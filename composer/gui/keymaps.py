"""Keymaps: which keys do what. Each says only what differs from the keys in the table of actions."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property

from composer.gui.actions import ACTIONS
from composer.gui.piano_roll.mouse_keys import ALT, CTRL, NO_KEYS, SHIFT, Modifiers, MouseKeys

Keys = tuple[str, ...]

OWN, OWN_LABEL = "own", "My own"  # the keymap that a user has changed: its name, and what a person reads
MOUSE = "mouse "  # how the names of mouse keys begin where they are stored beside those of actions
MODIFIERS: dict[str, Modifiers] = {
    "": NO_KEYS,
    "Shift": SHIFT,
    "Ctrl": CTRL,
    "Alt": ALT,
    "Ctrl+Shift": CTRL | SHIFT,
    "Alt+Shift": ALT | SHIFT,
    "Ctrl+Alt": CTRL | ALT,
}


@dataclass(frozen=True)
class Keymap:
    """Keys by the name of the action, and those that are held with the mouse."""

    label: str  # what a person reads
    changes: Mapping[str, Keys] = field(default_factory=dict)
    mouse: MouseKeys = field(default_factory=MouseKeys)

    def keys_of(self, action: str) -> Keys:
        """The keys of an action of the table. A key that changes give to one action is lost by all others."""
        if action in self.changes:
            return self.changes[action]
        return tuple(key for key in _DEFAULTS[action] if key not in self._claimed)

    @cached_property
    def _claimed(self) -> frozenset[str]:
        return frozenset(key for keys in self.changes.values() for key in keys)

    def with_keys(self, action: str, keys: Keys) -> "Keymap":
        """The user's own keymap in which `action` has `keys`, taken from any other action."""
        others = {other: tuple(key for key in its if key not in keys) for other, its in self.changes.items()}
        return Keymap(OWN_LABEL, others | {action: keys}, self.mouse)

    def with_mouse(self, role: str, modifiers: Modifiers) -> "Keymap":
        """The user's own keymap in which `modifiers` are held for `role`, a field of `MouseKeys`."""
        return Keymap(OWN_LABEL, self.changes, replace(self.mouse, **{role: modifiers}))

    def owners(self, key: str) -> list[str]:
        """The actions that `key` stands for."""
        return [action for action in _DEFAULTS if key in self.keys_of(action)]

    def stored(self) -> dict[str, list[str]]:
        """What differs from the program's keymap, to be kept in the settings."""
        changed = {action: list(keys) for action, keys in self.changes.items() if keys != _DEFAULTS[action]}
        words = {modifiers: word for word, modifiers in MODIFIERS.items()}
        default = MouseKeys()
        return changed | {
            MOUSE + role: [words[held]]
            for role in ROLES
            if (held := getattr(self.mouse, role)) != getattr(default, role)
        }

    @staticmethod
    def of_stored(stored: Mapping[str, list[str]]) -> "Keymap":
        """The user's own keymap from the settings; what is unknown in them is left out."""
        mouse = {
            role: MODIFIERS[words[0]] for role in ROLES if (words := stored.get(MOUSE + role)) and words[0] in MODIFIERS
        }
        changes = {action: tuple(keys) for action, keys in stored.items() if action in _DEFAULTS}
        return Keymap(OWN_LABEL, changes, MouseKeys(**mouse))


ROLES = tuple(each.name for each in fields(MouseKeys))
_DEFAULTS: dict[str, Keys] = {spec.name: spec.keys for spec in ACTIONS}

KEYMAPS: dict[str, Keymap] = {
    "composer": Keymap("Composer"),
    "live": Keymap(
        "Like Ableton Live",
        {
            "export": ("Ctrl+Shift+E",),
            "quantize": ("Ctrl+U", "Q"),
            "quantize how": ("Ctrl+Shift+U",),
            "split at playhead": ("Ctrl+E",),
            "join": ("Ctrl+J",),
            "select inverse": ("Ctrl+Shift+A",),
            "zoom in": ("+", "Ctrl+="),
            "zoom out": ("-", "Ctrl+-"),
        },
        MouseKeys(copy=CTRL, zoom_pitch=ALT),
    ),
    "fl": Keymap(
        "Like FL Studio",
        {
            "quit": ("Alt+F4",),
            "export": ("Ctrl+Shift+M",),
            "duplicate": ("Ctrl+B",),
            "select inverse": ("Shift+I",),
            "select same pitch": ("Shift+C",),
            "quantize": ("Ctrl+Q",),
            "quantize how": ("Alt+Q",),
            "humanize": ("Alt+R",),
            "legato": ("Ctrl+L",),
            "loop": ("Ctrl+Alt+L",),
            "join": ("Ctrl+G",),
            "reverse": ("Alt+Y",),
            "set velocity": ("Alt+X",),
            "semitone up": ("Shift+Up", "Up"),
            "semitone down": ("Shift+Down", "Down"),
            "octave up": ("Ctrl+Up",),
            "octave down": ("Ctrl+Down",),
            "louder": ("Ctrl+Shift+Up",),
            "softer": ("Ctrl+Shift+Down",),
            "step later": ("Shift+Right", "Right"),
            "step earlier": ("Shift+Left", "Left"),
            "longer": ("Ctrl+Shift+Right",),
            "shorter": ("Ctrl+Shift+Left",),
            "draw tool": ("P", "B"),
            "select tool": ("E",),
            "erase tool": ("D",),
            "other tool": (),
        },
        MouseKeys(choose_more=CTRL | SHIFT, zoom_pitch=ALT),
    ),
    "logic": Keymap(
        "Like Logic Pro",
        {
            "duplicate": ("Ctrl+R", "Ctrl+D"),
            "select inverse": ("Shift+I",),
            "select same pitch": ("Shift+E",),
            "legato": ("Shift+\\",),
            "split at playhead": ("Ctrl+T",),
            "split at pointer": (),
            "join": ("Ctrl+J", "J"),
            "semitone up": ("Alt+Up", "Up"),
            "semitone down": ("Alt+Down", "Down"),
            "octave up": ("Alt+Shift+Up", "Shift+Up"),
            "octave down": ("Alt+Shift+Down", "Shift+Down"),
            "scale step up": ("Ctrl+Alt+Up",),
            "scale step down": ("Ctrl+Alt+Down",),
            "step later": ("Alt+Right", "Right"),
            "step earlier": ("Alt+Left", "Left"),
            "loop": ("C",),
            "test note": ("Ctrl+Alt+T",),
        },
        MouseKeys(copy=ALT, ignore_grid=CTRL, zoom_time=ALT, zoom_pitch=ALT | SHIFT),
    ),
}
