"""Which keys do what at the moment: gives the actions and the roll the keys of the keymap that was chosen."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from composer.gui.actions import ACTIONS, give_keys
from composer.gui.piano_roll import PianoRoll
from composer.gui.settings import Settings

if TYPE_CHECKING:
    from composer.gui.keymaps import Keymap


class Shortcuts(QObject):
    """The one place that knows the current keymap; the settings remember it."""

    def __init__(self, actions: dict[str, QAction], roll: PianoRoll, settings: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self.actions = actions
        self._roll, self._settings = roll, settings
        if settings.keymap != Settings.keymap:
            self._give(self.keymap_named(settings.keymap))

    @property
    def name(self) -> str:
        """The name of the keymap in use: one of `KEYMAPS`, or `OWN`."""
        return self._settings.keymap

    @property
    def keymap(self) -> "Keymap":
        """The keymap in use."""
        return self.keymap_named(self.name)

    def keymap_named(self, name: str) -> "Keymap":
        """A keymap by its name; the program's own where there is none of that name."""
        from composer.gui.keymaps import KEYMAPS, OWN, Keymap  # the actions begin with the keys of their table

        return Keymap.of_stored(self._settings.own_keys) if name == OWN else KEYMAPS.get(name, KEYMAPS["composer"])

    def use(self, name: str, keymap: "Keymap") -> None:
        """Use `keymap` from now on; what a user has changed is kept as `OWN`."""
        from composer.gui.keymaps import OWN

        self._settings.keymap = name
        if name == OWN:
            self._settings.own_keys = keymap.stored()
        self._give(keymap)

    def _give(self, keymap: "Keymap") -> None:
        for spec in ACTIONS:
            give_keys(self.actions[spec.name], spec, keymap.keys_of(spec.name))
        self._roll.use_mouse_keys(keymap.mouse)
