"""Knobs and buttons of a MIDI keyboard that control the window: learned by touching them."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

if TYPE_CHECKING:  # imported when something is played
    from composer.playback.protocol import PlayedMessage, SetLearned

_CONTROL_CHANGE = 0xB0
_PRESSED = 64  # the value from which on a button is down
_HIGHEST = 127

Controller = tuple[int, int]  # channel 0..15, number 0..127


class Controllers(QObject):
    """Turns control changes into what was learned for them."""

    learned = Signal(str)  # what can be controlled from now on
    changed = Signal()  # other messages than before are taken

    def __init__(
        self,
        knobs: Mapping[str, Callable[[float], None]],
        buttons: Mapping[str, Callable[[], object]],
        stored: dict[str, list[str]],
        parent: QObject,
    ) -> None:
        """Knobs are told 0..1, buttons that they were pressed. `stored` (see `Settings`) is kept up to date."""
        super().__init__(parent)
        self._knobs, self._buttons, self._stored = knobs, buttons, stored
        self._pressed: set[Controller] = set()
        self.learning: str | None = None  # the target that the next controller to be touched will control

    @property
    def targets(self) -> tuple[str, ...]:
        """All that can be controlled."""
        return (*self._knobs, *self._buttons)

    def controller_of(self, target: str) -> Controller | None:
        """What controls `target`."""
        try:
            channel, number = map(int, self._stored[target])
        except (KeyError, ValueError):
            return None
        return channel, number

    @property
    def setting(self) -> "SetLearned":
        """Which messages are for what was learned, or about to be."""
        from composer.playback.protocol import SetLearned

        controllers = (self.controller_of(target) for target in self.targets)
        return SetLearned(frozenset(filter(None, controllers)), self.learning is not None)

    def takes(self, message: bytes) -> bool:
        """Whether a message is for what was learned, or about to be."""
        return self.setting.takes(message)

    def learn(self, target: str | None) -> None:
        """Let the next controller that is touched control `target`; None learns nothing more."""
        self.learning = target
        self.changed.emit()

    def forget(self, target: str) -> None:
        """Let nothing control `target`."""
        self._stored.pop(target, None)
        self.changed.emit()

    @Slot(list)
    def take(self, played: "list[PlayedMessage]") -> None:
        """Do what the controllers among `played` ask for."""
        for _, _, message in played:
            if message[0] & 0xF0 == _CONTROL_CHANGE:
                controller = (message[0] & 0x0F, message[1])
                if self.learning:
                    self._bind(self.learning, controller)
                    self._note_press(controller, message[2])
                else:
                    self._control(controller, message[2])

    def _bind(self, target: str, controller: Controller) -> None:
        for other in self.targets:
            if self.controller_of(other) == controller:
                self._stored.pop(other)
        self._stored[target] = [str(part) for part in controller]
        self.learning = None
        self.changed.emit()
        self.learned.emit(target)

    def _control(self, controller: Controller, value: int) -> None:
        is_new_press = self._note_press(controller, value)
        for target in self.targets:
            if self.controller_of(target) != controller:
                continue
            if target in self._knobs:
                self._knobs[target](value / _HIGHEST)
            elif is_new_press:
                self._buttons[target]()

    def _note_press(self, controller: Controller, value: int) -> bool:
        """Whether a button goes down that was up."""
        is_pressed, was_pressed = value >= _PRESSED, controller in self._pressed
        (self._pressed.add if is_pressed else self._pressed.discard)(controller)
        return is_pressed and not was_pressed
